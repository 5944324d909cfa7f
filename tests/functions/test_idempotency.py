"""The same request, sent again, is answered again and done once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from taskmanager.adapters.sql.idempotency import SqlIdempotencyStore
from taskmanager.ports.stores import IdempotencyRecord
from taskmanager.services.idempotency import LEASE, IdempotencyService
from tests.functions.conftest import PASSWORD, NewTask, NewToken, SignedUp, World, sign_up_on
from tests.support.at_once import at_once
from tests.support.clock import FrozenClock, GoingClock
from tests.support.lambda_client import Answer, Client

KEY = {"Idempotency-Key": "a key of the client"}
NEW_USER = {"email": "new@example.org", "password": PASSWORD, "full_name": "New"}
COUNTED = ("users", "sessions", "api_tokens", "projects", "tasks", "task_labels", "suggestions")


def send(
    client: Client,
    target: str,
    body: Any = None,
    *,
    by: SignedUp | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    token = None if by is None else by.token
    return client.post(f"/api/v1/{target}", json=body, token=token, headers=headers or KEY)


def counts(world: World) -> dict[str, int]:
    with world.container.database.read() as connection:
        return {
            table: connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608
            for table in COUNTED
        }


class Killed(BaseException):
    """Stands for the end of a process, which nothing catches."""


class KilledBeforeFinish(SqlIdempotencyStore):
    """Dies when the work is written and its outcome is not."""

    def finish(self, record: IdempotencyRecord) -> None:
        """Die."""
        raise Killed(record.key)


def killed_after_writing(world: World, send_it: Callable[[Client], Answer]) -> None:
    """Send a request to a process that dies after it wrote."""
    dying = world.again()
    dying.container.idempotency = IdempotencyService(
        records=KilledBeforeFinish(dying.container.database), clock=dying.container.clock
    )
    with pytest.raises(Killed):
        send_it(dying.client)


@pytest.fixture
def making(ada: SignedUp, a_task: NewTask) -> dict[str, Callable[[Client], Answer]]:
    """Every request that makes something."""
    task = a_task(ada)["id"]
    labelled = {"content": "Buy milk", "labels": ["shop"]}
    suggestion = {"kind": "breakdown", "task_id": task}
    token = {"name": "A program", "scopes": ["data:read"]}
    credentials = {"email": ada.email, "password": ada.password}
    return {
        "task": lambda client: send(client, "tasks", labelled, by=ada),
        "project": lambda client: send(client, "projects", {"name": "Home"}, by=ada),
        "suggestion": lambda client: send(client, "suggestions", suggestion, by=ada),
        "token": lambda client: send(client, "auth/tokens", token, by=ada),
        "account": lambda client: send(client, "auth/register", NEW_USER),
        "session": lambda client: send(client, "auth/login", credentials),
    }


MAKING = ["task", "project", "suggestion", "token", "account", "session"]

# --- a repetition -----------------------------------------------------------------------------


@pytest.mark.parametrize("made", MAKING)
def test_a_repetition_gives_the_first_answer_and_writes_once(
    world: World, making: dict[str, Callable[[Client], Answer]], made: str
) -> None:
    first = making[made](world.client)
    after_the_first = counts(world)
    second = making[made](world.client)

    assert first.status in {200, 201}
    assert (second.status, second.json) == (first.status, first.json)
    assert second.headers.get("etag") == first.headers.get("etag")
    assert second.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert counts(world) == after_the_first


def test_a_repetition_of_an_answer_without_a_body_is_answered_alike(
    client: Client, ada: SignedUp, a_task: NewTask
) -> None:
    target = f"tasks/{a_task(ada)['id']}/close"
    answers = [send(client, target, by=ada) for _ in range(2)]

    assert [(answer.status, answer.body) for answer in answers] == [(204, ""), (204, "")]


def test_a_repeated_change_is_not_made_over_a_later_one(
    client: Client, ada: SignedUp, a_task: NewTask
) -> None:
    target = f"tasks/{a_task(ada)['id']}"
    send(client, target, {"content": "First"}, by=ada)
    send(client, target, {"content": "Second"}, by=ada, headers={"Idempotency-Key": "another"})
    repeated = send(client, target, {"content": "First"}, by=ada)

    assert repeated.json["content"] == "First"
    assert client.get(f"/api/v1/{target}", token=ada.token).json["content"] == "Second"


def test_a_repeated_password_change_is_answered_alike(client: Client, ada: SignedUp) -> None:
    body = {"current_password": ada.password, "new_password": "another good password"}
    statuses = [send(client, "auth/password", body, by=ada).status for _ in range(2)]

    assert statuses == [204, 204]


@pytest.mark.parametrize("name", ["Idempotency-Key", "X-Request-Id", "idempotency-key"])
def test_either_header_is_a_key(client: Client, ada: SignedUp, name: str) -> None:
    made = {
        send(client, "tasks", {"content": "x"}, by=ada, headers={name: "7"}).json["id"]
        for _ in range(3)
    }

    assert len(made) == 1


def test_an_idempotency_key_wins_over_a_request_id(client: Client, ada: SignedUp) -> None:
    made = {
        send(
            client,
            "tasks",
            {"content": "x"},
            by=ada,
            headers={"Idempotency-Key": key, "X-Request-Id": request_id},
        ).json["id"]
        for key, request_id in (("1", "a"), ("1", "b"), ("2", "a"))
    }

    assert len(made) == 2


def test_without_a_key_each_request_is_done(client: Client, ada: SignedUp) -> None:
    made = {
        client.post("/api/v1/tasks", json={"content": "x"}, token=ada.token).json["id"]
        for _ in range(3)
    }

    assert len(made) == 3


def test_a_blank_key_is_none(client: Client, ada: SignedUp) -> None:
    headers = {"Idempotency-Key": " ", "X-Request-Id": ""}
    made = {
        send(client, "tasks", {"content": "x"}, by=ada, headers=headers).json["id"]
        for _ in range(2)
    }

    assert len(made) == 2


def test_a_key_of_absurd_length_is_refused(client: Client, ada: SignedUp) -> None:
    headers = {"Idempotency-Key": "x" * 256}
    answer = send(client, "tasks", {"content": "x"}, by=ada, headers=headers)

    assert answer.status == 400
    assert [error["field"] for error in answer.json["errors"]] == ["Idempotency-Key"]


def test_reads_and_methods_that_repeat_by_themselves_take_no_notice_of_keys(
    client: Client, ada: SignedUp, a_task: NewTask
) -> None:
    target = f"/api/v1/tasks/{a_task(ada)['id']}"
    client.patch(target, json={"content": "A"}, token=ada.token, headers=KEY)
    client.patch(target, json={"content": "B"}, token=ada.token, headers=KEY)
    got = client.get(target, token=ada.token, headers=KEY)
    deleted = [client.delete(target, token=ada.token, headers=KEY).status for _ in range(2)]

    assert got.json["content"] == "B"
    assert deleted == [204, 404]


# --- another request --------------------------------------------------------------------------


def test_the_same_key_with_another_body_is_refused_and_writes_nothing(
    world: World, ada: SignedUp
) -> None:
    send(world.client, "tasks", {"content": "First"}, by=ada)
    before = counts(world)
    answer = send(world.client, "tasks", {"content": "Second"}, by=ada)

    assert answer.status == 422
    assert answer.json["code"] == "idempotency_mismatch"
    assert counts(world) == before


def test_the_same_key_at_another_path_is_refused(client: Client, ada: SignedUp) -> None:
    send(client, "tasks", {"content": "Home"}, by=ada)

    assert send(client, "projects", {"name": "Home"}, by=ada).status == 422


def test_another_user_has_keys_of_his_own(
    client: Client, ada: SignedUp, stranger: SignedUp
) -> None:
    hers = send(client, "tasks", {"content": "x"}, by=ada).json
    his = send(client, "tasks", {"content": "x"}, by=stranger).json

    assert hers["id"] != his["id"]
    assert (hers["user_id"], his["user_id"]) == (ada.id, stranger.id)


def test_a_user_is_the_same_caller_through_every_token(
    client: Client, ada: SignedUp, an_api_token: NewToken
) -> None:
    program = an_api_token(ada)["token"]
    first = send(client, "tasks", {"content": "x"}, by=ada)
    second = client.post("/api/v1/tasks", json={"content": "x"}, token=program, headers=KEY)

    assert second.json == first.json


def test_a_token_that_may_not_do_it_gets_no_repetition_either(
    client: Client, ada: SignedUp, an_api_token: NewToken
) -> None:
    reader = an_api_token(ada, "data:read")["token"]
    send(client, "tasks", {"content": "x"}, by=ada)
    answer = client.post("/api/v1/tasks", json={"content": "x"}, token=reader, headers=KEY)

    assert answer.status == 403


def test_two_who_sign_out_at_one_address_with_one_key_are_both_signed_out(
    client: Client, ada: SignedUp, stranger: SignedUp
) -> None:
    send(client, "auth/logout", by=ada)
    send(client, "auth/logout", by=stranger)

    assert client.get("/api/v1/auth/me", token=stranger.token).status == 401


def test_a_key_whose_time_is_over_finds_nothing_of_another_request(
    client: Client, ada: SignedUp, an_api_token: NewToken, clock: FrozenClock
) -> None:
    program = an_api_token(ada)["token"]
    first = client.post("/api/v1/tasks", json={"content": "A"}, token=program, headers=KEY)
    clock.advance(days=1)
    second = client.post("/api/v1/tasks", json={"content": "B"}, token=program, headers=KEY)

    assert second.json["content"] == "B"
    assert second.json["id"] != first.json["id"]


# --- a failure gives the key back -------------------------------------------------------------


def test_a_refused_request_may_be_mended_under_its_key(client: Client, ada: SignedUp) -> None:
    refused = send(client, "tasks", {"content": ""}, by=ada)
    mended = send(client, "tasks", {"content": "x"}, by=ada)

    assert (refused.status, mended.status) == (400, 200)


def test_what_was_not_found_may_be_found_under_the_same_key(
    client: Client, ada: SignedUp, a_task: NewTask
) -> None:
    task = a_task(ada)["id"]
    suggestion = client.post(
        "/api/v1/suggestions", json={"kind": "breakdown", "task_id": task}, token=ada.token
    ).json["id"]
    client.post(f"/api/v1/tasks/{task}/close", token=ada.token)
    refused = send(client, f"suggestions/{suggestion}/accept", by=ada)
    client.post(f"/api/v1/tasks/{task}/reopen", token=ada.token)
    accepted = send(client, f"suggestions/{suggestion}/accept", by=ada)

    assert (refused.status, accepted.status) == (409, 200)


def test_a_request_that_failed_on_our_side_may_be_sent_again_under_its_key(
    world: World, ada: SignedUp
) -> None:
    with world.container.database.write() as connection:
        connection.execute(
            sa.text(
                "CREATE TRIGGER failing BEFORE INSERT ON tasks "
                "BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
            )
        )
    failed = send(world.client, "tasks", {"content": "x"}, by=ada)
    with world.container.database.write() as connection:
        connection.execute(sa.text("DROP TRIGGER failing"))
    again = send(world.client, "tasks", {"content": "x"}, by=ada)

    assert failed.status == 500
    assert again.status == 200
    assert counts(world)["tasks"] == 1


# --- at the same moment -----------------------------------------------------------------------


@pytest.mark.parametrize("made", MAKING)
def test_requests_at_the_same_moment_write_once_and_get_one_answer(
    world: World, making: dict[str, Callable[[Client], Answer]], made: str
) -> None:
    before = counts(world)
    clock = GoingClock(world.container.clock.now())
    clients = [world.again(clock=clock).client for _ in range(4)]
    answers = at_once(clients, making[made])
    after = counts(world)

    assert len({answer.status for answer in answers}) == 1
    assert answers[0].status in {200, 201}
    assert len({answer.body for answer in answers}) == 1
    assert {after[table] - before[table] for table in COUNTED} <= {0, 1}
    assert after != before


# --- a first run that died --------------------------------------------------------------------


@pytest.mark.parametrize("made", MAKING)
def test_after_a_run_that_died_the_repetition_finds_what_was_written(
    *,
    world: World,
    making: dict[str, Callable[[Client], Answer]],
    made: str,
    clock: FrozenClock,
) -> None:
    killed_after_writing(world, making[made])
    written = counts(world)
    clock.advance(seconds=LEASE.total_seconds())
    answer = making[made](world.client)
    again = making[made](world.client)

    assert answer.status in {200, 201}
    assert counts(world) == written
    assert again.json == answer.json


def test_until_its_lease_is_over_a_dead_run_may_be_alive(
    world: World, ada: SignedUp, clock: FrozenClock
) -> None:
    killed_after_writing(world, lambda client: send(client, "tasks", {"content": "x"}, by=ada))
    answer = send(world.client, "tasks", {"content": "x"}, by=ada)

    assert answer.status == 409
    assert answer.json["code"] == "request_in_progress"
    assert answer.headers["retry-after"] == "1"
    assert timedelta(seconds=clock.waited) >= timedelta(seconds=9)


def test_a_dead_runs_key_is_not_taken_over_by_another_request(
    world: World, ada: SignedUp, clock: FrozenClock
) -> None:
    killed_after_writing(world, lambda client: send(client, "tasks", {"content": "x"}, by=ada))
    clock.advance(minutes=2)
    answer = send(world.client, "tasks", {"content": "y"}, by=ada)

    assert answer.status == 422


def test_a_token_of_a_run_that_died_works_when_it_is_shown(
    world: World, ada: SignedUp, clock: FrozenClock
) -> None:
    body = {"name": "A program", "scopes": ["data:read"]}
    killed_after_writing(world, lambda client: send(client, "auth/tokens", body, by=ada))
    clock.advance(minutes=2)
    minted = send(world.client, "auth/tokens", body, by=ada).json

    assert world.client.get("/api/v1/auth/me", token=minted["token"]).status == 200


# --- what was ended does not come back --------------------------------------------------------


def test_the_hundredth_token_is_shown_again(client: Client, ada: SignedUp) -> None:
    body = {"name": "A program", "scopes": ["data:read"]}
    for _ in range(99):
        client.post("/api/v1/auth/tokens", json=body, token=ada.token)
    first, second = (send(client, "auth/tokens", body, by=ada) for _ in range(2))

    assert first.status == 201
    assert (second.status, second.json) == (201, first.json)


def test_a_revoked_token_does_not_come_back_with_its_request(
    client: Client, ada: SignedUp, clock: FrozenClock
) -> None:
    body = {"name": "A program", "scopes": ["data:read"]}
    minted = send(client, "auth/tokens", body, by=ada).json
    client.delete(f"/api/v1/auth/tokens/{minted['id']}", token=ada.token)
    clock.advance(seconds=1)
    send(client, "auth/tokens", body, by=ada)

    assert client.get("/api/v1/auth/me", token=minted["token"]).status == 401


def test_an_ended_session_does_not_come_back_with_its_request(
    client: Client, ada: SignedUp, clock: FrozenClock
) -> None:
    credentials = {"email": ada.email, "password": ada.password}
    ended = send(client, "auth/login", credentials).json
    client.post("/api/v1/auth/logout", token=ended["access_token"])
    clock.advance(seconds=1)
    send(client, "auth/login", credentials)
    refreshed = client.post("/api/v1/auth/refresh", json={"refresh_token": ended["refresh_token"]})

    assert client.get("/api/v1/auth/me", token=ended["access_token"]).status == 401
    assert refreshed.status == 401


@pytest.mark.parametrize("way", ["logout", "logout-all", "time"])
def test_a_repeated_sign_in_whose_session_has_ended_opens_one_that_works(
    client: Client, ada: SignedUp, clock: FrozenClock, way: str
) -> None:
    credentials = {"email": ada.email, "password": ada.password}
    ended = send(client, "auth/login", credentials).json["access_token"]
    if way == "time":
        clock.advance(days=30)
    else:
        client.post(f"/api/v1/auth/{way}", token=ended)
    clock.advance(seconds=1)
    token = send(client, "auth/login", credentials).json["access_token"]

    assert client.get("/api/v1/auth/me", token=token).status == 200


def test_a_repeated_sign_in_still_asks_for_the_password(client: Client, ada: SignedUp) -> None:
    credentials = {"email": ada.email, "password": ada.password}
    send(client, "auth/login", credentials)
    client.post(
        "/api/v1/auth/password",
        json={"current_password": ada.password, "new_password": "another good password"},
        token=ada.token,
    )

    assert send(client, "auth/login", credentials).status == 401


def test_a_repeated_registration_does_not_sign_in_after_a_password_change(
    client: Client,
) -> None:
    token = send(client, "auth/register", NEW_USER).json["access_token"]
    client.post(
        "/api/v1/auth/password",
        json={"current_password": PASSWORD, "new_password": "another good password"},
        token=token,
    )

    assert send(client, "auth/register", NEW_USER).status == 409


@pytest.mark.parametrize("email", ["new@example.org", "other@example.org"])
def test_the_key_of_a_registration_opens_no_account_when_its_time_is_over(
    client: Client, clock: FrozenClock, email: str
) -> None:
    owner = send(client, "auth/register", NEW_USER).json["user"]["id"]
    clock.advance(days=2)
    guess = {**NEW_USER, "email": email, "password": "somebody else's password"}
    answer = send(client, "auth/register", guess)

    assert answer.status == (409 if email == NEW_USER["email"] else 201)
    assert answer.json.get("user", {}).get("id") != owner


def test_registrations_with_one_key_at_two_addresses_are_two(world: World) -> None:
    first = sign_up_on(world.client)
    elsewhere = Client(world.client.handlers, "198.51.100.1")
    send(world.client, "auth/register", NEW_USER)
    answer = send(elsewhere, "auth/register", {**NEW_USER, "email": "two@example.org"})

    assert answer.status == 201
    assert answer.json["user"]["id"] != first.id

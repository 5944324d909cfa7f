from typing import Any

import pytest

from tests.functions.conftest import Login, NewWorld, SignedUp, sign_up_on
from tests.support.clock import FrozenClock
from tests.support.fakes import RecordingHasher
from tests.support.lambda_client import Answer, Client

NEW = "another good password"


def change(client: Client, user: SignedUp, **values: Any) -> Answer:
    body = {"current_password": user.password, "new_password": NEW, **values}
    return client.post("/api/v1/auth/password", json=body, token=user.token)


def is_in(client: Client, token: str) -> bool:
    return client.get("/api/v1/auth/me", token=token).status == 200


def test_after_a_change_the_new_password_signs_in_and_the_old_one_does_not(
    client: Client, ada: SignedUp, login: Login
) -> None:
    answer = change(client, ada)

    assert answer.status == 204
    assert login(ada, NEW).status == 200
    assert login(ada).status == 401


def test_a_change_ends_every_other_session_and_its_access_token_at_once(
    client: Client, ada: SignedUp, login: Login
) -> None:
    others = [login(ada).json for _ in range(3)]
    change(client, ada)

    assert [is_in(client, other["access_token"]) for other in others] == [False] * 3
    assert [
        client.post("/api/v1/auth/refresh", json={"refresh_token": other["refresh_token"]}).status
        for other in others
    ] == [401] * 3


def test_a_change_keeps_the_session_that_asked_for_it(
    client: Client, ada: SignedUp, login: Login
) -> None:
    login(ada)
    change(client, ada)
    sessions = client.get("/api/v1/auth/sessions", token=ada.token)
    refreshed = client.post("/api/v1/auth/refresh", json={"refresh_token": ada.refresh_token})

    assert [session["id"] for session in sessions.json["results"]] == [ada.session_id]
    assert refreshed.status == 200


def test_a_second_change_in_the_same_session_works(
    client: Client, ada: SignedUp, login: Login
) -> None:
    change(client, ada)
    answer = change(client, ada, current_password=NEW, new_password="a third good password")

    assert answer.status == 204
    assert login(ada, "a third good password").status == 200


def test_a_change_leaves_other_users_alone(
    client: Client, ada: SignedUp, stranger: SignedUp
) -> None:
    change(client, ada)

    assert is_in(client, stranger.token)


def test_a_wrong_current_password_changes_nothing(
    client: Client, ada: SignedUp, login: Login
) -> None:
    other = login(ada).json["access_token"]
    answer = change(client, ada, current_password=NEW)

    assert answer.status == 401
    assert answer.json["code"] == "invalid_credentials"
    assert is_in(client, other)
    assert login(ada).status == 200


@pytest.mark.parametrize(
    ("password", "status"),
    [
        ("", 400),
        ("short", 400),
        ("x" * 257, 400),
        ("a\0bcdefgh", 400),
        ("password1", 422),
        ("zzzzzzzzzzzz", 422),
        ("ADA@example.org", 422),
    ],
)
def test_a_new_password_that_is_easily_guessed_or_unusable_is_refused(
    *, client: Client, ada: SignedUp, login: Login, password: str, status: int
) -> None:
    answer = change(client, ada, new_password=password)

    assert answer.status == status
    assert [error["field"] for error in answer.json["errors"]] == ["new_password"]
    assert login(ada).status == 200


def test_nobody_changes_a_password_without_signing_in(client: Client, ada: SignedUp) -> None:
    body = {"current_password": ada.password, "new_password": NEW}

    assert client.post("/api/v1/auth/password", json=body).status == 401


def test_guessing_at_the_current_password_is_limited(new_world: NewWorld) -> None:
    client = new_world(rate_limit_enabled=True).client
    ada = sign_up_on(client)
    wrong = [change(client, ada, current_password="a wrong password").status for _ in range(10)]
    answer = change(client, ada)

    assert wrong == [401] * 10
    assert answer.status == 429
    assert "retry-after" in answer.headers


def test_a_change_forgives_the_attempts_before_it(new_world: NewWorld) -> None:
    client = new_world(rate_limit_enabled=True).client
    ada = sign_up_on(client)
    for _ in range(9):
        change(client, ada, current_password="a wrong password")
    change(client, ada)
    statuses = [change(client, ada).status for _ in range(9)]

    assert statuses == [401] * 9


def test_an_expired_access_token_changes_no_password(
    client: Client, ada: SignedUp, clock: FrozenClock
) -> None:
    clock.advance(hours=1)

    assert change(client, ada).status == 401


def test_a_password_is_hashed_anew_when_the_parameters_grew(new_world: NewWorld) -> None:
    hasher = _Outgrown()
    client = new_world(hasher=hasher).client
    ada = sign_up_on(client)
    hasher.work.clear()
    first = client.post("/api/v1/auth/login", json={"email": ada.email, "password": ada.password})
    again = client.post("/api/v1/auth/login", json={"email": ada.email, "password": ada.password})

    assert hasher.work == ["verify", "hash", "verify", "hash"]
    assert (first.status, again.status) == (200, 200)
    assert is_in(client, ada.token)


class _Outgrown(RecordingHasher):
    def is_outdated(self, password_hash: str) -> bool:
        return bool(password_hash)

from typing import Any

import pytest

from tests.functions.conftest import Login, NewWorld, SignedUp, World, sign_up_on
from tests.support.clock import FrozenClock
from tests.support.lambda_client import ADDRESS, USER_AGENT, Answer, Client


def refresh(client: Client, token: str) -> Answer:
    return client.post("/api/v1/auth/refresh", json={"refresh_token": token})


def is_in(client: Client, token: str) -> bool:
    return client.get("/api/v1/auth/me", token=token).status == 200


def session_ids(client: Client, token: str) -> list[str]:
    answer = client.get("/api/v1/auth/sessions", token=token)
    return [session["id"] for session in answer.json["results"]]


# --- refresh ----------------------------------------------------------------------------------


def test_a_refresh_gives_the_next_tokens(client: Client, ada: SignedUp, clock: FrozenClock) -> None:
    clock.advance(minutes=50)
    answer = refresh(client, ada.refresh_token)

    assert answer.status == 200
    assert answer.json["refresh_token"] != ada.refresh_token
    assert answer.json["access_token"] != ada.token
    assert answer.json["user"]["id"] == ada.id


def test_a_refreshed_access_token_lives_for_an_hour_more(
    client: Client, ada: SignedUp, clock: FrozenClock
) -> None:
    clock.advance(minutes=50)
    token = refresh(client, ada.refresh_token).json["access_token"]
    clock.advance(minutes=59)

    assert is_in(client, token)
    assert not is_in(client, ada.token)


def test_a_refresh_stays_in_its_session(client: Client, ada: SignedUp, clock: FrozenClock) -> None:
    token = refresh(client, ada.refresh_token).json["access_token"]

    assert session_ids(client, token) == [ada.session_id]


def test_refresh_tokens_rotate_on_and_on(client: Client, ada: SignedUp, clock: FrozenClock) -> None:
    token = ada.refresh_token
    for _ in range(5):
        clock.advance(days=29)
        answer = refresh(client, token)
        token = answer.json["refresh_token"]

    assert answer.status == 200


def test_the_token_just_replaced_gives_the_same_answer_again_for_ten_seconds(
    client: Client, ada: SignedUp, clock: FrozenClock
) -> None:
    first = refresh(client, ada.refresh_token)
    clock.advance(seconds=10)
    again = refresh(client, ada.refresh_token)

    assert again.status == 200
    assert again.json == first.json


def test_a_token_that_was_replaced_longer_ago_ends_its_whole_family(
    client: Client, ada: SignedUp, clock: FrozenClock
) -> None:
    first = refresh(client, ada.refresh_token)
    clock.advance(seconds=10.001)
    reused = refresh(client, ada.refresh_token)

    assert reused.status == 401
    assert not is_in(client, ada.token)
    assert not is_in(client, first.json["access_token"])
    assert refresh(client, first.json["refresh_token"]).status == 401


def test_a_token_replaced_twice_ends_its_family_within_ten_seconds_too(
    client: Client, ada: SignedUp
) -> None:
    second = refresh(client, ada.refresh_token)
    third = refresh(client, second.json["refresh_token"])
    reused = refresh(client, ada.refresh_token)

    assert reused.status == 401
    assert refresh(client, third.json["refresh_token"]).status == 401


def test_a_reused_token_leaves_other_sessions_alone(
    client: Client, ada: SignedUp, login: Login, clock: FrozenClock
) -> None:
    other = login(ada)
    refresh(client, ada.refresh_token)
    clock.advance(minutes=1)
    refresh(client, ada.refresh_token)

    assert is_in(client, other.json["access_token"])


def test_a_session_that_nobody_refreshes_ends_after_thirty_days(
    client: Client, ada: SignedUp, clock: FrozenClock
) -> None:
    clock.advance(days=30)
    answer = refresh(client, ada.refresh_token)

    assert answer.status == 401


def test_the_life_of_a_session_is_a_setting(new_world: NewWorld, clock: FrozenClock) -> None:
    client = new_world(refresh_token_expire_days=2).client
    ada = sign_up_on(client)
    clock.advance(days=2)

    assert refresh(client, ada.refresh_token).status == 401


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token + "x",
        lambda token: token[:-1],
        lambda token: token.replace("tmr", "tmx"),
        lambda token: token.replace(".1.", ".2."),
        lambda token: token.replace(".1.", ".0."),
        lambda token: "." * 3 + token.rpartition(".")[2],
        lambda _: "",
        lambda _: "x",
        lambda _: "tmr.a.1.1.ä",
        lambda _: ".",
    ],
    ids=range(10),
)
def test_a_refresh_token_that_nobody_signed_is_refused(
    client: Client, ada: SignedUp, change: object
) -> None:
    assert callable(change)
    answer = refresh(client, change(ada.refresh_token))

    assert answer.status == 401
    assert refresh(client, ada.refresh_token).status == 200


def test_a_refresh_without_a_token_is_refused(client: Client) -> None:
    assert client.post("/api/v1/auth/refresh", json={}).status == 401
    assert client.post("/api/v1/auth/refresh").status == 401


def test_an_access_token_does_not_refresh(client: Client, ada: SignedUp) -> None:
    answer = client.post("/api/v1/auth/refresh", json={}, token=ada.token)

    assert answer.status == 401
    assert refresh(client, ada.token).status == 401


def test_refresh_tokens_survive_a_new_key(world: World) -> None:
    ada = sign_up_on(world.client)
    settings = type(world.settings)(
        data_dir=world.settings.data_dir,
        jwt_secret_key="another-key-that-is-long-enough-too",
        jwt_previous_secret_keys=(world.settings.jwt_secret_key,),
        rate_limit_enabled=False,
    )
    rotated = world.again(settings=settings).client
    answer = refresh(rotated, ada.refresh_token)

    assert answer.status == 200
    assert refresh(rotated, answer.json["refresh_token"]).status == 200


# --- logout -----------------------------------------------------------------------------------


def test_a_sign_out_by_access_token_ends_the_session_at_once(client: Client, ada: SignedUp) -> None:
    answer = client.post("/api/v1/auth/logout", token=ada.token)

    assert answer.status == 204
    assert answer.body == ""
    assert not is_in(client, ada.token)
    assert refresh(client, ada.refresh_token).status == 401


def test_a_sign_out_by_refresh_token_works_when_the_access_token_has_expired(
    client: Client, ada: SignedUp, login: Login, clock: FrozenClock
) -> None:
    clock.advance(hours=2)
    answer = client.post(
        "/api/v1/auth/logout", json={"refresh_token": ada.refresh_token}, token=ada.token
    )

    assert answer.status == 204
    assert refresh(client, ada.refresh_token).status == 401


def test_a_sign_out_leaves_other_sessions_and_users_alone(
    client: Client, ada: SignedUp, stranger: SignedUp, login: Login
) -> None:
    other = login(ada)
    client.post("/api/v1/auth/logout", token=ada.token)

    assert is_in(client, other.json["access_token"])
    assert is_in(client, stranger.token)


def test_signing_out_twice_by_refresh_token_is_no_error(client: Client, ada: SignedUp) -> None:
    body = {"refresh_token": ada.refresh_token}
    statuses = [client.post("/api/v1/auth/logout", json=body).status for _ in range(2)]

    assert statuses == [204, 204]


def test_a_sign_out_without_any_token_is_refused(client: Client) -> None:
    assert client.post("/api/v1/auth/logout").status == 401


def test_logout_all_ends_every_session_this_one_too(
    client: Client, ada: SignedUp, login: Login
) -> None:
    other = login(ada)
    answer = client.post("/api/v1/auth/logout-all", token=ada.token)

    assert answer.status == 204
    assert not is_in(client, ada.token)
    assert not is_in(client, other.json["access_token"])
    assert refresh(client, ada.refresh_token).status == 401
    assert refresh(client, other.json["refresh_token"]).status == 401


def test_after_logout_all_one_signs_in_again(client: Client, ada: SignedUp, login: Login) -> None:
    client.post("/api/v1/auth/logout-all", token=ada.token)
    token = login(ada).json["access_token"]

    assert len(session_ids(client, token)) == 1


def test_logout_all_leaves_other_users_alone(
    client: Client, ada: SignedUp, stranger: SignedUp
) -> None:
    client.post("/api/v1/auth/logout-all", token=ada.token)

    assert is_in(client, stranger.token)


# --- list, end one ----------------------------------------------------------------------------


def test_sessions_are_listed_newest_first_with_where_they_come_from(
    client: Client, ada: SignedUp, login: Login, clock: FrozenClock
) -> None:
    clock.advance(minutes=1)
    login(ada, headers={"User-Agent": "phone/2"})
    answer = client.get("/api/v1/auth/sessions", token=ada.token)
    newest, oldest = answer.json["results"]

    assert set(answer.json) == {"results", "next_cursor"}
    assert set(oldest) == {
        "id",
        "user_agent",
        "ip_address",
        "is_current",
        "created_at",
        "last_used_at",
        "expires_at",
    }
    assert (newest["user_agent"], newest["is_current"]) == ("phone/2", False)
    assert (oldest["user_agent"], oldest["is_current"]) == (USER_AGENT, True)
    assert oldest["ip_address"] == ADDRESS
    assert oldest["id"] == ada.session_id


def test_the_exact_own_sessions_are_listed(
    client: Client, ada: SignedUp, stranger: SignedUp, login: Login
) -> None:
    login(ada)
    login(stranger)

    assert len(session_ids(client, ada.token)) == 2
    assert not set(session_ids(client, ada.token)) & set(session_ids(client, stranger.token))


def test_sessions_are_paged(
    client: Client, ada: SignedUp, login: Login, clock: FrozenClock
) -> None:
    for _ in range(4):
        clock.advance(seconds=1)
        login(ada)
    expected = session_ids(client, ada.token)
    seen: list[str] = []
    target = "/api/v1/auth/sessions?limit=2"
    while target:
        page = client.get(target, token=ada.token).json
        seen += [session["id"] for session in page["results"]]
        cursor = page["next_cursor"]
        target = f"/api/v1/auth/sessions?limit=2&cursor={cursor}" if cursor else ""

    assert len(expected) == 5
    assert seen == expected


def test_an_expired_session_is_not_listed(
    client: Client, ada: SignedUp, login: Login, clock: FrozenClock
) -> None:
    clock.advance(days=31)
    token = login(ada).json["access_token"]

    assert ada.session_id not in session_ids(client, token)


def test_ending_a_session_ends_its_tokens(client: Client, ada: SignedUp, login: Login) -> None:
    other = login(ada).json
    answer = client.delete(f"/api/v1/auth/sessions/{ada.session_id}", token=other["access_token"])

    assert answer.status == 204
    assert not is_in(client, ada.token)
    assert refresh(client, ada.refresh_token).status == 401
    assert is_in(client, other["access_token"])


def test_an_ended_session_is_not_found_again(client: Client, ada: SignedUp, login: Login) -> None:
    token = login(ada).json["access_token"]
    target = f"/api/v1/auth/sessions/{ada.session_id}"
    statuses = [client.delete(target, token=token).status for _ in range(2)]

    assert statuses == [204, 404]


def test_a_strangers_session_is_not_found_and_goes_on(
    client: Client, ada: SignedUp, stranger: SignedUp
) -> None:
    answer = client.delete(f"/api/v1/auth/sessions/{ada.session_id}", token=stranger.token)

    assert answer.status == 404
    assert is_in(client, ada.token)


def test_a_very_long_user_agent_is_cut(client: Client, ada: SignedUp, login: Login) -> None:
    login(ada, headers={"User-Agent": "x" * 5000 + "\x00"})
    agents = [
        session["user_agent"]
        for session in client.get("/api/v1/auth/sessions", token=ada.token).json["results"]
    ]

    assert "x" * 400 in agents


def test_signing_out_by_the_access_token_works_beside_a_stale_refresh_token(
    client: Client, ada: SignedUp
) -> None:
    body = {"refresh_token": "tmr.of.a.removed.key"}
    answer = client.post("/api/v1/auth/logout", json=body, token=ada.token)

    assert answer.status == 204
    assert client.get("/api/v1/auth/me", token=ada.token).status == 401


def test_a_refresh_has_its_own_rule_for_repetitions_and_takes_no_key(
    client: Client, ada: SignedUp
) -> None:
    def refresh(token: str) -> Any:
        return client.post(
            "/api/v1/auth/refresh",
            json={"refresh_token": token},
            headers={"Idempotency-Key": "the same"},
        )

    first = refresh(ada.refresh_token)
    second = refresh(first.json["refresh_token"])

    assert (first.status, second.status) == (200, 200)

from typing import Any

import pytest

from tests.functions.conftest import NewTask, NewToken, SignedUp
from tests.support.clock import FrozenClock
from tests.support.lambda_client import Answer, Client

ALL = ["data:read", "data:read_write", "data:delete", "task:add"]


def mint(client: Client, bearer: str, **values: Any) -> Answer:
    body = {"name": "A program", "scopes": ["data:read"], **values}
    return client.post("/api/v1/auth/tokens", json=body, token=bearer)


def listed(client: Client, token: str) -> list[Any]:
    results: list[Any] = client.get("/api/v1/auth/tokens", token=token).json["results"]
    return results


def test_a_token_is_shown_once(client: Client, ada: SignedUp) -> None:
    answer = mint(client, ada.token, name="Backup", scopes=["data:read", "data:delete"])
    (shown,) = listed(client, ada.token)

    assert answer.status == 201
    assert answer.json["token"].startswith("tmk_")
    assert len(answer.json["token"]) >= 40
    assert {**shown, "token": answer.json["token"]} == answer.json
    assert shown["name"] == "Backup"
    assert shown["scopes"] == ["data:read", "data:delete"]


def test_a_token_authenticates_its_owner(client: Client, ada: SignedUp) -> None:
    token = mint(client, ada.token).json["token"]
    answer = client.get("/api/v1/auth/me", token=token)

    assert answer.status == 200
    assert answer.json["id"] == ada.id


def test_tokens_differ(client: Client, ada: SignedUp) -> None:
    tokens = {mint(client, ada.token).json["token"] for _ in range(5)}

    assert len(tokens) == 5


def test_a_token_without_an_end_lives_on(client: Client, ada: SignedUp, clock: FrozenClock) -> None:
    answer = mint(client, ada.token)
    clock.advance(days=5000)

    assert answer.json["expires_at"] is None
    assert client.get("/api/v1/auth/me", token=answer.json["token"]).status == 200


def test_a_token_with_an_end_ends_then(client: Client, ada: SignedUp, clock: FrozenClock) -> None:
    token = mint(client, ada.token, expires_in_days=7).json["token"]
    clock.advance(days=7, seconds=-1)
    before = client.get("/api/v1/auth/me", token=token).status
    clock.advance(seconds=1)
    after = client.get("/api/v1/auth/me", token=token).status

    assert before == 200
    assert after == 401


def test_an_expired_token_is_not_listed(client: Client, ada: SignedUp, clock: FrozenClock) -> None:
    mint(client, ada.token, expires_in_days=1)
    clock.advance(days=1)
    fresh = client.post(
        "/api/v1/auth/login", json={"email": ada.email, "password": ada.password}
    ).json["access_token"]

    assert listed(client, fresh) == []


def test_a_revoked_token_is_refused_at_once(client: Client, ada: SignedUp) -> None:
    minted = mint(client, ada.token).json
    answer = client.delete(f"/api/v1/auth/tokens/{minted['id']}", token=ada.token)

    assert answer.status == 204
    assert client.get("/api/v1/auth/me", token=minted["token"]).status == 401
    assert listed(client, ada.token) == []


def test_a_revoked_token_is_not_found_again(client: Client, ada: SignedUp) -> None:
    target = f"/api/v1/auth/tokens/{mint(client, ada.token).json['id']}"
    statuses = [client.delete(target, token=ada.token).status for _ in range(2)]

    assert statuses == [204, 404]


def test_a_strangers_token_is_not_found_and_stays(
    client: Client, ada: SignedUp, stranger: SignedUp
) -> None:
    minted = mint(client, ada.token).json
    answer = client.delete(f"/api/v1/auth/tokens/{minted['id']}", token=stranger.token)

    assert answer.status == 404
    assert client.get("/api/v1/auth/me", token=minted["token"]).status == 200


def test_the_exact_own_tokens_are_listed_newest_first(
    client: Client, ada: SignedUp, stranger: SignedUp, clock: FrozenClock
) -> None:
    mint(client, stranger.token)
    minted = []
    for _ in range(3):
        clock.advance(seconds=1)
        minted.append(mint(client, ada.token).json["id"])

    assert [token["id"] for token in listed(client, ada.token)] == minted[::-1]


def test_tokens_are_paged(client: Client, ada: SignedUp, clock: FrozenClock) -> None:
    for _ in range(5):
        mint(client, ada.token)
    first = client.get("/api/v1/auth/tokens?limit=3", token=ada.token).json
    rest = client.get(
        f"/api/v1/auth/tokens?limit=3&cursor={first['next_cursor']}", token=ada.token
    ).json
    pages = [token["id"] for token in first["results"] + rest["results"]]

    assert pages == [token["id"] for token in listed(client, ada.token)]
    assert rest["next_cursor"] is None


def test_an_account_has_at_most_a_hundred_tokens(client: Client, ada: SignedUp) -> None:
    statuses = [mint(client, ada.token).status for _ in range(100)]
    answer = mint(client, ada.token)

    assert set(statuses) == {201}
    assert answer.status == 403
    assert answer.json["code"] == "limit_reached"
    assert len(client.get("/api/v1/auth/tokens?limit=200", token=ada.token).json["results"]) == 100


@pytest.mark.parametrize("scopes", [[], ["data:everything"], ["DATA:READ"], "data:read", None, [1]])
def test_scopes_are_the_four_that_there_are(client: Client, ada: SignedUp, scopes: object) -> None:
    answer = mint(client, ada.token, scopes=scopes)

    assert answer.status == 400
    assert {error["field"].partition("[")[0] for error in answer.json["errors"]} == {"scopes"}


@pytest.mark.parametrize("days", [0, -1, 3651, 1.5, "7", True])
def test_an_end_is_a_number_of_days_from_one_to_ten_years(
    client: Client, ada: SignedUp, days: object
) -> None:
    answer = mint(client, ada.token, expires_in_days=days)

    assert answer.status == 400
    assert [error["field"] for error in answer.json["errors"]] == ["expires_in_days"]


@pytest.mark.parametrize("name", ["", " ", "x" * 121, "a\x00b", None, 7])
def test_a_token_has_a_name(client: Client, ada: SignedUp, name: object) -> None:
    answer = mint(client, ada.token, name=name)

    assert answer.status == 400
    assert [error["field"] for error in answer.json["errors"]] == ["name"]


@pytest.mark.parametrize("field", ["id", "user_id", "token", "token_hash", "created_at"])
def test_what_the_server_decides_cannot_be_given(client: Client, ada: SignedUp, field: str) -> None:
    answer = mint(client, ada.token, **{field: "1"})

    assert answer.status == 400
    assert answer.json["errors"] == [{"field": field, "message": "is not a known field"}]


def test_an_api_token_mints_no_token_whatever_its_scopes(
    client: Client, ada: SignedUp, an_api_token: NewToken
) -> None:
    token = an_api_token(ada, *ALL)["token"]
    answer = mint(client, token, scopes=["data:read"])

    assert answer.status == 403
    assert answer.json["code"] == "forbidden"
    assert len(listed(client, ada.token)) == 1


def test_an_api_token_changes_no_password(
    client: Client, ada: SignedUp, an_api_token: NewToken
) -> None:
    answer = client.post(
        "/api/v1/auth/password",
        json={"current_password": ada.password, "new_password": "another good password"},
        token=an_api_token(ada, *ALL)["token"],
    )

    assert answer.status == 403
    assert client.get("/api/v1/auth/me", token=ada.token).status == 200


def test_an_api_token_is_not_signed_out_but_revoked(
    client: Client, ada: SignedUp, an_api_token: NewToken
) -> None:
    token = an_api_token(ada, *ALL)["token"]
    answer = client.post("/api/v1/auth/logout", token=token)

    assert answer.status == 403
    assert client.get("/api/v1/auth/me", token=token).status == 200


def test_a_scope_that_is_missing_is_named(
    client: Client, ada: SignedUp, an_api_token: NewToken
) -> None:
    token = an_api_token(ada, "task:add")["token"]
    answer = client.get("/api/v1/tasks", token=token)

    assert answer.status == 403
    assert answer.json["code"] == "insufficient_scope"
    assert answer.headers["www-authenticate"] == (
        'Bearer error="insufficient_scope", scope="data:read"'
    )


def test_a_scope_is_held_to_the_method_not_to_the_path_alone(
    client: Client, ada: SignedUp, a_task: NewTask, an_api_token: NewToken
) -> None:
    target = f"/api/v1/tasks/{a_task(ada)['id']}"
    reader = an_api_token(ada, "data:read")["token"]
    statuses = {
        "GET": client.get(target, token=reader).status,
        "POST": client.post(target, json={"content": "Sell milk"}, token=reader).status,
        "PATCH": client.patch(target, json={"content": "Sell milk"}, token=reader).status,
        "DELETE": client.delete(target, token=reader).status,
    }

    assert statuses == {"GET": 200, "POST": 403, "PATCH": 403, "DELETE": 403}
    assert client.get(target, token=ada.token).json["content"] == "Buy milk"


def test_a_token_outlives_a_password_change(
    client: Client, ada: SignedUp, an_api_token: NewToken
) -> None:
    token = an_api_token(ada)["token"]
    client.post(
        "/api/v1/auth/password",
        json={"current_password": ada.password, "new_password": "another good password"},
        token=ada.token,
    )

    assert client.get("/api/v1/auth/me", token=token).status == 200

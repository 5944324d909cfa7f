"""Access tokens that somebody made up, or made over."""

import base64
import json
from typing import Any

import jwt
import pytest

from tests.functions.conftest import SignedUp
from tests.support.clock import FrozenClock
from tests.support.fakes import SECRET_KEY
from tests.support.lambda_client import Client

Claims = dict[str, Any]


def claims_of(token: str) -> Claims:
    return dict(jwt.decode(token, options={"verify_signature": False}))


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def status_with(client: Client, token: str) -> int:
    answer = client.get("/api/v1/auth/me", token=token)

    assert answer.status in {200, 401}
    return answer.status


def test_an_access_token_says_who_issued_it_for_whom_and_by_which_key(ada: SignedUp) -> None:
    header = jwt.get_unverified_header(ada.token)
    claims = claims_of(ada.token)

    assert header["alg"] == "HS256"
    assert len(header["kid"]) == 8
    assert claims["iss"] == "taskmanager"
    assert claims["aud"] == "taskmanager-api"
    assert claims["sub"] == ada.id
    assert claims["sid"] == ada.session_id
    assert claims["exp"] - claims["iat"] == 3600


def test_the_same_claims_under_the_right_key_work(client: Client, ada: SignedUp) -> None:
    token = jwt.encode(claims_of(ada.token), SECRET_KEY, "HS256")

    assert status_with(client, token) == 200


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "somebody else"},
        {"aud": "another-api"},
        {"exp": 1},
        {"exp": "soon"},
        {"sub": "somebody"},
        {"sid": "another session"},
        {"sid": None},
        {"sub": None},
        {"opened": 1},
        {"opened": None},
        {"aud": None},
    ],
)
def test_a_claim_that_is_not_right_is_refused(
    client: Client, ada: SignedUp, change: Claims
) -> None:
    token = jwt.encode({**claims_of(ada.token), **change}, SECRET_KEY, "HS256")

    assert status_with(client, token) == 401


@pytest.mark.parametrize("name", ["iss", "aud", "sub", "sid", "opened", "exp", "iat"])
def test_a_claim_that_is_missing_is_refused(client: Client, ada: SignedUp, name: str) -> None:
    claims = {key: value for key, value in claims_of(ada.token).items() if key != name}
    token = jwt.encode(claims, SECRET_KEY, "HS256")

    assert status_with(client, token) == 401


@pytest.mark.parametrize("algorithm", ["none", "HS384", "RS256", "hs256", None, 7])
def test_another_algorithm_is_refused(client: Client, ada: SignedUp, algorithm: object) -> None:
    _, claims, signature = ada.token.split(".")
    header = part({"alg": algorithm, "typ": "JWT"})

    assert status_with(client, f"{header}.{claims}.{signature}") == 401
    assert status_with(client, f"{header}.{claims}.") == 401


def test_another_key_is_refused_under_any_key_id(client: Client, ada: SignedUp) -> None:
    kid = jwt.get_unverified_header(ada.token)["kid"]
    forged = jwt.encode(
        claims_of(ada.token), "a key that somebody made up, long", "HS256", headers={"kid": kid}
    )

    assert status_with(client, forged) == 401


def test_claims_of_another_user_under_the_own_signature_are_refused(
    client: Client, ada: SignedUp, stranger: SignedUp
) -> None:
    header, _, signature = stranger.token.split(".")
    mixed = f"{header}.{ada.token.split('.')[1]}.{signature}"

    assert status_with(client, mixed) == 401


def test_a_refresh_token_is_no_access_token(client: Client, ada: SignedUp) -> None:
    assert status_with(client, ada.refresh_token) == 401


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "a.b.c",
        "..",
        "tmk_",
        "tmk_unknown",
        "tmk_\x00",
        "ä.ö.ü",
        "a" * 9000,
        "tmk_" + "a" * 9000,
        base64.urlsafe_b64encode(b"[" * 6000).decode() + ".e30.x",
        part({"alg": "HS256", "kid": 7}) + ".e30.x",
        part({"alg": "HS256", "kid": {"a": 1}}) + ".e30.x",
        part([]) + ".e30.x",
        part({"alg": "HS256", "b64": False}) + ".e30.x",
        part({"alg": "HS256", "crit": ["x"]}) + ".e30.x",
    ],
    ids=range(15),
)
def test_garbage_is_refused(client: Client, token: str) -> None:
    assert status_with(client, token) == 401


@pytest.mark.parametrize("scheme", ["Basic", "Digest", "Token", ""])
def test_another_scheme_is_no_bearer(client: Client, ada: SignedUp, scheme: str) -> None:
    answer = client.get(
        "/api/v1/auth/me", headers={"Authorization": f"{scheme} {ada.token}".strip()}
    )

    assert answer.status == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_the_case_of_the_scheme_does_not_matter(client: Client, ada: SignedUp) -> None:
    answer = client.get("/api/v1/auth/me", headers={"Authorization": f"bearer {ada.token}"})

    assert answer.status == 200


def test_a_token_in_the_query_is_not_looked_at(client: Client, ada: SignedUp) -> None:
    answer = client.get(f"/api/v1/auth/me?access_token={ada.token}&token={ada.token}")

    assert answer.status == 401


def test_the_clock_decides_not_the_machine(
    client: Client, ada: SignedUp, clock: FrozenClock
) -> None:
    clock.advance(days=-3650)

    assert status_with(client, ada.token) == 200

"""A browser holds the refresh token in a cookie that no script can read, and only there."""

from http.cookies import SimpleCookie
from typing import Any

import pytest

from tests.functions.conftest import PASSWORD, Login, NewWorld, SignedUp
from tests.support.clock import FrozenClock
from tests.support.lambda_client import HOST, Answer, Client

PAGE = {"Origin": "http://localhost:3000"}
SAME_ORIGIN = {"Origin": f"https://{HOST}", "Sec-Fetch-Site": "same-origin"}
FOREIGN = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
BROWSERS = [
    PAGE,
    SAME_ORIGIN,
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Mode": "cors"},
    {"sec-fetch-dest": "empty"},
]


def cookie_of(answer: Answer) -> Any:
    return SimpleCookie(answer.headers["set-cookie"])["refresh_token"]


def with_cookie(value: str, headers: dict[str, str]) -> dict[str, str]:
    return {**headers, "Cookie": f"theme=dark; refresh_token={value}; lang=en"}


@pytest.mark.parametrize("headers", BROWSERS)
@pytest.mark.parametrize("door", ["register", "login"])
def test_a_browser_gets_the_refresh_token_in_a_cookie_alone(
    client: Client, ada: SignedUp, headers: dict[str, str], door: str
) -> None:
    body = {"email": ada.email, "password": ada.password}
    if door == "register":
        body = {"email": "new@example.org", "password": PASSWORD, "full_name": "New"}
    answer = client.post(f"/api/v1/auth/{door}", json=body, headers=headers)

    assert answer.status in {200, 201}
    assert "refresh_token" not in answer.json
    assert cookie_of(answer).value.startswith("tmr.")
    assert cookie_of(answer).value not in answer.body


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(
    ada: SignedUp, login: Login
) -> None:
    cookie = cookie_of(login(ada, headers=PAGE))

    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Strict"
    assert cookie["secure"] is True
    assert cookie["path"] == "/api/v1/auth"
    assert cookie["max-age"] == str(30 * 86_400)
    assert cookie["domain"] == ""


def test_the_cookie_lives_as_long_as_the_session(new_world: NewWorld) -> None:
    client = new_world(refresh_token_expire_days=3).client
    body = {"email": "new@example.org", "password": PASSWORD, "full_name": "New"}
    answer = client.post("/api/v1/auth/register", json=body, headers=PAGE)

    assert cookie_of(answer)["max-age"] == str(3 * 86_400)


def test_without_tls_the_cookie_is_not_secure_or_it_would_not_come_back(
    ada: SignedUp, login: Login
) -> None:
    cookie = cookie_of(login(ada, headers={**PAGE, "X-Forwarded-Proto": "http"}))

    assert cookie["secure"] == ""


def test_other_clients_get_the_refresh_token_in_the_body(ada: SignedUp, login: Login) -> None:
    answer = login(ada)

    assert answer.json["refresh_token"].startswith("tmr.")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("headers", [PAGE, SAME_ORIGIN, {"Sec-Fetch-Site": "same-origin"}])
def test_a_browser_refreshes_by_its_cookie(
    client: Client, ada: SignedUp, login: Login, headers: dict[str, str]
) -> None:
    first = cookie_of(login(ada, headers=headers)).value
    answer = client.post("/api/v1/auth/refresh", headers=with_cookie(first, headers))
    second = cookie_of(answer).value

    assert answer.status == 200
    assert "refresh_token" not in answer.json
    assert second != first
    assert client.get("/api/v1/auth/me", token=answer.json["access_token"]).status == 200


@pytest.mark.parametrize(
    "headers", [FOREIGN, {"Origin": "null"}, {"Origin": f"https://{HOST}.evil.example"}]
)
@pytest.mark.parametrize("door", ["refresh", "logout"])
def test_a_foreign_page_makes_no_use_of_the_cookie(
    client: Client, ada: SignedUp, headers: dict[str, str], door: str
) -> None:
    sent = with_cookie(ada.refresh_token, headers)
    answer = client.post(f"/api/v1/auth/{door}", headers=sent)

    assert answer.status == 403
    assert "set-cookie" not in answer.headers
    assert client.get("/api/v1/auth/me", token=ada.token).status == 200
    assert (
        client.post("/api/v1/auth/refresh", json={"refresh_token": ada.refresh_token}).status == 200
    )


def test_a_reused_cookie_ends_its_family(
    client: Client, ada: SignedUp, login: Login, clock: FrozenClock
) -> None:
    first = cookie_of(login(ada, headers=PAGE)).value
    second = client.post("/api/v1/auth/refresh", headers=with_cookie(first, PAGE))
    clock.advance(seconds=11)
    reused = client.post("/api/v1/auth/refresh", headers=with_cookie(first, PAGE))

    assert reused.status == 401
    assert client.get("/api/v1/auth/me", token=second.json["access_token"]).status == 401


def test_two_tabs_that_refresh_at_once_get_one_cookie(
    client: Client, ada: SignedUp, login: Login
) -> None:
    first = cookie_of(login(ada, headers=PAGE)).value
    tabs = [client.post("/api/v1/auth/refresh", headers=with_cookie(first, PAGE)) for _ in range(2)]

    assert cookie_of(tabs[0]).value == cookie_of(tabs[1]).value
    assert tabs[0].json == tabs[1].json


@pytest.mark.parametrize("door", ["logout", "logout-all"])
def test_signing_out_takes_the_cookie_back(
    client: Client, ada: SignedUp, login: Login, door: str
) -> None:
    answer = login(ada, headers=PAGE)
    sent = with_cookie(cookie_of(answer).value, PAGE)
    out = client.post(f"/api/v1/auth/{door}", token=answer.json["access_token"], headers=sent)

    assert out.status == 204
    assert cookie_of(out).value == ""
    assert cookie_of(out)["max-age"] == "0"
    assert cookie_of(out)["path"] == "/api/v1/auth"
    assert cookie_of(out)["httponly"] is True


def test_signing_out_by_the_cookie_alone_ends_the_session(
    client: Client, ada: SignedUp, login: Login
) -> None:
    answer = login(ada, headers=PAGE)
    sent = with_cookie(cookie_of(answer).value, PAGE)
    out = client.post("/api/v1/auth/logout", headers=sent)

    assert out.status == 204
    assert client.get("/api/v1/auth/me", token=answer.json["access_token"]).status == 401


def test_a_cookie_alone_is_no_access(client: Client, ada: SignedUp) -> None:
    sent = with_cookie(ada.refresh_token, PAGE)

    assert client.get("/api/v1/auth/me", headers=sent).status == 401
    assert client.post("/api/v1/auth/logout-all", headers=sent).status == 401


@pytest.mark.parametrize(
    "cookie", ["", "refresh_token", "refresh_token=", "=;=;", "refresh_token=ä", ";" * 500]
)
def test_a_cookie_that_is_none_is_refused(client: Client, cookie: str) -> None:
    answer = client.post("/api/v1/auth/refresh", headers={**PAGE, "Cookie": cookie})

    assert answer.status == 401

import time
from collections import Counter

import httpx
import pytest

from local.nginx.config import CONF
from tests.edge.upstream import Answer, Upstream

LOGIN = "/api/v1/auth/login"


def test_one_address_gets_a_burst_of_twenty_and_then_ten_a_second(client: httpx.Client) -> None:
    """1 + 20 at once; a slow machine may earn one more every 0.1 s."""
    started = time.monotonic()
    answers = [client.get("/api/v1/tasks") for _ in range(100)]
    seconds = time.monotonic() - started
    statuses = Counter(answer.status_code for answer in answers)

    assert set(statuses) == {200, 429}
    assert 21 <= statuses[200] <= 22 + 10 * seconds


def test_a_limited_request_is_told_when_to_come_back(client: httpx.Client) -> None:
    answers = [client.get("/api/v1/tasks") for _ in range(60)]
    limited = next(answer for answer in answers if answer.status_code == 429)

    assert limited.headers["Retry-After"] == "1"
    assert limited.headers["Content-Type"] == "application/problem+json"
    assert limited.json() | {"request_id": ""} == {
        "type": "/api/v1/docs#problem-rate_limited",
        "title": "Too many requests",
        "status": 429,
        "detail": "Too many requests: try again in 1 s",
        "code": "rate_limited",
        "request_id": "",
        "error": "Too many requests: try again in 1 s",
        "error_code": 429,
        "error_tag": "LIMITS_REACHED",
        "http_code": 429,
        "error_extra": {},
    }


def test_a_limited_request_does_not_reach_the_api(client: httpx.Client, upstream: Upstream) -> None:
    answers = [client.post(LOGIN) for _ in range(12)]

    assert len(upstream.seen) == sum(answer.status_code == 200 for answer in answers)


@pytest.mark.parametrize("door", ["login", "register", "password"])
def test_six_of_twelve_sign_ins_pass(client: httpx.Client, door: str) -> None:
    answers = [client.post(f"/api/v1/auth/{door}") for _ in range(12)]

    assert [answer.status_code for answer in answers] == [200] * 6 + [429] * 6
    assert answers[-1].headers["Retry-After"] == "12"
    assert answers[-1].json()["detail"] == "Too many requests: try again in 12 s"


def test_the_doors_for_passwords_share_one_budget(client: httpx.Client) -> None:
    doors = ["login", "register", "password"] * 4
    answers = [client.post(f"/api/v1/auth/{door}") for door in doors]

    assert sum(answer.status_code == 200 for answer in answers) == 6


@pytest.mark.parametrize(
    "written", ["/api/v1/auth/%6Cogin", "/api/v1/auth/login/", "/api/v1/auth/LOGIN"]
)
def test_another_spelling_is_not_another_door(client: httpx.Client, written: str) -> None:
    for _ in range(6):
        client.post(LOGIN)

    assert client.post(written).status_code == 429


def test_a_forged_address_does_not_dodge_the_limit(client: httpx.Client) -> None:
    answers = [
        client.post(
            LOGIN, headers={"X-Forwarded-For": f"203.0.113.{n}", "X-Real-IP": f"10.0.0.{n}"}
        )
        for n in range(12)
    ]

    assert sum(answer.status_code == 200 for answer in answers) == 6


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/auth/refresh"),
        ("GET", "/api/v1/auth/me"),
        ("OPTIONS", LOGIN),
        ("POST", "/api/v1/auth/login/other"),
    ],
)
def test_what_takes_no_password_is_not_counted_as_sign_in(
    client: httpx.Client, method: str, path: str
) -> None:
    answers = [client.request(method, path) for _ in range(12)]

    assert {answer.status_code for answer in answers} == {200}


def test_sign_in_still_works_for_who_is_limited_elsewhere(client: httpx.Client) -> None:
    for _ in range(12):
        client.post(LOGIN)

    assert client.get("/api/v1/tasks").status_code == 200


def test_health_is_not_limited(client: httpx.Client) -> None:
    answers = [client.get("/health") for _ in range(100)]

    assert {answer.status_code for answer in answers} == {200}


def test_a_limit_of_the_api_passes_untouched(client: httpx.Client, upstream: Upstream) -> None:
    upstream.answer = Answer(429, b'{"code":"rate_limited"}', {"Retry-After": "41"})
    answer = client.get("/api/v1/tasks")

    assert answer.json() == {"code": "rate_limited"}
    assert answer.headers.get_list("Retry-After") == ["41"]


def test_the_rates_are_those_that_were_promised() -> None:
    """Read, not waited for: a token of the strict zone comes back after 12 s."""
    limits = (CONF / "http/limits.conf").read_text()

    assert "zone=api:10m     rate=10r/s;" in limits
    assert "zone=sign_in:10m rate=5r/m;" in limits

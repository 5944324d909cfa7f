"""Which web pages may read the answers. The preflight is the gateway's."""

import pytest

from tests.functions.conftest import NewWorld, SignedUp
from tests.support.lambda_client import Answer, Client

PAGE = "http://localhost:3000"


def asked_by(client: Client, origin: str | None, token: str | None = None) -> Answer:
    headers = {} if origin is None else {"Origin": origin}
    return client.get("/api/v1/auth/me", token=token, headers=headers)


def access_headers(answer: Answer) -> dict[str, str]:
    return {
        name: value for name, value in answer.headers.items() if name.startswith("access-control-")
    }


def test_a_page_of_an_allowed_origin_may_read(client: Client, ada: SignedUp) -> None:
    answer = asked_by(client, PAGE, ada.token)

    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == PAGE
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert "ETag" in answer.headers["access-control-expose-headers"]
    assert "Retry-After" in answer.headers["access-control-expose-headers"]


def test_it_may_read_refusals_too(client: Client) -> None:
    answer = asked_by(client, PAGE)

    assert answer.status == 401
    assert answer.headers["access-control-allow-origin"] == PAGE


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://localhost:3000.evil.example",
        "http://localhost:30000",
        "https://localhost:3000",
        "HTTP://LOCALHOST:3000",
        "http://localhost:3000/",
        "null",
        "*",
        "",
        "http://localhost:3000, https://evil.example",
        "http://localhost:3000\r\nX-Evil: 1",
    ],
)
def test_a_page_of_another_origin_may_not(client: Client, ada: SignedUp, origin: str) -> None:
    answer = asked_by(client, origin, ada.token)

    assert access_headers(answer) == {}
    assert "x-evil" not in answer.headers


def test_who_is_no_page_gets_no_such_headers(client: Client, ada: SignedUp) -> None:
    assert access_headers(asked_by(client, None, ada.token)) == {}


@pytest.mark.parametrize("origin", [None, PAGE, "https://evil.example"])
def test_every_answer_varies_by_origin(client: Client, ada: SignedUp, origin: str | None) -> None:
    assert asked_by(client, origin, ada.token).headers["vary"] == "Origin"


def test_the_origins_are_a_setting(new_world: NewWorld) -> None:
    client = new_world(cors_origins=("https://tasks.example.org",)).client

    assert access_headers(asked_by(client, PAGE)) == {}
    assert asked_by(client, "https://tasks.example.org").headers["access-control-allow-origin"] == (
        "https://tasks.example.org"
    )


def test_a_star_allows_every_page_by_its_name(new_world: NewWorld) -> None:
    client = new_world(cors_origins=("*",)).client
    answer = asked_by(client, "https://anywhere.example")

    assert answer.headers["access-control-allow-origin"] == "https://anywhere.example"

"""The limit of requests a minute. What an account or address may try is in test_login."""

import pytest
from msgspec import structs

from taskmanager.settings import Settings
from tests.functions.conftest import NewWorld, SignedUp, World, sign_up_on
from tests.support.lambda_client import Answer, Client

HEADERS = ("ratelimit-limit", "ratelimit-remaining", "ratelimit-policy")
LIMIT = 5


@pytest.fixture
def limited(new_world: NewWorld) -> World:
    """A world where a caller may ask five times a minute."""
    return new_world(rate_limit_enabled=True, rate_limit_per_minute=LIMIT)


@pytest.fixture
def client(limited: World) -> Client:
    return limited.client


@pytest.fixture
def fresh(limited: World) -> SignedUp:
    """A user who has one request behind him: the fixture looked up his session."""
    return sign_up_on(Client(limited.client.handlers, "198.51.100.200"))


def me(client: Client, token: str | None) -> Answer:
    return client.get("/api/v1/auth/me", token=token)


def test_an_answer_tells_what_is_left(client: Client, fresh: SignedUp) -> None:
    first, second = me(client, fresh.token), me(client, fresh.token)

    assert [first.headers[name] for name in HEADERS] == ["5", "3", "5;w=60"]
    assert [second.headers[name] for name in HEADERS] == ["5", "2", "5;w=60"]
    assert 1 <= int(first.headers["ratelimit-reset"]) <= 60


def test_one_request_too_many_is_refused_and_told_when_to_come_back(
    client: Client, fresh: SignedUp
) -> None:
    statuses = [me(client, fresh.token).status for _ in range(LIMIT)]
    answer = me(client, fresh.token)

    assert statuses == [200] * 4 + [429]
    assert answer.status == 429
    assert answer.json["code"] == "rate_limited"
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert answer.headers["ratelimit-remaining"] == "0"


def test_a_refused_request_does_nothing(client: Client, limited: World) -> None:
    user = sign_up_on(Client(client.handlers, "198.51.100.1"))
    statuses = [
        client.post("/api/v1/tasks", json={"content": "x"}, token=user.token).status
        for _ in range(8)
    ]
    unlimited = limited.again(settings=_without_limits(limited)).client
    made = unlimited.get("/api/v1/tasks", token=user.token).json["results"]

    assert statuses == [200] * 4 + [429] * 4
    assert len(made) == 4


def test_a_user_is_one_caller_at_every_address_and_with_every_token(
    client: Client, limited: World, fresh: SignedUp
) -> None:
    program = client.post(
        "/api/v1/auth/tokens",
        json={"name": "A program", "scopes": ["data:read"]},
        token=fresh.token,
    ).json["token"]
    for number, token in enumerate((program, fresh.token, program)):
        me(Client(client.handlers, f"198.51.100.{number}"), token)

    assert me(client, fresh.token).status == 429
    assert me(client, program).status == 429


def test_another_user_is_another_caller(client: Client, fresh: SignedUp) -> None:
    other = sign_up_on(Client(client.handlers, "198.51.100.1"))
    for _ in range(6):
        me(client, fresh.token)

    assert me(client, other.token).status == 200


@pytest.mark.parametrize("token", [None, "garbage", "tmk_garbage"])
def test_who_is_not_signed_in_is_counted_by_address(client: Client, token: str | None) -> None:
    statuses = [me(client, token).status for _ in range(LIMIT + 1)]
    elsewhere = me(Client(client.handlers, "198.51.100.1"), token)

    assert statuses == [401] * LIMIT + [429]
    assert elsewhere.status == 401


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "True-Client-IP"])
def test_a_header_does_not_make_another_address(client: Client, name: str) -> None:
    statuses = [
        client.get("/api/v1/auth/me", headers={name: f"198.51.100.{number}"}).status
        for number in range(LIMIT + 1)
    ]

    assert statuses[-1] == 429


def test_every_door_counts(client: Client, fresh: SignedUp) -> None:
    """Reads, writes, what is refused, what is not found: all of them are requests."""
    requests = [
        client.get("/api/v1/tasks", token=fresh.token),
        client.post("/api/v1/tasks", json={}, token=fresh.token),
        client.delete("/api/v1/tasks/nothing", token=fresh.token),
        client.post("/api/v1/suggestions", body="{", token=fresh.token),
        client.get("/api/v1/projects", token=fresh.token),
    ]

    assert [answer.status for answer in requests] == [200, 400, 404, 400, 429]


def test_health_is_never_refused(client: Client) -> None:
    answers = [client.get("/health") for _ in range(LIMIT + 3)]

    assert {answer.status for answer in answers} == {200}
    assert "ratelimit-limit" not in answers[0].headers


def test_switched_off_no_limit_counts(new_world: NewWorld) -> None:
    client = new_world(rate_limit_enabled=False, rate_limit_per_minute=1).client
    answers = [me(client, None) for _ in range(5)]

    assert {answer.status for answer in answers} == {401}
    assert "ratelimit-limit" not in answers[0].headers


def test_counters_that_are_gone_count_nobody(new_world: NewWorld) -> None:
    client = new_world(
        rate_limit_enabled=True, rate_limit_per_minute=1, redis_url="redis://127.0.0.1:1/0"
    ).client
    answers = [me(client, None) for _ in range(3)]

    assert {answer.status for answer in answers} == {401}
    assert "ratelimit-limit" not in answers[0].headers


def test_processes_count_together(limited: World) -> None:
    clients = [limited.client, limited.again().client, limited.again().client]
    statuses = [me(clients[number % 3], None).status for number in range(LIMIT + 1)]

    assert statuses == [401] * LIMIT + [429]


def _without_limits(world: World) -> Settings:
    return structs.replace(world.settings, rate_limit_enabled=False)

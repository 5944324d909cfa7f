import json
from typing import Any

import pytest
import sqlalchemy as sa

from tests.functions.conftest import NewTask, NewToken, NewWorld, SignedUp, World
from tests.support.clock import FrozenClock
from tests.support.lambda_client import Client, Context, scheduled_event, the_manifest

TABLES = {
    "sessions": "sessions",
    "api_tokens": "api_tokens",
    "idempotency_keys": "idempotency",
    "suggestions": "suggestions",
}
NOBODY_LISTENS = "redis://127.0.0.1:1/0"
NOTHING = dict.fromkeys(TABLES, 0)


def purge(client: Client) -> Any:
    (schedule,) = the_manifest().schedules
    event = scheduled_event(schedule.name)
    return client.handlers[schedule.function](event, Context())["purge"]


def rows(world: World) -> dict[str, int]:
    with world.container.database.read() as connection:
        return {
            kind: connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608
            for kind, table in TABLES.items()
        }


@pytest.fixture
def full(client: Client, ada: SignedUp, a_task: NewTask, an_api_token: NewToken) -> SignedUp:
    """One row of each kind that expires, and one token that does not."""
    task = a_task(ada)["id"]
    an_api_token(ada, expires_in_days=40)
    an_api_token(ada)
    client.post(
        "/api/v1/suggestions",
        json={"kind": "breakdown", "task_id": task},
        token=ada.token,
        headers={"Idempotency-Key": "once"},
    )
    return ada


def test_the_purge_is_scheduled_every_hour() -> None:
    (schedule,) = the_manifest().schedules

    assert (schedule.function, schedule.expression) == ("maintenance", "rate(1 hour)")


def test_nothing_is_deleted_before_its_time(
    client: Client, world: World, full: SignedUp, clock: FrozenClock
) -> None:
    before = rows(world)
    clock.advance(hours=23, minutes=59)

    assert purge(client) == NOTHING
    assert rows(world) == before


def test_keys_of_requests_go_after_a_day(
    client: Client, world: World, full: SignedUp, clock: FrozenClock
) -> None:
    clock.advance(days=1)

    assert purge(client) == NOTHING | {"idempotency_keys": 1}
    assert rows(world)["idempotency_keys"] == 0


def test_sessions_and_suggestions_go_after_a_month(
    client: Client, world: World, full: SignedUp, clock: FrozenClock
) -> None:
    clock.advance(days=30)
    deleted = purge(client)

    assert deleted == {"sessions": 1, "api_tokens": 0, "idempotency_keys": 1, "suggestions": 1}
    assert rows(world) == NOTHING | {"api_tokens": 2}


def test_tokens_go_when_they_expire_and_others_never(
    client: Client, world: World, full: SignedUp, clock: FrozenClock
) -> None:
    clock.advance(days=4000)
    purge(client)

    assert rows(world) == NOTHING | {"api_tokens": 1}


def test_a_second_run_finds_nothing(client: Client, full: SignedUp, clock: FrozenClock) -> None:
    clock.advance(days=4000)
    purge(client)

    assert purge(client) == NOTHING


def test_tasks_projects_and_accounts_stay_for_ever(
    client: Client, full: SignedUp, clock: FrozenClock
) -> None:
    clock.advance(days=4000)
    purge(client)
    token = client.post(
        "/api/v1/auth/login", json={"email": full.email, "password": full.password}
    ).json["access_token"]

    assert len(client.get("/api/v1/tasks", token=token).json["results"]) == 1
    assert len(client.get("/api/v1/projects", token=token).json["results"]) == 1


def test_more_than_one_batch_goes_in_one_run(
    client: Client, world: World, ada: SignedUp, clock: FrozenClock
) -> None:
    with world.container.database.write() as connection:
        connection.execute(
            sa.text(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1203) "
                "INSERT INTO idempotency SELECT 'key ' || i, 'x', 1, NULL, "
                "'2026-01-01 00:00:00.000000', '2026-01-02 00:00:00.000000' FROM n"
            )
        )

    assert purge(client)["idempotency_keys"] == 1203


def test_the_answer_of_the_purge_is_json(client: Client) -> None:
    assert json.loads(json.dumps(purge(client))) == NOTHING


# --- health -----------------------------------------------------------------------------------


def test_the_service_is_alive(client: Client) -> None:
    answer = client.get("/health")

    assert (answer.status, answer.json) == (200, {"status": "ok"})


def test_the_service_is_ready_when_storage_and_cache_answer(client: Client) -> None:
    answer = client.get("/health/ready")

    assert answer.status == 200
    assert answer.json == {"status": "ready", "storage": "ok", "cache": "ok"}


def test_without_its_schema_the_service_is_alive_but_not_ready(
    client: Client, world: World
) -> None:
    with world.container.database.write() as connection:
        connection.execute(sa.text("DROP TABLE alembic_version"))
    ready = client.get("/health/ready")

    assert client.get("/health").status == 200
    assert ready.status == 503
    assert ready.json["code"] == "unavailable"
    assert ready.headers["retry-after"] == "1"
    assert "alembic" not in ready.body
    assert "sqlite" not in ready.body.lower()


def test_a_cache_that_is_down_makes_nothing_fail(new_world: NewWorld) -> None:
    client = new_world(redis_url=NOBODY_LISTENS).client
    answer = client.get("/health/ready")

    assert answer.status == 200
    assert answer.json == {"status": "ready", "storage": "ok", "cache": "down"}


# --- the API described ------------------------------------------------------------------------


def test_the_api_describes_itself(client: Client) -> None:
    answer = client.get("/api/v1/openapi.json")
    described = {
        (method.upper(), path)
        for path, operations in answer.json["paths"].items()
        for method in operations
    }

    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    assert described == {(route.method, route.path) for route in the_manifest().routes}


def test_the_scopes_of_a_token_are_an_enum_in_the_description(client: Client) -> None:
    schemas = client.get("/api/v1/openapi.json").json["components"]["schemas"]

    assert schemas["Scope"]["enum"] == sorted(
        ["data:read", "data:read_write", "data:delete", "task:add"]
    )


def test_the_api_is_shown_as_a_page(client: Client) -> None:
    answer = client.get("/api/v1/docs")

    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"

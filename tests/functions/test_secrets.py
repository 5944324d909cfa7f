"""Secrets stay where they belong: not in the database, not in a log, not in an answer."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from taskmanager import log
from tests.functions.conftest import PASSWORD, NewWorld, World
from tests.support.fakes import SECRET_KEY
from tests.support.lambda_client import Client

NEW_PASSWORD = "another good password"
USER = {"email": "ada@example.org", "password": PASSWORD, "full_name": "Ada"}


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """All that is logged, at every level, in the form in which it is logged for real."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(log.JsonFormatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def live(client: Client) -> list[str]:
    """Walk through everything that deals with secrets; return all of them."""
    keys = [{"Idempotency-Key": f"key {number}"} for number in range(9)]
    registered = client.post("/api/v1/auth/register", json=USER, headers=keys[0]).json
    credentials = {"email": USER["email"], "password": PASSWORD}
    signed_in = client.post("/api/v1/auth/login", json=credentials, headers=keys[1]).json
    refresh = {"refresh_token": signed_in["refresh_token"]}
    refreshed = client.post("/api/v1/auth/refresh", json=refresh, headers=keys[2]).json
    token = refreshed["access_token"]
    minted = client.post(
        "/api/v1/auth/tokens",
        json={"name": "A program", "scopes": ["data:read"]},
        token=token,
        headers=keys[3],
    ).json["token"]
    client.get("/api/v1/tasks", token=minted)
    client.post(
        "/api/v1/auth/login",
        json={"email": USER["email"], "password": "a wrong password"},
        headers=keys[4],
    )
    client.post(
        "/api/v1/auth/password",
        json={"current_password": PASSWORD, "new_password": NEW_PASSWORD},
        token=token,
        headers=keys[5],
    )
    client.post("/api/v1/auth/register", json={**USER, "password": "x"}, headers=keys[6])
    browser = client.post(
        "/api/v1/auth/login",
        json={"email": USER["email"], "password": NEW_PASSWORD},
        headers={"Origin": "http://localhost", **keys[7]},
    )
    cookie = browser.headers["set-cookie"].partition(";")[0].partition("=")[2]
    return [
        PASSWORD,
        NEW_PASSWORD,
        "a wrong password",
        registered["access_token"],
        registered["refresh_token"],
        signed_in["access_token"],
        signed_in["refresh_token"],
        refreshed["refresh_token"],
        token,
        minted,
        cookie,
        SECRET_KEY,
    ]


def stored(world: World) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(world.file.parent.iterdir()))


def test_no_secret_is_in_the_files_of_the_database_and_the_cache(new_world: NewWorld) -> None:
    world = new_world(rate_limit_enabled=True)
    secrets = live(world.client)
    held = stored(world)

    assert USER["email"].encode() in held
    assert [secret for secret in secrets if secret.encode() in held] == []
    assert [secret for secret in secrets if secret.rpartition(".")[2].encode() in held] == []


def test_no_secret_is_logged(new_world: NewWorld, written: io.StringIO) -> None:
    secrets = live(new_world(rate_limit_enabled=True).client)
    lines = written.getvalue()

    assert [secret for secret in secrets if secret in lines] == []


def test_passwords_are_stored_by_argon2id(world: World) -> None:
    world.client.post("/api/v1/auth/register", json=USER)
    with world.container.database.read() as connection:
        stored_hash = connection.execute(sa.text("SELECT password_hash FROM users")).scalar_one()

    assert stored_hash.startswith("$argon2id$")


def test_in_service_argon2id_has_the_parameters_of_rfc_9106(world: World) -> None:
    from taskmanager.container import Container  # noqa: PLC0415 - the real one, once

    made = Container(world.settings).hasher.hash(PASSWORD)

    assert "$m=65536,t=3,p=4$" in made


@pytest.fixture
def broken(world: World) -> World:
    """A world in which no account can be stored."""
    with world.container.database.write() as connection:
        connection.execute(
            sa.text(
                "CREATE TRIGGER failing BEFORE INSERT ON users "
                "BEGIN SELECT RAISE(ABORT, 'the disk is on fire'); END"
            )
        )
    return world


def test_a_failure_of_ours_tells_the_caller_nothing_but_its_id(
    broken: World, written: io.StringIO
) -> None:
    answer = broken.client.post("/api/v1/auth/register", json=USER)

    assert answer.status == 500
    assert answer.json["detail"] == "Something went wrong on our side"
    assert answer.json["request_id"] == answer.request_id
    for internal in ("fire", "sqlite", "Traceback", "INSERT", "argon2", "/"):
        assert internal not in answer.json["detail"]
        assert internal not in answer.json["title"]


def test_a_failure_of_ours_is_logged_under_its_id_without_what_was_stored(
    broken: World, written: io.StringIO
) -> None:
    answer = broken.client.post("/api/v1/auth/register", json=USER)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    (failure,) = [line for line in lines if line["level"] == "ERROR"]

    assert failure["request_id"] == answer.request_id
    assert "the disk is on fire" in failure["exception"]
    assert "$argon2id$" not in written.getvalue()
    assert USER["email"] not in written.getvalue()


def test_a_part_that_does_not_answer_is_logged_too(world: World, written: io.StringIO) -> None:
    with world.container.database.write() as connection:
        connection.execute(sa.text("ALTER TABLE users RENAME TO gone"))
    answer = world.client.post("/api/v1/auth/register", json=USER)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    (failure,) = [line for line in lines if line["level"] == "ERROR"]

    assert answer.status == 503
    assert "users" not in answer.json["detail"]
    assert failure["request_id"] == answer.request_id
    assert "no such table" in failure["exception"]

from typing import Any

import pytest

from tests.functions.conftest import PASSWORD, SignedUp, SignUp, World
from tests.support.lambda_client import Answer, Client

ADA = {"email": "ada@example.org", "password": PASSWORD, "full_name": "Ada Lovelace"}


def register(client: Client, **values: Any) -> Answer:
    return client.post("/api/v1/auth/register", json={**ADA, **values})


def without(field: str) -> dict[str, str]:
    return {name: value for name, value in ADA.items() if name != field}


def test_a_registration_signs_in(client: Client) -> None:
    answer = register(client, timezone="Europe/Berlin")

    assert answer.status == 201
    assert set(answer.json) == {
        "access_token",
        "token_type",
        "expires_in",
        "refresh_token",
        "user",
    }
    assert answer.json["token_type"] == "Bearer"
    assert answer.json["expires_in"] == 3600
    assert set(answer.json["user"]) == {
        "id",
        "email",
        "full_name",
        "timezone",
        "inbox_project_id",
        "created_at",
    }
    assert answer.json["user"]["timezone"] == "Europe/Berlin"


def test_a_registration_without_a_time_zone_means_utc(client: Client) -> None:
    answer = register(client)

    assert answer.json["user"]["timezone"] == "UTC"


def test_the_access_token_of_a_registration_works(client: Client, ada: SignedUp) -> None:
    answer = client.get("/api/v1/auth/me", token=ada.token)

    assert answer.status == 200
    assert answer.json["id"] == ada.id


def test_a_new_account_has_its_inbox_and_nothing_else(client: Client, ada: SignedUp) -> None:
    projects = client.get("/api/v1/projects", token=ada.token).json["results"]
    tasks = client.get("/api/v1/tasks", token=ada.token).json["results"]

    assert [(project["id"], project["name"]) for project in projects] == [(ada.inbox_id, "Inbox")]
    assert tasks == []


def test_an_address_is_registered_once(client: Client, ada: SignedUp) -> None:
    answer = register(client, password="another good password")

    assert answer.status == 409
    assert answer.json["code"] == "email_taken"


def test_the_case_of_an_address_tells_nobody_apart(client: Client, ada: SignedUp) -> None:
    answer = register(client, email="ADA@Example.org")

    assert answer.status == 409


def test_a_second_registration_does_not_touch_the_first(
    client: Client, ada: SignedUp, world: World
) -> None:
    register(client, password="another good password", full_name="Mallory")
    answer = client.post("/api/v1/auth/login", json={"email": ada.email, "password": PASSWORD})

    assert answer.status == 200
    assert answer.json["user"]["full_name"] == "Ada Lovelace"


@pytest.mark.parametrize("field", ["email", "password", "full_name"])
def test_a_missing_field_is_named(client: Client, field: str) -> None:
    answer = client.post("/api/v1/auth/register", json=without(field))

    assert answer.status == 400
    assert answer.json["errors"] == [{"field": field, "message": "is required"}]


def test_every_offending_field_is_named(client: Client) -> None:
    body = {"email": "no address", "password": "short", "is_admin": True, "timezone": 7}
    answer = client.post("/api/v1/auth/register", json=body)

    assert answer.status == 400
    assert {error["field"] for error in answer.json["errors"]} == {
        "email",
        "password",
        "full_name",
        "is_admin",
        "timezone",
    }


@pytest.mark.parametrize(
    ("password", "status"),
    [
        ("", 400),
        ("short", 400),
        ("x" * 257, 400),
        ("a\0bcdefgh", 400),
        ("password1", 422),
        ("PASSWORD1", 422),
        ("aaaaaaaaaaaa", 422),
        ("ada@example.org", 422),
    ],
)
def test_a_password_that_is_easily_guessed_or_unusable_is_refused(
    client: Client, password: str, status: int
) -> None:
    answer = register(client, password=password)

    assert answer.status == status
    assert [error["field"] for error in answer.json["errors"]] == ["password"]


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ada",
        "ada@",
        "@example.org",
        "ada@exa mple.org",
        "ada@example.org\r\nBcc: eve@example.org",
        "a@b@c.org",
        "ada\0@example.org",
        "a" * 65 + "@example.org",
        "ada@" + "a." * 130 + "org",
    ],
)
def test_what_is_no_address_is_refused(client: Client, email: str) -> None:
    answer = register(client, email=email)

    assert answer.status == 400
    assert [error["field"] for error in answer.json["errors"]] == ["email"]


@pytest.mark.parametrize(
    ("timezone", "status"),
    [
        ("", 400),
        ("../../etc/passwd", 400),
        ("x" * 65, 400),
        ("Mars/Olympus", 422),
        ("/etc/passwd", 422),
        ("Europe", 422),
    ],
)
def test_a_time_zone_that_does_not_exist_is_refused(
    client: Client, timezone: str, status: int
) -> None:
    answer = register(client, timezone=timezone)

    assert answer.status == status
    assert [error["field"] for error in answer.json["errors"]] == ["timezone"]


@pytest.mark.parametrize(
    "field", ["id", "user_id", "version", "credentials", "inbox_project_id", "password_hash"]
)
def test_what_the_server_decides_cannot_be_given(client: Client, field: str) -> None:
    answer = register(client, **{field: "1"})

    assert answer.status == 400
    assert answer.json["errors"] == [{"field": field, "message": "is not a known field"}]


def test_a_refused_registration_makes_no_account(client: Client) -> None:
    register(client, timezone="Mars/Olympus")
    answer = register(client)

    assert answer.status == 201


def test_accounts_do_not_share_ids(sign_up: SignUp) -> None:
    first, second = sign_up(), sign_up()

    assert first.id != second.id
    assert first.inbox_id != second.inbox_id

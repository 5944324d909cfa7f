"""Texts that pass a pattern by its gaps: the answer is a 4xx, and nothing is stored."""

import pytest

from tests.functions.conftest import PASSWORD, SignedUp
from tests.support.lambda_client import Client


def test_an_address_does_not_end_in_a_newline(client: Client) -> None:
    body = {"email": "eve@example.org\n", "password": PASSWORD, "full_name": "Eve"}
    answer = client.post("/api/v1/auth/register", json=body)

    assert answer.status == 400
    assert [error["field"] for error in answer.json["errors"]] == ["email"]


@pytest.mark.parametrize("name", ["project_id", "parent_id"])
def test_an_id_does_not_end_in_a_newline(client: Client, ada: SignedUp, name: str) -> None:
    made = client.post("/api/v1/tasks", json={"content": "x", name: "a\n"}, token=ada.token)
    listed = client.get(f"/api/v1/tasks?{name}=a%0A", token=ada.token)

    for answer in (made, listed):
        assert answer.status == 400
        assert [error["field"] for error in answer.json["errors"]] == [name]


@pytest.mark.parametrize("query", ["ids=a%0A", "ids=a,b%0A", "cursor=abc%0A"])
def test_no_query_ends_in_a_newline(client: Client, ada: SignedUp, query: str) -> None:
    assert client.get(f"/api/v1/tasks?{query}", token=ada.token).status == 400


def test_an_address_that_grows_too_long_in_lower_case_is_refused(client: Client) -> None:
    email = f"{'İ' * 64}@{'a' * 60}.{'b' * 60}.{'c' * 58}.example"
    assert len(email) <= 254 < len(email.lower())
    body = {"email": email, "password": PASSWORD, "full_name": "Eve"}
    answer = client.post("/api/v1/auth/register", json=body)

    assert answer.status == 422
    assert [error["field"] for error in answer.json["errors"]] == ["email"]

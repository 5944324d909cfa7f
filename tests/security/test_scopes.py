"""What a token's scopes keep from it, also by the way of an error."""

import pytest

from tests.functions.conftest import NewProject, NewTask, NewToken, SignedUp
from tests.support.lambda_client import Answer, Client

STALE = {"If-Match": '"7"'}


@pytest.fixture
def secret_target(ada: SignedUp, a_task: NewTask, request: pytest.FixtureRequest) -> str:
    """Something that is called Secret."""
    if request.param == "tasks":
        return f"/api/v1/tasks/{a_task(ada, 'Secret')['id']}"
    a_project: NewProject = request.getfixturevalue("a_project")
    return f"/api/v1/projects/{a_project(ada, 'Secret')['id']}"


def delete_stale(client: Client, target: str, token: str) -> Answer:
    return client.delete(target, token=token, headers=STALE)


@pytest.mark.parametrize("secret_target", ["tasks", "projects"], indirect=True)
def test_a_conflict_shows_nothing_to_a_token_that_may_not_read(
    client: Client, ada: SignedUp, an_api_token: NewToken, secret_target: str
) -> None:
    answer = delete_stale(client, secret_target, an_api_token(ada, "data:delete")["token"])

    assert answer.status == 412
    assert "current" not in answer.json
    assert "Secret" not in answer.body


@pytest.mark.parametrize("secret_target", ["tasks", "projects"], indirect=True)
def test_a_conflict_shows_the_object_to_who_may_read_it(
    client: Client, ada: SignedUp, an_api_token: NewToken, secret_target: str
) -> None:
    reader = an_api_token(ada, "data:delete", "data:read")["token"]

    for token in (reader, ada.token):
        answer = delete_stale(client, secret_target, token)
        assert answer.status == 412
        assert "Secret" in str(answer.json["current"])

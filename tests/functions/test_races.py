"""What happens once although it is asked for by many at the same moment, without any key."""

import pytest

from tests.functions.conftest import PASSWORD, NewTask, SignedUp, World
from tests.support.at_once import at_once
from tests.support.clock import GoingClock
from tests.support.lambda_client import Client


@pytest.fixture
def clients(world: World) -> list[Client]:
    """Give clients of as many processes."""
    clock = GoingClock(world.container.clock.now())
    return [world.again(clock=clock).client for _ in range(4)]


def test_an_address_is_registered_once(clients: list[Client]) -> None:
    body = {"email": "new@example.org", "password": PASSWORD, "full_name": "New"}
    answers = at_once(clients, lambda client: client.post("/api/v1/auth/register", json=body))

    assert sorted(answer.status for answer in answers) == [201, 409, 409, 409]


def test_refreshes_at_once_are_one_refresh(clients: list[Client], ada: SignedUp) -> None:
    body = {"refresh_token": ada.refresh_token}
    answers = at_once(clients, lambda client: client.post("/api/v1/auth/refresh", json=body))

    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1


def test_of_two_new_passwords_one_is_set(
    client: Client, clients: list[Client], ada: SignedUp
) -> None:
    wishes = {id(one): f"another good password {number}" for number, one in enumerate(clients)}
    answers = at_once(
        clients,
        lambda one: one.post(
            "/api/v1/auth/password",
            json={"current_password": PASSWORD, "new_password": wishes[id(one)]},
            token=ada.token,
        ),
    )
    credentials = [{"email": ada.email, "password": wish} for wish in wishes.values()]
    signed_in = [client.post("/api/v1/auth/login", json=body).status for body in credentials]

    assert sorted(answer.status for answer in answers) == [204, 401, 401, 401]
    assert sorted(signed_in) == [200, 401, 401, 401]


def test_a_suggestion_is_carried_out_once(
    client: Client, clients: list[Client], ada: SignedUp, a_task: NewTask
) -> None:
    body = {"kind": "breakdown", "task_id": a_task(ada)["id"]}
    suggestion = client.post("/api/v1/suggestions", json=body, token=ada.token).json
    target = f"/api/v1/suggestions/{suggestion['id']}/accept"
    answers = at_once(clients, lambda client: client.post(target, token=ada.token))
    tasks = client.get("/api/v1/tasks?limit=200", token=ada.token).json["results"]

    assert {answer.status for answer in answers} == {200}
    assert len(tasks) == 1 + len(suggestion["changes"])


def test_of_changes_to_one_version_one_is_made(
    client: Client, clients: list[Client], ada: SignedUp, a_task: NewTask
) -> None:
    target = f"/api/v1/tasks/{a_task(ada)['id']}"
    answers = at_once(
        clients,
        lambda client: client.patch(
            target, json={"priority": 4}, token=ada.token, headers={"If-Match": '"1"'}
        ),
    )

    assert sorted(answer.status for answer in answers) == [200, 412, 412, 412]
    assert client.get(target, token=ada.token).json["version"] == 2


def test_changes_without_a_version_are_all_made(
    client: Client, clients: list[Client], ada: SignedUp, a_task: NewTask
) -> None:
    target = f"/api/v1/tasks/{a_task(ada)['id']}"
    answers = at_once(
        clients, lambda client: client.patch(target, json={"priority": 4}, token=ada.token)
    )

    assert {answer.status for answer in answers} == {200}
    assert client.get(target, token=ada.token).json["version"] == 5


def test_tasks_made_at_once_stand_one_behind_the_other(
    client: Client, clients: list[Client], ada: SignedUp
) -> None:
    answers = at_once(
        clients,
        lambda client: client.post("/api/v1/tasks", json={"content": "x"}, token=ada.token),
    )

    assert sorted(answer.json["child_order"] for answer in answers) == [1, 2, 3, 4]


def test_of_changes_of_the_password_at_once_one_is_made(
    clients: list[Client], ada: SignedUp
) -> None:
    passwords = iter([f"good password number {number}" for number in range(len(clients))])
    answers = at_once(
        clients,
        lambda client: client.post(
            "/api/v1/auth/password",
            json={"current_password": ada.password, "new_password": next(passwords)},
            token=ada.token,
        ),
    )

    assert sorted(answer.status for answer in answers) == [204, 401, 401, 401]

"""Todoist's own Python client, unmodified, against the running gateway."""

import datetime as dt
from collections.abc import Iterator

import httpx
import pytest
from todoist_api_python.api import TodoistAPI

from tests.support.server import Server


class ToServer(httpx.HTTPTransport):
    """Sends what is meant for Todoist to a server of ours."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = httpx.URL(url)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(
            scheme=self._url.scheme, host=self._url.host, port=self._url.port
        )
        return super().handle_request(request)


@pytest.fixture
def todoist(server: Server, request: pytest.FixtureRequest) -> Iterator[TodoistAPI]:
    """The client of a fresh account."""
    with server.sign_up(f"sdk-{request.node.name[-40:]}") as http:
        token = http.headers["Authorization"].removeprefix("Bearer ")
    with httpx.Client(transport=ToServer(server.url)) as client:
        yield TodoistAPI(token, client=client)


def test_a_task_goes_through_its_life(todoist: TodoistAPI) -> None:
    project = todoist.add_project("Work", color="berry_red", view_style="board")
    task = todoist.add_task("Buy milk", project_id=project.id, labels=["home"], priority=4)
    day = dt.date(2030, 5, 1)
    changed = todoist.update_task(task.id, content="Buy oat milk", due_date=day)
    assert (changed.content, changed.labels) == ("Buy oat milk", ["home"])
    assert changed.due is not None
    assert changed.due.date == day

    assert todoist.complete_task(task.id)
    assert [task for page in todoist.get_tasks() for task in page] == []
    assert todoist.uncomplete_task(task.id)
    found = [task.id for page in todoist.get_tasks(label="home") for task in page]

    assert found == [task.id]


def test_projects_are_listed_behind_the_inbox(todoist: TodoistAPI) -> None:
    work = todoist.add_project("Work")
    todoist.add_project("Clients", parent_id=work.id)
    names = [project.name for page in todoist.get_projects() for project in page]
    todoist.delete_project(work.id)
    left = [project.name for page in todoist.get_projects() for project in page]

    assert sorted(names) == ["Clients", "Inbox", "Work"]
    assert left == ["Inbox"]


def test_a_deleted_task_is_gone(todoist: TodoistAPI) -> None:
    task = todoist.add_task("Buy milk")
    assert todoist.delete_task(task.id)

    with pytest.raises(httpx.HTTPStatusError) as refusal:
        todoist.get_task(task.id)
    assert refusal.value.response.status_code == 404

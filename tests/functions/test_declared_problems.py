"""What an endpoint declares that its service may raise, provoked: a declaration cannot rot.

The client of these tests fails on any problem that is not declared. Here each one that is declared
has to come. A declaration that `PROVOKED` does not know fails, so a new one has to say here how it
comes about.
"""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from app import routers
from taskmanager.domain.account import MAX_API_TOKENS
from taskmanager.domain.project import MAX_PROJECTS
from taskmanager.http.router import Endpoint
from tests.functions.conftest import PASSWORD, SignedUp, World
from tests.support.lambda_client import Answer

ENDPOINTS = {endpoint.name: endpoint for router in routers for endpoint in router.endpoints}
DECLARED = [
    (endpoint.name, kind.code) for endpoint in ENDPOINTS.values() for kind in endpoint.raises
]
FOREIGN = {"Cookie": "refresh_token=x", "Origin": "https://foreign.example"}
NOWHERE = "01J9Z6M3V0E8Q4T2R7X5K1W6NB"


class Stage:
    """One user, and what she does to run into problems."""

    def __init__(self, world: World, user: SignedUp) -> None:
        self.world = world
        self.user = user

    def ask(self, name: str, body: Any = None, query: str = "", **options: Any) -> Answer:
        """Call an endpoint by its name; ids in its path are keywords."""
        endpoint = ENDPOINTS[name]
        ids = {key: options.pop(key) for key in list(options) if key.endswith("_id")}
        target = endpoint.path.format(**ids) + query
        asked = {"token": self.user.token, "json": body, **options}
        return self.world.client.request(endpoint.method, target, **asked)

    def made(self, name: str, body: Any, **ids: str) -> str:
        """Make something, and return its id."""
        answer = self.ask(name, body, **ids)
        assert answer.status < 400, answer.body
        return str(answer.json["id"])

    def task(self) -> str:
        """Make a task."""
        return self.made("create_task", {"content": "Plan a trip"})

    def project(self) -> str:
        """Make a project."""
        return self.made("create_project", {"name": "Home"})

    def suggestion(self, task: str | None = None) -> str:
        """Make a suggestion."""
        wish = {"kind": "breakdown", "task_id": task or self.task()}
        return self.made("create_suggestion", wish)

    def done_task(self) -> str:
        """Make a task that is completed."""
        task = self.task()
        self.ask("close_task", task_id=task)
        return task

    def somebody_is_always_faster(self, table: str) -> None:
        """Let every change of a table find that the version is no longer the one it read."""
        with self.world.container.database.write() as connection:
            connection.execute(
                sa.text(
                    f"CREATE TRIGGER faster BEFORE UPDATE ON {table} "
                    "BEGIN SELECT RAISE(IGNORE); END"
                )
            )


def with_a_wrong_cursor(name: str) -> Callable[[Stage], Answer]:
    return lambda stage: stage.ask(name, query="?cursor=W10")


def contradicting_itself(name: str) -> Callable[[Stage], Answer]:
    changes = {"due_date": "2030-01-01", "due_string": "no date"}
    return lambda stage: stage.ask(name, changes, task_id=stage.task())


def outrun_on_a_task(name: str, body: Any = None) -> Callable[[Stage], Answer]:
    def provoke(stage: Stage) -> Answer:
        task = stage.done_task() if name == "reopen_task" else stage.task()
        stage.somebody_is_always_faster("tasks")
        return stage.ask(name, body, task_id=task)

    return provoke


def outrun_on_a_project(name: str, body: Any = None) -> Callable[[Stage], Answer]:
    def provoke(stage: Stage) -> Answer:
        project = stage.project()
        stage.somebody_is_always_faster("projects")
        return stage.ask(name, body, project_id=project)

    return provoke


def outrun_on_a_suggestion(name: str) -> Callable[[Stage], Answer]:
    def provoke(stage: Stage) -> Answer:
        suggestion = stage.suggestion()
        stage.somebody_is_always_faster("suggestions")
        return stage.ask(name, suggestion_id=suggestion)

    return provoke


def outrun_on_the_account(name: str, body: Any = None) -> Callable[[Stage], Answer]:
    def provoke(stage: Stage) -> Answer:
        stage.somebody_is_always_faster("users")
        return stage.ask(name, body)

    return provoke


def decided_before(first: str, then: str) -> Callable[[Stage], Answer]:
    def provoke(stage: Stage) -> Answer:
        suggestion = stage.suggestion()
        stage.ask(first, suggestion_id=suggestion)
        return stage.ask(then, suggestion_id=suggestion)

    return provoke


def one_too_many(name: str, body: Any, most: int) -> Callable[[Stage], Answer]:
    def provoke(stage: Stage) -> Answer:
        answers = (stage.ask(name, body) for _ in range(most + 1))
        return next(answer for answer in answers if answer.status >= 400)

    return provoke


def accept_for_a_task_done_since(stage: Stage) -> Answer:
    task = stage.task()
    suggestion = stage.suggestion(task)
    stage.ask("close_task", task_id=task)
    return stage.ask("accept_suggestion", suggestion_id=suggestion)


def new_account(**values: str) -> dict[str, str]:
    return {"email": "new@example.org", "password": PASSWORD, "full_name": "New", **values}


def new_password(password: str, current: str = PASSWORD) -> dict[str, str]:
    return {"current_password": current, "new_password": password}


PROVOKED: dict[tuple[str, str], Callable[[Stage], Answer]] = {
    ("register", "email_taken"): lambda on: on.ask("register", new_account(email=on.user.email)),
    ("register", "unprocessable"): lambda on: on.ask("register", new_account(timezone="Mars")),
    ("login", "invalid_credentials"): lambda on: on.ask(
        "login", {"email": on.user.email, "password": "wrong"}
    ),
    ("refresh", "unauthenticated"): lambda on: on.ask("refresh", {}),
    ("refresh", "forbidden"): lambda on: on.ask("refresh", {}, headers=FOREIGN),
    ("logout", "unauthenticated"): lambda on: on.ask("logout", {}, token=None),
    ("logout", "forbidden"): lambda on: on.ask("logout", {}, headers=FOREIGN),
    ("logout_all", "conflict"): outrun_on_the_account("logout_all"),
    ("change_password", "invalid_credentials"): lambda on: on.ask(
        "change_password", new_password("another good password", current="wrong")
    ),
    ("change_password", "unprocessable"): lambda on: on.ask(
        "change_password", new_password("password1")
    ),
    ("change_password", "conflict"): outrun_on_the_account(
        "change_password", new_password("another good password")
    ),
    ("create_token", "limit_reached"): one_too_many(
        "create_token", {"name": "A program", "scopes": ["data:read"]}, MAX_API_TOKENS
    ),
    ("create_task", "not_found"): lambda on: on.ask(
        "create_task", {"content": "New", "project_id": NOWHERE}
    ),
    ("create_task", "unprocessable"): lambda on: on.ask(
        "create_task", {"content": "New", "duration_unit": "day"}
    ),
    **{
        (name, "unprocessable"): contradicting_itself(name)
        for name in ("update_task", "patch_task")
    },
    **{
        (name, "conflict"): outrun_on_a_task(name, {"priority": 4})
        for name in ("update_task", "patch_task")
    },
    **{
        (name, "conflict"): outrun_on_a_task(name)
        for name in ("delete_task", "close_task", "reopen_task")
    },
    ("create_project", "not_found"): lambda on: on.ask(
        "create_project", {"name": "New", "parent_id": NOWHERE}
    ),
    ("create_project", "forbidden"): lambda on: on.ask(
        "create_project", {"name": "New", "parent_id": on.user.inbox_id}
    ),
    ("create_project", "limit_reached"): one_too_many(
        "create_project", {"name": "New"}, MAX_PROJECTS
    ),
    ("update_project", "forbidden"): lambda on: on.ask(
        "update_project", {"name": "Out"}, project_id=on.user.inbox_id
    ),
    ("update_project", "conflict"): outrun_on_a_project("update_project", {"name": "Out"}),
    ("delete_project", "forbidden"): lambda on: on.ask(
        "delete_project", project_id=on.user.inbox_id
    ),
    ("delete_project", "conflict"): outrun_on_a_project("delete_project"),
    ("create_suggestion", "not_found"): lambda on: on.ask(
        "create_suggestion", {"kind": "breakdown", "task_id": NOWHERE}
    ),
    ("create_suggestion", "task_completed"): lambda on: on.ask(
        "create_suggestion", {"kind": "breakdown", "task_id": on.done_task()}
    ),
    ("accept_suggestion", "task_completed"): accept_for_a_task_done_since,
    ("accept_suggestion", "suggestion_resolved"): decided_before(
        "reject_suggestion", "accept_suggestion"
    ),
    ("accept_suggestion", "conflict"): outrun_on_a_suggestion("accept_suggestion"),
    ("reject_suggestion", "suggestion_resolved"): decided_before(
        "accept_suggestion", "reject_suggestion"
    ),
    ("reject_suggestion", "conflict"): outrun_on_a_suggestion("reject_suggestion"),
    **{
        (name, "unprocessable"): with_a_wrong_cursor(name)
        for name in (
            *("list_sessions", "list_tokens", "list_tasks"),
            *("list_projects", "list_suggestions"),
        )
    },
}


@pytest.fixture
def stage(world: World, ada: SignedUp) -> Stage:
    return Stage(world, ada)


def test_every_declared_problem_can_be_provoked() -> None:
    assert set(DECLARED) == set(PROVOKED)


@pytest.mark.parametrize(("name", "code"), DECLARED)
def test_what_is_declared_comes(stage: Stage, name: str, code: str) -> None:
    answer = PROVOKED[name, code](stage)

    assert answer.status >= 400, answer.body
    assert answer.json["code"] == code


@pytest.mark.parametrize(
    "endpoint",
    [one for one in ENDPOINTS.values() if "{" in one.path and one.method != "GET"],
    ids=lambda one: one.name,
)
def test_if_match_is_heeded_where_it_is_declared(stage: Stage, endpoint: Endpoint) -> None:
    ids: dict[str, Callable[[], str]] = {
        "task_id": stage.task,
        "project_id": stage.project,
        "suggestion_id": stage.suggestion,
        "session_id": lambda: stage.user.session_id,
        "token_id": lambda: stage.made("create_token", {"name": "A", "scopes": ["data:read"]}),
    }
    (parameter,) = [name for name in ids if f"{{{name}}}" in endpoint.path]
    body = {"child_order": 1} if endpoint.body else None
    headers = {"If-Match": '"999"'}
    answer = stage.ask(endpoint.name, body, headers=headers, **{parameter: ids[parameter]()})

    assert (answer.status == 412) == endpoint.if_match

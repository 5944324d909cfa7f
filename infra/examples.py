"""Examples for the API's description: one account's life, run for real and written down.

What was asked is what is answered, because it was. Clock and ids are not the machine's, so the
same code always writes the same examples.
"""

import base64
import hashlib
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import make_url
from ulid import ULID

from taskmanager.adapters.argon2 import CHEAPEST, Argon2Hasher
from taskmanager.container import Container
from taskmanager.http.dispatch import dispatch
from taskmanager.http.request import RawRequest
from taskmanager.http.response import JSON
from taskmanager.http.router import Endpoint, Router
from taskmanager.settings import Settings

MIGRATIONS = Path(__file__).parents[1] / "local" / "migrations"
START = datetime(2030, 3, 14, 9, 30, tzinfo=UTC)
"""Far enough away for due dates that lie ahead for years."""

EMAIL = "ada@example.org"
PASSWORD = "correct horse battery"  # noqa: S105 - of an account that lives for one run
_NEW_PASSWORD = "seven blue otters swim at dawn"  # noqa: S105 - of the same account
_SECRETS = frozenset({"access_token", "refresh_token", "token"})


class _Clock:
    """`ports.clock.Clock` that stands still within a request."""

    def __init__(self) -> None:
        self._now = START

    def now(self) -> datetime:
        return self._now

    def sleep(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


class _Ids:
    """`ports.ids.Ids` that look like real ones, and are the same in every run."""

    def __init__(self, clock: _Clock) -> None:
        self._clock = clock
        self._count = 0

    def new(self, seed: str | None = None) -> str:
        del seed  # it serves repeated requests, and none is repeated here
        milliseconds = int(self._clock.now().timestamp() * 1000)
        return str(ULID.from_bytes(milliseconds.to_bytes(6, "big") + self._digest()[:10]))

    def secret(self) -> str:
        return base64.urlsafe_b64encode(self._digest()).decode().rstrip("=")

    def _digest(self) -> bytes:
        self._count += 1
        return hashlib.sha256(b"example %d" % self._count).digest()


class _Container(Container):
    def __init__(self, folder: str) -> None:
        super().__init__(
            Settings(
                data_dir=folder,
                jwt_secret_key="only the examples are signed with this",  # noqa: S106 - by nobody else
                rate_limit_enabled=False,
            )
        )
        self.clock = _Clock()
        self.ids = _Ids(self.clock)
        self.hasher = Argon2Hasher(CHEAPEST)


class _Walk:
    """Asks the endpoints by their names, and writes down what was sent and answered."""

    def __init__(self, endpoints: Sequence[Endpoint], container: _Container) -> None:
        self._endpoints = {endpoint.name: endpoint for endpoint in endpoints}
        self._container = container
        self._token = ""
        self.sent: dict[str, Any] = {}
        self.answers: dict[str, Any] = {}

    def ask(self, name: str, body: Any = None, **path_params: str) -> Any:
        """Call an endpoint, and return its answer; the first one of each is the example.

        Raises:
            RuntimeError: It refused.
        """
        endpoint = self._endpoints[name]
        self._container.clock.sleep(20)
        raw = RawRequest(
            method=endpoint.method,
            path=endpoint.path.format(**path_params),
            path_params=path_params,
            query={"limit": "20"} if endpoint.query else {},
            headers={"authorization": f"Bearer {self._token}", "user-agent": "curl/8.14.1"},
            body=b"" if body is None else msgspec.json.encode(body),
            request_id="example",
            source_ip="192.0.2.17",
        )
        response = dispatch(endpoint, raw, self._container)
        if response.status != endpoint.status:
            raise RuntimeError(f"{name} refused the example: {response.body}")
        answer = msgspec.json.decode(response.body) if response.body else None
        if body is not None:
            self.sent.setdefault(name, _without_secrets(body))
        if answer is not None:
            self.answers.setdefault(name, _without_secrets(answer))
        return answer

    def sign_in(self) -> Any:
        """Sign in, and go on as who that is."""
        answer = self.ask("login", {"email": EMAIL, "password": PASSWORD})
        self._token = answer["access_token"]
        return answer


def add_examples(document: dict[str, Any], routers: Sequence[Router]) -> None:
    """Put an example into every body and every JSON answer of a description.

    Raises:
        RuntimeError: An endpoint refused its example.
    """
    endpoints = [endpoint for router in routers for endpoint in router.endpoints]
    walk = _walk(endpoints)
    for endpoint in endpoints:
        operation = document["paths"][endpoint.path][endpoint.method.lower()]
        if endpoint.name in walk.sent:
            operation["requestBody"]["content"][JSON]["example"] = walk.sent[endpoint.name]
        if endpoint.name in walk.answers:
            answer = operation["responses"][str(endpoint.status)]
            answer["content"][JSON]["example"] = walk.answers[endpoint.name]


def _walk(endpoints: Sequence[Endpoint]) -> _Walk:
    with tempfile.TemporaryDirectory(prefix="taskmanager-examples-") as folder:
        container = _Container(folder)
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["url"] = make_url(container.settings.database)
        command.upgrade(config, "head")
        try:
            walk = _Walk(endpoints, container)
            walk.ask("health")
            walk.ask("ready")
            device = _arrive(walk)
            project = _organise(walk)
            task = _plan(walk)
            _break_down(walk, task)
            _leave(walk, device, project=project, task=task)
        finally:
            container.database.close()
    return walk


def _arrive(walk: _Walk) -> Any:
    person = {"full_name": "Ada", "timezone": "Europe/Berlin"}
    device = walk.ask("register", {"email": EMAIL, "password": PASSWORD, **person})
    walk.sign_in()
    device = walk.ask("refresh", {"refresh_token": device["refresh_token"]})
    walk.ask("me")
    walk.ask("get_user")
    walk.ask("list_sessions")
    wish = {"name": "Backup script", "scopes": ["data:read"], "expires_in_days": 90}
    walk.ask("create_token", wish)
    walk.ask("list_tokens")
    return device


def _organise(walk: _Walk) -> str:
    project: str = walk.ask(
        "create_project", {"name": "Lisbon", "color": "teal", "is_favorite": True}
    )["id"]
    walk.ask("get_project", project_id=project)
    walk.ask("list_projects")
    walk.ask("update_project", {"name": "Spring in Lisbon"}, project_id=project)
    return project


def _plan(walk: _Walk) -> str:
    task: str = walk.ask(
        "create_task",
        {
            "content": "Plan a trip to Lisbon",
            "description": "Five days, by train if we can.",
            "labels": ["travel"],
            "priority": 3,
            "due_date": "2030-05-01",
        },
    )["id"]
    walk.ask("get_task", task_id=task)
    walk.ask("list_tasks")
    walk.ask("update_task", {"labels": ["travel", "family"]}, task_id=task)
    walk.ask("patch_task", {"priority": 4, "due_date": "2030-05-08"}, task_id=task)
    return task


def _break_down(walk: _Walk, task: str) -> None:
    wish = {"kind": "breakdown", "task_id": task, "granularity": 1}
    first = walk.ask("create_suggestion", wish)["id"]
    walk.ask("get_suggestion", suggestion_id=first)
    walk.ask("list_suggestions")
    walk.ask("accept_suggestion", suggestion_id=first)
    second = walk.ask("create_suggestion", wish)["id"]
    walk.ask("reject_suggestion", suggestion_id=second)


def _leave(walk: _Walk, device: Any, *, project: str, task: str) -> None:
    walk.ask("close_task", task_id=task)
    walk.ask("reopen_task", task_id=task)
    walk.ask("delete_task", task_id=task)
    walk.ask("delete_project", project_id=project)
    walk.ask("logout", {"refresh_token": device["refresh_token"]})
    walk.ask("change_password", {"current_password": PASSWORD, "new_password": _NEW_PASSWORD})


def _without_secrets(value: Any) -> Any:
    """Cut tokens short: an example shows how one looks, and nobody takes it for a leak."""
    if isinstance(value, list):
        return [_without_secrets(part) for part in value]
    if not isinstance(value, dict):
        return value
    return {
        name: f"{part[:12]}\N{HORIZONTAL ELLIPSIS}{part[-6:]}"
        if name in _SECRETS
        else _without_secrets(part)
        for name, part in value.items()
    }

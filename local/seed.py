"""A demo account full of believable data, made the way a user would make it: by the services."""

import json
import secrets
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from local import migrations
from taskmanager.container import Container
from taskmanager.domain.account import Registration
from taskmanager.domain.errors import EmailTaken
from taskmanager.domain.project import Color, NewProject, ViewStyle
from taskmanager.domain.suggestion import NewSuggestion
from taskmanager.domain.task import NewTask
from taskmanager.domain.values import ALL_SCOPES, Caller
from taskmanager.settings import Settings

LIFE = Path(__file__).with_name("seed.toml")
PASSWORD_BYTES = 12
_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not bound to
_DEFAULT_PORT = 8000


class SeedTask(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A task of the demo account; `due` and `deadline` in days from today."""

    content: str
    description: str = ""
    labels: tuple[str, ...] = ()
    priority: int = 1
    due: int | None = None
    at: time | None = None
    zone: str | None = None
    deadline: int | None = None
    minutes: int | None = None
    days: int | None = None
    steps: tuple[str, ...] = ()
    done_steps: tuple[str, ...] = ()
    done: bool = False
    suggest: bool = False


class SeedProject(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A project of the demo account; its parent comes before it."""

    name: str
    parent: str | None = None
    description: str = ""
    color: Color = "charcoal"
    is_favorite: bool = False
    view_style: ViewStyle = "list"
    tasks: tuple[SeedTask, ...] = ()


class Life(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose account it is, and what is in it."""

    email: str
    full_name: str
    timezone: str
    tasks: tuple[SeedTask, ...]
    projects: tuple[SeedProject, ...]


class Made(msgspec.Struct):
    """How much was made."""

    projects: int = 0
    tasks: int = 0
    subtasks: int = 0
    completed: int = 0
    suggestions: int = 0

    def __str__(self) -> str:
        """Tell it in words."""
        return (
            f"{self.projects} projects, {self.tasks} tasks with {self.subtasks} subtasks "
            f"({self.completed} completed), {self.suggestions} suggestion that waits for an answer"
        )


def seed(settings: Settings) -> str:
    """Fill the demo account, unless it exists; return what to tell the user.

    An empty database gets its schema first. Works while the server runs.

    Raises:
        Unavailable: The database does not answer.
    """
    if migrations.current(settings.database) is None:
        migrations.upgrade(settings.database)
    life = msgspec.toml.decode(LIFE.read_bytes(), type=Life)
    # The suggestion is made by the rules: a demo costs nobody's money and needs no network.
    container = Container(msgspec.structs.replace(settings, openai_api_key=""))
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    try:
        made = _Seeder(container, life).run(password)
    except EmailTaken:
        return _already_there(settings, life)
    finally:
        container.database.close()
    return _made(settings, life, password, made)


class _Seeder:
    """Makes one account and what is in it."""

    def __init__(self, container: Container, life: Life) -> None:
        self._services = container
        self._life = life
        now = container.clock.now()
        self._today = now.astimezone(ZoneInfo(life.timezone)).date()
        self._made = Made()

    def run(self, password: str) -> Made:
        life = self._life
        registration = Registration(
            email=life.email, password=password, full_name=life.full_name, timezone=life.timezone
        )
        user = self._services.accounts.register(registration, "127.0.0.1", None)
        caller = Caller(user_id=user.id, scopes=ALL_SCOPES)
        for task in life.tasks:
            self._add_task(caller, task, None)
        ids: dict[str | None, str] = {}
        for project in life.projects:
            ids[project.name] = self._add_project(caller, project, ids.get(project.parent))
            for task in project.tasks:
                self._add_task(caller, task, ids[project.name])
        return self._made

    def _add_project(self, caller: Caller, project: SeedProject, parent_id: str | None) -> str:
        self._made.projects += 1
        new = NewProject(
            name=project.name,
            description=project.description,
            parent_id=parent_id,
            color=project.color,
            is_favorite=project.is_favorite,
            view_style=project.view_style,
        )
        return self._services.projects.create(caller, new).id

    def _add_task(self, caller: Caller, task: SeedTask, project_id: str | None) -> None:
        tasks = self._services.tasks
        made = tasks.create(caller, new_task(task, project_id, self._today))
        self._made.tasks += 1
        for step, is_done in _steps(task):
            subtask = tasks.create(caller, NewTask(content=step, parent_id=made.id))
            self._made.subtasks += 1
            if is_done:
                tasks.close(caller, subtask.id)
                self._made.completed += 1
        if task.suggest:
            self._services.suggestions.create(
                caller, NewSuggestion(kind="breakdown", task_id=made.id)
            )
            self._made.suggestions += 1
        if task.done:
            tasks.close(caller, made.id)
            self._made.completed += 1


def new_task(task: SeedTask, project_id: str | None, today: date) -> NewTask:
    """Turn a task of the demo account into one that can be created today."""
    due = _after(today, task.due)
    moment = None
    if due is not None and task.at is not None:
        zone = ZoneInfo(task.zone) if task.zone else None
        moment = datetime.combine(due, task.at, zone)
    return NewTask(
        content=task.content,
        description=task.description,
        project_id=project_id,
        labels=task.labels,
        priority=task.priority,
        due_date=None if moment else due,
        due_datetime=moment,
        deadline_date=_after(today, task.deadline),
        duration=task.days or task.minutes,
        duration_unit="day" if task.days else "minute" if task.minutes else None,
    )


def _after(today: date, days: int | None) -> date | None:
    return None if days is None else today + timedelta(days=days)


def _steps(task: SeedTask) -> Iterator[tuple[str, bool]]:
    yield from ((step, True) for step in task.done_steps)
    yield from ((step, False) for step in task.steps)


def _url(settings: Settings) -> str:
    host = _ANY_ADDRESS.get(settings.host, settings.host)
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{settings.port or _DEFAULT_PORT}"


def _made(settings: Settings, life: Life, password: str, made: Made) -> str:
    body = json.dumps({"email": life.email, "password": password})
    return f"""\
The demo account is ready: {made}.

  E-mail    {life.email}
  Password  {password}

It is shown this once and kept nowhere. To sign in from a shell:

  curl {_url(settings)}/api/v1/auth/login -H 'Content-Type: application/json' -d '{body}'
"""


def _already_there(settings: Settings, life: Life) -> str:
    scheme, _, rest = settings.database.partition(":///")
    reset = f"delete {rest}*" if scheme == "sqlite" else "empty the database of DATABASE_URL"
    return f"""\
The demo account {life.email} exists already, so nothing was changed.

Its password was shown when it was made. To start over, stop the server, {reset}
(this deletes every account, not only this one), and run `make seed` again.
"""

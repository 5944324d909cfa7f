import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from local import migrations
from local.seed import LIFE, Life, SeedTask, new_task, seed
from taskmanager.container import Container
from taskmanager.domain.account import Login
from taskmanager.domain.errors import InvalidCredentials
from taskmanager.domain.suggestion import SuggestionQuery
from taskmanager.domain.task import Task, TaskQuery
from taskmanager.domain.values import Caller
from taskmanager.services.sessions import Device
from taskmanager.settings import Settings

EMAIL = "demo@example.org"
DEVICE = Device("192.0.2.1", "a test")
TODAY = date(2026, 3, 14)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a migrated database in a file."""
    made = a_setting(tmp_path)
    migrations.upgrade(made.database)
    return made


def a_setting(folder: Path, **changes: object) -> Settings:
    made = Settings(jwt_secret_key="k" * 32, data_dir=str(folder), rate_limit_enabled=False)
    return msgspec.structs.replace(made, **changes)


@contextmanager
def services(settings: Settings) -> Iterator[Container]:
    container = Container(settings)
    yield container
    container.database.close()


def sign_in(container: Container, password: str) -> Caller:
    session = container.sessions.login(Login(email=EMAIL, password=password), DEVICE, None)
    return container.sessions.authenticate(session.access_token)


def password_in(text: str) -> str:
    found = re.search(r"Password +(\S+)", text)
    assert found
    return found[1]


def active_tasks(container: Container, caller: Caller) -> list[Task]:
    return list(container.tasks.list(caller, TaskQuery(limit=200)).results)


def test_the_password_that_is_printed_opens_the_demo_account(settings: Settings) -> None:
    text = seed(settings)

    with services(settings) as container:
        caller = sign_in(container, password_in(text))
        assert container.accounts.account(caller).email == EMAIL


def test_the_account_looks_like_a_life(settings: Settings) -> None:
    today = datetime.now(ZoneInfo("Europe/Berlin")).date()
    text = seed(settings)

    with services(settings) as container:
        caller = sign_in(container, password_in(text))
        user = container.accounts.current_user(caller)
        projects = list(container.projects.list(caller, None, 200).results)
        tasks = active_tasks(container, caller)
    own = [project for project in projects if not project.inbox_project]
    days = {task.due.date[:10] for task in tasks if task.due}
    assert len(own) == 6
    assert {project.view_style for project in own} == {"list", "board"}
    assert any(project.is_favorite for project in own)
    assert any(project.parent_id for project in own)
    assert len({project.color for project in own}) == len(own)
    assert 40 <= len(tasks) + user.completed_count <= 60
    assert user.completed_count >= 5
    assert {True, False} == {day < today.isoformat() for day in days}
    assert today.isoformat() in days
    assert {task.priority for task in tasks} == {1, 2, 3, 4}
    for part in ("labels", "description", "parent_id", "deadline", "duration"):
        assert any(getattr(task, part) for task in tasks), part
    assert any(task.due and task.due.datetime and not task.due.timezone for task in tasks)
    assert any(task.due and task.due.timezone for task in tasks)


def test_one_suggestion_waits_for_an_answer(settings: Settings) -> None:
    text = seed(settings)

    with services(settings) as container:
        caller = sign_in(container, password_in(text))
        page = container.suggestions.list(caller, SuggestionQuery(status="pending"))
    assert [suggestion.engine for suggestion in page.results] == ["rules"]


def test_seeding_again_changes_nothing_and_says_how_to_start_over(settings: Settings) -> None:
    password = password_in(seed(settings))
    with services(settings) as container:
        before = active_tasks(container, sign_in(container, password))

    text = seed(settings)

    assert "exists already" in text
    assert "To start over" in text
    assert f"{settings.data_dir}/db.sqlite" in text
    assert "Password  " not in text
    with services(settings) as container:
        assert active_tasks(container, sign_in(container, password)) == before


def test_an_empty_database_gets_its_schema_first(tmp_path: Path) -> None:
    settings = a_setting(tmp_path / "new")

    assert "is ready" in seed(settings)
    assert migrations.current(settings.database) is not None


def test_the_demo_does_not_ask_a_language_model(tmp_path: Path) -> None:
    settings = a_setting(
        tmp_path, openai_api_key="a key", openai_base_url="http://127.0.0.1:9/nobody"
    )

    assert "1 suggestion" in seed(settings)


def test_every_account_gets_a_password_of_its_own(tmp_path: Path) -> None:
    first, second = (seed(a_setting(tmp_path / name)) for name in ("one", "two"))

    assert password_in(first) != password_in(second)
    with services(a_setting(tmp_path / "one")) as container, pytest.raises(InvalidCredentials):
        sign_in(container, password_in(second))


@pytest.mark.parametrize(
    ("host", "port", "url"),
    [
        ("127.0.0.1", 8000, "http://127.0.0.1:8000/"),
        ("0.0.0.0", 9000, "http://127.0.0.1:9000/"),  # noqa: S104 - shown, not bound to
        ("::", 8000, "http://[::1]:8000/"),
        ("tasks.local", 80, "http://tasks.local:80/"),
    ],
)
def test_the_curl_line_has_the_address_of_the_server(
    tmp_path: Path, host: str, port: int, url: str
) -> None:
    text = seed(a_setting(tmp_path, host=host, port=port))

    assert f"curl {url}api/v1/auth/login" in text
    assert f'"password": "{password_in(text)}"' in text


def test_days_count_from_today() -> None:
    made = new_task(SeedTask(content="Pack", due=-2, deadline=3, days=2), None, TODAY)

    assert made.due_date == TODAY - timedelta(days=2)
    assert made.deadline_date == TODAY + timedelta(days=3)
    assert (made.duration, made.duration_unit) == (2, "day")


def test_a_time_of_day_floats_unless_it_has_a_zone() -> None:
    life = msgspec.toml.decode(LIFE.read_bytes(), type=Life)
    timed = [task for project in life.projects for task in project.tasks if task.at]

    for task in timed:
        moment = new_task(task, None, TODAY).due_datetime
        assert moment is not None
        assert (moment.tzinfo is not None) is (task.zone is not None)
    assert any(task.zone for task in timed)

"""What a query costs does not grow with what else is stored: SQLite tells how it runs it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa

from taskmanager.adapters.sql.tables import metadata
from taskmanager.domain import project as projects
from taskmanager.domain import task as tasks
from taskmanager.domain.account import User
from taskmanager.ports.stores import TaskCriteria
from tests.support.builders import NOW, a_project, a_suggestion, a_task, an_idempotency_record
from tests.support.stores import SqliteFiles, Stores, opened

Query = Callable[[Stores], object]


@pytest.fixture
def sqlite_stores(sqlite_files: SqliteFiles, tmp_path: Path) -> Iterator[Stores]:
    with sqlite_files.database(tmp_path) as url, opened(url) as stores:
        yield stores


@contextmanager
def _recorded() -> Iterator[list[tuple[str, Any]]]:
    """Record what is executed, with its parameters."""
    statements: list[tuple[str, Any]] = []

    def record(*event: Any) -> None:
        statements.append((event[2], event[3]))

    sa.event.listen(sa.Engine, "before_cursor_execute", record)
    try:
        yield statements
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", record)


def _plan(stores: Stores, query: Query) -> list[str]:
    """Return the steps in which SQLite runs the statements of a call."""
    with _recorded() as statements:
        query(stores)
    connection = sqlite3.connect(stores.url.removeprefix("sqlite:///"))
    steps = [
        str(row[3])
        for statement, parameters in statements
        if statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"))
        for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
    ]
    connection.close()
    return steps


def _scans(steps: list[str]) -> list[str]:
    """Pick the steps that read a whole table, or the whole of an index."""
    names = {*metadata.tables, "siblings"}
    return [step for step in steps if step.startswith("SCAN") and step.split()[1] in names]


def _tasks(**criteria: Any) -> Query:
    return lambda stores: _both_pages(
        lambda cursor: stores.tasks.page(TaskCriteria(user_id="ada", **criteria), cursor, 1)
    )


def _both_pages(page: Callable[[str | None], Any]) -> None:
    """Read the first page, and the next, which is another query."""
    following = page(None).next_cursor
    assert following is not None
    page(following)


@pytest.fixture
def filled(sqlite_stores: Stores) -> Stores:
    """Two of everything, so that every list has a second page."""
    ada = sqlite_stores.a_stored_user(id="ada", inbox_project_id="inbox", email="ada@example.org")
    sqlite_stores.projects.add(a_project(ada, id="garden"))
    for number in "12":
        parent_task = a_task(owner=ada, id=f"top-{number}", labels=("home",))
        sqlite_stores.tasks.add(parent_task, at_end=True)
        below = a_task(owner=ada, id=f"below-{number}", parent_id="top-1", project_id="garden")
        sqlite_stores.tasks.add(below, at_end=True)
        sqlite_stores.suggestions.add(a_suggestion(ada, task_id="top-1"))
    sqlite_stores.idempotency.claim(an_idempotency_record(key="key"), NOW)
    return sqlite_stores


SORTED_BY_INDEX: dict[str, Query] = {
    "tasks of a user": _tasks(),
    "tasks of a project": _tasks(project_id="garden"),
    "tasks of a parent": _tasks(parent_id="top-1"),
    "projects": lambda stores: _both_pages(lambda cursor: stores.projects.page("ada", cursor, 1)),
    "suggestions": lambda stores: _both_pages(
        lambda cursor: stores.suggestions.page("ada", None, None, cursor, 1)
    ),
    "suggestions of a task": lambda stores: _both_pages(
        lambda cursor: stores.suggestions.page("ada", "top-1", "pending", cursor, 1)
    ),
    "sessions": lambda stores: stores.sessions.page("ada", NOW, None, 1),
    "tokens": lambda stores: stores.api_tokens.page("ada", NOW, None, 1),
}
FOUND_BY_INDEX: dict[str, Query] = SORTED_BY_INDEX | {
    "tasks with a label": _tasks(label="home"),
    "tasks by their ids": _tasks(ids=("top-1", "top-2")),
    "a user": lambda stores: stores.users.get("ada"),
    "a user by address": lambda stores: stores.users.get_by_email("ada@example.org"),
    "a session": lambda stores: stores.sessions.get("session", NOW),
    "a token by its hash": lambda stores: stores.api_tokens.get_by_hash("hash", NOW),
    "a project": lambda stores: stores.projects.get("garden"),
    "a task": lambda stores: stores.tasks.get("top-1"),
    "count of projects": lambda stores: stores.projects.count("ada"),
    "count of tokens": lambda stores: stores.api_tokens.count("ada", NOW),
    "count of completed tasks": lambda stores: stores.tasks.count_completed("ada", NOW),
    "purge of sessions": lambda stores: stores.sessions.purge(NOW, 500),
    "purge of tokens": lambda stores: stores.api_tokens.purge(NOW, 500),
    "purge of suggestions": lambda stores: stores.suggestions.purge(NOW, 500),
    "purge of idempotency keys": lambda stores: stores.idempotency.purge(NOW, 500),
    "a claim": lambda stores: stores.idempotency.claim(an_idempotency_record(key="key"), NOW),
    "add of a project": lambda stores: stores.projects.add(a_project(_ada(stores))),
    "add of a task": lambda stores: stores.tasks.add(a_task(owner=_ada(stores)), at_end=True),
    "add below a task": lambda stores: stores.tasks.add(
        a_task(owner=_ada(stores), parent_id="top-1"), at_end=True
    ),
    "complete of a task": lambda stores: stores.tasks.complete(
        tasks.completed(_task(stores), NOW), expected=1
    ),
    "delete of a task": lambda stores: stores.tasks.delete(
        tasks.deleted(_task(stores), NOW), expected=1
    ),
    "delete of a project": lambda stores: stores.projects.delete(
        projects.deleted(_project(stores), NOW), expected=1
    ),
}


T = TypeVar("T")


def _ada(stores: Stores) -> User:
    return _there(stores.users.get("ada"))


def _task(stores: Stores) -> tasks.Task:
    return _there(stores.tasks.get("top-1"))


def _project(stores: Stores) -> projects.Project:
    return _there(stores.projects.get("garden"))


def _there(found: T | None) -> T:
    assert found is not None
    return found


@pytest.mark.parametrize("name", FOUND_BY_INDEX)
def test_no_table_is_read_from_end_to_end(filled: Stores, name: str) -> None:
    steps = _plan(filled, FOUND_BY_INDEX[name])

    assert steps != []
    assert _scans(steps) == []


@pytest.mark.parametrize("name", SORTED_BY_INDEX)
def test_a_list_comes_out_of_its_index_in_order(filled: Stores, name: str) -> None:
    steps = _plan(filled, SORTED_BY_INDEX[name])

    assert [step for step in steps if "TEMP B-TREE" in step] == []


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("tasks of a user", "ix_tasks_user_id_is_deleted_checked_child_order_id"),
        ("tasks of a project", "ix_tasks_project_id_is_deleted_checked_child_order_id"),
        ("tasks of a parent", "ix_tasks_parent_id_is_deleted_checked_child_order_id"),
        ("tasks with a label", "ix_task_labels_user_id_label_task_id"),
        ("tasks by their ids", "sqlite_autoindex_tasks_1"),
        ("suggestions of a task", "ix_suggestions_user_id_task_id_created_at_id"),
        ("count of completed tasks", "ix_tasks_user_id_completed_at"),
    ],
)
def test_the_narrowest_index_is_used_first(filled: Stores, name: str, index: str) -> None:
    steps = _plan(filled, FOUND_BY_INDEX[name])

    assert f" {index} (" in steps[0]


def test_a_scan_would_be_seen(filled: Stores) -> None:
    def query(stores: Stores) -> None:
        with _engine(stores).connect() as connection:
            connection.execute(sa.text("SELECT * FROM tasks WHERE content = 'x'"))

    assert _scans(_plan(filled, query)) == ["SCAN tasks"]


def _engine(stores: Stores) -> sa.Engine:
    return sa.create_engine(stores.url, poolclass=sa.NullPool)

"""What every list promises of its pages."""

import base64
import json
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taskmanager.domain import project as projects
from taskmanager.domain import task as tasks
from taskmanager.domain.account import User
from taskmanager.domain.errors import InvalidInput
from taskmanager.domain.values import Page
from taskmanager.ports.stores import TaskCriteria
from tests.support.builders import (
    NOW,
    SECOND,
    a_project,
    a_session,
    a_suggestion,
    a_task,
    an_api_token,
)
from tests.support.stores import Stores, ids_of


class List(NamedTuple):
    """A list: how to put a row at a place in its order, to remove one, and to read a page."""

    add: Callable[[str, int], object]
    remove: Callable[[str], object]
    page: Callable[[str | None, int], Page[Any]]
    ties: Callable[[list[str]], list[str]]
    """Orders the ids of rows at the same place."""


def the_lists(stores: Stores, owner: User) -> dict[str, List]:
    """Make the five lists of a user. Places are counted from the front of the list."""

    def add_project(key: str, place: int) -> None:
        added = stores.projects.add(a_project(owner, id=key))
        placed = msgspec.structs.replace(added, child_order=place, version=2)
        stores.projects.replace(placed, expected=1)

    def remove_project(key: str) -> None:
        project = stores.projects.get(key)
        assert project is not None
        stores.projects.delete(projects.deleted(project, NOW), project.version)

    def remove_task(key: str) -> None:
        task = stores.tasks.get(key)
        assert task is not None
        stores.tasks.delete(tasks.deleted(task, NOW), task.version)

    def remove_suggestion(key: str) -> None:
        found = stores.suggestions.get(key)
        assert found is not None
        # Suggestions leave the list of the pending ones when they are decided on.
        gone = msgspec.structs.replace(found, status="rejected", version=2)
        stores.suggestions.replace(gone, expected=1)

    return {
        "tasks": List(
            lambda key, place: stores.tasks.add(
                a_task(owner=owner, id=key, child_order=place), at_end=False
            ),
            remove_task,
            lambda cursor, limit: stores.tasks.page(TaskCriteria(user_id=owner.id), cursor, limit),
            sorted,
        ),
        "projects": List(
            add_project,
            remove_project,
            lambda cursor, limit: stores.projects.page(owner.id, cursor, limit),
            sorted,
        ),
        "sessions": List(
            lambda key, place: stores.sessions.add(
                a_session(owner, id=key, created_at=NOW - place * SECOND)
            ),
            lambda key: stores.sessions.delete(owner.id, key),
            lambda cursor, limit: stores.sessions.page(owner.id, NOW, cursor, limit),
            partial(sorted, reverse=True),
        ),
        "api_tokens": List(
            lambda key, place: stores.api_tokens.add(
                an_api_token(owner, id=key, created_at=NOW - place * SECOND)
            ),
            lambda key: stores.api_tokens.delete(owner.id, key),
            lambda cursor, limit: stores.api_tokens.page(owner.id, NOW, cursor, limit),
            partial(sorted, reverse=True),
        ),
        "suggestions": List(
            lambda key, place: stores.suggestions.add(
                a_suggestion(owner, id=key, created_at=NOW - place * SECOND)
            ),
            remove_suggestion,
            lambda cursor, limit: stores.suggestions.page(owner.id, None, "pending", cursor, limit),
            partial(sorted, reverse=True),
        ),
    }


LISTS = ("tasks", "projects", "sessions", "api_tokens", "suggestions")


@pytest.fixture(params=LISTS)
def rows(request: pytest.FixtureRequest, stores: Stores, ada: User) -> List:
    """Each list in turn, empty but for the Inbox, which begins the list of projects."""
    return the_lists(stores, ada)[request.param]


def _all(rows: List, limit: int, cursor: str | None = None) -> list[str]:
    """Read to the end."""
    found: list[str] = []
    while True:
        page = rows.page(cursor, limit)
        found += ids_of(page)
        if page.next_cursor is None:
            return found
        assert len(page.results) == limit
        cursor = page.next_cursor


def _without_inbox(found: list[str]) -> list[str]:
    return [key for key in found if not key.startswith("inbox-of")]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8, 200])
def test_pages_of_any_size_give_every_row_once_and_in_order(rows: List, limit: int) -> None:
    for place in (5, 1, 7, 3, 6, 2, 4):
        rows.add(f"row-{place}", place)

    found = _without_inbox(_all(rows, limit))

    assert [f"row-{place}" for place in range(1, 8)] == found


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_rows_at_the_same_place_are_ordered_by_id(rows: List, limit: int) -> None:
    ids = ["c", "a", "B", "e", "d", "_1", "1"]
    for key in ids:
        rows.add(key, 1)

    assert rows.ties(ids) == _without_inbox(_all(rows, limit))


def test_the_last_page_has_no_cursor_even_when_it_is_full(rows: List, ada: User) -> None:
    rows.add("row-1", 1)
    rows.add("row-2", 2)
    size = len(rows.page(None, 200).results)

    assert rows.page(None, size).next_cursor is None
    assert rows.page(None, size - 1).next_cursor is not None


def test_an_empty_list_is_one_empty_page(stores: Stores, grace: User) -> None:
    lists = the_lists(stores, grace)
    del lists["projects"]  # which the Inbox never leaves

    assert [Page([], None)] * 4 == [rows.page(None, 10) for rows in lists.values()]


def test_rows_added_between_pages_move_no_other_row(rows: List) -> None:
    for place in range(10, 60, 10):
        rows.add(f"row-{place}", place)
    first = rows.page(None, 3)
    for place in (5, 15, 25, 45, 55):
        rows.add(f"row-{place}", place)

    rest = _all(rows, 2, first.next_cursor)

    seen = _without_inbox(ids_of(first) + rest)
    assert sorted(set(seen)) == sorted(seen)
    assert {f"row-{place}" for place in (10, 20, 30, 40, 50, 45, 55)} <= set(seen)
    assert rest == sorted(rest)


def test_rows_removed_between_pages_skip_no_other_row(rows: List) -> None:
    for place in range(1, 8):
        rows.add(f"row-{place}", place)
    first = rows.page(None, 3)
    shown = _without_inbox(ids_of(first))
    for key in (shown[0], shown[-1], "row-5"):
        rows.remove(key)

    rest = _all(rows, 2, first.next_cursor)

    expected = [f"row-{place}" for place in range(1, 8) if place != 5]
    assert expected == shown + rest


def test_a_cursor_can_be_used_again(rows: List) -> None:
    for place in range(1, 6):
        rows.add(f"row-{place}", place)
    cursor = rows.page(None, 2).next_cursor

    assert rows.page(cursor, 2) == rows.page(cursor, 2)


def test_the_rows_of_another_user_are_on_no_page(stores: Stores, ada: User, grace: User) -> None:
    for rows in the_lists(stores, grace).values():
        rows.add("hers", 1)

    mine = the_lists(stores, ada)

    assert {name: [] for name in LISTS} == {
        name: _without_inbox(_all(mine[name], 1)) for name in LISTS
    }


def _encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _refuses(rows: List, cursor: str) -> bool:
    try:
        rows.page(cursor, 10)
    except InvalidInput as error:
        return [one.field for one in error.errors] == ["cursor"]
    return False


BAD_CURSORS = {
    "empty": "",
    "blank": " ",
    "a word": "garbage",
    "no base64": "!!!",
    "NUL": "\0",
    "NUL inside": "WzEsIngi\0XQ",
    "no ASCII": "ключ",
    "a lone surrogate": "\ud800",
    "huge": "A" * 1_000_000,
    "huge number": _encoded(["tasks", 10**400, "x"]),
    "deep": _encoded(json.loads("[" * 500 + "]" * 500)),
    "deeper": base64.urlsafe_b64encode(b"[" * 200_000).decode(),
    "null": _encoded(None),
    "an object": _encoded({"id": "x"}),
    "an empty list": _encoded([]),
    "too short": _encoded([1]),
    "too long": _encoded([1, "x", "y", "z"]),
    "wrong types": _encoded(["tasks", "x", 1]),
    "out of the range of places": _encoded(["tasks", 2**31, "x"]),
    "a fraction": _encoded(["tasks", 1.5, "x"]),
    "an id with a NUL": _encoded(["tasks", 1, "x\0"]),
    "an id that is none": _encoded(["tasks", 1, "x' OR 1=1"]),
    "a moment without an offset": _encoded(["sessions", "2026-03-04T05:06:07", "x"]),
    "a moment before the first": _encoded(["sessions", "0001-01-01T00:00:00+14:00", "x"]),
    "a moment after the last": _encoded(["sessions", "9999-12-31T23:59:59-14:00", "x"]),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_cursor_that_no_page_gave_is_invalid_input(stores: Stores, ada: User, name: str) -> None:
    rows = the_lists(stores, ada)[name]

    assert dict.fromkeys(BAD_CURSORS, True) == {
        what: _refuses(rows, cursor) for what, cursor in BAD_CURSORS.items()
    }


@pytest.mark.parametrize("name", LISTS)
def test_the_cursor_of_another_list_is_invalid_input(stores: Stores, ada: User, name: str) -> None:
    lists = the_lists(stores, ada)
    cursors = {}
    for other, rows in lists.items():
        rows.add(f"{other}-1", 1)
        rows.add(f"{other}-2", 2)
        cursors[other] = rows.page(None, 1).next_cursor or ""

    assert {other: other != name for other in LISTS} == {
        other: _refuses(lists[name], cursor) for other, cursor in cursors.items()
    }


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.datetimes().map(str),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    cursor=st.text(st.characters())
    | st.text("ABCxyz019-_=", min_size=1)
    | _json.map(_encoded)
    | st.tuples(st.just("tasks"), _json, _json).map(_encoded)
)
def test_any_cursor_is_a_place_in_the_list_or_invalid_input(
    stores: Stores, ada: User, cursor: str
) -> None:
    rows = the_lists(stores, ada)["tasks"]

    assert _refuses(rows, cursor) or rows.page(cursor, 10) == Page([], None)

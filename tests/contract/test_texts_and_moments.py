"""Whatever a user may write comes back as it was written."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taskmanager.domain.account import User
from taskmanager.domain.task import Due
from taskmanager.ports.stores import TaskCriteria
from tests.support.builders import (
    NOW,
    a_project,
    a_session,
    a_suggestion,
    a_task,
    a_user,
    an_api_token,
    an_inbox,
)
from tests.support.stores import Stores, ids_of

TEXTS = {
    "emoji": "👩🏽‍🚀 family: 👨‍👩‍👧‍👦 flag: 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "right to left": "שלום עולם — مرحبا \u202eabc\u202c",
    "combining": "e\u0301 is not \u00e9, \u212b is not \u00c5",
    "quotes": "\"double\" 'single' `back` ''; DROP TABLE tasks; --",
    "backslashes": "\\ \\\\ \\n \\u0041 C:\\temp\\",
    "wildcards": "100% _under_ :colon %(name)s ? $1 {brace}",
    "white space": "tab\tnewline\nreturn\r\nno-break\u00a0zero\u200bend  ",
    "control": "\x01\x07\x1b[31m\x7f\x85\u2028\u2029\ufeff",
    "astral": "\U0001d518\U0001d52b \U0010ffff",
    "looks like JSON": '{"a": [null, true, 1e400]}',
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_every_text_of_a_task_survives(stores: Stores, ada: User, text: str) -> None:
    task = a_task(
        text,
        owner=ada,
        description=text,
        labels=(text[:100], "plain"),
        due=Due(date="2026-03-05", string=text),
    )

    assert task == stores.tasks.add(task, at_end=False)
    assert task == stores.tasks.get(task.id)
    assert [task.id] == ids_of(
        stores.tasks.page(TaskCriteria(user_id=ada.id, label=text[:100]), None, 1)
    )


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_every_text_of_the_other_values_survives(stores: Stores, text: str) -> None:
    user = a_user(full_name=text)
    session = a_session(user, user_agent=text)
    token = an_api_token(user, name=text)
    project = a_project(user, name=text, description=text, child_order=1)
    suggestion = a_suggestion(user, explanation=text, temp_id_mapping={text: text})

    stores.users.add(user, an_inbox(user))
    stores.sessions.add(session)
    stores.api_tokens.add(token)
    stores.projects.add(project)
    stores.suggestions.add(suggestion)

    assert (session, user) == stores.sessions.get(session.id, NOW)
    assert token == stores.api_tokens.get_by_hash(token.token_hash, NOW)
    assert project == stores.projects.get(project.id)
    assert suggestion == stores.suggestions.get(suggestion.id)


def test_the_longest_texts_survive(stores: Stores, ada: User) -> None:
    task = a_task(
        "🎉" * 500,
        owner=ada,
        description="é🎉" * 8192,
        labels=tuple(f"{number:03}" + "🎉" * 125 for number in range(100)),
    )

    stores.tasks.add(task, at_end=False)

    assert task == stores.tasks.get(task.id)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_any_text_without_nul_survives(stores: Stores, text: str) -> None:
    owner = stores.a_stored_user()
    task = a_task(text, owner=owner, description=text)

    stores.tasks.add(task, at_end=False)

    assert task == stores.tasks.get(task.id)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 3, 4, 5, 6, 7, 1, UTC),
        datetime(2026, 3, 4, 5, 6, 7, 999_999, UTC),
        datetime(2026, 3, 4, 5, 6, 7, 0, UTC),
        datetime(2026, 3, 29, 1, 30, 0, 123_456, UTC),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 12, 0, 0, 5, UTC),
    ],
    ids=str,
)
def test_a_moment_comes_back_to_the_microsecond(
    stores: Stores, ada: User, moment: datetime
) -> None:
    task = a_task(owner=ada, added_at=moment, updated_at=moment, completed_at=moment)

    stores.tasks.add(task, at_end=False)

    found = stores.tasks.get(task.id)
    assert task == found
    assert found is not None
    assert [found.added_at.tzinfo, found.updated_at.tzinfo] == [UTC] * 2


def test_a_moment_of_another_offset_comes_back_in_utc(stores: Stores, ada: User) -> None:
    kolkata = timezone(timedelta(hours=5, minutes=30))
    task = a_task(owner=ada, added_at=NOW.astimezone(kolkata))

    stores.tasks.add(task, at_end=False)

    found = stores.tasks.get(task.id)
    assert found is not None
    assert (found.added_at, found.added_at.tzinfo) == (NOW, UTC)


def test_moments_of_other_offsets_are_compared_as_moments(stores: Stores, ada: User) -> None:
    west = timezone(timedelta(hours=-8))
    session = stores.sessions.add(a_session(ada, expires_at=NOW))

    assert stores.sessions.get(session.id, (NOW + timedelta(seconds=1)).astimezone(west)) is None
    found = stores.sessions.get(session.id, (NOW - timedelta(seconds=1)).astimezone(west))
    assert found == (session, ada)

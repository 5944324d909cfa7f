from typing import Any

import msgspec
import pytest
from sqlalchemy.exc import IntegrityError

from taskmanager.domain.account import User
from taskmanager.domain.errors import VersionConflict
from taskmanager.domain.suggestion import Suggestion
from taskmanager.ports.stores import TaskCriteria
from tests.support.builders import NOW, SECOND, a_suggestion, a_task
from tests.support.stores import Stores, ids_of


def _accepted(suggestion: Suggestion, **mapping: str) -> Suggestion:
    return msgspec.structs.replace(
        suggestion,
        status="accepted",
        resolved_at=NOW + SECOND,
        temp_id_mapping=mapping,
        version=suggestion.version + 1,
    )


def test_an_added_suggestion_is_found(stores: Stores, ada: User) -> None:
    suggestion = a_suggestion(ada, engine="model", granularity=5)

    assert suggestion == stores.suggestions.add(suggestion)
    assert suggestion == stores.suggestions.get(suggestion.id)


def test_an_unknown_suggestion_is_none(stores: Stores, ada: User) -> None:
    assert stores.suggestions.get("nothing") is None


def test_a_repeated_add_returns_the_first_suggestion(stores: Stores, ada: User) -> None:
    first = stores.suggestions.add(a_suggestion(ada))
    again = msgspec.structs.replace(first, explanation="Another")

    assert first == stores.suggestions.add(again)
    assert first == stores.suggestions.get(first.id)


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        ({}, ["d", "c", "b", "a"]),
        ({"task_id": "milk"}, ["c", "b", "a"]),
        ({"status": "pending"}, ["d", "a"]),
        ({"task_id": "milk", "status": "rejected"}, ["c"]),
        ({"task_id": "bread", "status": "rejected"}, []),
    ],
)
def test_a_list_can_be_of_a_task_and_of_a_status(
    stores: Stores, ada: User, grace: User, criteria: dict[str, Any], expected: list[str]
) -> None:
    for id_, task_id, status in (
        ("a", "milk", "pending"),
        ("b", "milk", "accepted"),
        ("c", "milk", "rejected"),
        ("d", "bread", "pending"),
    ):
        stores.suggestions.add(a_suggestion(ada, id=id_, task_id=task_id, status=status))
    stores.suggestions.add(a_suggestion(grace, id="hers", task_id="milk"))

    page = stores.suggestions.page(
        ada.id, criteria.get("task_id"), criteria.get("status"), None, 10
    )

    assert expected == ids_of(page)


def test_replace_stores_the_next_version(stores: Stores, ada: User) -> None:
    suggestion = stores.suggestions.add(a_suggestion(ada))
    rejected = msgspec.structs.replace(suggestion, status="rejected", resolved_at=NOW, version=2)

    assert rejected == stores.suggestions.replace(rejected, expected=1)
    assert rejected == stores.suggestions.get(suggestion.id)


def test_replace_needs_the_present_version(stores: Stores, ada: User) -> None:
    suggestion = stores.suggestions.add(a_suggestion(ada))

    with pytest.raises(VersionConflict):
        stores.suggestions.replace(_accepted(suggestion), expected=2)

    assert suggestion == stores.suggestions.get(suggestion.id)


def test_accept_stores_the_suggestion_and_adds_its_tasks_at_the_end(
    stores: Stores, ada: User
) -> None:
    task = stores.tasks.add(a_task(owner=ada), at_end=True)
    before = stores.tasks.add(a_task(owner=ada, parent_id=task.id), at_end=True)
    suggestion = stores.suggestions.add(a_suggestion(ada, task_id=task.id))
    steps = [a_task(owner=ada, parent_id=task.id) for _ in range(2)]
    accepted = _accepted(suggestion, **{"step-1": steps[0].id, "step-2": steps[1].id})

    assert accepted == stores.suggestions.accept(accepted, expected=1, additions=steps)
    assert accepted == stores.suggestions.get(suggestion.id)
    below = stores.tasks.page(TaskCriteria(user_id=ada.id, parent_id=task.id), None, 10).results
    assert [before.id, steps[0].id, steps[1].id] == [one.id for one in below]
    assert [one.child_order for one in below] == [1, 2, 3]


def test_an_accept_of_which_one_addition_fails_writes_nothing(stores: Stores, ada: User) -> None:
    task = stores.tasks.add(a_task(owner=ada), at_end=True)
    suggestion = stores.suggestions.add(a_suggestion(ada, task_id=task.id))
    steps = [
        a_task(owner=ada, parent_id=task.id, labels=("home",)),
        a_task(owner=ada, parent_id=task.id, project_id="nothing"),
        a_task(owner=ada, parent_id=task.id),
    ]

    with pytest.raises(IntegrityError):
        stores.suggestions.accept(_accepted(suggestion), expected=1, additions=steps)

    assert suggestion == stores.suggestions.get(suggestion.id)
    assert [stores.tasks.get(step.id) for step in steps] == [None] * 3
    assert [task.id] == ids_of(stores.tasks.page(TaskCriteria(user_id=ada.id), None, 10))


def test_an_accept_of_an_older_version_adds_no_task(stores: Stores, ada: User) -> None:
    suggestion = stores.suggestions.add(a_suggestion(ada))
    step = a_task(owner=ada)

    with pytest.raises(VersionConflict):
        stores.suggestions.accept(_accepted(suggestion), expected=2, additions=[step])

    assert suggestion == stores.suggestions.get(suggestion.id)
    assert stores.tasks.get(step.id) is None


def test_accepting_what_was_added_before_adds_it_once(stores: Stores, ada: User) -> None:
    suggestion = stores.suggestions.add(a_suggestion(ada))
    step = stores.tasks.add(a_task("As it is now", owner=ada), at_end=True)
    again = msgspec.structs.replace(step, content="As it was proposed")

    stores.suggestions.accept(_accepted(suggestion), expected=1, additions=[again])

    assert step == stores.tasks.get(step.id)

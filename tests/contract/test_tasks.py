from typing import Any

import msgspec
import pytest
from sqlalchemy.exc import IntegrityError

from taskmanager.domain import task as tasks
from taskmanager.domain.account import User
from taskmanager.domain.errors import VersionConflict
from taskmanager.domain.task import Deadline, Due, Duration, Task
from taskmanager.ports.stores import TaskCriteria
from tests.support.builders import DAY, NOW, SECOND, a_project, a_task
from tests.support.stores import Stores, ids_of

MAX_ORDER = 2**31 - 1


def _add(stores: Stores, owner: User, **fields: Any) -> Task:
    return stores.tasks.add(a_task(owner=owner, **fields), at_end=True)


def _listed(stores: Stores, owner: User, **criteria: Any) -> list[str]:
    return ids_of(stores.tasks.page(TaskCriteria(user_id=owner.id, **criteria), None, 200))


def _a_family(stores: Stores, owner: User, depth: int = 4) -> list[Task]:
    """Add a task with a task below it, and so on."""
    family = [_add(stores, owner)]
    for _ in range(depth - 1):
        family.append(_add(stores, owner, parent_id=family[-1].id))
    return family


def test_an_added_task_is_found_with_everything_it_has(stores: Stores, ada: User) -> None:
    task = a_task(
        owner=ada,
        content="Pay rent",
        section_id="section",
        labels=("home", "money"),
        priority=4,
        due=Due(date="2026-03-05T09:00:00", string="tomorrow at 9", is_recurring=True, lang="en"),
        deadline=Deadline(date="2026-03-06"),
        duration=Duration(amount=30, unit="minute"),
        child_order=7,
        day_order=3,
        is_collapsed=True,
        assigned_by_uid="somebody",
        responsible_uid=ada.id,
    )

    assert task == stores.tasks.add(task, at_end=False)
    assert task == stores.tasks.get(task.id)


def test_an_unknown_task_is_none(stores: Stores, ada: User) -> None:
    assert stores.tasks.get("nothing") is None


def test_a_repeated_add_returns_the_first_task(stores: Stores, ada: User) -> None:
    first = _add(stores, ada, labels=("home",))
    again = msgspec.structs.replace(first, content="Another", labels=("work",))

    assert first == stores.tasks.add(again, at_end=True)
    assert first == stores.tasks.get(first.id)
    assert _listed(stores, ada, label="work") == []


def test_a_task_of_a_project_that_is_not_there_is_not_added(stores: Stores, ada: User) -> None:
    task = a_task(owner=ada, project_id="nothing", labels=("home",))

    with pytest.raises(IntegrityError):
        stores.tasks.add(task, at_end=True)

    assert stores.tasks.get(task.id) is None


def test_tasks_at_the_end_are_numbered_in_the_order_of_their_coming(
    stores: Stores, ada: User
) -> None:
    added = [_add(stores, ada) for _ in range(3)]

    assert [task.child_order for task in added] == [1, 2, 3]


def test_a_task_with_a_place_of_its_own_keeps_it(stores: Stores, ada: User) -> None:
    task = stores.tasks.add(a_task(owner=ada, child_order=-5), at_end=False)

    assert task.child_order == -5


def test_the_tasks_of_each_project_and_parent_are_counted_on_their_own(
    stores: Stores, ada: User
) -> None:
    project = stores.projects.add(a_project(ada))
    parent = _add(stores, ada)

    assert _add(stores, ada, project_id=project.id).child_order == 1
    assert _add(stores, ada, parent_id=parent.id).child_order == 1
    assert _add(stores, ada, parent_id=parent.id).child_order == 2
    assert _add(stores, ada).child_order == 2


def test_completed_and_deleted_siblings_hold_no_place(stores: Stores, ada: User) -> None:
    done, gone = _add(stores, ada), _add(stores, ada)
    stores.tasks.complete(tasks.completed(done, NOW), expected=1)
    stores.tasks.delete(tasks.deleted(gone, NOW), expected=1)

    assert _add(stores, ada).child_order == 1


def test_a_task_behind_the_last_possible_place_shares_it(stores: Stores, ada: User) -> None:
    last = stores.tasks.add(a_task(owner=ada, child_order=MAX_ORDER), at_end=False)

    added = _add(stores, ada)
    first = stores.tasks.page(TaskCriteria(user_id=ada.id), None, 1)
    second = stores.tasks.page(TaskCriteria(user_id=ada.id), first.next_cursor, 1)

    assert added.child_order == MAX_ORDER
    assert [last.id, added.id] == ids_of(first) + ids_of(second)


def test_a_list_has_the_active_tasks_of_the_user_alone(
    stores: Stores, ada: User, grace: User
) -> None:
    active, done, gone = _add(stores, ada), _add(stores, ada), _add(stores, ada)
    stores.tasks.complete(tasks.completed(done, NOW), expected=1)
    stores.tasks.delete(tasks.deleted(gone, NOW), expected=1)
    _add(stores, grace)

    assert [active.id] == _listed(stores, ada)


def test_a_list_can_be_of_a_project_a_parent_a_label_or_ids(stores: Stores, ada: User) -> None:
    project = stores.projects.add(a_project(ada))
    in_project = _add(stores, ada, project_id=project.id)
    parent = _add(stores, ada)
    child = _add(stores, ada, parent_id=parent.id)
    labelled = _add(stores, ada, labels=("home", "urgent"))

    assert [in_project.id] == _listed(stores, ada, project_id=project.id)
    assert [child.id] == _listed(stores, ada, parent_id=parent.id)
    assert [labelled.id] == _listed(stores, ada, label="urgent")
    assert [in_project.id, child.id] == _listed(stores, ada, ids=(child.id, in_project.id, "no"))
    assert _listed(stores, ada, ids=()) == []


def test_every_part_of_the_criteria_has_to_be_met(stores: Stores, ada: User) -> None:
    parent = _add(stores, ada)
    both = _add(stores, ada, parent_id=parent.id, labels=("home",))
    _add(stores, ada, labels=("home",))
    other = _add(stores, ada, parent_id=parent.id)

    assert [both.id] == _listed(stores, ada, parent_id=parent.id, label="home")
    assert [both.id] == _listed(stores, ada, label="home", ids=(both.id, other.id))
    assert _listed(stores, ada, project_id="nothing", label="home") == []


def test_criteria_that_name_anothers_objects_find_nothing(
    stores: Stores, ada: User, grace: User
) -> None:
    theirs = _add(stores, grace, labels=("home",))
    below = _add(stores, grace, parent_id=theirs.id)

    assert _listed(stores, ada, project_id=theirs.project_id) == []
    assert _listed(stores, ada, parent_id=theirs.id) == []
    assert _listed(stores, ada, label="home") == []
    assert _listed(stores, ada, ids=(theirs.id, below.id)) == []


def test_a_label_is_compared_to_the_letter(stores: Stores, ada: User) -> None:
    _add(stores, ada, labels=("Home",))
    percent = _add(stores, ada, labels=("100%",))

    assert _listed(stores, ada, label="home") == []
    assert _listed(stores, ada, label="100_") == []
    assert [percent.id] == _listed(stores, ada, label="100%")


def test_changed_labels_are_found_and_the_old_ones_are_not(stores: Stores, ada: User) -> None:
    task = _add(stores, ada, labels=("home", "slow"))
    changed = msgspec.structs.replace(task, labels=("home", "work"), version=2)

    stores.tasks.replace(changed, expected=1)

    assert changed == stores.tasks.get(task.id)
    assert [task.id] == _listed(stores, ada, label="home")
    assert [task.id] == _listed(stores, ada, label="work")
    assert _listed(stores, ada, label="slow") == []


def test_replace_stores_the_next_version(stores: Stores, ada: User) -> None:
    task = _add(stores, ada, due=Due(date="2026-03-05", string="tomorrow"))
    changed = msgspec.structs.replace(task, content="Buy bread", due=None, version=2)

    assert changed == stores.tasks.replace(changed, expected=1)
    assert changed == stores.tasks.get(task.id)


def test_a_replace_of_an_older_version_changes_neither_task_nor_labels(
    stores: Stores, ada: User
) -> None:
    task = _add(stores, ada, labels=("home",))
    changed = msgspec.structs.replace(task, content="No", labels=("work",), version=1)

    with pytest.raises(VersionConflict):
        stores.tasks.replace(changed, expected=0)

    assert task == stores.tasks.get(task.id)
    assert [task.id] == _listed(stores, ada, label="home")
    assert _listed(stores, ada, label="work") == []


def test_completing_a_task_completes_what_is_below_it_at_any_depth(
    stores: Stores, ada: User
) -> None:
    family = _a_family(stores, ada)
    moment = NOW + DAY

    done = stores.tasks.complete(tasks.completed(family[0], moment), expected=1)

    assert [done, *(tasks.completed(task, moment) for task in family[1:])] == [
        stores.tasks.get(task.id) for task in family
    ]
    assert _listed(stores, ada) == []


def test_completing_keeps_when_a_task_below_was_completed_before(stores: Stores, ada: User) -> None:
    parent, child, deep = _a_family(stores, ada, 3)
    before = stores.tasks.complete(tasks.completed(child, NOW), expected=1)
    deep_before = stores.tasks.get(deep.id)

    stores.tasks.complete(tasks.completed(parent, NOW + DAY), expected=1)

    assert before == stores.tasks.get(child.id)
    assert deep_before == stores.tasks.get(deep.id)


def test_completing_reaches_below_a_task_that_was_completed_before(
    stores: Stores, ada: User
) -> None:
    parent, child = _a_family(stores, ada, 2)
    stores.tasks.complete(tasks.completed(child, NOW), expected=1)
    late = _add(stores, ada, parent_id=child.id)

    stores.tasks.complete(tasks.completed(parent, NOW + DAY), expected=1)

    assert tasks.completed(late, NOW + DAY) == stores.tasks.get(late.id)


def test_completing_leaves_parent_and_siblings_active(stores: Stores, ada: User) -> None:
    parent, child = _a_family(stores, ada, 2)
    sibling = _add(stores, ada, parent_id=parent.id)

    stores.tasks.complete(tasks.completed(child, NOW), expected=1)

    assert {parent.id, sibling.id} == set(_listed(stores, ada))


def test_complete_needs_the_present_version_for_all_of_it(stores: Stores, ada: User) -> None:
    parent, child = _a_family(stores, ada, 2)

    with pytest.raises(VersionConflict):
        stores.tasks.complete(tasks.completed(parent, NOW), expected=2)

    assert parent == stores.tasks.get(parent.id)
    assert child == stores.tasks.get(child.id)


def test_a_task_is_deleted_with_what_is_below_it_at_any_depth(stores: Stores, ada: User) -> None:
    family = _a_family(stores, ada)
    done = _add(stores, ada, parent_id=family[1].id, checked=True, completed_at=NOW)

    stores.tasks.delete(tasks.deleted(family[0], NOW), expected=1)

    assert [stores.tasks.get(task.id) for task in [*family, done]] == [None] * 5
    assert _listed(stores, ada) == []


def test_deleting_leaves_parent_and_siblings(stores: Stores, ada: User) -> None:
    parent, child = _a_family(stores, ada, 2)
    sibling = _add(stores, ada, parent_id=parent.id)

    stores.tasks.delete(tasks.deleted(child, NOW), expected=1)

    assert parent == stores.tasks.get(parent.id)
    assert sibling == stores.tasks.get(sibling.id)


def test_delete_needs_the_present_version_for_all_of_it(stores: Stores, ada: User) -> None:
    parent, child = _a_family(stores, ada, 2)

    with pytest.raises(VersionConflict):
        stores.tasks.delete(tasks.deleted(parent, NOW), expected=2)

    assert parent == stores.tasks.get(parent.id)
    assert child == stores.tasks.get(child.id)


def test_tasks_that_hold_each_other_are_deleted_and_the_store_does_not_hang(
    stores: Stores, ada: User
) -> None:
    parent, child = _a_family(stores, ada, 2)
    looped = msgspec.structs.replace(parent, parent_id=child.id, version=2)
    stores.tasks.replace(looped, expected=1)

    stores.tasks.delete(tasks.deleted(looped, NOW), expected=2)

    assert [stores.tasks.get(parent.id), stores.tasks.get(child.id)] == [None, None]


def test_a_task_below_a_deleted_one_cannot_be_changed_with_its_old_version(
    stores: Stores, ada: User
) -> None:
    parent, child = _a_family(stores, ada, 2)
    stores.tasks.delete(tasks.deleted(parent, NOW), expected=1)

    with pytest.raises(VersionConflict):
        stores.tasks.replace(msgspec.structs.replace(child, version=2), expected=1)


def test_completed_tasks_are_counted_from_a_moment_on(
    stores: Stores, ada: User, grace: User
) -> None:
    for moment in (NOW, NOW + SECOND, NOW + DAY):
        _add(stores, ada, checked=True, completed_at=moment)
    gone = _add(stores, ada, checked=True, completed_at=NOW + DAY)
    stores.tasks.delete(tasks.deleted(gone, NOW), expected=1)
    _add(stores, grace, checked=True, completed_at=NOW)
    _add(stores, ada)

    assert stores.tasks.count_completed(ada.id, NOW) == 3
    assert stores.tasks.count_completed(ada.id, NOW + SECOND) == 2
    assert stores.tasks.count_completed(ada.id, NOW + DAY + SECOND) == 0


def test_a_reopened_task_is_no_longer_counted(stores: Stores, ada: User) -> None:
    task = _add(stores, ada)
    done = stores.tasks.complete(tasks.completed(task, NOW), expected=1)

    stores.tasks.replace(tasks.reopened(done, NOW), expected=2)

    assert stores.tasks.count_completed(ada.id, NOW) == 0
    assert [task.id] == _listed(stores, ada)

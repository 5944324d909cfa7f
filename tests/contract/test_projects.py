import msgspec
import pytest

from taskmanager.domain import project as projects
from taskmanager.domain.account import User
from taskmanager.domain.errors import VersionConflict
from taskmanager.ports.stores import TaskCriteria
from tests.support.builders import NOW, SECOND, a_project, a_task
from tests.support.stores import Stores, ids_of

MAX_ORDER = 2**31 - 1


def test_an_added_project_is_found(stores: Stores, ada: User) -> None:
    project = stores.projects.add(
        a_project(ada, name="Garden", color="teal", is_favorite=True, view_style="board")
    )

    assert project == stores.projects.get(project.id)
    assert (
        project.name,
        project.color,
        project.is_favorite,
        project.view_style,
    ) == ("Garden", "teal", True, "board")


def test_an_unknown_project_is_none(stores: Stores, ada: User) -> None:
    assert stores.projects.get("nothing") is None


def test_a_repeated_add_returns_the_first_project(stores: Stores, ada: User) -> None:
    first = stores.projects.add(a_project(ada))
    stores.projects.add(a_project(ada))

    assert first == stores.projects.add(msgspec.structs.replace(first, name="Another"))
    assert first == stores.projects.get(first.id)


def test_projects_are_added_behind_the_inbox_in_the_order_of_their_coming(
    stores: Stores, ada: User
) -> None:
    added = [stores.projects.add(a_project(ada)) for _ in range(3)]

    listed = stores.projects.page(ada.id, None, 10).results

    assert [ada.inbox_project_id, *(one.id for one in added)] == [one.id for one in listed]
    assert [one.child_order for one in listed] == [0, 1, 2, 3]


def test_the_projects_below_each_parent_are_counted_on_their_own(
    stores: Stores, ada: User, grace: User
) -> None:
    parent = stores.projects.add(a_project(ada))
    stores.projects.add(a_project(ada))
    stores.projects.add(a_project(grace))

    below = [stores.projects.add(a_project(ada, parent_id=parent.id)) for _ in range(2)]

    assert [project.child_order for project in below] == [1, 2]


def test_a_project_behind_the_last_possible_place_shares_it(stores: Stores, ada: User) -> None:
    last = stores.projects.add(a_project(ada))
    stores.projects.replace(
        msgspec.structs.replace(last, child_order=MAX_ORDER, version=2), expected=1
    )

    added = stores.projects.add(a_project(ada))

    assert added.child_order == MAX_ORDER
    assert [ada.inbox_project_id, last.id, added.id] == ids_of(
        stores.projects.page(ada.id, None, 10)
    )


def test_archived_projects_are_found_and_counted_but_not_listed(stores: Stores, ada: User) -> None:
    project = stores.projects.add(a_project(ada))
    archived = msgspec.structs.replace(project, is_archived=True, version=2)
    stores.projects.replace(archived, expected=1)

    assert archived == stores.projects.get(project.id)
    assert [ada.inbox_project_id] == ids_of(stores.projects.page(ada.id, None, 10))
    assert stores.projects.count(ada.id) == 2


def test_projects_of_others_are_neither_listed_nor_counted(
    stores: Stores, ada: User, grace: User
) -> None:
    stores.projects.add(a_project(grace))

    assert [ada.inbox_project_id] == ids_of(stores.projects.page(ada.id, None, 10))
    assert stores.projects.count(ada.id) == 1


def test_replace_stores_the_next_version(stores: Stores, ada: User) -> None:
    project = stores.projects.add(a_project(ada))
    changed = msgspec.structs.replace(project, name="Kitchen", updated_at=NOW + SECOND, version=2)

    assert changed == stores.projects.replace(changed, expected=1)
    assert changed == stores.projects.get(project.id)


def test_replace_needs_the_present_version(stores: Stores, ada: User) -> None:
    project = stores.projects.add(a_project(ada))

    with pytest.raises(VersionConflict):
        stores.projects.replace(msgspec.structs.replace(project, version=3), expected=2)

    assert project == stores.projects.get(project.id)


def test_a_deleted_project_is_gone(stores: Stores, ada: User) -> None:
    project = stores.projects.add(a_project(ada))

    stores.projects.delete(projects.deleted(project, NOW), expected=1)

    assert stores.projects.get(project.id) is None
    assert [ada.inbox_project_id] == ids_of(stores.projects.page(ada.id, None, 10))
    assert stores.projects.count(ada.id) == 1


def test_delete_needs_the_present_version(stores: Stores, ada: User) -> None:
    project = stores.projects.add(a_project(ada))
    task = stores.tasks.add(a_task(owner=ada, project_id=project.id), at_end=True)

    with pytest.raises(VersionConflict):
        stores.projects.delete(projects.deleted(project, NOW), expected=2)

    assert project == stores.projects.get(project.id)
    assert task == stores.tasks.get(task.id)


def test_a_project_is_deleted_with_all_projects_and_tasks_below_it(
    stores: Stores, ada: User
) -> None:
    project = stores.projects.add(a_project(ada))
    below = stores.projects.add(a_project(ada, parent_id=project.id))
    deep = stores.projects.add(a_project(ada, parent_id=below.id))
    tasks = []
    for one in (project, below, deep):
        task = stores.tasks.add(a_task(owner=ada, project_id=one.id), at_end=True)
        child = a_task(owner=ada, project_id=one.id, parent_id=task.id, labels=("home",))
        done = a_task(owner=ada, project_id=one.id, checked=True, completed_at=NOW)
        tasks += [task, stores.tasks.add(child, at_end=True), stores.tasks.add(done, at_end=True)]

    stores.projects.delete(projects.deleted(project, NOW), expected=1)

    assert [stores.projects.get(one.id) for one in (project, below, deep)] == [None] * 3
    assert [stores.tasks.get(task.id) for task in tasks] == [None] * 9
    for criteria in (
        TaskCriteria(user_id=ada.id),
        TaskCriteria(user_id=ada.id, project_id=deep.id),
        TaskCriteria(user_id=ada.id, parent_id=tasks[0].id),
        TaskCriteria(user_id=ada.id, label="home"),
        TaskCriteria(user_id=ada.id, ids=tuple(task.id for task in tasks)),
    ):
        assert ids_of(stores.tasks.page(criteria, None, 10)) == []
    assert stores.tasks.count_completed(ada.id, NOW) == 0


def test_deleting_a_project_leaves_its_parent_its_siblings_and_their_tasks(
    stores: Stores, ada: User
) -> None:
    parent = stores.projects.add(a_project(ada))
    project = stores.projects.add(a_project(ada, parent_id=parent.id))
    sibling = stores.projects.add(a_project(ada, parent_id=parent.id))
    kept = stores.tasks.add(a_task(owner=ada, project_id=sibling.id), at_end=True)

    stores.projects.delete(projects.deleted(project, NOW), expected=1)

    assert parent == stores.projects.get(parent.id)
    assert sibling == stores.projects.get(sibling.id)
    assert kept == stores.tasks.get(kept.id)


def test_a_deleted_project_cannot_be_brought_back_with_an_old_version(
    stores: Stores, ada: User
) -> None:
    parent = stores.projects.add(a_project(ada))
    below = stores.projects.add(a_project(ada, parent_id=parent.id))
    stores.projects.delete(projects.deleted(parent, NOW), expected=1)

    with pytest.raises(VersionConflict):
        stores.projects.replace(msgspec.structs.replace(below, version=2), expected=1)

    assert stores.projects.get(below.id) is None

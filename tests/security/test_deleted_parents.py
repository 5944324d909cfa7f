"""Nothing is put below what is being deleted: it would outlive what it belongs to."""

from typing import Any

import pytest

from taskmanager.domain import project as projects
from taskmanager.domain import suggestion as suggestions
from taskmanager.domain import task as tasks
from taskmanager.domain.errors import NotFound
from taskmanager.domain.project import Project
from taskmanager.domain.task import Task
from taskmanager.ports.stores import TaskCriteria
from tests.support import race
from tests.support.builders import NOW, a_project, a_suggestion, a_task
from tests.support.stores import Stores, ids_of, opened

WRITERS = 8


def delete_project(stores: Stores, project: Project) -> None:
    stores.projects.delete(projects.deleted(project, NOW), project.version)


def delete_task(stores: Stores, task: Task) -> None:
    stores.tasks.delete(tasks.deleted(task, NOW), task.version)


def test_a_task_is_not_added_to_a_project_that_was_deleted_meanwhile(stores: Stores) -> None:
    ada = stores.a_stored_user()
    project = stores.projects.add(a_project(ada))
    delete_project(stores, project)

    with pytest.raises(NotFound, match=project.id):
        stores.tasks.add(a_task(owner=ada, project_id=project.id), at_end=True)
    assert ids_of(stores.tasks.page(TaskCriteria(user_id=ada.id), None, 10)) == []


def test_a_task_is_not_added_below_one_that_was_deleted_meanwhile(stores: Stores) -> None:
    ada = stores.a_stored_user()
    parent = stores.tasks.add(a_task(owner=ada), at_end=True)
    delete_task(stores, parent)

    with pytest.raises(NotFound, match=parent.id):
        stores.tasks.add(a_task(owner=ada, parent_id=parent.id), at_end=True)
    assert ids_of(stores.tasks.page(TaskCriteria(user_id=ada.id), None, 10)) == []


def test_a_project_is_not_added_below_one_that_was_deleted_meanwhile(stores: Stores) -> None:
    ada = stores.a_stored_user()
    parent = stores.projects.add(a_project(ada))
    delete_project(stores, parent)

    with pytest.raises(NotFound, match=parent.id):
        stores.projects.add(a_project(ada, parent_id=parent.id))
    assert stores.projects.count(ada.id) == 1


def test_a_suggestion_for_a_task_that_was_deleted_meanwhile_stays_pending(stores: Stores) -> None:
    ada = stores.a_stored_user()
    task = stores.tasks.add(a_task(owner=ada), at_end=True)
    suggestion = stores.suggestions.add(a_suggestion(ada, task_id=task.id))
    additions = suggestions.added_tasks(suggestion, task, NOW)
    accepted = suggestions.resolved(suggestion, "accepted", NOW)
    delete_task(stores, task)

    with pytest.raises(NotFound, match=task.id):
        stores.suggestions.accept(accepted, suggestion.version, additions)
    assert stores.suggestions.get(suggestion.id) == suggestion
    assert ids_of(stores.tasks.page(TaskCriteria(user_id=ada.id), None, 10)) == []


def test_a_project_that_is_deleted_while_tasks_are_added_leaves_none_of_them(
    stores: Stores, database_url: str
) -> None:
    ada = stores.a_stored_user()
    project = stores.projects.add(a_project(ada))

    def work(number: int) -> Any:
        with opened(database_url) as own:
            if number == 0:
                return delete_project(own, project)
            for _ in range(20):
                own.tasks.add(a_task(owner=ada, project_id=project.id), at_end=True)
            return None

    outcomes = race.threads(WRITERS, work)

    assert outcomes[0] is None
    assert {type(error) for error in race.failures(outcomes)} <= {NotFound}
    assert ids_of(stores.tasks.page(TaskCriteria(user_id=ada.id), None, 10)) == []

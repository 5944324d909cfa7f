"""Who wins when many do the same at the same moment: exactly one."""

from collections.abc import Callable, Sequence
from functools import partial
from threading import Barrier
from typing import Any

import pytest

from taskmanager.domain import project as projects
from taskmanager.domain import task as tasks
from taskmanager.domain.account import User
from taskmanager.domain.project import Project
from taskmanager.domain.task import Task
from taskmanager.ports.stores import TaskCriteria
from tests.support import race, work
from tests.support.builders import NOW, a_project, a_task, an_idempotency_record, new_id
from tests.support.stores import Stores, ids_of, opened

RACERS = 8


def _in_threads(count: int, job: Callable[..., Any], *arguments: Any) -> list[Any]:
    return race.threads(count, lambda number: job(number, *arguments))


@pytest.fixture(params=[_in_threads, race.processes], ids=["threads", "processes"])
def run(request: pytest.FixtureRequest) -> Callable[..., list[Any]]:
    """Runs racers, each with a connection of its own."""
    runner: Callable[..., list[Any]] = request.param
    return runner


def test_one_add_wins_and_all_get_what_it_added(
    stores: Stores, ada: User, run: Callable[..., list[Any]]
) -> None:
    task = a_task(owner=ada, labels=("home",))

    outcomes = run(RACERS, work.add, stores.url, task)

    winner = stores.tasks.get(task.id)
    assert [winner] * RACERS == outcomes
    assert [task.id] == ids_of(stores.tasks.page(TaskCriteria(user_id=ada.id), None, 10))


def test_one_replace_of_a_version_wins(
    stores: Stores, ada: User, run: Callable[..., list[Any]]
) -> None:
    task = stores.tasks.add(a_task(owner=ada), at_end=True)

    outcomes = run(RACERS, work.replace, stores.url, task)

    assert sorted(outcomes) == [False] * (RACERS - 1) + [True]
    found = stores.tasks.get(task.id)
    assert found is not None
    assert (f"from {outcomes.index(True)}", 2) == (found.content, found.version)


def test_one_claim_of_a_key_wins(stores: Stores, run: Callable[..., list[Any]]) -> None:
    outcomes = run(RACERS, work.claim, stores.url, an_idempotency_record())

    assert sorted(outcomes) == [False] * (RACERS - 1) + [True]


def test_no_increment_is_lost(stores: Stores, ada: User, run: Callable[..., list[Any]]) -> None:
    task = stores.tasks.add(a_task(owner=ada, priority=0), at_end=True)

    outcomes = run(RACERS, work.increment, stores.url, task.id, 10)

    assert outcomes == [10] * RACERS
    found = stores.tasks.get(task.id)
    assert found is not None
    assert (found.priority, found.version) == (RACERS * 10, RACERS * 10 + 1)


@pytest.mark.parametrize(
    "run_writers",
    [
        lambda url, ada: _in_threads(64, work.write, url, ada, 1, 4),
        lambda url, ada: race.processes(16, work.write, url, ada, 4, 4),
    ],
    ids=["64 threads", "16 processes of 4 threads"],
)
def test_64_writers_at_once_lose_no_write_and_never_find_the_database_locked(
    stores: Stores, ada: User, run_writers: Callable[[str, User], list[list[str]]]
) -> None:
    outcomes = run_writers(stores.url, ada)

    assert race.failures(outcomes) == []
    written = [task_id for ids in outcomes for task_id in ids]
    listed = _everything(stores, ada)
    assert len(written) == 64 * 4
    assert sorted(written) == sorted(task.id for task in listed)
    assert {("changed", 2)} == {(task.content, task.version) for task in listed}


def test_reading_goes_on_while_others_write(stores: Stores, ada: User) -> None:
    def write_or_read(number: int) -> object:
        if number < 4:
            return work.write(number, stores.url, ada, 1, 10)
        with opened(stores.url) as own:
            return [len(_everything(own, ada)) for _ in range(10)]

    outcomes = race.threads(8, write_or_read)

    assert race.failures(outcomes) == []


def test_a_family_that_is_completed_deleted_and_dropped_at_once_ends_without_an_error(
    stores: Stores, ada: User
) -> None:
    """Each of these writes many rows, and none may wait for another in a circle."""
    for round_ in range(5):
        project = stores.projects.add(a_project(ada))
        ids = [new_id("task") for _ in range(31)]
        family = [
            a_task(owner=ada, id=task_id, project_id=project.id, parent_id=parent_id)
            for task_id, parent_id in zip(ids, [None, *ids], strict=False)
        ]
        for task in reversed(family):  # so that they lie in the table the other way round
            stores.tasks.add(task, at_end=False)

        endings = [
            partial(_drop, project),
            *(partial(_end, task, number) for number, task in enumerate(family[:7])),
        ]
        outcomes = race.threads(8, partial(_at_once, stores.url, Barrier(8), endings))

        unexpected = [one for one in race.failures(outcomes) if not _is_conflict(one)]
        assert (round_, []) == (round_, unexpected)
        assert [stores.tasks.get(task.id) for task in family] == [None] * 31


def _drop(project: Project, own: Stores) -> None:
    own.projects.delete(projects.deleted(project, NOW), expected=1)


def _end(task: Task, number: int, own: Stores) -> None:
    if number % 2:
        own.tasks.complete(tasks.completed(task, NOW), expected=1)
    else:
        own.tasks.delete(tasks.deleted(task, NOW), expected=1)


def _at_once(
    url: str, barrier: Barrier, jobs: Sequence[Callable[[Stores], None]], number: int
) -> None:
    """Connect first: who had to do so later would be alone."""
    with opened(url) as own:
        own.database.ping()
        barrier.wait()
        jobs[number](own)


def _is_conflict(error: Exception) -> bool:
    return type(error).__name__ == "VersionConflict"


def _everything(stores: Stores, owner: User) -> list[Task]:
    found: list[Task] = []
    cursor = None
    while True:
        page = stores.tasks.page(TaskCriteria(user_id=owner.id), cursor, 100)
        found += page.results
        cursor = page.next_cursor
        if cursor is None:
            return found

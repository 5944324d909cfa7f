"""What other processes do in a race: `race.processes` starts them and they import this."""

from pathlib import Path

import msgspec

from local import migrations
from taskmanager.adapters.embedded import EmbeddedCache, EmbeddedFile, EmbeddedRateLimiter
from taskmanager.adapters.redis import RedisRateLimiter
from taskmanager.domain.account import User
from taskmanager.domain.errors import VersionConflict
from taskmanager.domain.task import Task
from taskmanager.ports.rate_limit import Limit
from taskmanager.ports.stores import IdempotencyRecord
from taskmanager.services import optimistic
from tests.support import race
from tests.support.builders import a_task
from tests.support.stores import opened


def add(number: int, url: str, task: Task) -> Task:
    """Add a task under an id that all use; each calls it differently."""
    with opened(url) as stores:
        mine = msgspec.structs.replace(task, content=f"from {number}")
        return stores.tasks.add(mine, at_end=True)


def replace(number: int, url: str, task: Task) -> bool:
    """Replace the version that all saw; tell whether it worked."""
    with opened(url) as stores:
        mine = msgspec.structs.replace(task, content=f"from {number}", version=task.version + 1)
        try:
            stores.tasks.replace(mine, task.version)
        except VersionConflict:
            return False
        return True


def claim(number: int, url: str, record: IdempotencyRecord) -> bool:
    """Claim a key; tell whether it worked."""
    with opened(url) as stores:
        return stores.idempotency.claim(record, record.lease_until.replace(year=2000)) is None


def increment(_number: int, url: str, task_id: str, times: int) -> int:
    """Count the task's priority up, whoever else does."""
    with opened(url) as stores:

        def read() -> Task:
            task = stores.tasks.get(task_id)
            if task is None:
                raise LookupError(task_id)
            return task

        def change(task: Task) -> Task:
            return msgspec.structs.replace(
                task, priority=task.priority + 1, version=task.version + 1
            )

        for _ in range(times):
            optimistic.update(read, change, stores.tasks.replace)
    return times


def write(number: int, url: str, owner: User, threads: int, tasks: int) -> list[str]:
    """Add tasks and replace each, in threads with connections of their own; return the ids."""

    def run(thread: int) -> list[str]:
        ids = []
        with opened(url) as stores:
            for turn in range(tasks):
                task = a_task(owner=owner, id=f"task-{number}-{thread}-{turn}", labels=("race",))
                added = stores.tasks.add(task, at_end=True)
                changed = msgspec.structs.replace(added, content="changed", version=2)
                ids.append(stores.tasks.replace(changed, expected=1).id)
        return ids

    outcomes = race.threads(threads, run)
    for error in race.failures(outcomes):
        raise error
    return [task_id for ids in outcomes if not isinstance(ids, Exception) for task_id in ids]


def hit(_number: int, place: str, limit: Limit, times: int) -> list[int]:
    """Hit a limit, counted in Redis or in a folder; return what each hit left."""
    limiter = (
        RedisRateLimiter(place)
        if place.startswith("redis:")
        else EmbeddedRateLimiter(EmbeddedFile(Path(place)))
    )
    return [limiter.hit(limit, "ada").remaining for _ in range(times)]


def cached(number: int, folder: str, times: int) -> list[bytes | None]:
    """Put values into the embedded cache of a folder, and return what was found of them."""
    file = EmbeddedFile(Path(folder))
    cache = EmbeddedCache(file)
    found = []
    for turn in range(times):
        cache.put(f"{number}-{turn}", b"value", 60)
        found.append(cache.get(f"{number}-{turn}"))
    file.close()
    return found


def upgrade(_number: int, url: str) -> str | None:
    """Bring a database to the newest schema."""
    migrations.upgrade(url)
    return migrations.current(url)

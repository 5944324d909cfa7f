"""Tasks on SQL."""

from datetime import datetime

import sqlalchemy as sa

from taskmanager.adapters.sql import paging, rows
from taskmanager.adapters.sql.engine import SqlDatabase, from_row, to_row
from taskmanager.adapters.sql.tables import projects, task_labels, tasks
from taskmanager.domain.task import Task
from taskmanager.domain.values import Page
from taskmanager.ports.stores import TaskCriteria


class SqlTaskStore:
    """`ports.stores.TaskStore` on SQL."""

    def __init__(self, database: SqlDatabase) -> None:
        self._database = database

    def add(self, task: Task, *, at_end: bool) -> Task:
        """Add a task."""
        with self._database.write() as connection:
            return insert(self._database, connection, task, at_end=at_end)

    def get(self, task_id: str) -> Task | None:
        """Find a task, active or completed."""
        query = sa.select(tasks).where(tasks.c.id == task_id, tasks.c.is_deleted.is_(False))
        with self._database.read() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else from_row(row, Task)

    def page(self, criteria: TaskCriteria, cursor: str | None, limit: int) -> Page[Task]:
        """List active tasks by (child_order, id)."""
        query = sa.select(tasks).where(
            _owner(criteria) == criteria.user_id,
            tasks.c.is_deleted.is_(False),
            tasks.c.checked.is_(False),
        )
        if criteria.project_id is not None:
            query = query.where(tasks.c.project_id == criteria.project_id)
        if criteria.parent_id is not None:
            query = query.where(tasks.c.parent_id == criteria.parent_id)
        if criteria.ids is not None:
            query = query.where(tasks.c.id.in_(criteria.ids))
        if criteria.label is not None:
            query = query.join(
                task_labels,
                sa.and_(
                    task_labels.c.task_id == tasks.c.id,
                    task_labels.c.user_id == criteria.user_id,
                    task_labels.c.label == criteria.label,
                ),
            )
        return paging.page(
            self._database,
            query,
            order=(tasks.c.child_order, tasks.c.id),
            key=paging.BY_ORDER,
            cursor=cursor,
            limit=limit,
            build=lambda row: from_row(row, Task),
        )

    def replace(self, task: Task, expected: int) -> Task:
        """Store the task's next version."""
        with self._database.write() as connection:
            rows.replace(connection, tasks, task, expected)
            connection.execute(task_labels.delete().where(task_labels.c.task_id == task.id))
            _insert_labels(connection, task)
        return task

    def complete(self, task: Task, expected: int) -> Task:
        """Store the task's next version, and complete what is below it."""
        with self._database.write() as connection:
            rows.lock_owner(connection, task.user_id)
            rows.replace(connection, tasks, task, expected)
            connection.execute(
                tasks.update()
                .where(tasks.c.id.in_(_below(task.id)), tasks.c.checked.is_(False))
                .values(
                    checked=True,
                    completed_at=task.completed_at,
                    updated_at=task.updated_at,
                    version=tasks.c.version + 1,
                )
            )
        return task

    def delete(self, task: Task, expected: int) -> None:
        """Delete the task and what is below it."""
        with self._database.write() as connection:
            rows.lock_owner(connection, task.user_id)
            rows.replace(connection, tasks, task, expected)
            connection.execute(
                tasks.update()
                .where(tasks.c.id.in_(_below(task.id)))
                .values(is_deleted=True, updated_at=task.updated_at, version=tasks.c.version + 1)
            )

    def count_completed(self, user_id: str, since: datetime) -> int:
        """Count the tasks of a user that were completed since a moment and are still there."""
        query = (
            sa.select(sa.func.count())
            .select_from(tasks)
            .where(
                tasks.c.user_id == user_id,
                tasks.c.completed_at >= since,
                tasks.c.is_deleted.is_(False),
            )
        )
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())


def insert(database: SqlDatabase, connection: sa.Connection, task: Task, *, at_end: bool) -> Task:
    """Insert a task if its id is absent; return the task that is there then.

    Raises:
        NotFound: Its project or its parent has been deleted.
    """
    rows.hold(connection, projects, task.project_id, "project")
    if task.parent_id is not None:
        rows.hold(connection, tasks, task.parent_id, "task")
    values = to_row(task)
    if at_end:
        siblings = tasks.alias("siblings")
        among = (
            (siblings.c.project_id == task.project_id, siblings.c.parent_id.is_(None))
            if task.parent_id is None
            else (siblings.c.parent_id == task.parent_id,)
        )
        values["child_order"] = rows.behind_last(
            siblings.c.child_order,
            *among,
            siblings.c.is_deleted.is_(False),
            siblings.c.checked.is_(False),
        )
    if database.insert_if_absent(connection, tasks, values):
        _insert_labels(connection, task)
    query = sa.select(tasks).where(tasks.c.id == task.id)
    return from_row(connection.execute(query).mappings().one(), Task)


def _owner(criteria: TaskCriteria) -> sa.ColumnElement[str]:
    """Return the owner, as an expression that no index has where a narrower one shall be used.

    SQLite has no statistics, and would rather walk in order through all tasks of the user.
    """
    is_narrow = criteria != TaskCriteria(user_id=criteria.user_id)
    return tasks.c.user_id.concat("") if is_narrow else tasks.c.user_id


def _insert_labels(connection: sa.Connection, task: Task) -> None:
    if task.labels:
        connection.execute(
            task_labels.insert(),
            [{"task_id": task.id, "label": name, "user_id": task.user_id} for name in task.labels],
        )


def _below(task_id: str) -> sa.Select[tuple[str]]:
    """Select the ids of the tasks below a task, at any depth, that are not deleted."""
    alive = tasks.c.is_deleted.is_(False)
    below = sa.select(tasks.c.id).where(tasks.c.parent_id == task_id, alive).cte(recursive=True)
    below = below.union(sa.select(tasks.c.id).where(tasks.c.parent_id == below.c.id, alive))
    return sa.select(below.c.id)

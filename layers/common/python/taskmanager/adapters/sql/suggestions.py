"""Suggestions on SQL."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from taskmanager.adapters.sql import paging, rows
from taskmanager.adapters.sql import tasks as sql_tasks
from taskmanager.adapters.sql.engine import SqlDatabase, from_row
from taskmanager.adapters.sql.tables import suggestions
from taskmanager.domain.suggestion import Status, Suggestion
from taskmanager.domain.task import Task
from taskmanager.domain.values import Page


class SqlSuggestionStore:
    """`ports.stores.SuggestionStore` on SQL."""

    def __init__(self, database: SqlDatabase) -> None:
        self._database = database

    def add(self, suggestion: Suggestion) -> Suggestion:
        """Add a suggestion."""
        return rows.add(self._database, suggestions, suggestion, Suggestion)

    def get(self, suggestion_id: str) -> Suggestion | None:
        """Find a suggestion."""
        return rows.find(self._database, suggestions, Suggestion, suggestion_id)

    def page(
        self,
        user_id: str,
        task_id: str | None,
        status: Status | None,
        cursor: str | None,
        limit: int,
    ) -> Page[Suggestion]:
        """List the suggestions of a user, newest first."""
        query = sa.select(suggestions).where(suggestions.c.user_id == user_id)
        if task_id is not None:
            query = query.where(suggestions.c.task_id == task_id)
        if status is not None:
            query = query.where(suggestions.c.status == status)
        return paging.page(
            self._database,
            query,
            order=(suggestions.c.created_at, suggestions.c.id),
            key=paging.BY_TIME,
            cursor=cursor,
            limit=limit,
            build=lambda row: from_row(row, Suggestion),
            newest_first=True,
        )

    def replace(self, suggestion: Suggestion, expected: int) -> Suggestion:
        """Store the suggestion's next version."""
        with self._database.write() as connection:
            rows.replace(connection, suggestions, suggestion, expected)
        return suggestion

    def accept(
        self, suggestion: Suggestion, expected: int, additions: Sequence[Task]
    ) -> Suggestion:
        """Store the suggestion's next version together with the tasks that it adds."""
        with self._database.write() as connection:
            rows.replace(connection, suggestions, suggestion, expected)
            for task in additions:
                sql_tasks.insert(self._database, connection, task, at_end=True)
        return suggestion

    def purge(self, now: datetime, limit: int) -> int:
        """Delete suggestions that expired."""
        return rows.purge(self._database, suggestions, now, limit)

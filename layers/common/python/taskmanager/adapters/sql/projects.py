"""Projects on SQL."""

import sqlalchemy as sa

from taskmanager.adapters.sql import paging, rows
from taskmanager.adapters.sql.engine import SqlDatabase, from_row, to_row
from taskmanager.adapters.sql.tables import projects, tasks
from taskmanager.domain.project import Project
from taskmanager.domain.values import Page


class SqlProjectStore:
    """`ports.stores.ProjectStore` on SQL."""

    def __init__(self, database: SqlDatabase) -> None:
        self._database = database

    def add(self, project: Project) -> Project:
        """Add a project at the end of its siblings."""
        siblings = projects.alias("siblings")
        place = rows.behind_last(
            siblings.c.child_order,
            siblings.c.user_id == project.user_id,
            siblings.c.parent_id.is_not_distinct_from(project.parent_id),
        )
        values = to_row(project) | {"child_order": place}
        with self._database.write() as connection:
            if project.parent_id is not None:
                rows.hold(connection, projects, project.parent_id, "project")
            self._database.insert_if_absent(connection, projects, values)
            query = sa.select(projects).where(projects.c.id == project.id)
            return from_row(connection.execute(query).mappings().one(), Project)

    def get(self, project_id: str) -> Project | None:
        """Find a project."""
        query = sa.select(projects).where(
            projects.c.id == project_id, projects.c.is_deleted.is_(False)
        )
        with self._database.read() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else from_row(row, Project)

    def page(self, user_id: str, cursor: str | None, limit: int) -> Page[Project]:
        """List the unarchived projects of a user by (child_order, id)."""
        return paging.page(
            self._database,
            sa.select(projects).where(*self._of(user_id), projects.c.is_archived.is_(False)),
            order=(projects.c.child_order, projects.c.id),
            key=paging.BY_ORDER,
            cursor=cursor,
            limit=limit,
            build=lambda row: from_row(row, Project),
        )

    def count(self, user_id: str) -> int:
        """Count the projects of a user."""
        query = sa.select(sa.func.count()).select_from(projects).where(*self._of(user_id))
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def replace(self, project: Project, expected: int) -> Project:
        """Store the project's next version."""
        with self._database.write() as connection:
            rows.replace(connection, projects, project, expected)
        return project

    def delete(self, project: Project, expected: int) -> None:
        """Delete the project with the projects below it and all their tasks."""
        below = sa.select(projects.c.id).where(projects.c.id == project.id).cte(recursive=True)
        below = below.union(sa.select(projects.c.id).where(projects.c.parent_id == below.c.id))
        ids = sa.select(below.c.id)
        with self._database.write() as connection:
            rows.lock_owner(connection, project.user_id)
            rows.replace(connection, projects, project, expected)
            for table, column in ((projects, projects.c.id), (tasks, tasks.c.project_id)):
                connection.execute(
                    table.update()
                    .where(column.in_(ids), table.c.is_deleted.is_(False))
                    .values(
                        is_deleted=True,
                        updated_at=project.updated_at,
                        version=table.c.version + 1,
                    )
                )

    @staticmethod
    def _of(user_id: str) -> tuple[sa.ColumnElement[bool], ...]:
        return (projects.c.user_id == user_id, projects.c.is_deleted.is_(False))

"""Projects."""

from taskmanager.domain import project as domain
from taskmanager.domain.errors import Forbidden, LimitReached, NotFound
from taskmanager.domain.project import (
    MAX_PROJECTS,
    NewProject,
    Project,
    ProjectChanges,
)
from taskmanager.domain.values import Caller, Page
from taskmanager.ports.clock import Clock
from taskmanager.ports.ids import Ids
from taskmanager.ports.stores import ProjectStore
from taskmanager.services import optimistic


class ProjectService:
    """Makes, lists, changes and deletes projects."""

    def __init__(self, *, projects: ProjectStore, clock: Clock, ids: Ids) -> None:
        self._projects = projects
        self._clock = clock
        self._ids = ids

    def get(self, caller: Caller, project_id: str) -> Project:
        """Find a project of the caller.

        Raises:
            NotFound: There is none, or it is not the caller's.
        """
        project = self._projects.get(project_id)
        if project is None or project.user_id != caller.user_id:
            raise NotFound("project", project_id)
        return project

    def list(self, caller: Caller, cursor: str | None, limit: int) -> Page[Project]:
        """List the caller's projects in their order."""
        return self._projects.page(caller.user_id, cursor, limit)

    def create(self, caller: Caller, new: NewProject) -> Project:
        """Make a project.

        Raises:
            NotFound: There is no such parent.
            Forbidden: The parent is the Inbox.
            LimitReached: The account has as many projects as it may.
        """
        if new.parent_id is not None and self.get(caller, new.parent_id).inbox_project:
            raise Forbidden("The Inbox holds no projects")
        now = self._clock.now()
        key = caller.request_key
        project_id = self._ids.new(key and f"project {key}")
        is_new = self._projects.get(project_id) is None
        if is_new and self._projects.count(caller.user_id) >= MAX_PROJECTS:
            raise LimitReached(f"An account has at most {MAX_PROJECTS} projects")
        return self._projects.add(
            Project(
                id=project_id,
                user_id=caller.user_id,
                name=new.name,
                description=new.description or "",
                color=new.color or "charcoal",
                parent_id=new.parent_id,
                is_favorite=bool(new.is_favorite),
                view_style=new.view_style or "list",
                created_at=now,
                updated_at=now,
            )
        )

    def update(
        self,
        caller: Caller,
        project_id: str,
        changes: ProjectChanges,
        expected: frozenset[int] | None = None,
    ) -> Project:
        """Change a project.

        Raises:
            NotFound: There is none, or it is not the caller's.
            Forbidden: The Inbox keeps its name.
            VersionConflict: It is none of the expected versions.
        """
        now = self._clock.now()
        return optimistic.update(
            lambda: self.get(caller, project_id),
            lambda project: domain.changed(project, changes, now),
            self._projects.replace,
            expected,
        )

    def delete(
        self, caller: Caller, project_id: str, expected: frozenset[int] | None = None
    ) -> None:
        """Delete a project, the projects below it, and all their tasks.

        Raises:
            NotFound: There is none, or it is not the caller's.
            Forbidden: The Inbox stays.
            VersionConflict: It is none of the expected versions.
        """
        now = self._clock.now()
        optimistic.update(
            lambda: self.get(caller, project_id),
            lambda project: domain.deleted(project, now),
            self._projects.delete,
            expected,
        )

"""Tasks."""

from taskmanager.domain import task as domain
from taskmanager.domain.errors import NotFound, Unauthenticated, Unprocessable
from taskmanager.domain.task import Deadline, NewTask, Task, TaskChanges, TaskQuery
from taskmanager.domain.values import Caller, Page
from taskmanager.ports.clock import Clock
from taskmanager.ports.ids import Ids
from taskmanager.ports.stores import ProjectStore, TaskCriteria, TaskStore, UserStore
from taskmanager.services import optimistic


class TaskService:
    """Makes, lists, changes, completes and deletes tasks."""

    def __init__(
        self,
        *,
        tasks: TaskStore,
        projects: ProjectStore,
        users: UserStore,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._tasks = tasks
        self._projects = projects
        self._users = users
        self._clock = clock
        self._ids = ids

    def get(self, caller: Caller, task_id: str) -> Task:
        """Find a task of the caller, active or completed.

        Raises:
            NotFound: There is none, it was deleted, or it is not the caller's.
        """
        task = self._tasks.get(task_id)
        if task is None or task.user_id != caller.user_id:
            raise NotFound("task", task_id)
        return task

    def list(self, caller: Caller, query: TaskQuery) -> Page[Task]:
        """List the caller's active tasks."""
        criteria = TaskCriteria(
            user_id=caller.user_id,
            project_id=query.project_id,
            parent_id=query.parent_id,
            label=query.label,
            ids=None if query.ids is None else tuple(query.ids.split(",")),
        )
        return self._tasks.page(criteria, query.cursor, query.limit)

    def create(self, caller: Caller, new: NewTask) -> Task:
        """Make a task, in the Inbox unless a project or a parent is given.

        Raises:
            NotFound: There is no such project or parent.
            Unprocessable: The fields contradict each other.
        """
        project_id = self._project_for(caller, new)
        now = self._clock.now()
        key = caller.request_key
        task = Task(
            id=self._ids.new(key and f"task {key}"),
            user_id=caller.user_id,
            project_id=project_id,
            parent_id=new.parent_id,
            content=new.content,
            description=new.description or "",
            labels=domain.distinct(new.labels),
            priority=new.priority or 1,
            due=domain.due_from(new.due_date, new.due_datetime),
            deadline=Deadline(date=new.deadline_date.isoformat()) if new.deadline_date else None,
            duration=domain.duration_from(new.duration, new.duration_unit),
            child_order=new.order or 0,
            added_at=now,
            updated_at=now,
            added_by_uid=caller.user_id,
        )
        return self._tasks.add(task, at_end=new.order is None)

    def update(
        self,
        caller: Caller,
        task_id: str,
        changes: TaskChanges,
        expected: frozenset[int] | None = None,
    ) -> Task:
        """Change a task.

        Raises:
            NotFound: There is none, or it is not the caller's.
            Unprocessable: The changes contradict each other.
            VersionConflict: It is none of the expected versions.
        """
        now = self._clock.now()
        return optimistic.update(
            lambda: self.get(caller, task_id),
            lambda task: domain.changed(task, changes, now),
            lambda task, version: (
                task if task.version == version else self._tasks.replace(task, version)
            ),
            expected,
        )

    def close(self, caller: Caller, task_id: str, expected: frozenset[int] | None = None) -> Task:
        """Complete a task and what is below it; a completed one stays as it is.

        Raises:
            NotFound: There is none, or it is not the caller's.
            VersionConflict: It is none of the expected versions.
        """
        now = self._clock.now()
        return optimistic.update(
            lambda: self.get(caller, task_id),
            lambda task: domain.completed(task, now),
            lambda task, version: (
                task if task.version == version else self._tasks.complete(task, version)
            ),
            expected,
        )

    def reopen(self, caller: Caller, task_id: str, expected: frozenset[int] | None = None) -> Task:
        """Make a completed task active again; an active one stays as it is.

        Raises:
            NotFound: There is none, or it is not the caller's.
            VersionConflict: It is none of the expected versions.
        """
        now = self._clock.now()
        return optimistic.update(
            lambda: self.get(caller, task_id),
            lambda task: domain.reopened(task, now),
            lambda task, version: (
                task if task.version == version else self._tasks.replace(task, version)
            ),
            expected,
        )

    def delete(self, caller: Caller, task_id: str, expected: frozenset[int] | None = None) -> None:
        """Delete a task and what is below it.

        Raises:
            NotFound: There is none, or it is not the caller's.
            VersionConflict: It is none of the expected versions.
        """
        now = self._clock.now()
        optimistic.update(
            lambda: self.get(caller, task_id),
            lambda task: domain.deleted(task, now),
            self._tasks.delete,
            expected,
        )

    def _project_for(self, caller: Caller, new: NewTask) -> str:
        if new.parent_id is not None:
            parent = self.get(caller, new.parent_id)
            if new.project_id not in {None, parent.project_id}:
                raise Unprocessable.of("project_id", "is not the project of the parent task")
            return parent.project_id
        if new.project_id is not None:
            project = self._projects.get(new.project_id)
            if project is None or project.user_id != caller.user_id:
                raise NotFound("project", new.project_id)
            return project.id
        user = self._users.get(caller.user_id)
        if user is None:
            raise Unauthenticated
        return user.inbox_project_id

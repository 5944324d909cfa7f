"""The stores. Each method is one atomic operation that SQL and DynamoDB can both do.

Common to all:

- `add` stores if the id is absent and returns what is stored under it afterwards, so that a
  repeated add finds the first.
- `replace` stores if the present version is `expected`, else raises VersionConflict.
- A page is a part of a declared total order; its cursor is opaque, and one that no page gave is
  Unprocessable of the field `cursor`.
- `purge` deletes at most `limit` rows that expired before a moment, and returns how many.
- A store that does not answer raises Unavailable.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from taskmanager.domain.account import ApiToken, Session, User
from taskmanager.domain.project import Project
from taskmanager.domain.suggestion import Status, Suggestion
from taskmanager.domain.task import Task
from taskmanager.domain.values import Page


class UserStore(Protocol):
    """Accounts, unique by e-mail address."""

    def add(self, user: User, inbox: Project) -> User:
        """Add an account together with its Inbox.

        Raises:
            EmailTaken: Another account has the address.
        """

    def get(self, user_id: str) -> User | None:
        """Find an account."""

    def get_by_email(self, email: str) -> User | None:
        """Find an account by its normalized address."""

    def replace(self, user: User, expected: int) -> User:
        """Store the account's next version."""


class SessionStore(Protocol):
    """Sessions. One whose `credentials` are no longer its user's is as good as gone."""

    def add(self, session: Session) -> Session:
        """Add a session."""

    def get(self, session_id: str, now: datetime) -> tuple[Session, User] | None:
        """Find a live session and its user."""

    def replace(self, session: Session, expected: int) -> Session:
        """Store the session's next version."""

    def page(self, user_id: str, now: datetime, cursor: str | None, limit: int) -> Page[Session]:
        """List the live sessions of a user by (created_at, id), newest first."""

    def delete(self, user_id: str, session_id: str) -> bool:
        """End a session of this user; tell whether there was one."""

    def purge(self, now: datetime, limit: int) -> int:
        """Delete sessions that ended."""


class ApiTokenStore(Protocol):
    """Personal API tokens, known by their hash."""

    def add(self, token: ApiToken) -> ApiToken:
        """Add a token."""

    def get_by_hash(self, token_hash: str, now: datetime) -> ApiToken | None:
        """Find a live token by its hash."""

    def page(self, user_id: str, now: datetime, cursor: str | None, limit: int) -> Page[ApiToken]:
        """List the live tokens of a user by (created_at, id), newest first."""

    def count(self, user_id: str, now: datetime) -> int:
        """Count the live tokens of a user."""

    def delete(self, user_id: str, token_id: str) -> bool:
        """Revoke a token of this user; tell whether there was one."""

    def purge(self, now: datetime, limit: int) -> int:
        """Delete tokens that expired."""


class ProjectStore(Protocol):
    """Projects that are not deleted."""

    def add(self, project: Project) -> Project:
        """Add a project at the end of its siblings: the store gives its child_order.

        Raises:
            NotFound: Its parent has been deleted.
        """

    def get(self, project_id: str) -> Project | None:
        """Find a project."""

    def page(self, user_id: str, cursor: str | None, limit: int) -> Page[Project]:
        """List the unarchived projects of a user by (child_order, id); the Inbox begins as 0."""

    def count(self, user_id: str) -> int:
        """Count the projects of a user."""

    def replace(self, project: Project, expected: int) -> Project:
        """Store the project's next version."""

    def delete(self, project: Project, expected: int) -> None:
        """Delete the project with the projects below it; no read finds a task of them again."""


class TaskCriteria(msgspec.Struct, frozen=True, kw_only=True):
    """Which active tasks of a user to list: those that meet every part that is given."""

    user_id: str
    project_id: str | None = None
    parent_id: str | None = None
    label: str | None = None
    ids: tuple[str, ...] | None = None


class TaskStore(Protocol):
    """Tasks that are not deleted, active and completed."""

    def add(self, task: Task, *, at_end: bool) -> Task:
        """Add a task; at the end of its siblings the store gives its child_order.

        Raises:
            NotFound: Its project or its parent has been deleted.
        """

    def get(self, task_id: str) -> Task | None:
        """Find a task, active or completed."""

    def page(self, criteria: TaskCriteria, cursor: str | None, limit: int) -> Page[Task]:
        """List active tasks by (child_order, id)."""

    def replace(self, task: Task, expected: int) -> Task:
        """Store the task's next version."""

    def complete(self, task: Task, expected: int) -> Task:
        """Store the task's next version, which is completed, and complete what is below it."""

    def delete(self, task: Task, expected: int) -> None:
        """Delete the task and what is below it."""

    def count_completed(self, user_id: str, since: datetime) -> int:
        """Count the tasks of a user that were completed since a moment and are still there."""


class SuggestionStore(Protocol):
    """Suggestions."""

    def add(self, suggestion: Suggestion) -> Suggestion:
        """Add a suggestion."""

    def get(self, suggestion_id: str) -> Suggestion | None:
        """Find a suggestion."""

    def page(
        self,
        user_id: str,
        task_id: str | None,
        status: Status | None,
        cursor: str | None,
        limit: int,
    ) -> Page[Suggestion]:
        """List the suggestions of a user by (created_at, id), newest first."""

    def replace(self, suggestion: Suggestion, expected: int) -> Suggestion:
        """Store the suggestion's next version."""

    def accept(
        self, suggestion: Suggestion, expected: int, additions: Sequence[Task]
    ) -> Suggestion:
        """Store the suggestion's next version together with the tasks that it adds."""

    def purge(self, now: datetime, limit: int) -> int:
        """Delete suggestions that expired."""


class StoredAnswer(msgspec.Struct, frozen=True):
    """An answer that is given again when its request is repeated."""

    status: int
    headers: dict[str, str]
    body: str


class IdempotencyRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One idempotent request.

    While it is being answered `is_done` is false, and `lease_until` says until when its first
    invocation can still be alive. `answer` stays None where it holds a secret: repeating the
    request makes the same answer again.
    """

    key: str
    fingerprint: str
    is_done: bool = False
    answer: StoredAnswer | None = None
    lease_until: datetime
    expires_at: datetime


class IdempotencyStore(Protocol):
    """Requests that came with an idempotency key."""

    def claim(self, record: IdempotencyRecord, now: datetime) -> IdempotencyRecord | None:
        """Claim the key: None where it was free, or where the lease of the same request ran out.

        Else the record that holds it.
        """

    def finish(self, record: IdempotencyRecord) -> None:
        """Keep the outcome."""

    def release(self, record: IdempotencyRecord) -> None:
        """Give the key back: nothing was written."""

    def purge(self, now: datetime, limit: int) -> int:
        """Delete records that expired."""


class Database(Protocol):
    """What all the stores stand on."""

    def ping(self) -> None:
        """Check that it answers and has the newest schema.

        Raises:
            Unavailable: It does not.
        """

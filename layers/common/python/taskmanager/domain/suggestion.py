"""Suggestions: proposed changes that nothing but an accept carries out."""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from taskmanager.domain.breakdown import Breakdown, Granularity
from taskmanager.domain.errors import SuggestionResolved, TaskCompleted
from taskmanager.domain.task import Task
from taskmanager.domain.values import Id, Instant, ListQuery, Versioned

LIFETIME = timedelta(days=30)

Status = Literal["pending", "accepted", "rejected"]
Engine = Literal["model", "rules"]


class ItemAdd(msgspec.Struct, frozen=True, kw_only=True):
    """The arguments of an item_add: a task to make."""

    content: str
    description: str
    project_id: str
    parent_id: str
    child_order: int


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """One change, in the form of Todoist's sync commands."""

    type: Literal["item_add"]
    uuid: str
    temp_id: str
    args: ItemAdd


class Suggestion(Versioned, frozen=True, kw_only=True):
    """A proposal for one task. `temp_id_mapping` tells, once accepted, what became of it."""

    id: str
    user_id: str
    kind: Literal["breakdown"] = "breakdown"
    task_id: str
    granularity: int
    status: Status = "pending"
    engine: Engine
    explanation: str
    changes: tuple[Command, ...]
    temp_id_mapping: dict[str, str] = msgspec.field(default_factory=dict)
    created_at: Instant
    expires_at: Instant
    resolved_at: Instant | None = None


class NewSuggestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to suggest: steps for a task."""

    kind: Literal["breakdown"]
    task_id: Id
    granularity: Granularity = 3


class SuggestionQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which suggestions to list, newest first."""

    task_id: Id | None = None
    status: Status | None = None


def commands(task: Task, breakdown: Breakdown, uuids: tuple[str, ...]) -> tuple[Command, ...]:
    """Turn the steps of a breakdown into subtasks of the task; one uuid for each step."""
    return tuple(
        Command(
            type="item_add",
            uuid=uuid,
            temp_id=f"step-{order}",
            args=ItemAdd(
                content=step.content,
                description=step.description,
                project_id=task.project_id,
                parent_id=task.id,
                child_order=order,
            ),
        )
        for order, (step, uuid) in enumerate(zip(breakdown.steps, uuids, strict=True), start=1)
    )


def resolved(
    suggestion: Suggestion, status: Status, now: datetime, mapping: dict[str, str] | None = None
) -> Suggestion:
    """Return the suggestion, decided, as its next version.

    Raises:
        SuggestionResolved: It was decided the other way before, or its time is over.
    """
    if suggestion.status != "pending":
        raise SuggestionResolved(f"The suggestion was already {suggestion.status}")
    if suggestion.expires_at <= now:
        raise SuggestionResolved("The suggestion has expired")
    return msgspec.structs.replace(
        suggestion,
        status=status,
        resolved_at=now,
        temp_id_mapping=mapping or {},
        version=suggestion.version + 1,
    )


def added_tasks(suggestion: Suggestion, task: Task, now: datetime) -> tuple[Task, ...]:
    """Make the tasks that accepting adds to the task.

    The ids are those of the commands, so that whatever repeats the accept adds them once. They go
    to the project in which the task is now, wherever it was when the suggestion was made.

    Raises:
        TaskCompleted: It has been completed since.
    """
    if task.checked:
        raise TaskCompleted
    return tuple(
        Task(
            id=command.uuid,
            user_id=task.user_id,
            project_id=task.project_id,
            parent_id=task.id,
            content=command.args.content,
            description=command.args.description,
            child_order=command.args.child_order,
            added_at=now,
            updated_at=now,
            added_by_uid=suggestion.user_id,
        )
        for command in suggestion.changes
    )

"""Tasks. Shapes and names are Todoist API v1's; `version` is ours."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from taskmanager.domain.errors import FieldError, Unprocessable
from taskmanager.domain.values import (
    END,
    Content,
    Description,
    Id,
    Instant,
    LabelName,
    Labels,
    ListQuery,
    Order,
    Versioned,
)

Priority = Annotated[int, Meta(ge=1, le=4, description="4 is the most urgent: p1 in the apps.")]
DurationAmount = Annotated[
    int, Meta(ge=1, le=525_600, description="How long it takes, in `duration_unit`.")
]
DueDate = Annotated[date, Meta(description="The day on which it is due.")]
DeadlineDate = Annotated[date, Meta(description="The day after which it is too late.")]
DurationUnit = Literal["minute", "day"]
DueDatetime = Annotated[
    datetime,
    Meta(
        description="RFC 3339. Without an offset the time floats with the user's time zone.",
        extra_json_schema={"format": "date-time"},
    ),
]
IdList = Annotated[
    str,
    Meta(
        max_length=6600,
        pattern=r"^[0-9A-Za-z_-]{1,64}(,[0-9A-Za-z_-]{1,64}){0,99}" + END,
        description="At most 100 ids, comma separated.",
    ),
]


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """When a task is due.

    `date` is YYYY-MM-DD, YYYY-MM-DDTHH:MM:SS (floating) or ...Z (a fixed moment); `datetime`
    repeats it when there is a time of day.
    """

    date: str
    string: str
    is_recurring: bool = False
    timezone: str | None = None
    lang: str = "en"
    datetime: str | None = None


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """The day after which a task is too late."""

    date: str
    lang: str = "en"


class Duration(msgspec.Struct, frozen=True, kw_only=True):
    """How long a task takes."""

    amount: int
    unit: DurationUnit


class Task(Versioned, frozen=True, kw_only=True):
    """A task, as it is stored and as it is sent."""

    id: str
    user_id: str
    project_id: str
    section_id: str | None = None
    parent_id: str | None = None
    content: str
    description: str = ""
    labels: tuple[str, ...] = ()
    priority: int = 1
    due: Due | None = None
    deadline: Deadline | None = None
    duration: Duration | None = None
    child_order: int = 0
    day_order: int = -1
    checked: bool = False
    is_deleted: bool = False
    is_collapsed: bool = False
    added_at: Instant
    updated_at: Instant
    completed_at: Instant | None = None
    added_by_uid: str
    assigned_by_uid: str | None = None
    responsible_uid: str | None = None


class NewTask(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a task is made from. Without a project it goes to its parent's, or to the Inbox."""

    content: Content
    description: Description = ""
    project_id: Id | None = None
    parent_id: Id | None = None
    labels: Labels | None = None
    priority: Priority | None = None
    order: Order | None = None
    due_date: DueDate | None = None
    due_datetime: DueDatetime | None = None
    deadline_date: DeadlineDate | None = None
    duration: DurationAmount | None = None
    duration_unit: DurationUnit | None = None


class TaskChanges(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Changes of a task: an absent field stays as it is, null clears it."""

    content: Content | UnsetType = UNSET
    description: Description | UnsetType | None = UNSET
    labels: Labels | UnsetType | None = UNSET
    priority: Priority | UnsetType | None = UNSET
    due_string: Literal["no date", "no due date"] | UnsetType = UNSET
    due_date: DueDate | UnsetType | None = UNSET
    due_datetime: DueDatetime | UnsetType | None = UNSET
    deadline_date: DeadlineDate | UnsetType | None = UNSET
    duration: DurationAmount | UnsetType | None = UNSET
    duration_unit: DurationUnit | UnsetType | None = UNSET
    child_order: Order | UnsetType = UNSET
    day_order: Order | UnsetType = UNSET
    is_collapsed: bool | UnsetType = UNSET


class TaskQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which active tasks to list."""

    project_id: Id | None = None
    parent_id: Id | None = None
    label: LabelName | None = None
    ids: IdList | None = None


def distinct(labels: tuple[str, ...] | None) -> tuple[str, ...]:
    """Return the labels, each once, in the order in which they were given."""
    return tuple(dict.fromkeys(labels or ()))


def due_on(day: date) -> Due:
    """Make the due date of a whole day."""
    return Due(date=day.isoformat(), string=day.isoformat())


def due_at(moment: datetime) -> Due:
    """Make the due date of a moment: fixed when it has an offset, else floating.

    Raises:
        Unprocessable: It lies outside the years 1 to 9999 in UTC.
    """
    moment = moment.replace(microsecond=0)
    if moment.tzinfo is None:
        text, zone = moment.isoformat(), None
    else:
        try:
            text, zone = moment.astimezone(UTC).isoformat().replace("+00:00", "Z"), "UTC"
        except OverflowError as error:
            raise Unprocessable.of("due_datetime", "is outside the years 1 to 9999") from error
    return Due(date=text, string=text, timezone=zone, datetime=text)


def due_from(day: date | None, moment: datetime | None) -> Due | None:
    """Make the due date from the two fields that may tell it.

    Raises:
        Unprocessable: Both tell it, or the moment cannot be told in UTC.
    """
    if day is not None and moment is not None:
        raise Unprocessable.of("due_datetime", "give due_date or due_datetime, not both")
    if moment is not None:
        return due_at(moment)
    return None if day is None else due_on(day)


def duration_from(amount: int | None, unit: DurationUnit | None) -> Duration | None:
    """Make the duration from its two fields; a unit needs an amount, minutes are the default.

    Raises:
        Unprocessable: There is a unit without an amount.
    """
    if amount is None:
        if unit is not None:
            raise Unprocessable(FieldError("duration", "duration_unit needs a duration"))
        return None
    return Duration(amount=amount, unit=unit or "minute")


def changed(task: Task, changes: TaskChanges, now: datetime) -> Task:
    """Return the task with the changes in it, as its next version.

    Raises:
        Unprocessable: The changes contradict each other.
    """
    values: dict[str, object] = {}
    for name in ("content", "child_order", "day_order", "is_collapsed"):
        if (value := getattr(changes, name)) is not UNSET:
            values[name] = value
    for name, empty in (("description", ""), ("priority", 1)):
        if (value := getattr(changes, name)) is not UNSET:
            values[name] = empty if value is None else value
    if changes.labels is not UNSET:
        values["labels"] = distinct(changes.labels)
    if changes.deadline_date is not UNSET:
        day = changes.deadline_date
        values["deadline"] = None if day is None else Deadline(date=day.isoformat())
    values |= _changed_due(changes) | _changed_duration(task, changes)
    return msgspec.structs.replace(task, **values, updated_at=now, version=task.version + 1)


def _changed_due(changes: TaskChanges) -> dict[str, object]:
    day, moment = changes.due_date, changes.due_datetime
    given = (day is not UNSET, moment is not UNSET, changes.due_string is not UNSET)
    if not any(given):
        return {}
    due = due_from(None if day is UNSET else day, None if moment is UNSET else moment)
    if due is not None and changes.due_string is not UNSET:
        raise Unprocessable.of("due_string", "clears the date that another field sets")
    return {"due": due}


def _changed_duration(task: Task, changes: TaskChanges) -> dict[str, object]:
    amount, unit = changes.duration, changes.duration_unit
    if amount is UNSET and unit is UNSET:
        return {}
    if amount is UNSET:
        amount = task.duration.amount if task.duration else None
    elif unit is UNSET and amount is not None and task.duration:
        unit = task.duration.unit
    return {"duration": duration_from(amount, None if unit is UNSET else unit)}


def completed(task: Task, now: datetime) -> Task:
    """Return the task as completed, as its next version; a completed one as it is."""
    if task.checked:
        return task
    return msgspec.structs.replace(
        task, checked=True, completed_at=now, updated_at=now, version=task.version + 1
    )


def reopened(task: Task, now: datetime) -> Task:
    """Return the task as active, as its next version; an active one as it is."""
    if not task.checked:
        return task
    return msgspec.structs.replace(
        task, checked=False, completed_at=None, updated_at=now, version=task.version + 1
    )


def deleted(task: Task, now: datetime) -> Task:
    """Return the task as deleted, as its next version."""
    return msgspec.structs.replace(task, is_deleted=True, updated_at=now, version=task.version + 1)

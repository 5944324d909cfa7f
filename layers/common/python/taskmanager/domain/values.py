"""The words that the other values are made of: ids, texts, times, scopes, versions, pages."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Generic, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from taskmanager.domain import patterns
from taskmanager.domain.errors import Unprocessable, VersionConflict

MAX_LABELS = 100
MAX_ORDER = 2**31 - 1
DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 200

Id = Annotated[str, Meta(pattern=patterns.ID, examples=["01J9Z6M3V0E8Q4T2R7X5K1W6NB"])]
Name = Annotated[str, Meta(min_length=1, max_length=120, pattern=patterns.NOT_BLANK)]
Content = Annotated[
    str,
    Meta(
        min_length=1, max_length=500, pattern=patterns.NOT_BLANK, description="What is to be done."
    ),
]
Description = Annotated[
    str, Meta(max_length=16_384, pattern=patterns.NO_NUL, description="More about it, in Markdown.")
]
LabelName = Annotated[str, Meta(min_length=1, max_length=128, pattern=patterns.NOT_BLANK)]
Labels = Annotated[
    tuple[LabelName, ...], Meta(max_length=MAX_LABELS, description="Names of labels.")
]
Order = Annotated[
    int, Meta(ge=-(2**31), le=MAX_ORDER, description="Place among its siblings, ascending.")
]
Instant = Annotated[datetime, Meta(tz=True)]
"""A moment in UTC."""

Cursor = Annotated[
    str,
    Meta(
        max_length=500,
        pattern=patterns.CURSOR,
        description="`next_cursor` of the page before; absent for the first.",
    ),
]
PageSize = Annotated[int, Meta(ge=1, le=MAX_PAGE_SIZE, description="Entries a page.")]


class Scope(StrEnum):
    """What a token may do, in Todoist's names."""

    DATA_READ = "data:read"
    DATA_READ_WRITE = "data:read_write"
    DATA_DELETE = "data:delete"
    TASK_ADD = "task:add"

    def includes(self, other: "Scope") -> bool:
        """Tell whether a token with this scope may do what asks for the other."""
        return self is other or (
            self is Scope.DATA_READ_WRITE and other in {Scope.DATA_READ, Scope.TASK_ADD}
        )


ALL_SCOPES = frozenset(Scope)


class Versioned(msgspec.Struct, frozen=True, kw_only=True):
    """Something that changes: its version starts at 1 and grows by 1 with every change."""

    version: int = 1

    def check(self, expected: frozenset[int] | None) -> None:
        """Hold the object to the versions that the caller saw; None saw any.

        Raises:
            VersionConflict: It is none of them; carries the object as it is now.
        """
        if expected is not None and self.version not in expected:
            raise VersionConflict(self)


T = TypeVar("T")


class Page(msgspec.Struct, Generic[T], frozen=True):
    """A part of a list; `next_cursor` asks for the following part, null on the last."""

    results: Sequence[T]
    next_cursor: str | None


class ListQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which part of a list to give."""

    cursor: Cursor | None = None
    limit: PageSize = DEFAULT_PAGE_SIZE


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks: a user through a session or an API token."""

    user_id: str
    scopes: frozenset[Scope]
    session_id: str | None = None
    request_key: str | None = None
    """Set on an idempotent request. Ids made for it derive from this, so that a repetition of a
    request that died half-way finds what was already written."""

    def may(self, scope: Scope) -> bool:
        """Tell whether one of the scopes is or includes this one."""
        return any(own.includes(scope) for own in self.scopes)


def time_zone(name: str, field: str = "timezone") -> ZoneInfo:
    """Find a time zone by its IANA name, e.g. Europe/Berlin.

    Raises:
        Unprocessable: There is none of this name; names the field.
    """
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError) as error:
        raise Unprocessable.of(field, f"{name!r} is not an IANA time zone") from error

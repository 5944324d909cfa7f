"""Keyset pages: a page starts behind the last row of the page before, wherever that is by now."""

import base64
import binascii
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa

from taskmanager.adapters.sql.engine import SqlDatabase
from taskmanager.domain.errors import Unprocessable
from taskmanager.domain.values import Id, Instant, Order, Page

T = TypeVar("T")
Key = tuple[Any, ...]

MAX_PAGE_BYTES = 2_500_000
"""Of a page as JSON. An answer of a function has at most 6,291,556 bytes, and is JSON that holds
the page as a string, in which every quote and backslash is two."""

_NO_CURSOR = "is not a cursor that this list gave"
BY_ORDER: Any = tuple[str, Order, Id]
BY_TIME: Any = tuple[str, Instant, Id]


def page(
    database: SqlDatabase,
    query: sa.Select[Any],
    *,
    order: Sequence[sa.Column[Any]],
    key: Any,
    cursor: str | None,
    limit: int,
    build: Callable[[sa.RowMapping], T],
    newest_first: bool = False,
) -> Page[T]:
    """Run one page of a query.

    Args:
        database: Where to.
        query: The rows, without order and limit.
        order: The columns of the total order.
        key: What a cursor has to hold, as a tuple type: the list's name, and the columns.
        cursor: Of the page before; None asks for the first.
        limit: Most rows a page; there are fewer where they would be too large for one answer.
        build: Makes a value of a row.
        newest_first: Turns the order around.

    Raises:
        Unprocessable: The cursor is none that a page gave.
    """
    columns = sa.tuple_(*order)
    name = str(order[0].table.name)
    if cursor is not None:
        start = sa.tuple_(
            *(
                sa.literal(value, column.type)
                for value, column in zip(decode(cursor, name, key), order, strict=True)
            )
        )
        query = query.where(columns < start if newest_first else columns > start)
    directed = [column.desc() if newest_first else column.asc() for column in order]
    with database.read() as connection:
        rows = connection.execute(query.order_by(*directed).limit(limit + 1)).mappings().all()
    shown = _fitting(build(row) for row in rows[:limit])
    if len(shown) == len(rows):
        return Page(shown, None)
    last = rows[len(shown) - 1]
    return Page(shown, encode(name, [last[column.name] for column in order]))


def _fitting(values: Iterable[T]) -> list[T]:
    """Take values as long as they fit into one answer, and the first in any case."""
    found: list[T] = []
    size = 0
    for value in values:
        size += len(msgspec.json.encode(value))
        if found and size > MAX_PAGE_BYTES:
            break
        found.append(value)
    return found


def encode(name: str, place: Sequence[Any]) -> str:
    """Make a cursor of a list's name and a row's place in it."""
    return base64.urlsafe_b64encode(msgspec.json.encode((name, *place))).decode().rstrip("=")


def decode(cursor: str, name: str, key: Any) -> Key:
    """Read a cursor.

    Raises:
        Unprocessable: It is none that `encode` made for this list.
    """
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        of, *place = (_in_utc(value) for value in msgspec.json.decode(text, type=key))
    except (binascii.Error, msgspec.MsgspecError, ValueError, OverflowError) as error:
        raise Unprocessable.of("cursor", _NO_CURSOR) from error
    if of != name:
        raise Unprocessable.of("cursor", _NO_CURSOR)
    return tuple(place)


def _in_utc(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) else value

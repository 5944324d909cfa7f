"""What the tables do alike."""

from datetime import datetime
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa

from taskmanager.adapters.sql.engine import SqlDatabase, from_row, to_row
from taskmanager.adapters.sql.tables import users
from taskmanager.domain.errors import NotFound, VersionConflict
from taskmanager.domain.values import MAX_ORDER, Versioned

S = TypeVar("S", bound=msgspec.Struct)


def find(database: SqlDatabase, table: sa.Table, kind: type[S], row_id: str) -> S | None:
    """Find a row by its id."""
    with database.read() as connection:
        row = connection.execute(sa.select(table).where(table.c.id == row_id)).mappings().first()
    return None if row is None else from_row(row, kind)


def add(database: SqlDatabase, table: sa.Table, value: S, kind: type[S]) -> S:
    """Insert a row if its id is absent; return the row that is there then."""
    values = to_row(value)
    with database.write() as connection:
        if database.insert_if_absent(connection, table, values):
            return value
        query = sa.select(table).where(table.c.id == values["id"])
        return from_row(connection.execute(query).mappings().one(), kind)


def replace(connection: sa.Connection, table: sa.Table, value: Versioned, expected: int) -> None:
    """Store a row's next version.

    Raises:
        VersionConflict: The row is gone, or no longer the expected version.
    """
    row = to_row(value)
    done = connection.execute(
        table.update().where(table.c.id == row["id"], table.c.version == expected).values(**row)
    )
    if not done.rowcount:
        raise VersionConflict


def lock_owner(connection: sa.Connection, user_id: str) -> None:
    """Let those who write many rows of a user take turns, else they may wait in a circle.

    On SQLite they do so already. Others, who add rows or write single ones, do not wait.
    """
    owner = sa.select(users.c.id).where(users.c.id == user_id)
    connection.execute(owner.with_for_update(key_share=True))


def hold(connection: sa.Connection, table: sa.Table, row_id: str, kind: str) -> None:
    """Keep a row from being deleted until the transaction ends: something is put below it.

    A row that never was is for the foreign keys to refuse.

    Raises:
        NotFound: It has been deleted.
    """
    query = sa.select(table.c.is_deleted).where(table.c.id == row_id)
    if connection.execute(query.with_for_update(read=True)).scalar():
        raise NotFound(kind, row_id)


def behind_last(order: sa.ColumnElement[int], *among: sa.ColumnElement[bool]) -> Any:
    """Select the place behind the last of some rows.

    There is none behind the last possible one; rows that share it are ordered by their id.
    """
    last = sa.func.coalesce(sa.func.max(order), 0)
    place = sa.case((last < MAX_ORDER, last + 1), else_=MAX_ORDER)
    return sa.select(place).where(*among).scalar_subquery()


def purge(database: SqlDatabase, table: sa.Table, now: datetime, limit: int) -> int:
    """Delete at most `limit` rows that expired before a moment."""
    key = next(iter(table.primary_key.columns))
    expired = sa.select(key).where(table.c.expires_at <= now).limit(limit)
    with database.write() as connection:
        return connection.execute(table.delete().where(key.in_(expired))).rowcount

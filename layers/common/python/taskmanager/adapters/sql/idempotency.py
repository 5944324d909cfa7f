"""Idempotency records on SQL."""

from datetime import datetime

import sqlalchemy as sa

from taskmanager.adapters.sql import rows
from taskmanager.adapters.sql.engine import SqlDatabase, from_row, to_row
from taskmanager.adapters.sql.tables import idempotency
from taskmanager.ports.stores import IdempotencyRecord


class SqlIdempotencyStore:
    """`ports.stores.IdempotencyStore` on SQL."""

    def __init__(self, database: SqlDatabase) -> None:
        self._database = database

    def claim(self, record: IdempotencyRecord, now: datetime) -> IdempotencyRecord | None:
        """Claim the key; None where it was free or its holder is dead."""
        is_dead = sa.and_(
            idempotency.c.key == record.key,
            sa.or_(
                idempotency.c.expires_at <= now,
                sa.and_(
                    idempotency.c.is_done.is_(False),
                    idempotency.c.lease_until <= now,
                    idempotency.c.fingerprint == record.fingerprint,
                ),
            ),
        )
        takeover = idempotency.update().where(is_dead).values(**to_row(record))
        query = sa.select(idempotency).where(idempotency.c.key == record.key)
        with self._database.write() as connection:
            while True:
                if self._database.insert_if_absent(connection, idempotency, to_row(record)):
                    return None
                if connection.execute(takeover).rowcount:
                    return None
                row = connection.execute(query).mappings().first()
                if row is not None:  # else its holder gave it back between two statements
                    return from_row(row, IdempotencyRecord)

    def finish(self, record: IdempotencyRecord) -> None:
        """Keep the outcome."""
        with self._database.write() as connection:
            connection.execute(
                idempotency.update().where(*_held_by(record)).values(**to_row(record))
            )

    def release(self, record: IdempotencyRecord) -> None:
        """Give the key back."""
        with self._database.write() as connection:
            connection.execute(idempotency.delete().where(*_held_by(record)))

    def purge(self, now: datetime, limit: int) -> int:
        """Delete records that expired."""
        return rows.purge(self._database, idempotency, now, limit)


def _held_by(record: IdempotencyRecord) -> tuple[sa.ColumnElement[bool], ...]:
    """Match the record while its own claim holds it: another may have taken over meanwhile."""
    return (
        idempotency.c.key == record.key,
        idempotency.c.lease_until == record.lease_until,
        idempotency.c.is_done.is_(False),
    )

"""How Alembic runs the revisions; it loads this file by path."""

import sqlalchemy as sa
from alembic import context

from taskmanager.adapters.sql.engine import create_engine
from taskmanager.adapters.sql.tables import metadata

LOCK = 7_232_511_904
"""Any number, the same for everyone who migrates: two servers that start at once take turns."""


def run() -> None:
    """Run the revisions in one transaction: all of them or none."""
    engine = create_engine(context.config.attributes["url"].render_as_string(hide_password=False))
    try:
        with engine.begin() as connection:
            _migrate(connection)
    finally:
        engine.dispose()


def _migrate(connection: sa.Connection) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")  # batch mode remakes tables
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=is_sqlite)
    context.run_migrations()


run()

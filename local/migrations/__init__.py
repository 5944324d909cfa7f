"""The schema, by Alembic alone."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext

from taskmanager.adapters.sql.engine import create_engine

FOLDER = Path(__file__).parent


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database to a revision; it is made if it is not there.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: The database does not answer, or refuses.
        alembic.util.CommandError: Its revision is none of ours.
    """
    command.upgrade(_config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Bring the database back to an older revision; `base` empties it."""
    command.downgrade(_config(url), revision)


def current(url: str) -> str | None:
    """Return the database's revision; None where it has no schema."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = sa.engine.make_url(url)
    return config

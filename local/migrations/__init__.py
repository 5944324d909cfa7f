"""The schema, by Alembic alone."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError

from taskmanager.adapters.sql.engine import create_engine

FOLDER = Path(__file__).parent


class NewerSchema(CommandError):
    """A newer version of the task manager made the database."""


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database to a revision; it is made if it is not there.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: The database does not answer, or refuses.
        NewerSchema: A newer version of the task manager made it.
    """
    try:
        command.upgrade(_config(url), revision)
    except CommandError as error:
        if "Can't locate revision" in str(error):
            raise NewerSchema(
                f"the database was made by a newer version of the task manager: {error}"
            ) from error
        raise


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

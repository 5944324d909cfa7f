"""What `python -m local` can do; every command returns its exit code.

What a command alone needs is imported on demand: the gateway has no use for SQLAlchemy, nor the
migrations for a web server.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from local.errors import BAD_SETTING, LocalError
from taskmanager.settings import Settings, SettingsError, load


class DataDirError(LocalError):
    """The folder of the database cannot be written."""


class DatabaseError(LocalError):
    """The database cannot be brought to the newest schema."""


def run(command: Callable[[], int]) -> int:
    """Run a command; what is wrong is told in one line on standard error.

    The files that it makes are its owner's alone: a database holds what nobody else may read.
    """
    os.umask(0o077)
    try:
        return command()
    except SettingsError as error:
        say(str(error))
        return BAD_SETTING
    except LocalError as error:
        if str(error):
            say(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        return 0


def up() -> int:
    """Run the task manager until it is told to stop."""
    code: int = import_module("local.up").up()
    return code


def migrate() -> int:
    """Bring the database to the newest schema."""
    upgrade(load())
    print("The database has the newest schema.")
    return 0


def seed() -> int:
    """Fill a demo account with believable data, and print its sign-in."""
    settings = load()
    upgrade(settings)
    print(import_module("local.seed").seed(settings))
    return 0


def upgrade(settings: Settings) -> None:
    """Bring the database to the newest schema.

    Raises:
        DataDirError: The folder of the database cannot be written.
        DatabaseError: The database does not answer, or is none that can be upgraded.
    """
    ensure_data_dir(settings)
    migrations = import_module("local.migrations")
    try:
        migrations.upgrade(settings.database)
    except migrations.NewerSchema as error:
        raise DatabaseError(f"DATABASE_URL: {error}") from error
    except Exception as error:
        shown = settings.shown_database
        raise DatabaseError(f"DATABASE_URL: {shown} cannot be used: {_line(error)}") from error


def ensure_data_dir(settings: Settings) -> None:
    """Create the folder of the database if need be, and see that it can be written.

    Raises:
        DataDirError: It cannot.
    """
    folder = Path(settings.data_dir)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise DataDirError(
            f"DATA_DIR: {folder.absolute()} cannot be written: {error.strerror}"
        ) from error


def say(line: str) -> None:
    """Tell a person something, on standard error."""
    print(f"taskmanager: {line}", file=sys.stderr, flush=True)


def _line(error: Exception) -> str:
    """Return the first line of an error's message."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]

"""What `python -m local` can do; every command returns its exit code.

The manifest, the migrations and the seed are imported on demand: they load frameworks that the
gateway's process has no use for.
"""

import asyncio
import contextlib
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from infra.manifest import Manifest
from local import env_file
from local.env_file import EnvFileError
from local.gateway import access_log
from local.gateway.access_log import LogFileError
from local.gateway.routes import RouteError
from local.gateway.schedules import ScheduleError
from local.gateway.server import BindError, Prepare, bind, serve
from taskmanager.settings import Settings, SettingsError, dangers, load

FAILED = 1
BAD_SETTING = 2

_BANNER = """
  TaskManagerAPI is up.

    API          {url}/api/v1
    API docs     {url}/api/v1/docs
    Health       {url}/health

  Ctrl-C stops it.
"""


class CommandError(Exception):
    """A command cannot go on; the message is one line, empty if it has been told already."""

    def __init__(self, message: str, code: int = FAILED) -> None:
        super().__init__(message)
        self.code = code


def run(command: Callable[[], int]) -> int:
    """Run a command; what is wrong is told in one line on standard error."""
    try:
        return command()
    except SettingsError as error:
        return _fail(error, BAD_SETTING)
    except (EnvFileError, LogFileError, BindError, RouteError, ScheduleError) as error:
        return _fail(error, FAILED)
    except CommandError as error:
        return _fail(error, error.code)
    except KeyboardInterrupt:
        return 0


def up() -> int:
    """Run the task manager until it is told to stop."""
    return start(lambda: import_module("infra.manifest").build(), migrate_apart)


def start(build: Callable[[], Manifest], prepare: Prepare) -> int:
    """Run the gateway for a manifest; `prepare` runs before the first request is answered."""
    if written := env_file.ensure():
        print(written)
    if warning := env_file.warning():
        _say(f"warning: {warning}")
    settings = load()
    for danger in dangers(settings):
        _say(f"warning: {danger}")
    ensure_data_dir(settings)
    access_log.configure(settings)
    listener = bind(settings)
    return serve(build(), settings, listener, prepare=prepare, announce=_announce)


def migrate() -> int:
    """Bring the database to the newest schema."""
    settings = load()
    ensure_data_dir(settings)
    try:
        import_module("local.migrations").upgrade(settings.database)
    except Exception as error:
        raise CommandError(f"DATABASE_URL: {_line(error)}") from error
    print("The database has the newest schema.")
    return 0


async def migrate_apart() -> None:
    """Migrate in a process of its own, while the sandboxes of this one start."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "local", "migrate"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        code = await process.wait()
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
        raise
    if code:
        raise CommandError("", code if code > 0 else FAILED)


def seed() -> int:
    """Fill a demo account with believable data, and print its sign-in."""
    print(import_module("local.seed").seed(load()))
    return 0


def ensure_data_dir(settings: Settings) -> None:
    """Create the folder of the database if need be, and see that it can be written.

    Raises:
        CommandError: It cannot.
    """
    folder = Path(settings.data_dir)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise CommandError(
            f"DATA_DIR: {folder.absolute()} cannot be written: {error.strerror}"
        ) from error


def _announce(url: str) -> None:
    print(_BANNER.format(url=url), flush=True)


def _say(line: str) -> None:
    print(f"taskmanager: {line}", file=sys.stderr, flush=True)


def _fail(error: Exception, code: int) -> int:
    if str(error):
        _say(str(error))
    return code


def _line(error: Exception) -> str:
    """Return the first line of an error's message."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]

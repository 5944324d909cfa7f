"""`python -m local up`: everything from an empty folder to a gateway that answers."""

import asyncio
import contextlib
import sys
from collections.abc import Callable
from importlib import import_module

from infra.manifest import Manifest
from local import env_file
from local.commands import ensure_data_dir, say
from local.errors import LocalError
from local.gateway import access_log
from local.gateway.server import DRAIN_SECONDS, Options, Prepare, bind, serve
from taskmanager.settings import dangers, load

_BANNER = """
  TaskManagerAPI is up.

    API          {url}/api/v1
    API docs     {url}/api/v1/docs
    Health       {url}/health

  Ctrl-C stops it.
"""


class MigrationFailed(LocalError):
    """The process that migrates has ended badly, and has told why."""

    def __init__(self, exit_code: int) -> None:
        super().__init__()
        self.exit_code = exit_code


def up() -> int:
    """Run the task manager until it is told to stop."""
    return start(lambda: import_module("infra.manifest").build(), migrate_apart)


def start(
    build: Callable[[], Manifest], prepare: Prepare, drain_seconds: int = DRAIN_SECONDS
) -> int:
    """Run the gateway for a manifest; `prepare` runs before the first request is answered."""
    if written := env_file.ensure():
        print(written)
    for warning in env_file.warnings():
        say(f"warning: {warning}")
    settings = load()
    for danger in dangers(settings):
        say(f"warning: {danger}")
    ensure_data_dir(settings)
    access_log.configure(settings)
    listener = bind(settings)
    options = Options(prepare=prepare, announce=_announce, drain_seconds=drain_seconds)
    return serve(build(), settings, listener, options)


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
        raise MigrationFailed(max(code, 1))


def _announce(url: str) -> None:
    print(_BANNER.format(url=url), flush=True)

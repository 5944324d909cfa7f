"""The real nginx: find it, check a configuration, run it."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from local.nginx.config import Edge, render

INSTALL = "make system-deps"
"""The command that installs nginx."""

STOP_SECONDS = 10


class NginxError(Exception):
    """nginx is missing or does not take its configuration. The message says which."""


def find() -> str:
    """Return the path of nginx; Debian keeps it in /usr/sbin, which not every PATH has.

    Raises:
        NginxError: nginx is not installed.
    """
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))
    program = shutil.which("nginx", path=path)
    if program is None:
        raise NginxError(f"nginx is not installed: run `{INSTALL}`")
    return program


def check(edge: Edge, folder: Path) -> str:
    """Render an edge into a folder and let nginx test it.

    Returns:
        What nginx says.

    Raises:
        NginxError: nginx is not installed, or warns of or refuses the configuration.
    """
    command = [*_command(edge, folder), "-t"]
    tested = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if tested.returncode or "[warn]" in tested.stderr:
        raise NginxError(tested.stderr.strip())
    return tested.stderr.strip()


def replace_process(edge: Edge, folder: Path) -> None:
    """Become nginx, in the foreground."""
    command = [*_command(edge, folder), "-g", "daemon off;"]
    os.execv(command[0], command)  # noqa: S606


@contextmanager
def running(edge: Edge, folder: Path) -> Iterator[str]:
    """Run an edge on a free port for as long as the context lasts; gives its base URL.

    nginx inherits the listening socket (as in its own binary upgrade), so that nobody else can
    take the port in between, and a request that comes early waits in its queue.
    """
    with socket.socket() as listener:
        listener.bind((edge.address, 0))
        listener.listen(511)
        port = listener.getsockname()[1]
        command = _command(replace(edge, port=port), folder)
        process = subprocess.Popen(  # noqa: S603
            [*command, "-g", "daemon off;"],
            env={**os.environ, "NGINX": f"{listener.fileno()};"},
            pass_fds=(listener.fileno(),),
        )
    try:
        yield f"http://{edge.address}:{port}"
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


def _command(edge: Edge, folder: Path) -> list[str]:
    """Render, and return the words that start nginx, without root if need be."""
    program = find()
    Path(edge.run).mkdir(parents=True, exist_ok=True)
    conf = render(edge, folder / "conf")
    return [program, "-p", str(folder), "-e", edge.error_log, "-c", str(conf)]

"""The real nginx: find it, check a configuration, run it."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from local.nginx.config import Edge, render

INSTALL = "make system-deps"
SYSTEM_FOLDERS = "/usr/sbin:/usr/local/sbin"
"""Debian keeps nginx in the first, which not every PATH has."""
"""The command that installs nginx."""

STOP_SECONDS = 10


class NginxError(Exception):
    """nginx is missing or does not take its configuration. The message says which."""


class Addresses(NamedTuple):
    """Base URLs of a running edge; `https` is empty where it does not end TLS."""

    http: str
    https: str


def find(path: str | None = None) -> str:
    """Return the path of nginx.

    Raises:
        NginxError: nginx is not installed.
    """
    program = shutil.which("nginx", path=path)
    if program is None and path is None:
        program = shutil.which("nginx", path=SYSTEM_FOLDERS)
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
    tested = subprocess.run(command, capture_output=True, text=True, check=False)
    if tested.returncode or "[warn]" in tested.stderr:
        raise NginxError(tested.stderr.strip())
    return tested.stderr.strip()


def replace_process(edge: Edge, folder: Path) -> None:
    """Become nginx, in the foreground."""
    command = [*_command(edge, folder), "-g", "daemon off;"]
    os.execv(command[0], command)  # noqa: S606 - becomes nginx


@contextmanager
def running(edge: Edge, folder: Path) -> Iterator[Addresses]:
    """Run an edge on free ports for as long as the context lasts.

    nginx inherits the listening sockets (as in its own binary upgrade), so that nobody else can
    take a port in between, and a request that comes early waits in its queue.

    Args:
        edge: Its ports are replaced; whether it has one for TLS is kept.
        folder: Where its configuration is written.
    """
    with _listener(edge.address) as plain, _listener(edge.address) as tls:
        port, tls_port = plain.getsockname()[1], tls.getsockname()[1]
        ends_tls = edge.tls_port is not None
        free = replace(edge, port=port, tls_port=tls_port if ends_tls else None)
        descriptors = [plain.fileno(), *([tls.fileno()] if ends_tls else [])]
        process = subprocess.Popen(
            [*_command(free, folder), "-g", "daemon off;"],
            env={**os.environ, "NGINX": "".join(f"{number};" for number in descriptors)},
            pass_fds=descriptors,
        )
    try:
        https = f"https://{edge.address}:{tls_port}" if ends_tls else ""
        yield Addresses(f"http://{edge.address}:{port}", https)
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)


def _listener(address: str) -> socket.socket:
    listener = socket.create_server((address, 0), backlog=511)
    # nginx takes an inherited socket as it is, and a worker that loses the race for a
    # connection would wait in accept() for the next one.
    listener.settimeout(0)
    return listener


def _command(edge: Edge, folder: Path) -> list[str]:
    """Render, and return the words that start nginx, without root if need be."""
    program = find()
    Path(edge.run).mkdir(parents=True, exist_ok=True)
    conf = render(edge, folder / "conf")
    return [program, "-p", str(folder), "-e", edge.error_log, "-c", str(conf)]

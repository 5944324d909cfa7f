"""What starting a real program takes: finding it, a port for it, waiting for it."""

import glob
import shutil
import socket
import time
from collections.abc import Callable
from pathlib import Path


class MissingProgram(RuntimeError):
    """A program that the tests really run is not installed. Never a reason to skip."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not installed: run `make system-deps`")


def find(name: str, pattern: str = "") -> Path:
    """Find a program on the PATH, or the newest of those that a glob pattern matches.

    Raises:
        MissingProgram: There is none.
    """
    found = sorted(map(Path, glob.glob(pattern)), key=_numbers) if pattern else []  # noqa: PTH207
    if found:
        return found[-1]
    on_path = shutil.which(name)
    if on_path is None:
        raise MissingProgram(name)
    return Path(on_path)


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(condition: Callable[[], bool], what: str, seconds: float = 20) -> None:
    """Ask until it is so.

    Raises:
        TimeoutError: It is not so in time.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(0.01)


def _numbers(path: Path) -> list[int]:
    return [int(part) for part in path.parts if part.isdigit()]

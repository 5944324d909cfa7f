"""Gateways that really run: one process each, on a free port of the loopback interface."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec

from infra.manifest import Manifest

ROOT = Path(__file__).resolve().parents[2]
LIMIT_SECONDS = 20
SECRET = "a-secret-of-the-tests-that-is-long-enough"


class Started:
    """A process of `tests.gateway.launch`, with its output in files."""

    def __init__(
        self, manifest: Manifest, folder: Path, prepare: str = "nothing", **environ: str
    ) -> None:
        (folder / "manifest.json").write_bytes(msgspec.json.encode(manifest))
        self.folder = folder
        self.stdout = folder / "stdout"
        self.stderr = folder / "stderr"
        with self.stdout.open("wb") as out, self.stderr.open("wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.gateway.launch", "manifest.json", prepare],
                cwd=folder,
                stdout=out,
                stderr=err,
                env=environment(**environ),
                start_new_session=True,
            )

    def wait_until_up(self) -> str:
        """Return the base URL that the banner names."""
        until(lambda: "Ctrl-C" in self.stdout.read_text() or self.process.poll() is not None)
        lines = [line for line in self.stdout.read_text().splitlines() if "/health" in line]
        assert lines, self.stderr.read_text()
        return lines[0].split()[-1].removesuffix("/health")

    def children(self) -> list[int]:
        """Return the ids of the gateway's child processes."""
        return children(self.process.pid)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal, and return the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(LIMIT_SECONDS)


def environment(**given: str) -> dict[str, str]:
    """Return the environment of a gateway; an empty value takes a variable away."""
    base = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "PYTHONPATH": str(ROOT),
        "PORT": "0",
        "JWT_SECRET_KEY": SECRET,
    }
    return {name: value for name, value in {**base, **given}.items() if value}


@contextlib.contextmanager
def a_gateway(manifest: Manifest, folder: Path, **environ: str) -> Iterator[Started]:
    """Start a gateway and wait until it is up; stop it at the end."""
    started = Started(manifest, folder, **environ)
    try:
        started.wait_until_up()
        yield started
    finally:
        started.stop()


def client(started: Started, **given: Any) -> httpx.Client:
    """Make a client of a gateway."""
    return httpx.Client(base_url=started.wait_until_up(), timeout=LIMIT_SECONDS, **given)


def until(condition: Callable[[], object], seconds: float = LIMIT_SECONDS) -> None:
    """Wait until a condition holds, and fail after a while."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def children(pid: int) -> list[int]:
    """Return the ids of a process's children."""
    return [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and _parent(entry) == pid
    ]


def is_running(pid: int) -> bool:
    """Tell whether a process exists and has not ended."""
    return _stat(Path("/proc") / str(pid))[:1] not in ([], ["Z"])


def _parent(entry: Path) -> int | None:
    fields = _stat(entry)
    return int(fields[1]) if fields else None


def _stat(entry: Path) -> list[str]:
    try:
        return (entry / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []

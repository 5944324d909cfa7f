"""The task manager as it really runs: `python -m local up`, on a free port of the loopback."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

import httpx

ROOT = Path(__file__).resolve().parents[2]
LIMIT_SECONDS = 60
SECRET = "a-secret-of-the-tests-that-is-long-enough"
PASSWORD = "correct horse battery"


class Server:
    """A running task manager, with its data and its output in a folder.

    Args:
        folder: An empty folder; the process works in it, so no `.env` of the project is read.
        environ: Settings over the defaults.
    """

    def __init__(self, folder: Path, **environ: str) -> None:
        self.folder = folder
        self.stdout = folder / "stdout"
        self.stderr = folder / "stderr"
        self.url = ""
        self._environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PYTHONPATH": str(ROOT),
            "PORT": "0",
            "DATA_DIR": str(folder / "data"),
            "JWT_SECRET_KEY": SECRET,
            **environ,
        }

    def __enter__(self) -> Self:
        """Start, and wait until it says where it listens."""
        with self.stdout.open("wb") as out, self.stderr.open("wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "local", "up"],
                cwd=self.folder,
                stdout=out,
                stderr=err,
                env=self._environ,
                start_new_session=True,
            )
        until(lambda: "Ctrl-C" in self.stdout.read_text() or self.process.poll() is not None)
        lines = [line for line in self.stdout.read_text().splitlines() if "/health" in line]
        assert lines, self.stderr.read_text()
        self.url = lines[0].split()[-1].removesuffix("/health")
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, and see that nothing is left behind."""
        assert self.stop() == 0, self.log

    @property
    def address(self) -> str:
        """Host and port."""
        return self.url.removeprefix("http://")

    @property
    def log(self) -> str:
        """What it said on standard error."""
        return self.stderr.read_text()

    def stop(self) -> int:
        """Send SIGTERM, and return the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(LIMIT_SECONDS)

    def client(self, token: str | None = None) -> httpx.Client:
        """Make a client, signed in if there is a token."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(base_url=f"{self.url}/api/v1/", headers=headers, timeout=LIMIT_SECONDS)

    def sign_up(self, name: str = "ada") -> httpx.Client:
        """Make an account, and a client that is signed in."""
        with self.client() as anonymous:
            answer = anonymous.post(
                "auth/register",
                json={
                    "email": f"{name}@example.org",
                    "password": PASSWORD,
                    "full_name": name.title(),
                },
            )
        assert answer.status_code == 201, answer.text
        return self.client(answer.json()["access_token"])


def until(condition: Callable[[], object], seconds: float = LIMIT_SECONDS) -> None:
    """Wait until a condition holds, and fail after a while."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)

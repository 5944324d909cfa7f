"""`make up`, as a user types it."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.server import LIMIT_SECONDS, ROOT, SECRET, until


class MakeUp:
    """A `make up` in a process group of its own, as a terminal starts it."""

    def __init__(self, folder: Path, **environ: str) -> None:
        self.output = folder / "output"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                ["make", "up"],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={
                    "PATH": os.environ["PATH"],
                    "HOME": str(folder),
                    "PORT": "0",
                    "DATA_DIR": str(folder / "data"),
                    "JWT_SECRET_KEY": SECRET,
                    **environ,
                },
            )

    @property
    def text(self) -> str:
        """What it said."""
        return self.output.read_text()

    def wait_until_up(self) -> str:
        """Wait for the banner, and return the base URL."""
        until(lambda: "Ctrl-C" in self.text or self.process.poll() is not None)
        lines = [line for line in self.text.splitlines() if "/health" in line]
        assert lines, self.text
        return lines[0].split()[-1].removesuffix("/health")

    def members(self) -> list[int]:
        """Return the processes of its session that have not ended, sandboxes included."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and self.output.parent.as_posix() in _environ(entry):
                found.append(int(entry.name))
        return found


def _environ(entry: Path) -> str:
    try:
        return (entry / "environ").read_text(errors="replace")
    except OSError:
        return ""


@pytest.fixture
def make_up(tmp_path: Path) -> Iterator[MakeUp]:
    """A `make up` on embedded defaults."""
    started = MakeUp(tmp_path)
    yield started
    if started.process.poll() is None:
        os.killpg(started.process.pid, signal.SIGKILL)
        started.process.wait(LIMIT_SECONDS)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_and_leaves_no_process_behind(
    make_up: MakeUp, number: signal.Signals
) -> None:
    url = make_up.wait_until_up()
    assert httpx.get(f"{url}/health").json() == {"status": "ok"}
    assert len(make_up.members()) > 2

    if number is signal.SIGINT:
        os.killpg(make_up.process.pid, number)  # as a terminal does: to the whole group
    else:
        make_up.process.send_signal(number)
    make_up.process.wait(LIMIT_SECONDS)

    until(lambda: not make_up.members())
    assert "Traceback" not in make_up.text


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "eighty"), ("DATA_DIR", "/dev/null/x"), ("LOG_LEVEL", "LOUD")]
)
def test_what_is_wrong_is_said_in_one_line_that_names_it(
    tmp_path: Path, name: str, value: str
) -> None:
    started = MakeUp(tmp_path, **{name: value})

    assert started.process.wait(LIMIT_SECONDS) != 0
    told = [line for line in started.text.splitlines() if line.startswith("taskmanager: ")]
    assert len(told) == 1, started.text
    assert told[0].startswith(f"taskmanager: {name}: ")

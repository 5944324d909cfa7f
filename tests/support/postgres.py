"""A real PostgreSQL, from the system's package, in a folder of its own.

    with PostgresServer() as server, server.database() as url:
        SqlDatabase(url)

It listens on a Unix socket alone, so that no port can be taken, and does not wait for the disk.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Self

import psycopg

from tests.support import programs

_BINARIES = "/usr/lib/postgresql/*/bin/"
_INITDB_OPTIONS = ("-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync")
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "shared_buffers": "32MB",
    "autovacuum": "off",
    "timezone": "Asia/Kolkata",  # whoever forgets UTC is half an hour off as well
}


class PostgresServer:
    """One cluster with one superuser, `postgres`, whom everybody may be."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._names = (f"test_{number}" for number in count())
        # PostgreSQL refuses to run as root.
        self._user = "postgres" if os.geteuid() == 0 else None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Make the cluster where there is none, start the server, and wait until it answers.

        Raises:
            MissingProgram: PostgreSQL is not installed.
        """
        data = self._folder / "data"
        if not data.exists():
            self._initialize(data)
        options = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [_binary("postgres"), "-D", data, "-k", self._folder, *options],
                stdout=log,
                stderr=log,
                user=self._user,
                group=self._user,
                cwd=self._folder,
            )
        programs.wait_until(self._answers, "PostgreSQL answers")

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        self.shut_down()
        shutil.rmtree(self._folder)

    def shut_down(self) -> None:
        """Stop the server, ending its connections; `start` brings it back with its data."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # a fast shutdown
            self._process.wait(timeout=30)
            self._process = None

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of a database."""
        return f"postgresql+psycopg://postgres@/{database}?host={self._folder}"

    def create(self, template: str = "template0") -> str:
        """Make a database and return its name."""
        name = next(self._names)
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, database: str) -> None:
        """Remove a database, whoever is connected to it."""
        self._execute(f"DROP DATABASE {database} WITH (FORCE)")

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """Give the URL of a database that is there for a while."""
        name = self.create(template)
        try:
            yield self.url(name)
        finally:
            self.drop(name)

    def _initialize(self, data: Path) -> None:
        if self._user is not None:
            shutil.chown(self._folder, self._user, self._user)
        subprocess.run(
            [_binary("initdb"), "-D", data, *_INITDB_OPTIONS],
            check=True,
            capture_output=True,
            user=self._user,
            group=self._user,
            cwd=self._folder,
        )

    def _execute(self, statement: str) -> None:
        with psycopg.connect(
            host=str(self._folder), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement.encode())

    def _answers(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise RuntimeError((self._folder / "log").read_text())
        try:
            self._execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True


def _binary(name: str) -> Path:
    return programs.find(name, _BINARIES + name)

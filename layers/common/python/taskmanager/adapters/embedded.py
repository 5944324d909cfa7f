"""Cache and counters without a server, for an installation that has no Redis.

They live in one SQLite file beside the database, because the functions are many processes: a
counter that each kept for itself would let each caller hit as often as there are processes. The
file holds nothing that has to survive, so it is written without waiting for the disk.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from limits.storage import Storage

from taskmanager.adapters.counters import LimitsRateLimiter
from taskmanager.domain.errors import Unavailable
from taskmanager.ports.rate_limit import Allowance, Limit

FILE_NAME = "cache.sqlite"
TIMEOUT_SECONDS = 2.0
RETRY_SECONDS = 0.01
_SWEEP_EVERY = 500
"""Writes between two removals of what has expired."""

_SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, value BLOB, expires REAL);
CREATE TABLE IF NOT EXISTS counters (key TEXT PRIMARY KEY, hits INTEGER, expires REAL);
"""


class EmbeddedFile:
    """The SQLite file. Opened on first use."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._writes = 0

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """Give the connection.

        Raises:
            Unavailable: The file cannot be used.
        """
        try:
            yield self._connection
        except (sqlite3.Error, OSError) as error:
            raise Unavailable("The embedded cache does not answer") from error

    def written(self, connection: sqlite3.Connection, now: float) -> None:
        """Count a write, and now and then remove what has expired."""
        self._writes += 1
        if self._writes % _SWEEP_EVERY == 0:
            connection.execute("DELETE FROM entries WHERE expires <= ?", (now,))
            connection.execute("DELETE FROM counters WHERE expires <= ?", (now,))

    def close(self) -> None:
        """Close the file; it is opened again on its next use."""
        connection: sqlite3.Connection | None = self.__dict__.pop("_connection", None)
        if connection is not None:
            connection.close()

    @cached_property
    def _connection(self) -> sqlite3.Connection:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path.touch(mode=0o600)  # SQLite gives its other files the same mode
        connection = sqlite3.connect(self._path, timeout=TIMEOUT_SECONDS, isolation_level=None)
        try:
            _prepare(connection)
        except sqlite3.Error:
            connection.close()
            raise
        return connection


def _prepare(connection: sqlite3.Connection) -> None:
    """Make the tables.

    SQLite's own timeout does not hold for turning a new file to WAL, which several processes may
    do at once: so here the wait is ours.
    """
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while True:
        try:
            connection.executescript(_SCHEMA)
            break
        except sqlite3.OperationalError:
            if time.monotonic() >= deadline:
                raise
            time.sleep(RETRY_SECONDS)
    connection.execute("PRAGMA synchronous = OFF")


class EmbeddedCache:
    """`ports.cache.Cache` in the SQLite file."""

    def __init__(self, file: EmbeddedFile) -> None:
        self._file = file

    def get(self, key: str) -> bytes | None:
        """Return the value, or None where there is none or no longer."""
        with self._file.connection() as connection:
            row: tuple[bytes] | None = connection.execute(
                "SELECT value FROM entries WHERE key = ? AND expires > ?", (key, time.time())
            ).fetchone()
        return None if row is None else row[0]

    def put(self, key: str, value: bytes, ttl_seconds: int) -> None:
        """Keep a value."""
        if ttl_seconds <= 0:
            return
        now = time.time()
        with self._file.connection() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO entries VALUES (?, ?, ?)", (key, value, now + ttl_seconds)
            )
            self._file.written(connection, now)

    def ping(self) -> None:
        """Check that the file can be read."""
        self.get("ping")


class EmbeddedRateLimiter:
    """`ports.rate_limit.RateLimiter` in the SQLite file."""

    def __init__(self, file: EmbeddedFile) -> None:
        self._limiter = LimitsRateLimiter(_Counters(file))

    def hit(self, limit: Limit, identity: str) -> Allowance:
        """Count a hit."""
        return self._limiter.hit(limit, identity)

    def peek(self, limit: Limit, identity: str) -> Allowance:
        """Tell what a hit would be told, without counting it."""
        return self._limiter.peek(limit, identity)

    def clear(self, limit: Limit, identity: str) -> None:
        """Forget the hits."""
        self._limiter.clear(limit, identity)


class _Counters(Storage):
    """The storage interface of `limits`, on the SQLite file."""

    STORAGE_SCHEME = None

    def __init__(self, file: EmbeddedFile) -> None:
        super().__init__(wrap_exceptions=True)
        self._file = file

    @property
    def base_exceptions(self) -> type[Exception]:
        return Unavailable

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = time.time()
        with self._file.connection() as connection:
            row: tuple[int] = connection.execute(
                "INSERT INTO counters VALUES (?1, ?2, ?3) ON CONFLICT (key) DO UPDATE SET "
                "hits = CASE WHEN expires <= ?4 THEN ?2 ELSE hits + ?2 END, "
                "expires = CASE WHEN expires <= ?4 THEN ?3 ELSE expires END RETURNING hits",
                (key, amount, now + expiry, now),
            ).fetchone()
            self._file.written(connection, now)
        return row[0]

    def get(self, key: str) -> int:
        return int(self._live(key)[0])

    def get_expiry(self, key: str) -> float:
        return self._live(key)[1]

    def check(self) -> bool:
        self._live("")
        return True

    def reset(self) -> int:
        with self._file.connection() as connection:
            return connection.execute("DELETE FROM counters").rowcount

    def clear(self, key: str) -> None:
        with self._file.connection() as connection:
            connection.execute("DELETE FROM counters WHERE key = ?", (key,))

    def _live(self, key: str) -> tuple[int, float]:
        now = time.time()
        with self._file.connection() as connection:
            row: tuple[int, float] | None = connection.execute(
                "SELECT hits, expires FROM counters WHERE key = ? AND expires > ?", (key, now)
            ).fetchone()
        return (0, now) if row is None else row

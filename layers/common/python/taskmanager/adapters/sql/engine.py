"""One database: how it is reached, how reads and writes are run, what their errors mean."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from taskmanager.adapters.sql.tables import REVISION
from taskmanager.domain.errors import Unavailable

BUSY_TIMEOUT_SECONDS = 20
CONNECT_TIMEOUT_SECONDS = 5
S = TypeVar("S", bound=msgspec.Struct)


class SqlDatabase:
    """A database with a reading and a writing side.

    Connections are made on first use, so that a process can be forked before. Reads run in
    autocommit: each is one statement. Writes are transactions; on SQLite they begin IMMEDIATE,
    because a transaction that turns from reading to writing cannot wait for its turn.
    """

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url)
        self._reader = (
            self._engine
            if self.dialect == "sqlite"  # in autocommit already, see _prepare_sqlite
            else self._engine.execution_options(isolation_level="AUTOCOMMIT")
        )

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Give a connection for one statement that reads.

        Raises:
            Unavailable: The database does not answer.
        """
        with _driver_errors(), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """Give a connection for one transaction, committed at its end, rolled back on an error.

        Raises:
            Unavailable: The database does not answer.
        """
        with _driver_errors(), self._engine.begin() as connection:
            if self.dialect == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    def insert_if_absent(
        self, connection: sa.Connection, table: sa.Table, values: Mapping[str, Any]
    ) -> bool:
        """Insert a row unless one of its unique keys is taken; tell whether it did.

        The row's key is asked for, because only some drivers count the rows of an insert.
        """
        insert = (sqlite if self.dialect == "sqlite" else postgresql).insert(table)
        done = connection.execute(
            insert.values(**values).on_conflict_do_nothing().returning(*table.primary_key)
        )
        return done.first() is not None

    def ping(self) -> None:
        """Check that the database answers and has the newest schema.

        Raises:
            Unavailable: It does not.
        """
        try:
            with self.read() as connection:
                query = sa.text("SELECT version_num FROM alembic_version")
                found = connection.execute(query).scalars().all()
        except ProgrammingError as error:  # PostgreSQL's word for a table that is not there
            raise Unavailable("The database has no schema: run `make migrate`") from error
        if found != [REVISION]:
            raise Unavailable("The database has not the newest schema: run `make migrate`")

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def create_engine(url: str) -> sa.Engine:
    """Make the engine of a database, SQLite in its concurrent settings.

    Its errors tell no parameters: these are hashes and what users write, and errors are logged.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = sa.create_engine(
            parsed, hide_parameters=True, connect_args={"timeout": BUSY_TIMEOUT_SECONDS}
        )
        sa.event.listen(engine, "do_connect", _make_file)
        sa.event.listen(engine, "connect", _prepare_sqlite)
        return engine
    return sa.create_engine(
        parsed,
        hide_parameters=True,
        pool_size=2,
        pool_pre_ping=True,
        connect_args={"connect_timeout": CONNECT_TIMEOUT_SECONDS},
    )


def to_row(value: msgspec.Struct) -> dict[str, Any]:
    """Turn a value into its columns; what is nested becomes JSON."""
    return {name: _column(getattr(value, name)) for name in value.__struct_fields__}


def from_row(row: sa.RowMapping, kind: type[S]) -> S:
    """Turn a row into the value that it holds."""
    return msgspec.convert({name: row[name] for name in kind.__struct_fields__}, kind)


def _column(value: Any) -> Any:
    if isinstance(value, msgspec.Struct | tuple | dict):
        return msgspec.to_builtins(value)
    return value


def _make_file(_dialect: object, _record: object, arguments: Any, _options: object) -> None:
    """Make the file for its owner's eyes only; SQLite gives its other files the same mode."""
    path = Path(arguments[0])
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Set what SQLite keeps per connection.

    WAL lets readers and the writer work at the same time. With it, synchronous NORMAL loses
    nothing when a process dies; a power cut may lose the last moments, never the consistency
    (https://www.sqlite.org/pragma.html#pragma_synchronous).
    """
    connection.isolation_level = None  # `write` begins transactions, the driver never does
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


@contextmanager
def _driver_errors() -> Iterator[None]:
    """Tell that the database is not there; anything else it complains of is a bug of ours."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout, OSError) as error:
        raise Unavailable from error
    except DatabaseError as error:
        if type(error) is DatabaseError:  # of no kind: SQLite's file is none, or is damaged
            raise Unavailable from error
        raise

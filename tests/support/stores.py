"""Every store on one database, and a database that has the schema."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from local import migrations
from taskmanager.adapters.sql.accounts import SqlApiTokenStore, SqlSessionStore, SqlUserStore
from taskmanager.adapters.sql.engine import SqlDatabase, create_engine
from taskmanager.adapters.sql.idempotency import SqlIdempotencyStore
from taskmanager.adapters.sql.projects import SqlProjectStore
from taskmanager.adapters.sql.suggestions import SqlSuggestionStore
from taskmanager.adapters.sql.tables import metadata
from taskmanager.adapters.sql.tasks import SqlTaskStore
from taskmanager.domain.account import ApiToken, Session, User
from taskmanager.domain.project import Project
from taskmanager.domain.suggestion import Suggestion
from taskmanager.domain.task import Task
from taskmanager.domain.values import Page
from taskmanager.ports.stores import (
    ApiTokenStore,
    Database,
    IdempotencyRecord,
    IdempotencyStore,
    ProjectStore,
    SessionStore,
    SuggestionStore,
    TaskStore,
    UserStore,
)
from tests.support.builders import a_user, an_inbox
from tests.support.postgres import PostgresServer

# msgspec looks at a type when it is first used, and crashes the process (0.22) when two threads do
# so at once. A function's process has one thread; the races here have many.
for kind in (User, Session, ApiToken, Project, Task, Suggestion, IdempotencyRecord):
    msgspec.json.Decoder(kind)


class Stores:
    """All the ports of one database; a test that can use these can be run on every adapter."""

    database: Database
    users: UserStore
    sessions: SessionStore
    api_tokens: ApiTokenStore
    projects: ProjectStore
    tasks: TaskStore
    suggestions: SuggestionStore
    idempotency: IdempotencyStore

    def __init__(self, url: str) -> None:
        self.url = url
        self._sql = SqlDatabase(url)
        self.database = self._sql
        self.users = SqlUserStore(self._sql)
        self.sessions = SqlSessionStore(self._sql)
        self.api_tokens = SqlApiTokenStore(self._sql)
        self.projects = SqlProjectStore(self._sql)
        self.tasks = SqlTaskStore(self._sql)
        self.suggestions = SqlSuggestionStore(self._sql)
        self.idempotency = SqlIdempotencyStore(self._sql)

    def a_stored_user(self, **fields: object) -> User:
        """Make an account with its Inbox and store both."""
        user = a_user(**fields)
        return self.users.add(user, an_inbox(user))

    def close(self) -> None:
        """Close the connections."""
        self._sql.close()


@contextmanager
def opened(url: str) -> Iterator[Stores]:
    """Give the stores of a database, with connections of their own."""
    stores = Stores(url)
    try:
        yield stores
    finally:
        stores.close()


class SqliteFiles:
    """Makes SQLite databases by copying one that has the schema."""

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.sqlite"
        migrations.upgrade(sqlite_url(self._template))

    @contextmanager
    def database(self, folder: Path) -> Iterator[str]:
        """Give the URL of a database with the schema."""
        path = folder / "db.sqlite"
        shutil.copyfile(self._template, path)
        yield sqlite_url(path)


class PostgresDatabases:
    """Gives a PostgreSQL database that has the schema, emptied: making one takes far longer."""

    def __init__(self, server: PostgresServer) -> None:
        self._url = server.url(server.create())
        migrations.upgrade(self._url)
        self._tables = [table for table in metadata.sorted_tables if not table.foreign_keys]

    @contextmanager
    def database(self) -> Iterator[str]:
        """Give the URL of a database with the schema."""
        engine = create_engine(self._url)
        with engine.begin() as connection:
            for table in self._tables:  # the others go with these
                connection.execute(table.delete())
        engine.dispose()
        yield self._url


def sqlite_url(path: Path) -> str:
    """Return the SQLAlchemy URL of a file."""
    return f"sqlite:///{path}"


def ids_of(page: Page[Any]) -> list[str]:
    """Return the ids on a page, in order."""
    return [row.id for row in page.results]

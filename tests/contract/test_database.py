from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

from local import migrations
from taskmanager.adapters.sql.engine import SqlDatabase, create_engine
from taskmanager.domain.errors import Unavailable
from tests.support.builders import NOW, a_user, an_inbox
from tests.support.postgres import PostgresServer
from tests.support.stores import Stores, opened, sqlite_url


def _ping(url: str) -> str:
    """Tell what a ping says."""
    with opened(url) as stores:
        try:
            stores.database.ping()
        except Unavailable:
            return "unavailable"
        return "ok"


def _set_revision(url: str, statement: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


def test_a_database_with_the_newest_schema_answers(database_url: str) -> None:
    assert _ping(database_url) == "ok"


def test_a_database_without_a_schema_is_unavailable(empty_database_url: str) -> None:
    assert _ping(empty_database_url) == "unavailable"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE alembic_version SET version_num = '0000'",
        "UPDATE alembic_version SET version_num = '9999'",
        "DELETE FROM alembic_version",
    ],
    ids=["older", "newer", "none"],
)
def test_a_database_with_another_schema_is_unavailable(
    empty_database_url: str, statement: str
) -> None:
    migrations.upgrade(empty_database_url)
    _set_revision(empty_database_url, statement)

    assert _ping(empty_database_url) == "unavailable"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://nobody@127.0.0.1:1/nothing",
        "postgresql+psycopg://nobody@/nothing?host=/nowhere",
    ],
)
def test_a_server_that_is_not_there_makes_every_method_unavailable(url: str) -> None:
    user = a_user()

    with opened(url) as stores:
        for work in (
            stores.database.ping,
            lambda: stores.users.get("ada"),
            lambda: stores.users.add(user, an_inbox(user)),
            lambda: stores.sessions.page("ada", NOW, None, 10),
            lambda: stores.idempotency.purge(NOW, 10),
        ):
            with pytest.raises(Unavailable):
                work()


@pytest.mark.parametrize("content", [b"this is no database at all" * 100, None])
def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "db.sqlite"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)

    assert _ping(sqlite_url(path)) == "unavailable"


def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    assert _ping(sqlite_url(tmp_path / "file" / "db.sqlite")) == "unavailable"


def test_a_server_that_went_away_is_unavailable_and_used_again_when_it_is_back() -> None:
    with PostgresServer() as server:
        url = server.url(server.create())
        migrations.upgrade(url)
        with opened(url) as stores:
            user = stores.a_stored_user()

            server.shut_down()
            with pytest.raises(Unavailable):
                stores.users.get(user.id)
            with pytest.raises(Unavailable):
                stores.users.replace(user, expected=1)
            server.start()

            assert user == stores.users.get(user.id)


def test_connections_are_made_on_first_use(tmp_path: Path) -> None:
    path = tmp_path / "db.sqlite"

    SqlDatabase(sqlite_url(path)).close()

    assert path.exists() is False


def test_a_failed_write_leaves_nothing_and_the_connection_is_used_again(
    stores: Stores,
) -> None:
    database = SqlDatabase(stores.url)

    with suppress(ZeroDivisionError), database.write() as connection:
        connection.execute(sa.text("DELETE FROM alembic_version"))
        raise ZeroDivisionError

    database.ping()
    database.close()
    assert _ping(stores.url) == "ok"

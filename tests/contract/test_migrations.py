import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from local import migrations
from taskmanager.adapters.sql.engine import create_engine
from taskmanager.adapters.sql.tables import REVISION, metadata
from tests.support import race, work
from tests.support.stores import opened


def _tables(url: str) -> set[str]:
    engine = create_engine(url)
    names = set(sa.inspect(engine).get_table_names())
    engine.dispose()
    return names


def _differences(url: str) -> list[object]:
    """Return in what the schema differs from the tables that the adapters use."""
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        found: list[object] = compare_metadata(context, metadata)
    engine.dispose()
    return found


def test_the_adapters_ask_for_the_newest_revision() -> None:
    assert ScriptDirectory(str(migrations.FOLDER)).get_current_head() == REVISION


def test_upgrade_makes_exactly_the_tables_of_the_adapters(empty_database_url: str) -> None:
    migrations.upgrade(empty_database_url)

    assert _differences(empty_database_url) == []
    assert {*metadata.tables, "alembic_version"} == _tables(empty_database_url)


def test_the_comparison_sees_a_missing_index_and_a_changed_type(empty_database_url: str) -> None:
    migrations.upgrade(empty_database_url)
    engine = create_engine(empty_database_url)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP INDEX ix_projects_parent_id"))
    engine.dispose()

    assert len(_differences(empty_database_url)) == 1


def test_a_database_can_go_back_to_nothing_and_forth_again(empty_database_url: str) -> None:
    migrations.upgrade(empty_database_url)

    migrations.downgrade(empty_database_url, "base")

    assert {"alembic_version"} == _tables(empty_database_url)
    assert migrations.current(empty_database_url) is None

    migrations.upgrade(empty_database_url)

    assert _differences(empty_database_url) == []
    assert migrations.current(empty_database_url) == REVISION


def test_upgrading_twice_changes_nothing_and_keeps_the_rows(empty_database_url: str) -> None:
    migrations.upgrade(empty_database_url)
    with opened(empty_database_url) as stores:
        user = stores.a_stored_user()

    migrations.upgrade(empty_database_url)

    with opened(empty_database_url) as stores:
        assert user == stores.users.get(user.id)


def test_processes_that_upgrade_a_fresh_database_at_once_all_succeed(
    empty_database_url: str,
) -> None:
    assert race.processes(4, work.upgrade, empty_database_url) == [REVISION] * 4
    assert _differences(empty_database_url) == []


def test_an_unknown_revision_in_the_database_is_named(empty_database_url: str) -> None:
    migrations.upgrade(empty_database_url)
    engine = create_engine(empty_database_url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    with pytest.raises(CommandError, match="9999"):
        migrations.upgrade(empty_database_url)

    assert migrations.current(empty_database_url) == "9999"


def test_an_unused_database_has_no_revision(empty_database_url: str) -> None:
    assert migrations.current(empty_database_url) is None

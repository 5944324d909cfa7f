"""What is kept on disk is for its owner's eyes only, wherever the folder is."""

import stat
from pathlib import Path

import pytest

from local import migrations
from taskmanager.adapters.embedded import EmbeddedCache, EmbeddedFile
from taskmanager.adapters.sql.engine import SqlDatabase


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that everybody may look into."""
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o755)
    return folder


def modes(folder: Path) -> dict[str, str]:
    return {file.name: oct(stat.S_IMODE(file.stat().st_mode)) for file in folder.iterdir()}


def test_nobody_else_reads_the_database(folder: Path) -> None:
    url = f"sqlite:///{folder / 'db.sqlite'}"
    migrations.upgrade(url)
    database = SqlDatabase(url)
    with database.write():
        found = modes(folder)
    database.close()

    assert found == dict.fromkeys(("db.sqlite", "db.sqlite-wal", "db.sqlite-shm"), "0o600")


def test_nobody_else_reads_the_embedded_cache(folder: Path) -> None:
    file = EmbeddedFile(folder)
    EmbeddedCache(file).put("key", b"value", 60)
    found = modes(folder)
    file.close()

    names = ("cache.sqlite", "cache.sqlite-wal", "cache.sqlite-shm")
    assert found == dict.fromkeys(names, "0o600")

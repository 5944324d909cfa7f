"""Every adapter of a port under one name, so that one test holds all of them to the port."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from taskmanager.adapters.embedded import EmbeddedCache, EmbeddedFile, EmbeddedRateLimiter
from taskmanager.adapters.redis import RedisCache, RedisRateLimiter
from taskmanager.domain.account import User
from taskmanager.ports.cache import Cache
from taskmanager.ports.rate_limit import RateLimiter
from tests.support.postgres import PostgresServer
from tests.support.redis import RedisServer
from tests.support.stores import PostgresDatabases, SqliteFiles, Stores, opened

DATABASES = ("sqlite", "postgresql")
COUNTERS = ("embedded", "redis")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_databases(postgres_server: PostgresServer) -> PostgresDatabases:
    return PostgresDatabases(postgres_server)


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def shared_redis() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture
def redis_server(shared_redis: RedisServer) -> RedisServer:
    """An empty Redis. A test that stops one brings its own."""
    shared_redis.flush()
    return shared_redis


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with the schema and nothing in it."""
    databases: Any
    if request.param == "sqlite":
        databases = request.getfixturevalue("sqlite_files").database(tmp_path)
    else:
        databases = request.getfixturevalue("postgres_databases").database()
    with databases as url:
        yield url


@pytest.fixture(params=DATABASES)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without the schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        with server.database() as url:
            yield url


@pytest.fixture
def stores(database_url: str) -> Iterator[Stores]:
    """Every store, on each database in turn."""
    with opened(database_url) as stores:
        yield stores


@pytest.fixture
def ada(stores: Stores) -> User:
    """An account that is stored."""
    return stores.a_stored_user(full_name="Ada Lovelace")


@pytest.fixture
def grace(stores: Stores) -> User:
    """Another account that is stored."""
    return stores.a_stored_user(full_name="Grace Hopper")


@pytest.fixture(params=COUNTERS)
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Cache]:
    if request.param == "redis":
        yield RedisCache(request.getfixturevalue("redis_server").url)
    else:
        with embedded_file(tmp_path) as file:
            yield EmbeddedCache(file)


@pytest.fixture(params=COUNTERS)
def limiter(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RateLimiter]:
    if request.param == "redis":
        yield RedisRateLimiter(request.getfixturevalue("redis_server").url)
    else:
        with embedded_file(tmp_path) as file:
            yield EmbeddedRateLimiter(file)


@contextmanager
def embedded_file(folder: Path) -> Iterator[EmbeddedFile]:
    file = EmbeddedFile(folder)
    try:
        yield file
    finally:
        file.close()

"""The functions on SQLite files, and the stores on both databases."""

from tests.contract.conftest import (
    database_url,
    postgres_databases,
    postgres_server,
    sqlite_files,
    stores,
)
from tests.functions.conftest import (
    a_project,
    a_task,
    ada,
    an_api_token,
    client,
    clock,
    login,
    migrated,
    new_world,
    sign_up,
    stranger,
    world,
)

__all__ = [
    "a_project",
    "a_task",
    "ada",
    "an_api_token",
    "client",
    "clock",
    "database_url",
    "login",
    "migrated",
    "new_world",
    "postgres_databases",
    "postgres_server",
    "sign_up",
    "sqlite_files",
    "stores",
    "stranger",
    "world",
]

"""The tables. The schema is made by Alembic alone; a test holds both to each other."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

REVISION = "0001"
"""The newest revision in `local/migrations`: what a database has to have."""


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """A moment. SQLite keeps no offset, so it gets UTC and gives UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Write UTC."""
        if value is None or dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id(name: str = "id", **options: Any) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), nullable=False, **options)


def _owner() -> sa.Column[str]:
    return sa.Column(
        "user_id", sa.String(64), sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False
    )


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, UtcDateTime, nullable=nullable)


def _version() -> sa.Column[int]:
    return sa.Column("version", sa.Integer, nullable=False)


users = sa.Table(
    "users",
    metadata,
    _id(primary_key=True),
    sa.Column("email", sa.String(254), nullable=False, unique=True),
    sa.Column("full_name", sa.Text, nullable=False),
    sa.Column("timezone", sa.String(64), nullable=False),
    _id("inbox_project_id"),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("credentials", sa.Integer, nullable=False),
    _moment("created_at"),
    _version(),
)

sessions = sa.Table(
    "sessions",
    metadata,
    _id(primary_key=True),
    _owner(),
    sa.Column("credentials", sa.Integer, nullable=False),
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("user_agent", sa.Text, nullable=False),
    sa.Column("ip_address", sa.String(64), nullable=False),
    _moment("created_at"),
    _moment("refreshed_at"),
    _moment("expires_at"),
    _version(),
    sa.Index(None, "user_id", "created_at", "id"),
    sa.Index(None, "expires_at"),
)

api_tokens = sa.Table(
    "api_tokens",
    metadata,
    _id(primary_key=True),
    _owner(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("scopes", sa.JSON, nullable=False),
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    _moment("created_at"),
    _moment("expires_at", nullable=True),
    sa.Index(None, "user_id", "created_at", "id"),
    sa.Index(None, "expires_at"),
)

projects = sa.Table(
    "projects",
    metadata,
    _id(primary_key=True),
    _owner(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("color", sa.String(32), nullable=False),
    sa.Column("parent_id", sa.String(64), nullable=True),
    sa.Column("child_order", sa.Integer, nullable=False),
    sa.Column("default_order", sa.Integer, nullable=False),
    sa.Column("can_assign_tasks", sa.Boolean, nullable=False),
    sa.Column("inbox_project", sa.Boolean, nullable=False),
    sa.Column("is_archived", sa.Boolean, nullable=False),
    sa.Column("is_deleted", sa.Boolean, nullable=False),
    sa.Column("is_favorite", sa.Boolean, nullable=False),
    sa.Column("is_frozen", sa.Boolean, nullable=False),
    sa.Column("is_collapsed", sa.Boolean, nullable=False),
    sa.Column("is_shared", sa.Boolean, nullable=False),
    sa.Column("view_style", sa.String(16), nullable=False),
    _moment("created_at"),
    _moment("updated_at"),
    _version(),
    sa.Index(None, "user_id", "is_deleted", "is_archived", "child_order", "id"),
    sa.Index(None, "parent_id"),
)

tasks = sa.Table(
    "tasks",
    metadata,
    _id(primary_key=True),
    _owner(),
    sa.Column(
        "project_id",
        sa.String(64),
        sa.ForeignKey("projects.id", ondelete="CASCADE"),
        nullable=False,
    ),
    sa.Column("section_id", sa.String(64), nullable=True),
    sa.Column("parent_id", sa.String(64), nullable=True),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("labels", sa.JSON, nullable=False),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("due", sa.JSON(none_as_null=True), nullable=True),
    sa.Column("deadline", sa.JSON(none_as_null=True), nullable=True),
    sa.Column("duration", sa.JSON(none_as_null=True), nullable=True),
    sa.Column("child_order", sa.Integer, nullable=False),
    sa.Column("day_order", sa.Integer, nullable=False),
    sa.Column("checked", sa.Boolean, nullable=False),
    sa.Column("is_deleted", sa.Boolean, nullable=False),
    sa.Column("is_collapsed", sa.Boolean, nullable=False),
    _moment("added_at"),
    _moment("updated_at"),
    _moment("completed_at", nullable=True),
    _id("added_by_uid"),
    sa.Column("assigned_by_uid", sa.String(64), nullable=True),
    sa.Column("responsible_uid", sa.String(64), nullable=True),
    _version(),
    sa.Index(None, "user_id", "is_deleted", "checked", "child_order", "id"),
    sa.Index(None, "project_id", "is_deleted", "checked", "child_order", "id"),
    sa.Index(None, "parent_id", "is_deleted", "checked", "child_order", "id"),
    sa.Index(None, "user_id", "completed_at"),
)

# The index of the labels column: written with the task, read by queries alone.
task_labels = sa.Table(
    "task_labels",
    metadata,
    sa.Column(
        "task_id",
        sa.String(64),
        sa.ForeignKey("tasks.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("label", sa.String(128), primary_key=True),
    _owner(),
    sa.Index(None, "user_id", "label", "task_id"),
)

suggestions = sa.Table(
    "suggestions",
    metadata,
    _id(primary_key=True),
    _owner(),
    sa.Column("kind", sa.String(32), nullable=False),
    _id("task_id"),
    sa.Column("granularity", sa.Integer, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("engine", sa.String(16), nullable=False),
    sa.Column("explanation", sa.Text, nullable=False),
    sa.Column("changes", sa.JSON, nullable=False),
    sa.Column("temp_id_mapping", sa.JSON, nullable=False),
    _moment("created_at"),
    _moment("expires_at"),
    _moment("resolved_at", nullable=True),
    _version(),
    sa.Index(None, "user_id", "created_at", "id"),
    sa.Index(None, "user_id", "task_id", "created_at", "id"),
    sa.Index(None, "expires_at"),
)

idempotency = sa.Table(
    "idempotency",
    metadata,
    sa.Column("key", sa.String(128), primary_key=True),
    sa.Column("fingerprint", sa.String(128), nullable=False),
    sa.Column("is_done", sa.Boolean, nullable=False),
    sa.Column("answer", sa.JSON(none_as_null=True), nullable=True),
    _moment("lease_until"),
    _moment("expires_at"),
    sa.Index(None, "expires_at"),
)

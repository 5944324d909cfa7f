"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "idempotency",
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("fingerprint", sa.String(length=128), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_idempotency"),
    )
    op.create_index("ix_idempotency_expires_at", "idempotency", ["expires_at"])

    op.create_table(
        "users",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("inbox_project_id", sa.String(length=64), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("credentials", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("email", name="uq_users_email"),
    )
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_api_tokens_user_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_api_tokens"),
        sa.UniqueConstraint("token_hash", name="uq_api_tokens_token_hash"),
    )
    op.create_index("ix_api_tokens_expires_at", "api_tokens", ["expires_at"])
    op.create_index(
        "ix_api_tokens_user_id_created_at_id", "api_tokens", ["user_id", "created_at", "id"]
    )

    op.create_table(
        "projects",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("color", sa.String(length=32), nullable=False),
        sa.Column("parent_id", sa.String(length=64), nullable=True),
        sa.Column("child_order", sa.Integer(), nullable=False),
        sa.Column("default_order", sa.Integer(), nullable=False),
        sa.Column("can_assign_tasks", sa.Boolean(), nullable=False),
        sa.Column("inbox_project", sa.Boolean(), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.Column("is_favorite", sa.Boolean(), nullable=False),
        sa.Column("is_frozen", sa.Boolean(), nullable=False),
        sa.Column("is_collapsed", sa.Boolean(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("view_style", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_projects_user_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_projects"),
    )
    op.create_index("ix_projects_parent_id", "projects", ["parent_id"])
    op.create_index(
        "ix_projects_user_id_is_deleted_is_archived_child_order_id",
        "projects",
        ["user_id", "is_deleted", "is_archived", "child_order", "id"],
    )

    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.Column("credentials", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("user_agent", sa.Text(), nullable=False),
        sa.Column("ip_address", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refreshed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_sessions_user_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
    op.create_index(
        "ix_sessions_user_id_created_at_id", "sessions", ["user_id", "created_at", "id"]
    )

    op.create_table(
        "suggestions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("task_id", sa.String(length=64), nullable=False),
        sa.Column("granularity", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("engine", sa.String(length=16), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("temp_id_mapping", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_suggestions_user_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_suggestions"),
    )
    op.create_index("ix_suggestions_expires_at", "suggestions", ["expires_at"])
    op.create_index(
        "ix_suggestions_user_id_created_at_id", "suggestions", ["user_id", "created_at", "id"]
    )
    op.create_index(
        "ix_suggestions_user_id_task_id_created_at_id",
        "suggestions",
        ["user_id", "task_id", "created_at", "id"],
    )

    op.create_table(
        "tasks",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.String(length=64), nullable=False),
        sa.Column("section_id", sa.String(length=64), nullable=True),
        sa.Column("parent_id", sa.String(length=64), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("due", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("deadline", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("duration", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("child_order", sa.Integer(), nullable=False),
        sa.Column("day_order", sa.Integer(), nullable=False),
        sa.Column("checked", sa.Boolean(), nullable=False),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.Column("is_collapsed", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added_by_uid", sa.String(length=64), nullable=False),
        sa.Column("assigned_by_uid", sa.String(length=64), nullable=True),
        sa.Column("responsible_uid", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name="fk_tasks_project_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_tasks_user_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
    )
    op.create_index(
        "ix_tasks_parent_id_is_deleted_checked_child_order_id",
        "tasks",
        ["parent_id", "is_deleted", "checked", "child_order", "id"],
    )
    op.create_index(
        "ix_tasks_project_id_is_deleted_checked_child_order_id",
        "tasks",
        ["project_id", "is_deleted", "checked", "child_order", "id"],
    )
    op.create_index("ix_tasks_user_id_completed_at", "tasks", ["user_id", "completed_at"])
    op.create_index(
        "ix_tasks_user_id_is_deleted_checked_child_order_id",
        "tasks",
        ["user_id", "is_deleted", "checked", "child_order", "id"],
    )

    op.create_table(
        "task_labels",
        sa.Column("task_id", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=128), nullable=False),
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name="fk_task_labels_task_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_task_labels_user_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("task_id", "label", name="pk_task_labels"),
    )
    op.create_index(
        "ix_task_labels_user_id_label_task_id", "task_labels", ["user_id", "label", "task_id"]
    )


def downgrade() -> None:
    op.drop_index("ix_task_labels_user_id_label_task_id", table_name="task_labels")

    op.drop_table("task_labels")
    op.drop_index("ix_tasks_user_id_is_deleted_checked_child_order_id", table_name="tasks")
    op.drop_index("ix_tasks_user_id_completed_at", table_name="tasks")
    op.drop_index("ix_tasks_project_id_is_deleted_checked_child_order_id", table_name="tasks")
    op.drop_index("ix_tasks_parent_id_is_deleted_checked_child_order_id", table_name="tasks")

    op.drop_table("tasks")
    op.drop_index("ix_suggestions_user_id_task_id_created_at_id", table_name="suggestions")
    op.drop_index("ix_suggestions_user_id_created_at_id", table_name="suggestions")
    op.drop_index("ix_suggestions_expires_at", table_name="suggestions")

    op.drop_table("suggestions")
    op.drop_index("ix_sessions_user_id_created_at_id", table_name="sessions")
    op.drop_index("ix_sessions_expires_at", table_name="sessions")

    op.drop_table("sessions")
    op.drop_index(
        "ix_projects_user_id_is_deleted_is_archived_child_order_id", table_name="projects"
    )
    op.drop_index("ix_projects_parent_id", table_name="projects")

    op.drop_table("projects")
    op.drop_index("ix_api_tokens_user_id_created_at_id", table_name="api_tokens")
    op.drop_index("ix_api_tokens_expires_at", table_name="api_tokens")

    op.drop_table("api_tokens")
    op.drop_table("users")
    op.drop_index("ix_idempotency_expires_at", table_name="idempotency")

    op.drop_table("idempotency")

"""One builder per value: `a_task(content="Buy milk", owner=ada)`. Ids are new unless given."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from taskmanager.domain.account import ApiToken, Session, User
from taskmanager.domain.project import Project, inbox
from taskmanager.domain.suggestion import Command, ItemAdd, Suggestion
from taskmanager.domain.task import Task
from taskmanager.domain.values import Scope
from taskmanager.ports.stores import IdempotencyRecord, StoredAnswer

NOW = datetime(2026, 3, 4, 5, 6, 7, 891_011, UTC)
"""The present moment of the tests."""

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)

_numbers = count(1)


def new_id(kind: str) -> str:
    """Make an id that no other value of this process has; later ones sort later."""
    return f"{kind}-{next(_numbers):08}"


def a_user(**fields: Any) -> User:
    """Make an account."""
    user_id = fields.pop("id", None) or new_id("user")
    defaults: dict[str, Any] = {
        "id": user_id,
        "email": f"{user_id}@example.org",
        "full_name": "Ada Lovelace",
        "timezone": "Europe/London",
        "inbox_project_id": f"inbox-of-{user_id}",
        "password_hash": "$argon2id$not-a-real-hash",
        "created_at": NOW,
    }
    return User(**defaults | fields)


def an_inbox(owner: User) -> Project:
    """Make the project that an account starts with."""
    return inbox(owner.inbox_project_id, owner.id, owner.created_at)


def a_session(owner: User | None = None, **fields: Any) -> Session:
    """Make a sign-in."""
    owner = owner or a_user()
    defaults: dict[str, Any] = {
        "id": new_id("session"),
        "user_id": owner.id,
        "credentials": owner.credentials,
        "user_agent": "Mozilla/5.0",
        "ip_address": "192.0.2.7",
        "created_at": NOW,
        "refreshed_at": NOW,
        "expires_at": NOW + 30 * DAY,
    }
    return Session(**defaults | fields)


def an_api_token(owner: User | None = None, **fields: Any) -> ApiToken:
    """Make a personal API token."""
    token_id = fields.pop("id", None) or new_id("token")
    defaults: dict[str, Any] = {
        "id": token_id,
        "user_id": (owner or a_user()).id,
        "name": "backup script",
        "scopes": (Scope.DATA_READ,),
        "token_hash": f"hash-of-{token_id}",
        "created_at": NOW,
        "expires_at": None,
    }
    return ApiToken(**defaults | fields)


def a_project(owner: User | None = None, **fields: Any) -> Project:
    """Make a project."""
    defaults: dict[str, Any] = {
        "id": new_id("project"),
        "user_id": (owner or a_user()).id,
        "name": "Garden",
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Project(**defaults | fields)


def a_task(content: str = "Buy milk", owner: User | None = None, **fields: Any) -> Task:
    """Make a task, in its owner's Inbox unless told otherwise."""
    owner = owner or a_user()
    defaults: dict[str, Any] = {
        "id": new_id("task"),
        "user_id": owner.id,
        "project_id": owner.inbox_project_id,
        "content": content,
        "added_at": NOW,
        "updated_at": NOW,
        "added_by_uid": owner.id,
    }
    return Task(**defaults | fields)


def a_suggestion(owner: User | None = None, **fields: Any) -> Suggestion:
    """Make a suggestion of one step."""
    owner = owner or a_user()
    task_id = fields.pop("task_id", None) or new_id("task")
    defaults: dict[str, Any] = {
        "id": new_id("suggestion"),
        "user_id": owner.id,
        "task_id": task_id,
        "granularity": 3,
        "engine": "rules",
        "explanation": "First things first.",
        "changes": (
            Command(
                type="item_add",
                uuid=new_id("step"),
                temp_id="step-1",
                args=ItemAdd(
                    content="Find the shop",
                    description="",
                    project_id=owner.inbox_project_id,
                    parent_id=task_id,
                    child_order=1,
                ),
            ),
        ),
        "created_at": NOW,
        "expires_at": NOW + 30 * DAY,
    }
    return Suggestion(**defaults | fields)


def an_idempotency_record(**fields: Any) -> IdempotencyRecord:
    """Make a claim on a key, which its holder keeps for a minute."""
    defaults: dict[str, Any] = {
        "key": new_id("key"),
        "fingerprint": "POST /tasks",
        "lease_until": NOW + 60 * SECOND,
        "expires_at": NOW + DAY,
    }
    return IdempotencyRecord(**defaults | fields)


def an_answer(**fields: Any) -> StoredAnswer:
    """Make an answer that is kept."""
    defaults: dict[str, Any] = {"status": 200, "headers": {"etag": '"1"'}, "body": '{"id":"1"}'}
    return StoredAnswer(**defaults | fields)

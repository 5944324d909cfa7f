"""Projects. Shapes and names are Todoist API v1's; `version` is ours."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from taskmanager.domain.errors import Forbidden
from taskmanager.domain.values import (
    Description,
    Id,
    Instant,
    Name,
    Order,
    Versioned,
)

INBOX_NAME = "Inbox"
MAX_PROJECTS = 300

ViewStyle = Literal["list", "board", "calendar"]
Color = Annotated[
    Literal[
        "berry_red", "red", "orange", "yellow", "olive_green", "lime_green", "green",
        "mint_green", "teal", "sky_blue", "light_blue", "blue", "grape", "violet", "lavender",
        "magenta", "salmon", "charcoal", "grey", "taupe",
    ],
    Meta(description="Todoist's names of its twenty colours."),
]  # fmt: skip


class Project(Versioned, frozen=True, kw_only=True):
    """A project, as it is stored and as it is sent."""

    id: str
    user_id: str
    name: str
    description: str = ""
    color: str = "charcoal"
    parent_id: str | None = None
    child_order: int = 0
    default_order: int = 0
    can_assign_tasks: bool = False
    inbox_project: bool = False
    is_archived: bool = False
    is_deleted: bool = False
    is_favorite: bool = False
    is_frozen: bool = False
    is_collapsed: bool = False
    is_shared: bool = False
    view_style: ViewStyle = "list"
    created_at: Instant
    updated_at: Instant


class NewProject(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a project is made from."""

    name: Name
    description: Description | None = None
    parent_id: Id | None = None
    color: Color | None = None
    is_favorite: bool | None = None
    view_style: ViewStyle | None = None


class ProjectChanges(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Changes of a project: an absent field stays as it is."""

    name: Name | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    color: Color | UnsetType = UNSET
    is_favorite: bool | UnsetType = UNSET
    is_collapsed: bool | UnsetType = UNSET
    view_style: ViewStyle | UnsetType = UNSET
    child_order: Order | UnsetType = UNSET


def inbox(project_id: str, user_id: str, now: datetime) -> Project:
    """Make the project that every account starts with."""
    return Project(
        id=project_id,
        user_id=user_id,
        name=INBOX_NAME,
        inbox_project=True,
        created_at=now,
        updated_at=now,
    )


def changed(project: Project, changes: ProjectChanges, now: datetime) -> Project:
    """Return the project with the changes in it, as its next version; without any, as it is.

    Raises:
        Forbidden: The Inbox keeps its name.
    """
    values = {
        name: value
        for name in changes.__struct_fields__
        if (value := getattr(changes, name)) is not UNSET
    }
    if not values:
        return project
    if project.inbox_project and values.get("name", project.name) != project.name:
        raise Forbidden("The Inbox cannot be renamed")
    return msgspec.structs.replace(project, **values, updated_at=now, version=project.version + 1)


def deleted(project: Project, now: datetime) -> Project:
    """Return the project as deleted, as its next version.

    Raises:
        Forbidden: The Inbox stays.
    """
    if project.inbox_project:
        raise Forbidden("The Inbox cannot be deleted")
    return msgspec.structs.replace(
        project, is_deleted=True, updated_at=now, version=project.version + 1
    )

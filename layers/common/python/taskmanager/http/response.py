"""An answer, from the value that an endpoint returns to the bytes that go."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import msgspec

from taskmanager.domain.values import Versioned

T = TypeVar("T")
JSON = "application/json"


@dataclass(frozen=True)
class Reply(Generic[T]):
    """A value with headers of its own, for an endpoint that needs some."""

    value: T
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RawResponse:
    """What goes."""

    status: int
    headers: dict[str, str]
    body: str


def render(result: Any, status: int, media_type: str) -> RawResponse:
    """Turn what an endpoint returned into an answer.

    Nothing is an empty answer, text goes as it is, all else as JSON; a value with a version gets
    it as its ETag. Answers are somebody's own, so no cache may keep them.
    """
    value, extra = (result.value, result.headers) if isinstance(result, Reply) else (result, {})
    headers = {"Cache-Control": "no-store", **extra}
    if isinstance(value, Versioned):
        headers["ETag"] = etag(value)
    if value is None:
        return RawResponse(status, headers, "")
    headers.setdefault("Content-Type", media_type)
    body = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return RawResponse(status, headers, body)


def etag(value: Versioned) -> str:
    """Return the entity tag of a value's version."""
    return f'"{value.version}"'

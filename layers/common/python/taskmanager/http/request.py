"""A request, from the bytes that came to the typed values that an endpoint gets."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from taskmanager.container import Container
from taskmanager.domain.errors import InvalidInput, Unauthenticated
from taskmanager.domain.values import Caller
from taskmanager.services.sessions import Device

MAX_BODY_BYTES = 1024 * 1024
MAX_USER_AGENT = 400
MAX_ADDRESS = 64
"""A proxy that is trusted may still pass on what is no address."""
MAX_KEY_LENGTH = 255

B_co = TypeVar("B_co", covariant=True)
Q_co = TypeVar("Q_co", covariant=True)


@dataclass(frozen=True)
class RawRequest:
    """What came. Header names are lower case; of repeated query names the last counts."""

    method: str
    path: str
    path_params: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    request_id: str
    source_ip: str

    @property
    def origin(self) -> str | None:
        """The web page that asks, if a web page asks."""
        return self.headers.get("origin")

    @property
    def is_browser(self) -> bool:
        """Tell a browser from other clients: only it sends Origin or Sec-Fetch-*."""
        return "origin" in self.headers or any(
            name.startswith("sec-fetch-") for name in self.headers
        )

    @property
    def bearer(self) -> str | None:
        """The token of the Authorization header (RFC 6750)."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() or None if scheme.lower() == "bearer" else None

    @property
    def device(self) -> Device:
        """Where the request comes from."""
        agent = self.headers.get("user-agent", "").replace("\x00", "")
        return Device(self.source_ip, agent[:MAX_USER_AGENT])

    @cached_property
    def idempotency_key(self) -> str | None:
        """The key that makes a POST repeatable.

        Idempotency-Key, or X-Request-Id, which Todoist's Python client sends with every call.

        Raises:
            InvalidInput: The key is too long to be one.
        """
        for name in ("Idempotency-Key", "X-Request-Id"):
            key = self.headers.get(name.lower(), "").strip()
            if len(key) > MAX_KEY_LENGTH:
                raise InvalidInput.of(name, f"is longer than {MAX_KEY_LENGTH} characters")
            if key:
                return key
        return None

    @cached_property
    def if_match(self) -> frozenset[int] | None:
        """The versions that the caller saw (RFC 9110, section 13.1.1); None takes any.

        What is no tag of ours can match nothing, so it stands for version 0.
        """
        text = self.headers.get("if-match", "").strip()
        if text in {"", "*"}:
            return None
        tags = (re.fullmatch(r'"(\d{1,9})"', tag.strip()) for tag in text.split(","))
        return frozenset(int(tag[1]) if tag else 0 for tag in tags)


@dataclass(frozen=True)
class Request(Generic[B_co]):
    """What an endpoint gets: everything checked and typed."""

    raw: RawRequest
    body: B_co
    services: Container
    known_caller: Caller | None
    request_key: str | None

    @property
    def caller(self) -> Caller:
        """Who asks.

        Raises:
            Unauthenticated: The endpoint is public and did not ask who it is.
        """
        if self.known_caller is None:
            raise Unauthenticated
        return self.known_caller

    @property
    def path(self) -> Mapping[str, str]:
        """The parameters in the path."""
        return self.raw.path_params

    @property
    def if_match(self) -> frozenset[int] | None:
        """The versions that the caller saw; None takes any."""
        return self.raw.if_match


@dataclass(frozen=True)
class QueryRequest(Request[None], Generic[Q_co]):
    """What an endpoint with a query gets."""

    query: Q_co

"""One HTTP request as the gateway holds it, read from an ASGI scope."""

import time
from urllib.parse import unquote_to_bytes
from uuid import uuid4

import msgspec
from uvicorn._types import HTTPScope

HEADER_NAMES = "taskmanager.header_names"
"""Key in the scope's state: header names as the client wrote them, in the headers' order."""


class Request(msgspec.Struct, kw_only=True):
    """A request. `path` and `query` are as they came, still percent-encoded."""

    method: str
    path: str
    query: str
    headers: list[tuple[str, str]]
    client: str
    scheme: str
    port: int
    http_version: str
    request_id: str
    received: float
    """Seconds since 1970."""
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """Return the first header of this name, given in lower case."""
        return next((value for key, value in self.headers if key.lower() == name), None)


def from_scope(scope: HTTPScope) -> Request:
    """Read everything but the body."""
    server = scope.get("server")
    client = scope.get("client")
    scheme = scope["scheme"]
    return Request(
        method=scope["method"],
        path=scope["raw_path"].decode("latin-1"),
        query=scope["query_string"].decode("latin-1"),
        headers=_headers(scope),
        client=client[0] if client else "",
        scheme=scheme,
        port=443 if scheme == "https" else (server[1] if server else None) or 80,
        http_version=scope["http_version"],
        request_id=str(uuid4()),
        received=time.time(),
    )


def decode(text: str) -> str:
    """Percent-decode a part of a path; bytes that are no UTF-8 become replacement characters."""
    return unquote_to_bytes(text).decode("utf-8", "replace")


def _headers(scope: HTTPScope) -> list[tuple[str, str]]:
    given = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    names: list[str] = scope.get("state", {}).get(HEADER_NAMES, [])
    if len(names) != len(given):
        return given
    return [(name, value) for name, (_, value) in zip(names, given, strict=True)]

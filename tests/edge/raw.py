"""Requests that no HTTP client would send."""

import socket
from email.message import Message
from http.client import HTTPResponse
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec

END = b"Host: tasks.example\r\nConnection: close\r\n\r\n"


class Reply(NamedTuple):
    """An answer; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return msgspec.json.decode(self.body)


def send(url: str, data: bytes) -> Reply:
    """Send these bytes and read the answer to them."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(data)
        with HTTPResponse(connection) as response:
            response.begin()
            return Reply(response.status, _lower(response.headers), response.read())


def get(url: str, target: str, headers: str = "") -> Reply:
    """GET a request target as it is written, dots, slashes and all."""
    return send(url, f"GET {target} HTTP/1.1\r\n{headers}".encode() + END)


def until_closed(url: str, data: bytes) -> bytes:
    """Send these bytes and return what comes until the edge closes the connection."""
    parts = urlsplit(url)
    received = b""
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(data)
        try:
            while part := connection.recv(65536):
                received += part
        except ConnectionResetError:
            pass
    return received


def _lower(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}

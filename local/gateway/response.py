"""Answer of a Lambda proxy integration -> HTTP response, refused as API Gateway refuses it.

https://docs.aws.amazon.com/apigateway/latest/developerguide/
set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format

One difference: a body that is base64 is always decoded, as on an API whose binary media types
are `*/*`.
"""

import base64
import binascii
import re
from http import HTTPStatus
from typing import Any

import msgspec

_KEYS = frozenset({"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"})
_REMAPPED = frozenset({"connection", "content-length", "date", "server"})
_DROPPED = frozenset({"transfer-encoding", "x-amzn-requestid", "x-request-id"})
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_BODILESS = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})


class MalformedAnswer(Exception):
    """A function's result is not the answer of a proxy integration; the message says why."""


class Reply(msgspec.Struct, kw_only=True):
    """What is sent to the client."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes = b""
    close: bool = False
    """Whether the rest of the request is not wanted."""


def from_result(payload: bytes) -> Reply:
    """Read a function's result.

    Raises:
        MalformedAnswer: It is not what API Gateway takes.
    """
    try:
        result = msgspec.json.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedAnswer(f"it is not JSON: {error}") from error
    if not isinstance(result, dict):
        raise MalformedAnswer(f"it is {_kind(result)}, not an object")
    if unknown := sorted(set(result) - _KEYS):
        raise MalformedAnswer(f"it has the unknown key {unknown[0]!r}")
    status = _status(result.get("statusCode", 200))
    headers = _headers(result.get("headers"), result.get("multiValueHeaders"))
    body = _body(result.get("body"), result.get("isBase64Encoded"))
    if status in _BODILESS:
        return Reply(status=status, headers=headers)
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", "application/json"))
    return Reply(status=status, headers=headers, body=body)


def _status(value: Any) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:9])
    if isinstance(value, bool) or not isinstance(value, int):
        raise MalformedAnswer(f"statusCode is {_kind(value)}, not an integer")
    if not 200 <= value <= 599:
        raise MalformedAnswer(f"statusCode {value} is not between 200 and 599")
    return value


def _headers(single: Any, multiple: Any) -> list[tuple[str, str]]:
    """Merge both maps; of a header that is in both, the list's values come first."""
    found: list[tuple[str, str]] = []
    for name, values in _map(multiple, "multiValueHeaders").items():
        if not isinstance(values, list):
            raise MalformedAnswer(f"multiValueHeaders[{name!r}] is {_kind(values)}, not a list")
        found += [(name, _value(name, value)) for value in values]
    known = {(name.lower(), value) for name, value in found}
    for name, value in _map(single, "headers").items():
        text = _value(name, value)
        if (name.lower(), text) not in known:
            found.append((name, text))
    return [
        (f"x-amzn-Remapped-{name}" if name.lower() in _REMAPPED else name, value)
        for name, value in found
        if name.lower() not in _DROPPED
    ]


def _map(value: Any, key: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise MalformedAnswer(f"{key} is {_kind(value)}, not an object")
    return value


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        value = str(value).lower()
    if not isinstance(value, str):
        raise MalformedAnswer(f"header {name!r} is {_kind(value)}, not a string")
    if not _NAME.fullmatch(name):
        raise MalformedAnswer(f"{name!r} is not the name of a header")
    if _CONTROL.search(value):
        raise MalformedAnswer(f"header {name!r} holds a control character")
    return value


def _body(value: Any, encoded: Any) -> bytes:
    if value is None:
        return b""
    if not isinstance(value, str):
        raise MalformedAnswer(f"body is {_kind(value)}, not a string")
    if not isinstance(encoded, bool | None):
        raise MalformedAnswer(f"isBase64Encoded is {_kind(encoded)}, not a boolean")
    if not encoded:
        return value.encode()
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise MalformedAnswer(f"body is not base64: {error}") from error


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "a boolean"}
    return "null" if value is None else names.get(type(value), "a number")

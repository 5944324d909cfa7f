"""Decoding: bytes in, typed values out, and every offending field named when they do not fit."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeVar

import msgspec

from taskmanager.domain.errors import FieldError, InvalidInput
from taskmanager.domain.explain import explain

MAX_ERRORS = 50
MAX_NAME = 80
S = TypeVar("S", bound=msgspec.Struct)
_INTEGER = re.compile(r"-?\d{1,15}", re.ASCII)
_LOCATED = re.compile(r"^(?P<message>.*) - at `\$(?P<path>[^`]*)`$", re.DOTALL)


def decode_json(data: bytes, kind: type[S]) -> S:
    """Decode a JSON object; an empty body is an empty object.

    Raises:
        InvalidInput: It is no JSON, or it does not fit; names every offending field.
    """
    data = data if data.strip() else b"{}"
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError:
        return _decode_leniently(_parse(data), kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _not_json(error) from error


def decode_query(values: Mapping[str, str], kind: type[S]) -> S:
    """Decode query parameters.

    Raises:
        InvalidInput: They do not fit; names every offending parameter.
    """
    numbers = _integer_fields(kind)
    typed = {
        name: int(value) if name in numbers and _INTEGER.fullmatch(value) else value
        for name, value in values.items()
    }
    try:
        return msgspec.convert(typed, kind)
    except msgspec.ValidationError as error:
        raise InvalidInput(*_field_errors(typed, kind)) from error


@cache
def _integer_fields(kind: type[msgspec.Struct]) -> frozenset[str]:
    """Name the fields that a query writes in digits; all others are text as they stand."""
    return frozenset(
        field.encode_name
        for field in msgspec.structs.fields(kind)
        if msgspec.json.schema(field.type).get("type") == "integer"
    )


def _decode_leniently(value: Any, kind: type[S]) -> S:
    """Take 3.0 for 3, as JSON Schema does; name what does not fit even so."""
    try:
        value = _with_integers(value)
        return msgspec.convert(value, kind)
    except RecursionError as error:  # what the parser takes may still be too deep for us
        raise _not_json(error) from error
    except msgspec.ValidationError as error:
        raise InvalidInput(*_field_errors(value, kind)) from error


def _with_integers(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _with_integers(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_with_integers(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _parse(data: bytes) -> Any:
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _not_json(error) from error


def _not_json(error: Exception) -> InvalidInput:
    if isinstance(error, UnicodeDecodeError):
        return InvalidInput.of("body", "is not UTF-8")
    if isinstance(error, RecursionError):
        return InvalidInput.of("body", "is nested too deeply")
    return InvalidInput.of("body", f"is not valid JSON: {error}")


def _field_errors(value: Any, kind: type[msgspec.Struct]) -> list[FieldError]:
    if not isinstance(value, Mapping):
        return [FieldError("body", "has to be a JSON object")]
    found = []
    for error in _all_field_errors(value, kind):
        found.append(error)
        if len(found) == MAX_ERRORS:
            break
    return found


def _all_field_errors(value: Mapping[str, Any], kind: type[msgspec.Struct]) -> Iterator[FieldError]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for name in value:
        if name not in fields:
            yield FieldError(name[:MAX_NAME], "is not a known field")
    for name, field in fields.items():
        if name in value:
            try:
                msgspec.convert(value[name], field.type)
            except msgspec.ValidationError as error:
                yield _located(name, str(error), field.type)
        elif field.required:
            yield FieldError(name, "is required")


def _located(name: str, text: str, kind: Any) -> FieldError:
    """Split what msgspec says, e.g. Expected `int`, got `str` - at `$[0]`, in where and what."""
    match = _LOCATED.match(text)
    message = match["message"] if match else text
    return FieldError(name + (match["path"] if match else ""), explain(message, kind))

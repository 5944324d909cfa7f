"""What does not fit a type, in words for a person instead of msgspec's for a programmer."""

import ast
import re
from collections.abc import Callable
from typing import Any

import msgspec

from taskmanager.domain.patterns import MEANINGS

_KINDS = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
_LIMITS = {">=": "at least", "<=": "at most", ">": "more than", "<": "less than"}
_UNITS = {"str": "characters", "array": "entries"}


def explain(message: str, kind: Any) -> str:
    """Say what is wrong with a value.

    Args:
        message: What msgspec says, without the path.
        kind: The type that the value had to have.
    """
    for pattern, say in _SAYINGS:
        if match := pattern.fullmatch(message):
            return say(match, kind)
    return message[:1].lower() + message[1:]


def _pattern(match: re.Match[str], _kind: Any) -> str:
    return MEANINGS.get(ast.literal_eval(match[1]), "has another form")


def _length(match: re.Match[str], _kind: Any) -> str:
    return f"has to have {_LIMITS[match[2]]} {match[3]} {_UNITS[match[1]]}"


def _limit(match: re.Match[str], _kind: Any) -> str:
    return f"has to be {_LIMITS[match[1]]} {match[2]}"


def _type(match: re.Match[str], _kind: Any) -> str:
    wanted = " or ".join(_KINDS.get(name, name) for name in match[1].split(" | "))
    return f"has to be {wanted}, not {_KINDS.get(match[2], match[2])}"


def _choice(match: re.Match[str], kind: Any) -> str:
    choices = ", ".join(str(value) for value in _choices(msgspec.json.schema(kind)))
    return f"is {match[1]}, but has to be one of {choices}"


def _choices(schema: Any) -> list[object]:
    """Find the values that a schema allows, however deep: a list, a nullable, a reference."""
    if isinstance(schema, dict):
        if "enum" in schema:
            return [value for value in schema["enum"] if value is not None]
        return [value for part in schema.values() for value in _choices(part)]
    if isinstance(schema, list):
        return [value for part in schema for value in _choices(part)]
    return []


_SAYINGS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Any], str]], ...] = (
    (re.compile(r"Expected `str` matching regex (.+)", re.DOTALL), _pattern),
    (re.compile(r"Expected `(str|array)` of length ([<>]=?) (\d+)"), _length),
    (re.compile(r"Expected `(?:int|float)` ([<>]=?) ([-\d.]+)"), _limit),
    (re.compile(r"Expected `([^`]+)`, got `([^`]+)`"), _type),
    (re.compile(r"Invalid enum value (.+)", re.DOTALL), _choice),
    (
        re.compile(r"Invalid RFC3339 encoded date"),
        lambda _match, _kind: "has to be a day such as 2030-12-31",
    ),
    (
        re.compile(r"Invalid RFC3339 encoded datetime"),
        lambda _match, _kind: "has to be a moment such as 2030-12-31T10:00:00Z",
    ),
)

"""The examples of the document, as commands that a reader can try."""

import json
import re
from collections.abc import Mapping
from typing import Any

Operation = Mapping[str, Any]

_PARAMETER = re.compile(r"{(\w+)}")
_QUOTE = "'\\''"
"""How a shell writes a quote inside quotes."""

_EXPANDED = re.compile(r"[\\`$]")
"""What a shell does not leave as it stands in a here-document."""


def curl(method: str, path: str, operation: Operation, body: Any) -> str:
    """Write the command that calls an operation; $API, $TOKEN and ids are the reader's."""
    lines = [f'curl "$API{_address(path, operation)}"']
    if method not in {"GET", "POST"} or (method == "POST" and body is None):
        lines[0] = f'curl -X {method} "$API{_address(path, operation)}"'
    if operation.get("security"):
        lines.append('-H "Authorization: Bearer $TOKEN"')
    if body is not None:
        lines += ['-H "Content-Type: application/json"', _data(body)]
    return " \\\n  ".join(lines)


def as_json(value: Any) -> str:
    """Write a value the way people read it."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def _address(path: str, operation: Operation) -> str:
    names = {one["name"] for one in operation["parameters"] if one["in"] == "query"}
    path = _PARAMETER.sub(lambda found: _variable(found[1]), path)
    return f"{path}?limit=20" if "limit" in names else path


def _data(body: Any) -> str:
    """Write the option that sends a body; one with the reader's own values is expanded."""
    if not isinstance(body, Mapping) or not any(_is_the_readers(name) for name in body):
        quoted = as_json(body).replace("'", _QUOTE).replace("\n", "\n  ")
        return f"-d '{quoted}'"
    fields = [f"  {as_json(name)}: {_value(name, value)}" for name, value in body.items()]
    return "\n".join(["-d @- <<JSON", "{", ",\n".join(fields), "}", "JSON"])


def _value(name: str, value: Any) -> str:
    if _is_the_readers(name):
        return f'"{_variable(name)}"'
    return _EXPANDED.sub(r"\\\g<0>", as_json(value))


def _is_the_readers(name: str) -> bool:
    return name.endswith("_id") or name == "refresh_token"


def _variable(name: str) -> str:
    return f"${name.upper()}"

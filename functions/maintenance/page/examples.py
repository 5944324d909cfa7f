"""Believable values, bodies and commands, so that an example can be tried as it stands."""

import json
import re
from collections.abc import Mapping
from typing import Any

from functions.maintenance.page.schemas import Schema, Schemas

Operation = Mapping[str, Any]

_PARAMETER = re.compile(r"{(\w+)}")
_TASK = "01J9Z6M3V0E8Q4T2R7X5K1W6NB"
_MOMENT = "2026-03-14T09:30:00Z"

_VALUES: Mapping[str, Any] = {
    "access_token": "eyJhbGciOiJIUzI1NiIsImtpZCI6IjFmIn0.eyJzdWIiOiIwMUo5In0.s1gn4tur3",
    "amount": 90,
    "child_order": 1,
    "content": "Get three quotes for the new kitchen",
    "current_password": "correct horse battery staple",
    "date": "2026-03-20",
    "deadline_date": "2026-03-31",
    "description": "Ask about the lead time of the oak worktop.",
    "due_date": "2026-03-20",
    "due_string": "no date",
    "email": "ada@example.org",
    "expires_in": 3600,
    "expires_in_days": 90,
    "explanation": "Three steps, in the order in which they can be done.",
    "field": "content",
    "full_name": "Ada Lovelace",
    "gmt_string": "+01:00",
    "granularity": 3,
    "hours": 1,
    "id": _TASK,
    "inbox_project_id": "01J9Z6K0Q2W3E4R5T6Y7V8X9A0",
    "ip_address": "192.0.2.17",
    "is_favorite": True,
    "labels": ["home", "calls"],
    "name": "Kitchen renovation",
    "new_password": "seven blue otters swim at dawn",
    "parent_id": _TASK,
    "password": "correct horse battery staple",
    "priority": 3,
    "project_id": "01J9Z6KXF7B5N8M2C4D6H9J1PR",
    "refresh_token": "tmr.01J9Z6P4.1.q8Zt2n",
    "string": "2026-03-20",
    "task_id": _TASK,
    "temp_id": "step-1",
    "timezone": "Europe/Berlin",
    "token": "tmk_8f4e2c61b0d97a35",
    "user_agent": "curl/8.5.0",
    "user_id": "01J9Z6JH3C5V7B9N1M2Q4W6E8R",
    "uuid": "01J9Z6R8T0Y2V4X6A8C0E2G4J6",
    "version": 2,
    "MintedApiToken.name": "Backup script",
    "ApiTokenView.name": "Backup script",
    "NewApiToken.name": "Backup script",
    "ItemAdd.content": "Measure the kitchen",
    "ItemAdd.description": "",
    "NewProject.description": "Everything until the first breakfast in it.",
    "Project.description": "Everything until the first breakfast in it.",
    "NewProject.color": "teal",
    "Project.color": "teal",
    "TaskChanges.priority": 4,
    "TaskChanges.due_date": "2026-03-27",
    "ProjectChanges.name": "New kitchen",
    "NewApiToken.scopes": ["data:read"],
    "ApiTokenView.scopes": ["data:read"],
    "MintedApiToken.scopes": ["data:read"],
}

_SHOWN: Mapping[str, tuple[str, ...]] = {
    "Registration": ("timezone",),
    "Refresh": ("refresh_token",),
    "NewApiToken": ("expires_in_days",),
    "NewTask": ("description", "labels", "priority", "due_date"),
    "TaskChanges": ("priority", "due_date"),
    "NewProject": ("color", "is_favorite"),
    "ProjectChanges": ("name",),
    "NewSuggestion": ("granularity",),
}
"""Optional fields that an example body shows beside the required ones."""

_KINDS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
_QUOTE = "'\\''"
"""How a shell writes a quote inside quotes."""

_FORMATS: Mapping[str, str] = {"date-time": _MOMENT, "date": "2026-03-14"}
_EMPTY: Mapping[str, Any] = {
    "integer": 0,
    "number": 0,
    "boolean": False,
    "string": "\N{HORIZONTAL ELLIPSIS}",
}


class Examples:
    """Makes examples from the schemas of a document."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas

    def body(self, schema: Schema) -> Any:
        """Make a body to send: the required fields and a few others."""
        inner = self._schemas.shape(schema).schema
        properties = inner.get("properties", {})
        chosen = {*inner.get("required", ()), *_SHOWN.get(inner.get("title", ""), ())}
        chosen = chosen or set(list(properties)[:1])
        return {
            name: self._field(inner, name, field, sent=True)
            for name, field in properties.items()
            if name in chosen
        }

    def answer(
        self, schema: Schema, name: str = "", owner: str = "", above: tuple[str, ...] = ()
    ) -> Any:
        """Make a value that is received, all of it; what contains itself ends after one turn."""
        shape = self._schemas.shape(schema)
        inner = shape.schema
        if "properties" in inner:
            inside = (*above, shape.name or "")
            return {
                name: self._field(inner, name, field, sent=False, above=inside)
                for name, field in inner["properties"].items()
            }
        known = _known(inner, name, owner)
        if known is not None:
            return known
        if shape.nullable:
            return None
        if "items" in inner:
            is_endless = self._schemas.shape(inner["items"]).name in above
            return schema.get("default") or (
                [] if is_endless else [self.answer(inner["items"], name, above=above)]
            )
        return _plain({**inner, **schema})

    def _field(
        self, owner: Schema, name: str, field: Schema, *, sent: bool, above: tuple[str, ...] = ()
    ) -> Any:
        title = owner.get("title", "")
        is_absent = field.get("default", field) is None and name.endswith("_id")
        if not sent and (is_absent or self._schemas.shape(field).name in above):
            return None
        return self.answer(field, name, title, above)


def curl(method: str, path: str, operation: Operation, body: Any) -> str:
    """Write the command that calls an operation; $API, $TOKEN and ids are the reader's."""
    lines = [f'curl "$API{_address(path, operation)}"']
    if method not in {"GET", "POST"} or (method == "POST" and body is None):
        lines[0] = f'curl -X {method} "$API{_address(path, operation)}"'
    if operation.get("security"):
        lines.append('-H "Authorization: Bearer $TOKEN"')
    if body is not None:
        lines.append('-H "Content-Type: application/json"')
        quoted = as_json(body).replace("'", _QUOTE).replace("\n", "\n  ")
        lines.append(f"-d '{quoted}'")
    return " \\\n  ".join(lines)


def as_json(value: Any) -> str:
    """Write a value the way people read it."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def _address(path: str, operation: Operation) -> str:
    names = {one["name"] for one in operation["parameters"] if one["in"] == "query"}
    path = _PARAMETER.sub(lambda found: f"${found[1].upper()}", path)
    return f"{path}?limit=20" if "limit" in names else path


def _known(schema: Schema, name: str, owner: str) -> Any:
    value = _VALUES.get(f"{owner}.{name}", _VALUES.get(name))
    if value is None or ("enum" in schema and value not in schema["enum"]):
        return None
    kinds = _KINDS.get(schema.get("type", ""), (object,))
    return value if isinstance(value, kinds) else None


def _plain(schema: Schema) -> Any:
    if schema.get("default") is not None:
        return schema["default"]
    if "enum" in schema:
        return schema["enum"][0]
    if "examples" in schema:
        return schema["examples"][0]
    if schema.get("type") == "object":
        return {}
    return _FORMATS.get(schema.get("format", ""), _EMPTY.get(schema.get("type", "")))

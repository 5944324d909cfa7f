"""Write docs/settings.md and .env.example from the fields of Settings, or check them.

Run as `python -m infra.settings_docs [--check]`.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import msgspec

from taskmanager.settings import Settings, describe, secret_fields

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs" / "settings.md"
EXAMPLE = ROOT / ".env.example"

_INTRODUCTION = """\
# Settings

Every setting is an environment variable, or a line in `.env`; the environment wins. `make up`
writes a `.env` with a random `JWT_SECRET_KEY` that only you can read, if there is none. A value
that cannot be used stops the start with a line that names it.

With `ENVIRONMENT=production` the start is also refused for what is dangerous: a published or
short JWT key, or `CORS_ORIGINS=*`. In development these are warnings.

The table is made from `layers/common/python/taskmanager/settings.py` by `make settings`.

| setting | default | allowed | what it is |
|---|---|---|---|
"""

_EXAMPLE_HEAD = """\
# Copy to .env and change what you need; `make up` adds a random JWT_SECRET_KEY if there is none.
# Made from taskmanager/settings.py by `make settings`. Explained in docs/settings.md.
"""


def settings_page() -> str:
    """Return docs/settings.md as it has to be now."""
    rows = (
        f"| `{_name(field)}` | {_default(field)} | {_allowed(field)} | {describe(field)} |"
        for field in msgspec.structs.fields(Settings)
    )
    return _INTRODUCTION + "\n".join(rows) + "\n"


def env_example() -> str:
    """Return .env.example as it has to be now: everything at its default, so commented out."""
    lines = [_EXAMPLE_HEAD]
    for field in msgspec.structs.fields(Settings):
        value = "" if field.required else _text(field.default)
        lines.append(f"# {describe(field)}\n# {_name(field)}={value}\n")
    return "\n".join(lines)


def _name(field: msgspec.structs.FieldInfo) -> str:
    return field.encode_name.upper()


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "required"
    return f"`{text}`" if (text := _text(field.default)) else "empty"


def _allowed(field: msgspec.structs.FieldInfo) -> str:
    schema = msgspec.json.schema(field.type)
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    if low is not None:
        above = "above " if "exclusiveMinimum" in schema else ""
        return f"{above}{low} to {schema['maximum']}"
    kinds = {"boolean": "`true`, `false`", "array": "list"}
    return "secret" if field.name in secret_fields() else kinds.get(schema["type"], "text")


def main() -> int:
    """Write both files, or with --check say which is stale (exit code 1)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail if stale")
    wanted = {DOCS: settings_page(), EXAMPLE: env_example()}
    if not parser.parse_args().check:
        for path, text in wanted.items():
            path.write_text(text, encoding="utf-8")
        return 0
    stale = [
        path.relative_to(ROOT)
        for path, text in wanted.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    for name in stale:
        print(f"{name} is stale: run `make settings`", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())

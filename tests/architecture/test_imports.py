import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FUNCTIONS = ("auth", "tasks", "suggestions", "maintenance")
HEAVY = ("sqlalchemy", "botocore", "boto3", "openai", "alembic", "pydantic", "redis", "limits")
MAX_MODULES = 240
"""About 175 today; a bare interpreter has 60, Chalice and msgspec bring most of the rest."""

PROBE = """
import json, os, sys
happened = []
LIBRARIES = (os.path.dirname(os.__file__) + os.sep, "<frozen", sys.prefix + os.sep)
WATCHED = ("socket.", "sqlite3.", "subprocess.", "os.putenv", "os.mkdir", "os.remove", "os.rename")

def watch(event, args):
    if event.startswith(WATCHED):
        happened.append(event)
    if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
        happened.append(f"open {args[0]} {args[1]}")

class Watched(type(os.environ)):
    def __getitem__(self, name):  # libraries may read theirs, we may not
        reader = sys._getframe(1)
        while reader.f_code.co_filename.endswith(("os.py", "os>", "_collections_abc>")):
            reader = reader.f_back
        if not reader.f_code.co_filename.startswith(LIBRARIES):
            happened.append(f"read {name} in {reader.f_code.co_filename}")
        return super().__getitem__(name)

__import__("importlib").import_module("chalice.app")  # its own reading of the environment aside
before = dict(os.environ)
os.environ.__class__ = Watched
sys.addaudithook(watch)
__import__("importlib").import_module(sys.argv[1])
os.environ.__class__ = Watched.__bases__[0]
print(json.dumps({
    "happened": happened, "loaded": sorted(sys.modules), "changed": before != dict(os.environ),
}))
"""


def probe(module: str) -> dict[str, list[str]]:
    """Import a module in a fresh interpreter, and tell what that did and loaded."""
    result = subprocess.run(
        [sys.executable, "-B", "-c", PROBE, module],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
    )
    assert result.returncode == 0, result.stderr
    found: dict[str, list[str]] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize("function", FUNCTIONS)
def test_importing_a_function_has_no_effect(function: str) -> None:
    found = probe(f"functions.{function}.handler")

    assert found["happened"] == []
    assert not found["changed"]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_importing_a_function_loads_no_driver(function: str) -> None:
    loaded = set(probe(f"functions.{function}.handler")["loaded"])

    assert loaded & set(HEAVY) == set()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_importing_a_function_keeps_its_budget_of_modules(function: str) -> None:
    assert len(probe(f"functions.{function}.handler")["loaded"]) <= MAX_MODULES


@pytest.mark.parametrize("function", FUNCTIONS)
def test_importing_a_function_loads_none_of_the_others(function: str) -> None:
    loaded = probe(f"functions.{function}.handler")["loaded"]
    others = {f"functions.{other}.handler" for other in FUNCTIONS if other != function}

    assert others & set(loaded) == set()


def test_importing_the_bundle_has_no_effect() -> None:
    assert probe("app")["happened"] == []

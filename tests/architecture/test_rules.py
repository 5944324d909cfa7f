import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import rules

ROOT = Path(__file__).parents[2]
TREE = ("layers", "functions", "local", "infra", "app.py", "pyproject.toml")
SOURCE_RULES = [
    rules.environment_readers,
    rules.time_and_chance,
    rules.patches,
    rules.busy_handlers,
    rules.driver_errors,
    rules.long_code,
    rules.suppressions,
]
BROKEN_SOURCES = [
    (rules.environment_readers, "functions/tasks/handler.py", "import os\nHOME = os.environ\n"),
    (rules.environment_readers, "infra/manifest.py", "from os import getenv\n"),
    (rules.time_and_chance, "{layer}/services/tasks.py", "import random\n"),
    (rules.time_and_chance, "{layer}/domain/task.py", "NOW = datetime.now(UTC)\n"),
    (rules.patches, "local/__init__.py", "from unittest import mock\n"),
    (rules.busy_handlers, "functions/auth/handler.py", "raise ValueError\n"),
    (
        rules.driver_errors,
        "{layer}/adapters/clock.py",
        "try:\n    pass\nexcept OSError:\n    raise ValueError\n",
    ),
    (rules.long_code, "{layer}/log.py", "X = 1\n" * 300),
    (rules.long_code, "{layer}/log.py", "def long() -> None:\n" + "    print()\n" * 41),
    (rules.suppressions, "{layer}/log.py", "import os  # noqa: F401\n"),
]
BROKEN_IMPORTS = [
    ("{layer}/domain/task.py", "import taskmanager.services.tasks\n"),
    ("{layer}/services/tasks.py", "import taskmanager.adapters.clock\n"),
    ("{layer}/services/tasks.py", "import sqlalchemy\n"),
    ("{layer}/ports/clock.py", "import taskmanager.settings\n"),
    ("{layer}/http/dispatch.py", "from chalice.app import Chalice\n"),
    ("{layer}/http/dispatch.py", "import taskmanager.adapters.clock\n"),
    ("{layer}/container.py", "import local.migrations\n"),
    ("functions/tasks/handler.py", "import functions.auth.handler\n"),
]


@pytest.mark.parametrize("rule", SOURCE_RULES, ids=lambda rule: rule.__name__)
def test_the_source_keeps_the_rule(rule: Callable[[Path], list[str]]) -> None:
    assert rule(ROOT) == []


@pytest.mark.parametrize(
    ("rule", "file", "code"), BROKEN_SOURCES, ids=lambda part: getattr(part, "__name__", None)
)
def test_a_source_that_breaks_the_rule_is_found(
    rule: Callable[[Path], list[str]], file: str, code: str, tmp_path: Path
) -> None:
    tree = a_copy_with(file, code, tmp_path)

    assert any(line.startswith(file.format(layer=rules.LAYER)) for line in rule(tree))


def test_the_imports_keep_the_contracts() -> None:
    result = lint_imports(ROOT)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(("file", "code"), BROKEN_IMPORTS)
def test_an_import_that_breaks_a_contract_is_found(file: str, code: str, tmp_path: Path) -> None:
    result = lint_imports(a_copy_with(file, code, tmp_path))

    assert result.returncode != 0
    assert "BROKEN" in result.stdout


def a_copy_with(file: str, code: str, folder: Path) -> Path:
    """Copy the tree and add code at the end of one of its files."""
    for name in TREE:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, folder / name)
    (folder / "tests").mkdir()
    path = folder / file.format(layer=rules.LAYER)
    path.write_text(path.read_text(encoding="utf-8") + "\n" + code, encoding="utf-8")
    return folder


def lint_imports(tree: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on a tree, with the tree's own packages first on the path."""
    script = (
        f"import sys; sys.path[:0] = [{str(tree / rules.LAYER.parent)!r}, {str(tree)!r}]; "
        "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-cache'])"
    )
    return subprocess.run(
        [sys.executable, "-I", "-c", script],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

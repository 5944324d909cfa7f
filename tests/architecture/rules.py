"""The rules of docs/ARCHITECTURE.md that a look at the source can decide.

Each rule takes the root of a tree and returns its violations, one line each, so that the tests
can run it on the project and on a copy in which the rule is broken.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

LAYER = Path("layers/common/python/taskmanager")
CODE = (LAYER, Path("functions"), Path("local"), Path("infra"), Path("app.py"))
MAX_MODULE_LINES = 300
MAX_FUNCTION_LINES = 40

LONG_FOR_A_REASON = {
    # The tables of the schema and the composition are lists: cutting them makes them no clearer.
    "layers/common/python/taskmanager/container.py",
    "local/migrations/versions/0001_the_first_schema.py",
}
TIME_AND_CHANCE = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time",
    "time.monotonic", "time.sleep", "time.perf_counter", "uuid.uuid4", "uuid4", "uuid.uuid1",
    "os.urandom", "ULID",
}  # fmt: skip
CHANCE_MODULES = {"random", "secrets", "uuid", "ulid"}


def modules(root: Path, *parts: Path) -> Iterator[tuple[str, ast.Module]]:
    """Parse every Python file below the parts of a tree, with its path from the root."""
    for part in parts:
        path = root / part
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            yield file.relative_to(root).as_posix(), ast.parse(file.read_text(encoding="utf-8"))


def environment_readers(root: Path) -> list[str]:
    """Only settings.py reads the environment."""
    return [
        f"{name}:{node.lineno} reads the environment"
        for name, tree in modules(root, *CODE)
        if name != f"{LAYER}/settings.py"
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv"})
        or (isinstance(node, ast.ImportFrom) and node.module == "os"
            and any(alias.name in {"environ", "getenv"} for alias in node.names))
    ]  # fmt: skip


def time_and_chance(root: Path) -> list[str]:
    """Only adapters read the clock, draw random numbers or make new ids."""
    return [
        f"{name}:{node.lineno} uses {ast.unparse(node)}"
        for name, tree in modules(root, LAYER, Path("functions"), Path("app.py"))
        if not name.startswith(f"{LAYER}/adapters/")
        for node in ast.walk(tree)
        if (isinstance(node, ast.Call) and ast.unparse(node.func) in TIME_AND_CHANCE)
        or (isinstance(node, ast.Import | ast.ImportFrom) and _imported(node) & CHANCE_MODULES)
    ]


def patches(root: Path) -> list[str]:
    """Nothing is patched, anywhere: a fake is passed in."""
    return [
        f"{name}:{node.lineno} patches"
        for name, tree in modules(root, *CODE, Path("tests"))
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom) and _imported(node) & {"mock", "unittest"}
    ]


def busy_handlers(root: Path) -> list[str]:
    """Handlers raise nothing and catch nothing."""
    return [
        f"{name}:{node.lineno} {type(node).__name__.lower()}s"
        for name, tree in modules(root, Path("functions"))
        if name.endswith("/handler.py")
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise | ast.Try)
    ]


def driver_errors(root: Path) -> list[str]:
    """An adapter that turns a driver's error into ours says what it came from."""
    return [
        f"{name}:{node.lineno} raises without `from`"
        for name, tree in modules(root, LAYER / "adapters")
        for handler in ast.walk(tree)
        if isinstance(handler, ast.ExceptHandler)
        for node in ast.walk(handler)
        if isinstance(node, ast.Raise) and node.exc is not None and node.cause is None
    ]


def long_code(root: Path) -> list[str]:
    """A module over 300 lines, or a function over 40, wants splitting, or a reason."""
    found = []
    for name, tree in modules(root, *CODE):
        if name in LONG_FOR_A_REASON:
            continue
        lines = len((root / name).read_text(encoding="utf-8").splitlines())
        if lines > MAX_MODULE_LINES:
            found.append(f"{name} has {lines} lines")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = _code_lines(node)
                if length > MAX_FUNCTION_LINES:
                    found.append(f"{name}:{node.lineno} {node.name} has {length} lines")
    return found


def suppressions(root: Path) -> list[str]:
    """A suppressed finding has its reason beside it."""
    pattern = re.compile(r"#\s*(noqa|type:\s*ignore)[^#\n]*$", re.MULTILINE)
    found = []
    for part in CODE:
        path = root / part
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            for match in pattern.finditer(file.read_text(encoding="utf-8")):
                if " - " not in match[0] and "type" not in match[1]:
                    found.append(f"{file.relative_to(root)}: {match[0]}")
    return found


def _imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    if isinstance(node, ast.ImportFrom):
        return {(node.module or "").partition(".")[0]}
    return {alias.name.partition(".")[0] for alias in node.names}


def _code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function's body behind its docstring."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    if not body:
        return 0
    return (body[-1].end_lineno or body[-1].lineno) - body[0].lineno + 1

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from app import app
from infra.manifest import Manifest, build
from taskmanager.services.idempotency import LEASE

ROOT = Path(__file__).parents[2]


def test_the_manifest_and_the_chalice_app_have_the_same_routes() -> None:
    routes = {(route.method, route.path) for route in build().routes}
    of_chalice = {(method, path) for path, methods in app.routes.items() for method in methods}

    assert routes == of_chalice


def test_every_function_of_the_manifest_has_a_handler_of_its_own() -> None:
    handlers = {function.name: function.handler for function in build().functions}

    assert handlers == {
        name: f"functions.{name}.handler.handler"
        for name in ("auth", "tasks", "suggestions", "maintenance")
    }


def test_the_purge_runs_every_hour() -> None:
    schedules = [(found.function, found.expression) for found in build().schedules]

    assert schedules == [("maintenance", "rate(1 hour)")]


def test_the_command_prints_the_manifest_as_json() -> None:
    result = run("infra.manifest")

    assert msgspec.json.decode(result.stdout, type=Manifest) == build()


def test_an_unknown_stage_is_named() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        build("nowhere")


@pytest.mark.parametrize("module", ["infra.openapi", "infra.settings_docs"])
def test_what_is_made_from_the_code_is_not_stale(module: str) -> None:
    result = run(module, "--check")

    assert (result.returncode, result.stderr) == (0, "")


def run(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the project."""
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_claim_on_an_idempotency_key_outlives_every_function() -> None:
    assert all(found.timeout_seconds < LEASE.total_seconds() for found in build().functions)

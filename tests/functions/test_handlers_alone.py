"""The four functions as a runtime starts them: a new process, an environment, an event."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.functions.conftest import PASSWORD, ROOT, World, sign_up_on
from tests.support.clock import FrozenClock
from tests.support.fakes import SECRET_KEY
from tests.support.lambda_client import proxy_event, scheduled_event, the_manifest

RUNTIME = """
import importlib, json, sys
module, _, name = sys.argv[1].rpartition(".")
handler = getattr(importlib.import_module(module), name)
for line in sys.stdin:
    print(json.dumps(handler(json.loads(line), None)), flush=True)
"""


def invoke(function: str, world: World, cwd: Path, *events: dict[str, Any]) -> list[Any]:
    """Start a function with its environment alone, and hand it events."""
    (entry,) = [entry.handler for entry in the_manifest().functions if entry.name == function]
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "error",
        "JWT_SECRET_KEY": SECRET_KEY,
        "DATA_DIR": world.settings.data_dir,
    }
    done = subprocess.run(
        [sys.executable, "-c", RUNTIME, entry],
        input="\n".join(json.dumps(event) for event in events),
        env=environment,
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def event_of(method: str, path: str, body: Any = None, token: str | None = None) -> dict[str, Any]:
    headers = {"Content-Type": "application/json"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    text = None if body is None else json.dumps(body)
    return proxy_event(method, path, path, None, headers=headers, body=text)


@pytest.fixture
def real(new_world: Any) -> World:
    """A world whose clock is the system's, as that of a new process is."""
    from taskmanager.adapters.clock import SystemClock  # noqa: PLC0415 - for this one

    world: World = new_world()
    return world.again(clock=SystemClock())


def test_auth_answers_alone(real: World, tmp_path: Path) -> None:
    body = {"email": "ada@example.org", "password": PASSWORD, "full_name": "Ada"}
    registered, taken = invoke(
        "auth",
        real,
        tmp_path,
        event_of("POST", "/api/v1/auth/register", body),
        event_of("POST", "/api/v1/auth/register", body),
    )

    assert (registered["statusCode"], taken["statusCode"]) == (201, 409)
    assert json.loads(registered["body"])["user"]["email"] == "ada@example.org"


def test_tasks_answers_alone(real: World, tmp_path: Path) -> None:
    ada = sign_up_on(real.client)
    made, listed = invoke(
        "tasks",
        real,
        tmp_path,
        event_of("POST", "/api/v1/tasks", {"content": "Buy milk"}, ada.token),
        event_of("GET", "/api/v1/tasks", token=ada.token),
    )

    assert (made["statusCode"], listed["statusCode"]) == (200, 200)
    assert [task["content"] for task in json.loads(listed["body"])["results"]] == ["Buy milk"]


def test_suggestions_answers_alone(real: World, tmp_path: Path) -> None:
    ada = sign_up_on(real.client)
    task = real.client.post("/api/v1/tasks", json={"content": "Pack"}, token=ada.token).json
    body = {"kind": "breakdown", "task_id": task["id"]}
    (made,) = invoke(
        "suggestions", real, tmp_path, event_of("POST", "/api/v1/suggestions", body, ada.token)
    )

    assert made["statusCode"] == 201
    assert json.loads(made["body"])["engine"] == "rules"


def test_maintenance_answers_alone_and_purges_on_schedule(
    real: World, new_world: Any, tmp_path: Path
) -> None:
    """A session of the frozen clock's January is long over for a process of today."""
    sign_up_on(real.client)
    world = real.again(clock=FrozenClock())
    sign_up_on(world.client)
    health, ready, purged, again = invoke(
        "maintenance",
        real,
        tmp_path,
        event_of("GET", "/health"),
        event_of("GET", "/health/ready"),
        scheduled_event("maintenance-purge"),
        scheduled_event("maintenance-purge"),
    )

    assert (health["statusCode"], ready["statusCode"]) == (200, 200)
    assert purged["purge"]["sessions"] == 1
    assert again["purge"]["sessions"] == 0


@pytest.mark.parametrize("function", ["auth", "tasks", "suggestions", "maintenance"])
def test_a_path_or_method_of_nobodys_is_a_problem_in_every_function(
    world: World, function: str
) -> None:
    owned = next(route for route in the_manifest().routes if route.function == function)
    nowhere = world.client.get("/nowhere", function=function)
    refused = world.client.request("PUT", owned.path, function=function)

    assert (nowhere.status, nowhere.json["code"]) == (404, "route_not_found")
    assert (refused.status, refused.json["code"]) == (405, "method_not_allowed")
    assert owned.method in refused.headers["allow"]


def test_without_its_key_a_function_does_not_start(tmp_path: Path) -> None:
    event = json.dumps(event_of("GET", "/health"))
    done = subprocess.run(
        [sys.executable, "-c", RUNTIME, "functions.maintenance.handler.handler"],
        input=event,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DATA_DIR": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode != 0
    assert "SettingsError: JWT_SECRET_KEY: is required" in done.stderr

"""The containers, really built and started, and the main job walked through their one port.

HTTP_PORT (80) is the port that is used. The project's name is new in every run, so that nothing
that was left over can be taken for something that was started.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).parents[2]
PORT = os.environ.get("HTTP_PORT", "80")
SERVICES = ("nginx", "api", "redis")
STARTED_SECONDS = 120
GRACE_SECONDS = 35


class Stack:
    """One compose project, and an account in it."""

    def __init__(self, folder: Path) -> None:
        self._project = f"taskmanager-test-{secrets.token_hex(4)}"
        self._env_file = folder / "env"
        self._env_file.write_text(f"JWT_SECRET_KEY={secrets.token_hex(32)}\n")
        self._program = compose_program()
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=30)

    def compose(self, *words: str, check: bool = True) -> str:
        """Run compose; its settings come from the env file alone."""
        command = [*self._program, "--project-name", self._project]
        done = subprocess.run(
            [*command, "--env-file", str(self._env_file), *words],
            cwd=ROOT,
            env={name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
            | {"HTTP_PORT": PORT},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if check and done.returncode:
            pytest.fail(f"{' '.join(words)} failed:\n{done.stdout[-8000:]}")
        return done.stdout

    def inspect(self, service: str) -> Any:
        """What the engine knows of a service's container."""
        name = self.compose("ps", "--quiet", "--all", service).split()
        if len(name) != 1:
            pytest.fail(f"{service} has {len(name)} containers")
        return json.loads(docker("inspect", name[0]))[0]

    def ask(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        """Send a request, hold it to its status, and return its JSON."""
        answer = self.client.request(method, f"/api/v1/{path}", json=body)

        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def wait(self) -> None:
        """Wait until the API answers through the edge."""
        deadline = time.monotonic() + STARTED_SECONDS
        while time.monotonic() < deadline:
            try:
                if self.client.get("/health/ready").status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.2)
        pytest.fail(f"/health/ready did not answer 200 within {STARTED_SECONDS} s")

    def end(self) -> None:
        """Leave nothing: no container, network, volume or image of this project."""
        self.client.close()
        self.compose("down", "--volumes", "--rmi", "local", "--remove-orphans", check=False)


def compose_program() -> list[str]:
    """Find compose: the engine's plugin, or Debian's program."""
    if shutil.which("docker") is None:
        pytest.fail("Docker is not installed: the containers cannot be tested without an engine")
    if subprocess.run(["docker", "info"], capture_output=True, check=False).returncode:
        pytest.fail("No Docker engine answers: start one (`docker info` says why)")
    plugin = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
    if plugin.returncode == 0:
        return ["docker", "compose"]
    if shutil.which("docker-compose") is None:
        pytest.fail("Neither `docker compose` nor `docker-compose` is installed")
    return ["docker-compose"]


def docker(*words: str) -> str:
    """Run docker and return what it prints."""
    return subprocess.run(["docker", *words], check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def stack(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """Build and start everything from this tree, with an account that is signed in."""
    made = Stack(tmp_path_factory.mktemp("compose"))
    failed_before = request.session.testsfailed
    try:
        try:
            made.compose("build")
            made.compose("up", "--detach")
            made.wait()
            sign_in(made)
        except BaseException:
            print_logs(made)
            raise
        yield made
        if request.session.testsfailed > failed_before:
            print_logs(made)
    finally:
        made.end()


def sign_in(stack: Stack) -> None:
    """Register, sign in, and keep the token."""
    account = {"email": "compose@tasks.example", "password": f"{secrets.token_hex(8)}-Aa1"}
    stack.ask("POST", "auth/register", {**account, "full_name": "Compose"}, status=201)
    token = stack.ask("POST", "auth/login", account)["access_token"]
    stack.client.headers["Authorization"] = f"Bearer {token}"


def print_logs(stack: Stack) -> None:
    """Show what the containers said; pytest prints it with the failure."""
    state = stack.compose("ps", check=False)
    logs = stack.compose("logs", "--no-color", "--tail=200", check=False)
    sys.stderr.write(f"{state}\n{logs}\n")


def contents(stack: Stack, query: str = "") -> list[str]:
    """What the tasks say."""
    return [task["content"] for task in stack.ask("GET", f"tasks{query}")["results"]]


def test_the_edge_is_healthy(stack: Stack) -> None:
    answer = stack.client.get("/health")

    assert (answer.status_code, answer.text) == (200, "healthy\n")


def test_a_task_is_added_broken_down_and_its_subtasks_are_there(stack: Stack) -> None:
    task = stack.ask("POST", "tasks", {"content": "Plan the summer party"})
    suggestion = stack.ask(
        "POST",
        "suggestions",
        {"kind": "breakdown", "task_id": task["id"], "granularity": 3},
        status=201,
    )
    before = contents(stack, f"?parent_id={task['id']}")
    stack.client.post(f"/api/v1/suggestions/{suggestion['id']}/accept").raise_for_status()

    assert "Plan the summer party" in contents(stack)
    assert suggestion["changes"]
    assert before == []
    assert contents(stack, f"?parent_id={task['id']}")


def test_tasks_outlive_the_container_that_wrote_them(stack: Stack) -> None:
    stack.ask("POST", "tasks", {"content": "Survive"})
    stack.compose("restart", "api")
    stack.wait()
    restarted = contents(stack)
    first = stack.inspect("api")["Id"]
    stack.compose("up", "--detach", "--force-recreate", "--no-deps", "api")
    stack.wait()

    assert "Survive" in restarted
    assert stack.inspect("api")["Id"] != first
    assert "Survive" in contents(stack)


def test_only_the_edge_publishes_a_port(stack: Stack) -> None:
    published = {name: stack.inspect(name)["HostConfig"]["PortBindings"] for name in SERVICES}

    assert published["nginx"].keys() == {"8080/tcp"}
    assert (published["api"], published["redis"]) == ({}, {})


def test_the_edge_cannot_reach_redis_and_redis_nobody(stack: Stack) -> None:
    networks = {
        name: {
            full.rpartition("_")[2] for full in stack.inspect(name)["NetworkSettings"]["Networks"]
        }
        for name in SERVICES
    }

    assert networks == {"nginx": {"front"}, "api": {"front", "back"}, "redis": {"back"}}


@pytest.mark.parametrize("service", SERVICES)
def test_nobody_is_root(stack: Stack, service: str) -> None:
    """Not the process that was started, and not one it has started since."""
    lines = docker("top", stack.inspect(service)["Id"], "-o", "pid,uid").splitlines()[1:]
    users = {line.split()[1] for line in lines}

    assert users
    assert "0" not in users


@pytest.mark.parametrize("service", SERVICES)
def test_no_container_can_change_itself_or_gain_a_right(stack: Stack, service: str) -> None:
    host = stack.inspect(service)["HostConfig"]

    assert host["ReadonlyRootfs"] is True
    assert host["CapDrop"] == ["ALL"]
    assert "no-new-privileges:true" in host["SecurityOpt"]


def test_the_image_holds_no_secret_and_no_history(stack: Stack) -> None:
    image = stack.inspect("api")["Image"]
    found = docker("run", "--rm", "--network=none", image, "ls", "-A", "/app").split()
    environment = json.loads(docker("image", "inspect", image))[0]["Config"]["Env"]

    assert not {".env", ".git", "tests", ".venv"} & set(found)
    assert not [pair for pair in environment if "SECRET" in pair or "API_KEY" in pair]


def test_the_edge_in_the_container_is_the_one_that_is_tested(stack: Stack) -> None:
    answer = stack.client.get("/nothing-at-all")

    assert answer.status_code == 404
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_everything_stops_cleanly_and_in_time(stack: Stack) -> None:
    """The last test: an exit code other than 0 is a process that had to be killed."""
    started = time.monotonic()
    stack.compose("stop")
    seconds = time.monotonic() - started
    codes = {name: stack.inspect(name)["State"]["ExitCode"] for name in SERVICES}

    assert codes == dict.fromkeys(SERVICES, 0)
    assert seconds < GRACE_SECONDS

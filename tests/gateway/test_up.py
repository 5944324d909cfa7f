import contextlib
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest

from infra.manifest import Schedule
from tests.gateway.manifests import a_function, a_manifest, every_handler
from tests.gateway.running import (
    LIMIT_SECONDS,
    SECRET,
    Started,
    a_gateway,
    client,
    environment,
    is_running,
    until,
)

MANIFEST = a_manifest(a_function("echo"), a_function("slow"), a_function("offspring"))


@contextlib.contextmanager
def a_request_in_flight(started: Started, seconds: float) -> Iterator[list[httpx.Response]]:
    """Send a slow request; the list has its answer at the end."""
    begun = started.folder / "begun"
    answers: list[httpx.Response] = []

    def send() -> None:
        query = {"seconds": str(seconds), "begun": str(begun)}
        with client(started) as http, contextlib.suppress(httpx.TransportError):
            answers.append(http.get("/slow", params=query))

    thread = threading.Thread(target=send)
    thread.start()
    until(begun.exists)
    yield answers
    thread.join(LIMIT_SECONDS)


def fails(folder: Path, **environ: str) -> tuple[int, list[str]]:
    """Start a gateway that cannot start; return its exit code and what it says."""
    started = Started(MANIFEST, folder, **environ)
    code = started.process.wait(LIMIT_SECONDS)
    return code, started.stderr.read_text().splitlines()


def test_the_banner_says_where_it_listens(tmp_path: Path) -> None:
    with a_gateway(MANIFEST, tmp_path) as started:
        url = started.wait_until_up()
        banner = started.stdout.read_text()

    assert f"{url}/api/v1/docs" in banner
    assert f"{url}/health" in banner
    assert "Ctrl-C stops it" in banner


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_without_a_trace(tmp_path: Path, number: signal.Signals) -> None:
    with a_gateway(MANIFEST, tmp_path) as started:
        children = started.children()
        code = started.stop(number)

    assert (code, started.stderr.read_text()) == (0, "")
    assert len(children) == 3
    assert [pid for pid in children if is_running(pid)] == []


def test_a_request_in_flight_is_answered_before_it_stops(tmp_path: Path) -> None:
    with a_gateway(MANIFEST, tmp_path) as started:
        children = started.children()
        with a_request_in_flight(started, 1) as answers:
            code = started.stop()

    assert (code, [answer.status_code for answer in answers]) == (0, [200])
    assert [pid for pid in children if is_running(pid)] == []
    assert "Traceback" not in started.stderr.read_text()


def test_no_connection_is_taken_while_it_drains(tmp_path: Path) -> None:
    with a_gateway(MANIFEST, tmp_path) as started:
        url = started.wait_until_up()
        with a_request_in_flight(started, 2) as answers:
            started.process.send_signal(signal.SIGTERM)
            until(lambda: not accepts(url))
        code = started.stop()

    assert (code, [answer.status_code for answer in answers]) == (0, [200])


def accepts(url: str) -> bool:
    try:
        httpx.get(f"{url}/echo")
    except httpx.TransportError:
        return False
    return True


def test_an_idle_connection_does_not_hold_it_up(tmp_path: Path) -> None:
    with a_gateway(MANIFEST, tmp_path) as started, client(started) as http:
        http.get("/echo")
        started.process.send_signal(signal.SIGTERM)

        assert started.process.wait(3) == 0


def test_a_second_interrupt_stops_at_once(tmp_path: Path) -> None:
    with a_gateway(MANIFEST, tmp_path) as started:
        children = started.children()
        url = started.wait_until_up()
        with a_request_in_flight(started, 30):
            started.process.send_signal(signal.SIGINT)
            until(lambda: not accepts(url))
            started.process.send_signal(signal.SIGINT)

            assert started.process.wait(2) == 130

    until(lambda: not any(map(is_running, children)))


def test_a_killed_gateway_leaves_no_orphan(tmp_path: Path) -> None:
    with a_gateway(MANIFEST, tmp_path) as started:
        children = started.children()
        with a_request_in_flight(started, 30):
            started.process.kill()
            started.process.wait(LIMIT_SECONDS)

            until(lambda: not any(map(is_running, children)))
    assert len(children) == 3


def test_a_signal_while_it_starts_stops_it(tmp_path: Path) -> None:
    started = Started(every_handler(), tmp_path)
    until(started.children)
    children = started.children()

    assert (started.stop(), "Traceback" in started.stderr.read_text()) == (0, False)
    until(lambda: not any(map(is_running, children)))


def test_a_database_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    started = Started(MANIFEST, tmp_path, "fails")
    until(started.children)
    children = started.children()

    assert started.process.wait(LIMIT_SECONDS) == 1
    assert started.stderr.read_text() == "taskmanager: DATABASE_URL: the database is not there\n"
    assert [pid for pid in children if is_running(pid)] == []


def test_a_signal_while_it_prepares_stops_it(tmp_path: Path) -> None:
    started = Started(MANIFEST, tmp_path, "hangs")
    until(lambda: len(started.children()) == 3)

    assert (started.stop(), started.stderr.read_text()) == (0, "")
    assert "is up" not in started.stdout.read_text()


def test_a_port_in_use_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, lines = fails(tmp_path, PORT=str(port))

    told = f"taskmanager: PORT: 127.0.0.1 port {port} is in use by another program"
    assert (code, len(lines)) == (1, 1)
    assert lines[0].startswith(told)


def test_a_second_gateway_on_the_same_port_is_refused(tmp_path: Path) -> None:
    (tmp_path / "second").mkdir()
    with a_gateway(MANIFEST, tmp_path) as started:
        port = urlsplit(started.wait_until_up()).port
        code, lines = fails(tmp_path / "second", PORT=str(port))

    assert (code, len(lines)) == (1, 1)


def test_an_address_of_another_machine_is_told_in_one_line(tmp_path: Path) -> None:
    code, lines = fails(tmp_path, HOST="192.0.2.1")

    assert (code, len(lines)) == (1, 1)
    assert lines[0].startswith("taskmanager: HOST: 192.0.2.1")


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("PORT", "many", 2),
        ("PORT", "70000", 2),
        ("ENVIRONMENT", "staging", 2),
        ("TRUSTED_PROXIES", "nginx", 2),
        ("DATA_DIR", "manifest.json/x", 1),
        ("LOG_FILE", "manifest.json/x", 1),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_in_one_line(
    tmp_path: Path, setting: str, value: str, code: int
) -> None:
    found, lines = fails(tmp_path, **{setting: value})

    assert (found, len(lines)) == (code, 1)
    assert lines[0].startswith(f"taskmanager: {setting}: ")
    assert value in lines[0] or setting != "DATA_DIR"


def test_a_missing_secret_is_written_for_the_owner_alone(tmp_path: Path) -> None:
    with a_gateway(MANIFEST, tmp_path, JWT_SECRET_KEY="") as started:
        said = started.stdout.read_text().splitlines()[0]
    first = (tmp_path / ".env").read_text()
    with a_gateway(MANIFEST, tmp_path, JWT_SECRET_KEY="") as again:
        repeated = again.stdout.read_text()

    assert said == "Wrote .env with a new JWT_SECRET_KEY."
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    assert ((tmp_path / ".env").read_text(), "Wrote" in repeated) == (first, False)
    assert sorted(path.name for path in tmp_path.glob(".env*")) == [".env"]


def test_no_file_is_written_when_the_environment_has_the_secret(tmp_path: Path) -> None:
    with a_gateway(MANIFEST, tmp_path):
        pass

    assert not (tmp_path / ".env").exists()


def test_dangers_are_told_one_line_each(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("JWT_SECRET_KEY=short\n")
    (tmp_path / ".env").chmod(0o644)
    with a_gateway(MANIFEST, tmp_path, JWT_SECRET_KEY="", CORS_ORIGINS="*") as started:
        lines = started.stderr.read_text().splitlines()

    assert [line.split(":")[1:3] for line in lines] == [
        [" warning", " .env holds secrets and is readable by others"],
        [" warning", " JWT_SECRET_KEY"],
        [" warning", " CORS_ORIGINS"],
    ]


def test_the_log_goes_to_its_file(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("an older line\n")
    with a_gateway(MANIFEST, tmp_path, LOG_FILE="log") as started, client(started) as http:
        http.get("/echo")
    lines = (tmp_path / "log").read_text().splitlines()

    assert (lines[0], len(lines)) == ("an older line", 2)
    assert started.stderr.read_text() == ""


def test_the_log_level_is_honoured(tmp_path: Path) -> None:
    with a_gateway(MANIFEST, tmp_path, LOG_LEVEL="WARNING") as started, client(started) as http:
        http.get("/echo")

    assert started.stderr.read_text() == ""


def test_a_trusted_proxy_is_believed(tmp_path: Path) -> None:
    forwarded = {"X-Forwarded-For": "203.0.113.66, 198.51.100.7", "X-Forwarded-Proto": "https"}
    with (
        a_gateway(MANIFEST, tmp_path, TRUSTED_PROXIES="127.0.0.0/8") as started,
        client(started) as http,
    ):
        event = http.get("/echo", headers=forwarded).json()["event"]

    assert event["requestContext"]["identity"]["sourceIp"] == "198.51.100.7"
    assert event["multiValueHeaders"]["X-Forwarded-For"] == ["198.51.100.7"]
    assert event["headers"]["X-Forwarded-Proto"] == "https"


def test_a_schedule_that_is_none_is_told_in_one_line(tmp_path: Path) -> None:
    rule = Schedule(name="tidy", expression="rate(1 hours)", function="echo")
    started = Started(a_manifest(a_function("echo"), schedules=(rule,)), tmp_path)

    assert started.process.wait(LIMIT_SECONDS) == 1
    assert started.stderr.read_text().startswith("taskmanager: 'rate(1 hours)' is not a schedule")


def test_a_route_to_nowhere_is_told_in_one_line(tmp_path: Path) -> None:
    manifest = msgspec.structs.replace(MANIFEST, functions=MANIFEST.functions[1:])
    started = Started(manifest, tmp_path)

    assert started.process.wait(LIMIT_SECONDS) == 1
    assert started.stderr.read_text() == ("taskmanager: /echo names the unknown function 'echo'\n")


def test_the_commands_are_listed() -> None:
    found = subprocess.run(
        [sys.executable, "-m", "local", "--help"],
        capture_output=True,
        check=True,
        env=environment(JWT_SECRET_KEY=SECRET),
        text=True,
    )

    assert [name for name in ("up", "migrate", "seed") if f"    {name} " not in found.stdout] == []

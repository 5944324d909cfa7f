import asyncio
import json
import os
import signal
from pathlib import Path

import httpx
import pytest

from tests.gateway.manifests import a_function, a_manifest
from tests.gateway.running import SECRET, Started, a_gateway, client, is_running, until


@pytest.mark.parametrize(
    "how", ["raise", "exit", "os-exit", "kill", "unserializable", "huge", "nan"]
)
def test_a_function_that_fails_is_a_bad_gateway_and_the_next_request_works(
    http: httpx.Client, how: str
) -> None:
    failed = http.get("/crash", params={"how": how})
    next_one = http.get("/crash")

    assert (failed.status_code, failed.json()["code"]) == (502, "bad_gateway")
    assert "own words" not in failed.text
    assert next_one.status_code == 200


@pytest.mark.parametrize("path", ["/broken", "/missing"])
def test_a_function_that_cannot_be_loaded_is_a_bad_gateway(http: httpx.Client, path: str) -> None:
    answers = [http.get(path) for _ in range(5)]

    assert {answer.status_code for answer in answers} == {502}


def test_a_function_that_cannot_be_loaded_is_named_in_the_log(
    gateway: Started, http: httpx.Client
) -> None:
    http.get("/broken")
    lines = [line for line in gateway.stderr.read_text().splitlines() if "cannot be loaded" in line]

    assert any("a_module_that_is_not_there" in line for line in lines)


def test_a_function_that_cannot_be_loaded_is_not_tried_without_end(tmp_path: Path) -> None:
    broken = a_function("broken", handler="tests.gateway.handlers.broken.handler")
    with a_gateway(a_manifest(broken), tmp_path) as started, client(started) as http:
        for _ in range(50):
            http.get("/broken")
        attempts = started.stderr.read_text().count("cannot be loaded")

    assert 1 <= attempts <= 5


@pytest.mark.parametrize(
    "result",
    [None, "text", {"statusCode": "OK"}, {"unknown": 1}, {"headers": {"X": "a\r\nSet-Cookie: b"}}],
)
def test_a_malformed_answer_is_a_bad_gateway(http: httpx.Client, result: object) -> None:
    answer = http.post("/answer", json=result)

    assert (answer.status_code, answer.json()["code"]) == (502, "bad_gateway")
    assert "Set-Cookie" not in answer.headers


def test_a_function_over_its_time_is_killed_and_the_next_request_works(
    http: httpx.Client, tmp_path: Path
) -> None:
    begun = tmp_path / "begun"
    late = http.get("/slow", params={"seconds": "30", "begun": str(begun)})
    prompt = http.get("/slow", params={"seconds": "0"})

    assert (late.status_code, late.json()["code"]) == (504, "gateway_timeout")
    assert prompt.status_code == 200
    assert prompt.text != begun.read_text()
    until(lambda: not is_running(int(begun.read_text())))


def test_what_a_killed_function_has_started_is_killed_with_it(
    http: httpx.Client, tmp_path: Path
) -> None:
    begun = tmp_path / "begun"
    answer = http.get("/offspring", params={"begun": str(begun)})

    assert answer.status_code == 504
    until(lambda: not is_running(int(begun.read_text())))


def test_the_time_that_is_left_is_counted_truly(http: httpx.Client) -> None:
    before, after = http.get("/remaining").json()

    assert 4900 < before <= 5000
    assert 195 <= before - after < 1500


def test_a_sandbox_that_is_killed_from_outside_is_replaced(tmp_path: Path) -> None:
    with a_gateway(a_manifest(a_function("echo")), tmp_path) as started, client(started) as http:
        pids = [http.get("/echo").json()["pid"]]
        for _ in range(5):
            os.kill(pids[-1], signal.SIGKILL)
            until(lambda: not is_running(pids[-1]))
            answer = http.get("/echo")
            assert answer.status_code == 200
            pids.append(answer.json()["pid"])

    assert len(set(pids)) == 6


def test_a_function_sees_lambdas_environment_and_the_settings(http: httpx.Client) -> None:
    found = http.get("/environment").json()
    expected = {
        "AWS_LAMBDA_FUNCTION_NAME": "environment",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_REGION": "us-east-1",
        "_HANDLER": "tests.gateway.handlers.plain.environment",
        "TZ": ":UTC",
        "JWT_SECRET_KEY": SECRET,
        "OF_THE_FUNCTION": "yes",
    }

    assert {name: found.get(name) for name in expected} == expected


def test_a_function_sees_nothing_else_of_the_gateways_environment(tmp_path: Path) -> None:
    manifest = a_manifest(a_function("environment"))
    given = {"OF_SOMEBODY_ELSE": "secret", "HTTPS_PROXY": "http://proxy.example:3128"}
    with a_gateway(manifest, tmp_path, **given) as started, client(started) as http:
        found = http.get("/environment").json()

    assert "OF_SOMEBODY_ELSE" not in found
    assert found["HTTPS_PROXY"] == "http://proxy.example:3128"


def test_what_a_function_prints_reaches_the_log_and_never_the_answer(
    gateway: Started, http: httpx.Client
) -> None:
    answer = http.get("/crash", params={"how": "print"})

    assert answer.text.isdigit()
    until(lambda: "printed by a handler" in gateway.stderr.read_text())
    assert "complained by a handler" in gateway.stderr.read_text()


def test_sixty_four_clients_at_once_all_get_answers(gateway: Started) -> None:
    url = gateway.wait_until_up()

    async def one(http: httpx.AsyncClient, number: int) -> tuple[int, str]:
        answer = await http.get(f"{url}/things/{number}")
        return answer.status_code, answer.json()["event"]["pathParameters"]["thing_id"]

    async def every() -> list[tuple[int, str]]:
        limits = httpx.Limits(max_connections=64)
        async with httpx.AsyncClient(limits=limits, timeout=30) as http:
            return await asyncio.gather(*(one(http, number) for number in range(64)))

    assert asyncio.run(every()) == [(200, str(number)) for number in range(64)]


def test_slow_requests_are_served_side_by_side(tmp_path: Path) -> None:
    manifest = a_manifest(a_function("slow", timeout_seconds=10, reserved_concurrency=4))

    async def every(url: str) -> list[httpx.Response]:
        async with httpx.AsyncClient(timeout=30, base_url=url) as http:
            calls = (http.get("/slow", params={"seconds": "0.5"}) for _ in range(12))
            return await asyncio.gather(*calls)

    with a_gateway(manifest, tmp_path) as started:
        answers = asyncio.run(every(started.wait_until_up()))

    assert {answer.status_code for answer in answers} == {200}
    assert 2 <= len({answer.text for answer in answers}) <= 4


def test_a_log_line_tells_each_request_without_its_query(
    gateway: Started, http: httpx.Client
) -> None:
    answer = http.get("/things/7", params={"secret": "hush"})
    request_id = answer.headers["X-Request-Id"]

    until(lambda: request_id in gateway.stderr.read_text())
    text = gateway.stderr.read_text()
    line = next(json.loads(line) for line in text.splitlines() if request_id in line)
    wanted = ("method", "path", "status", "function", "level", "message")
    assert [line[name] for name in wanted] == ["GET", "/things/7", 200, "echo", "INFO", "request"]
    assert line["duration_ms"] > 0
    assert "hush" not in text

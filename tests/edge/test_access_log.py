from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from local.nginx.config import on_host
from local.nginx.program import running
from tests.edge.upstream import Upstream


def logged(folder: Path, upstream: Upstream, path: str, **request: Any) -> tuple[Any, Any]:
    """Send one request; give its answer and the lines that an edge which then ends has logged."""
    with running(replace(on_host(folder), upstream=upstream.address), folder) as addresses:
        answer = httpx.get(f"{addresses.http}{path}", **request)
    lines = (folder / "access.log").read_bytes().splitlines()
    return answer, [msgspec.json.decode(line) for line in lines]


def test_a_request_is_one_line_of_json(tmp_path: Path, upstream: Upstream) -> None:
    _, [line] = logged(tmp_path, upstream, "/api/v1/tasks", headers={"X-Request-Id": 'a"b'})

    assert line["client_request_id"] == 'a"b'
    assert (line["method"], line["path"], line["status"]) == ("GET", "/api/v1/tasks", 200)
    assert (line["client"], line["upstream"]) == ("127.0.0.1", upstream.address)
    assert len(line["request_id"]) == 32


def test_a_problem_shows_the_id_that_is_logged(tmp_path: Path, upstream: Upstream) -> None:
    answer, [line] = logged(tmp_path, upstream, "/nothing", headers={"X-Request-Id": "mine"})

    assert answer.json()["request_id"] == line["request_id"]


@pytest.mark.parametrize("path", ["/api/v1/tasks", "/nothing"])
def test_tokens_in_a_query_are_not_logged(tmp_path: Path, upstream: Upstream, path: str) -> None:
    _, [line] = logged(tmp_path, upstream, f"{path}?token=secret")

    assert line["path"] == path
    assert "secret" not in (tmp_path / "access.log").read_text()
    assert "secret" not in (tmp_path / "error.log").read_text()


def test_health_checks_are_not_logged(tmp_path: Path, upstream: Upstream) -> None:
    _, lines = logged(tmp_path, upstream, "/health")

    assert lines == []


def test_tokens_of_limited_requests_are_not_logged(tmp_path: Path, upstream: Upstream) -> None:
    with running(replace(on_host(tmp_path), upstream=upstream.address), tmp_path) as addresses:
        door = f"{addresses.http}/api/v1/auth/login?token=secret"
        statuses = [httpx.post(door).status_code for _ in range(7)]

    assert statuses[-1] == 429
    assert "secret" not in (tmp_path / "error.log").read_text()

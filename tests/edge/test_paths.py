from collections.abc import Callable

import httpx
import pytest

from tests.edge import raw
from tests.edge.upstream import Upstream


def test_health_is_answered_by_the_edge(client: httpx.Client, upstream: Upstream) -> None:
    upstream.stop()
    answer = client.get("/health")

    assert (answer.status_code, answer.text) == (200, "healthy\n")
    assert answer.headers["Content-Type"] == "text/plain"


def test_readiness_is_answered_by_the_api(client: httpx.Client, upstream: Upstream) -> None:
    client.get("/health/ready")

    assert [seen.path for seen in upstream.seen] == ["/health/ready"]


def test_the_root_leads_to_the_documentation(client: httpx.Client) -> None:
    """The path alone: in a container nginx does not know the port that is published."""
    answer = client.get("/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/api/v1/docs")


@pytest.mark.parametrize(
    "path",
    [
        "/2015-03-31/functions/maintenance/invocations",
        "/health/other",
        "/healthz",
        "/metrics",
        "/api",
        "/.env",
        "/.git/config",
        "/.edge/problem",
        "/index.html",
        "//api/v1/tasks",
    ],
)
def test_what_is_not_public_is_not_passed_on(url: str, upstream: Upstream, path: str) -> None:
    answer = raw.get(url, path)

    assert (answer.status, answer.json["code"]) == (404, "route_not_found")
    assert upstream.seen == []


@pytest.mark.parametrize(
    "path",
    [
        "/2015-03-31/functions/maintenance/invocations/../../../../api/v1/tasks",
        "/api/../2015-03-31/functions/maintenance/invocations",
        "/api/v1/%2e%2e/%2E%2e/2015-03-31/functions",
        "/api/v1/..%2f..%2f2015-03-31/functions",
        "/api/v1/..%5c..%5c2015-03-31/functions",
        "/api/v1/./tasks",
        "/api/v1/tasks/..",
        "/api/v1/\\tasks",
        "/x/../health",
        "/x/../health/ready",
    ],
)
def test_a_path_that_climbs_is_refused(url: str, upstream: Upstream, path: str) -> None:
    answer = raw.get(url, path)

    assert (answer.status, answer.json["code"]) == (404, "route_not_found")
    assert upstream.seen == []


@pytest.mark.parametrize(
    "path",
    [
        "/api//v1//tasks",
        "/api/v1/labels/a%2Fb",
        "/api/v1/labels/...",
        "/api/v1/labels/v1..2",
        "/api/v1/.hidden",
        "/api/v1/tasks?next=../x",
        "/api/v1/%E2%9C%93",
    ],
)
def test_a_path_arrives_as_it_was_written(url: str, upstream: Upstream, path: str) -> None:
    raw.get(url, path)

    assert [seen.path for seen in upstream.seen] == [path]


def test_an_edge_with_a_name_answers_to_it(edge: Callable[..., str], upstream: Upstream) -> None:
    url = edge(upstream.address, server_name="tasks.example")

    assert raw.get(url, "/api/v1/tasks").status == 200


def test_an_edge_with_a_name_says_nothing_to_others(
    edge: Callable[..., str], upstream: Upstream
) -> None:
    url = edge(upstream.address, server_name="tasks.example")
    request = b"GET /api/v1/tasks HTTP/1.1\r\nHost: rebound.example\r\n\r\n"

    assert raw.until_closed(url, request) == b""
    assert upstream.seen == []


def test_an_edge_with_a_name_tells_its_health_by_address(
    edge: Callable[..., str], upstream: Upstream
) -> None:
    url = edge(upstream.address, server_name="tasks.example")

    assert httpx.get(f"{url}/health").text == "healthy\n"

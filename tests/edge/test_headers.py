from collections.abc import Callable

import httpx
import pytest

from tests.edge import raw
from tests.edge.upstream import Answer, Upstream

SECURITY_HEADERS = {
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-XSS-Protection": "0",
}


def assert_secured(headers: httpx.Headers) -> None:
    """Each header is there, and once."""
    for name, value in SECURITY_HEADERS.items():
        assert headers.get_list(name) == [value]
    assert len(headers.get_list("Content-Security-Policy")) == 1
    assert headers["Content-Security-Policy"].startswith(
        ("default-src 'self'", "default-src 'none'")
    )
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Server"] == "nginx"


@pytest.mark.parametrize("path", ["/health", "/health/ready", "/", "/api/v1/tasks", "/nothing"])
def test_every_answer_has_the_security_headers(client: httpx.Client, path: str) -> None:
    assert_secured(client.get(path).headers)


@pytest.mark.parametrize("status", [200, 201, 204, 304, 400, 401, 404, 500, 503])
def test_answers_of_the_api_have_them_whatever_their_status(
    client: httpx.Client, upstream: Upstream, status: int
) -> None:
    upstream.answer = Answer(status, b"")

    assert_secured(client.get("/api/v1/tasks").headers)


def test_limited_requests_have_them(client: httpx.Client) -> None:
    answers = [client.post("/api/v1/auth/login") for _ in range(7)]

    assert answers[-1].status_code == 429
    assert_secured(answers[-1].headers)


def test_they_are_there_when_the_api_is_down(client: httpx.Client, upstream: Upstream) -> None:
    upstream.stop()
    answer = client.get("/api/v1/tasks")

    assert answer.status_code == 502
    assert_secured(answer.headers)


def test_they_are_there_when_the_request_cannot_be_read(url: str) -> None:
    answer = raw.send(url, b"rubbish\r\n\r\n")

    assert answer.status == 400
    assert_secured(httpx.Headers(answer.headers))


def test_values_of_the_api_are_replaced_by_the_edges(
    client: httpx.Client, upstream: Upstream
) -> None:
    upstream.answer = Answer(
        headers={
            "X-Frame-Options": "ALLOWALL",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src *",
            "X-Powered-By": "python",
            "Server": "gateway/1.0",
        }
    )
    answer = client.get("/api/v1/tasks")

    assert_secured(answer.headers)
    assert "X-Powered-By" not in answer.headers


def test_json_may_load_nothing(client: httpx.Client) -> None:
    policy = client.get("/api/v1/tasks").headers["Content-Security-Policy"]

    assert policy == "default-src 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize("path", ["/api/v1/docs", "/api/v1/docs/", "/api/v1/docs/page.js"])
def test_the_documentation_may_have_inline_styles_and_no_inline_script(
    client: httpx.Client, path: str
) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]
    directives = dict(part.split(" ", 1) for part in policy.split("; "))

    assert directives["style-src"] == "'self' 'unsafe-inline'"
    assert directives.get("script-src", directives["default-src"]) == "'self'"


def test_no_page_may_run_inline_scripts(client: httpx.Client) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]

    assert "unsafe" not in policy


def test_only_tls_is_promised_for_later(client: httpx.Client) -> None:
    assert "Strict-Transport-Security" not in client.get("/health").headers


def test_headers_of_the_api_arrive(client: httpx.Client, upstream: Upstream) -> None:
    sent = {"ETag": '"7"', "X-Request-Id": "abc", "Vary": "Origin", "RateLimit-Remaining": "3"}
    upstream.answer = Answer(body=b"x" * 5000, headers={"Content-Type": "application/json", **sent})
    answer = client.get("/api/v1/tasks", headers={"Accept-Encoding": "gzip"})

    assert {name: answer.headers[name] for name in sent} == sent
    assert "Content-Encoding" not in answer.headers


def test_the_documentation_is_compressed(client: httpx.Client, upstream: Upstream) -> None:
    upstream.answer = Answer(body=b"<p>" * 5000, headers={"Content-Type": "text/html"})
    answer = client.get("/api/v1/docs", headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.text == "<p>" * 5000


def test_an_edge_with_a_name_has_them_too(edge: Callable[..., str], upstream: Upstream) -> None:
    url = edge(upstream.address, server_name="tasks.example")
    answer = raw.get(url, "/nothing")

    assert_secured(httpx.Headers(answer.headers))

import re
from collections.abc import Callable
from http import HTTPStatus

import httpx
import msgspec
import pytest

from local.nginx.config import CONF
from taskmanager.domain import errors
from taskmanager.http import problems
from tests.edge import raw
from tests.edge.upstream import Answer, Upstream

MEBIBYTE = 1024 * 1024

BY_EDGE = {
    "not found": (b"GET /nothing HTTP/1.1\r\n" + raw.END, 404, problems.RouteNotFound),
    "no request line": (b"rubbish\r\n\r\n", 400, problems.MalformedRequest),
    "no path": (b"GET \x01 HTTP/1.1\r\n" + raw.END, 400, problems.MalformedRequest),
    "a NUL": (b"GET /api/%00 HTTP/1.1\r\n" + raw.END, 400, problems.MalformedRequest),
    "no Host": (b"GET /api/ HTTP/1.1\r\n\r\n", 400, problems.MalformedRequest),
    "two Hosts": (b"GET /api/ HTTP/1.1\r\nHost: a\r\n" + raw.END, 400, problems.MalformedRequest),
    "two lengths": (
        b"POST /api/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n" + raw.END,
        400,
        problems.MalformedRequest,
    ),
    "an unknown encoding": (
        b"POST /api/ HTTP/1.1\r\nTransfer-Encoding: gzip\r\n" + raw.END,
        501,
        problems.MalformedRequest,
    ),
    "another HTTP": (b"GET /api/ HTTP/3.0\r\n" + raw.END, 505, problems.MalformedRequest),
    "a long line": (
        b"GET /api/" + b"a" * 9000 + b" HTTP/1.1\r\n" + raw.END,
        414,
        problems.MalformedRequest,
    ),
    "a long header": (
        b"GET /api/ HTTP/1.1\r\nCookie: " + b"a" * 9000 + b"\r\n" + raw.END,
        431,
        problems.MalformedRequest,
    ),
    "a large body": (
        f"POST /api/ HTTP/1.1\r\nContent-Length: {10 * MEBIBYTE + 1}\r\n".encode() + raw.END,
        413,
        problems.PayloadTooLarge,
    ),
    "TRACE": (b"TRACE /api/ HTTP/1.1\r\n" + raw.END, 405, problems.MethodNotAllowed),
    "a method of its own": (b"BREW /api/ HTTP/1.1\r\n" + raw.END, 405, problems.MethodNotAllowed),
}


@pytest.mark.parametrize(("data", "status", "error"), BY_EDGE.values(), ids=BY_EDGE)
def test_errors_of_the_edge_are_problems(
    url: str, data: bytes, status: int, error: type[errors.DomainError]
) -> None:
    answer = raw.send(url, data)
    problem = msgspec.convert(answer.json, problems.Problem)

    assert answer.status == status
    assert answer.headers["content-type"] == problems.MEDIA_TYPE
    assert answer.headers["cache-control"] == "no-store"
    assert_told_as(problem, error, status)
    assert answer.headers["x-request-id"] == problem.request_id


@pytest.mark.parametrize(
    "error",
    [
        errors.RateLimited,
        errors.Unavailable,
        problems.FunctionError,
        problems.FunctionTimeout,
        problems.InternalError,
        problems.MalformedRequest,
        problems.MethodNotAllowed,
        problems.PayloadTooLarge,
        problems.RouteNotFound,
    ],
)
def test_words_of_the_edge_are_those_of_the_api(error: type[errors.DomainError]) -> None:
    """Also of those that no test can bring nginx to answer."""
    words = re.sub(r" +", " ", (CONF / "http/problems.conf").read_text())
    tag = problems.status_of(error)[1]

    assert f' {error.code} "{error.title}";' in words
    assert f" {error.code} {tag};" in words or tag == "INTERNAL_ERROR"


def test_an_api_that_is_down_is_a_bad_gateway(client: httpx.Client, upstream: Upstream) -> None:
    upstream.stop()
    answer = client.get("/api/v1/tasks")

    assert answer.status_code == 502
    assert_told_as(
        msgspec.json.decode(answer.content, type=problems.Problem), problems.FunctionError, 502
    )


def test_an_api_that_is_silent_is_a_gateway_timeout(
    edge: Callable[..., str], upstream: Upstream
) -> None:
    upstream.silent = True
    answer = httpx.get(f"{edge(upstream.address, upstream_timeout_seconds=1)}/api/v1/tasks")

    assert answer.status_code == 504
    assert_told_as(
        msgspec.json.decode(answer.content, type=problems.Problem), problems.FunctionTimeout, 504
    )


def test_a_write_that_was_sent_is_not_sent_again(
    edge: Callable[..., str], upstream: Upstream
) -> None:
    upstream.silent = True
    httpx.post(f"{edge(upstream.address, upstream_timeout_seconds=1)}/api/v1/tasks")

    assert len(upstream.seen) == 1


def test_a_limited_request_is_told_as_the_api_tells_it(client: httpx.Client) -> None:
    answer = [client.post("/api/v1/auth/login") for _ in range(7)][-1]
    problem = msgspec.json.decode(answer.content, type=problems.Problem)

    assert_told_as(problem, errors.RateLimited, 429)


def test_refused_methods_are_told_the_allowed_ones(url: str) -> None:
    answer = raw.send(url, b"BREW /api/ HTTP/1.1\r\n" + raw.END)

    assert answer.headers["allow"] == "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"


def test_only_problems_that_pass_say_when_to_come_back(client: httpx.Client) -> None:
    answer = client.get("/nothing")

    assert "Retry-After" not in answer.headers
    assert "Allow" not in answer.headers


def test_head_gets_the_status_without_a_body(client: httpx.Client) -> None:
    answer = client.head("/nothing")

    assert (answer.status_code, answer.content) == (404, b"")


@pytest.mark.parametrize(
    "status", [400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 502, 503, 504]
)
def test_errors_of_the_api_pass_untouched(
    client: httpx.Client, upstream: Upstream, status: int
) -> None:
    upstream.answer = Answer(
        status, b'{"code":"its_own"}', {"Content-Type": "application/problem+json; v=1"}
    )
    answer = client.get("/api/v1/tasks")

    assert answer.status_code == status
    assert answer.content == b'{"code":"its_own"}'
    assert answer.headers["Content-Type"] == "application/problem+json; v=1"


def test_a_body_of_ten_mebibytes_passes(client: httpx.Client, upstream: Upstream) -> None:
    answer = client.post("/api/v1/uploads", content=b"a" * (10 * MEBIBYTE))

    assert answer.status_code == 200
    assert len(upstream.seen[0].body) == 10 * MEBIBYTE


def test_a_chunked_body_that_grows_too_large_is_refused(
    client: httpx.Client, upstream: Upstream
) -> None:
    answer = client.post("/api/v1/uploads", content=(b"a" * MEBIBYTE for _ in range(11)))

    assert answer.status_code == 413
    assert upstream.seen == []


@pytest.mark.parametrize(
    "unfinished",
    [
        b"GET /api/v1/tasks HTTP/1.1\r\nHost: tasks.ex",
        b"POST /api/v1/tasks HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{",
    ],
    ids=["header", "body"],
)
def test_a_client_that_never_finishes_is_dropped(
    edge: Callable[..., str], upstream: Upstream, unfinished: bytes
) -> None:
    url = edge(upstream.address, client_timeout_seconds=1)

    assert raw.until_closed(url, unfinished) == b""
    assert upstream.seen == []


def assert_told_as(problem: problems.Problem, error: type[errors.DomainError], status: int) -> None:
    """The edge's problem has the words that the API has for the same error."""
    expected_status, tag = problems.status_of(error)

    assert problem.code == error.code
    assert problem.title == error.title
    assert problem.type == f"{problems.DOCS_PATH}#problem-{error.code}"
    assert problem.error_tag == tag
    assert problem.status == problem.http_code == problem.error_code == status
    assert problem.error == problem.detail
    assert problem.error_extra == {}
    if error is not problems.MalformedRequest:
        assert HTTPStatus(status) == expected_status

import json
from pathlib import Path
from typing import Any

import pytest

from local.gateway import event
from local.gateway.request import Request
from local.gateway.routes import RouteTable
from tests.gateway.manifests import a_route

GOLDEN = Path(__file__).parent / "events" / "rest_proxy.json"
TABLE = RouteTable([a_route("POST", "/api/tasks/{task_id}"), a_route("GET", "/api/tasks")])


def a_request(**given: Any) -> Request:
    fields: dict[str, Any] = {
        "method": "GET",
        "path": "/api/tasks",
        "query": "",
        "headers": [("Host", "tasks.example.org:8000")],
        "client": "198.51.100.7",
        "scheme": "http",
        "port": 8000,
        "http_version": "1.1",
        "request_id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
        "received": 1583349317.135,
    }
    return Request(**fields | given)


def an_event(**given: Any) -> dict[str, Any]:
    request = a_request(**given)
    return event.build(request, TABLE.match(request.method, request.path))


def test_an_event_has_every_field_of_a_rest_proxy_event() -> None:
    found = an_event(
        method="POST",
        path="/api/tasks/6%2B7",
        query="label=home&label=a%20b+c&empty=",
        headers=[
            ("host", "tasks.example.org:8000"),
            ("authorization", "Bearer abc"),
            ("user-agent", "curl/8"),
            ("X-cUSTOM", "1"),
            ("x-custom", "2"),
            ("Content-Type", "application/json"),
            ("Content-Length", "9"),
            ("Connection", "keep-alive"),
            ("Transfer-Encoding", "chunked"),
            ("X-Amzn-Trace-Id", "Root=1-5e5fbb45-000000000000000000000000"),
        ],
        body='{"é": 1}'.encode(),
    )
    found["requestContext"]["extendedRequestId"] = "AAAAAAAAAAAAAAA="

    assert found == json.loads(GOLDEN.read_text())


def test_maps_without_entries_are_null() -> None:
    found = an_event()

    assert [
        found[key]
        for key in (
            *("queryStringParameters", "multiValueQueryStringParameters"),
            *("pathParameters", "stageVariables", "body"),
        )
    ] == [None] * 5


def test_a_body_that_is_no_text_travels_as_base64() -> None:
    found = an_event(body=b"\xff\x00")

    assert (found["body"], found["isBase64Encoded"]) == ("/wA=", True)


@pytest.mark.parametrize(
    "forged",
    [
        ("X-Forwarded-For", "203.0.113.66"),
        ("x-forwarded-proto", "https"),
        ("X-FORWARDED-PORT", "443"),
        ("Forwarded", "for=203.0.113.66"),
        ("X-Real-IP", "203.0.113.66"),
    ],
)
def test_what_a_client_says_of_itself_is_not_passed_on(forged: tuple[str, str]) -> None:
    found = an_event(headers=[forged])["multiValueHeaders"]
    del found["X-Amzn-Trace-Id"]

    assert found == {
        "X-Forwarded-For": ["198.51.100.7"],
        "X-Forwarded-Port": ["8000"],
        "X-Forwarded-Proto": ["http"],
    }


def test_a_request_without_a_trace_gets_one() -> None:
    found = an_event()["headers"]["X-Amzn-Trace-Id"]

    assert found.startswith("Root=1-5e5ffe45-")


def test_head_reaches_the_function_as_get() -> None:
    found = an_event(method="HEAD")

    assert (found["httpMethod"], found["requestContext"]["httpMethod"]) == ("GET", "GET")

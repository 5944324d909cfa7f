import json
import socket
import time
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.gateway.running import LIMIT_SECONDS, Started

ORIGIN = "http://localhost:3000"
LIMIT = 10 * 1024 * 1024


def seen(answer: httpx.Response) -> dict[str, Any]:
    """Return the event that the echo handler saw."""
    found: dict[str, Any] = answer.json()["event"]
    return found


def connect(gateway: Started) -> socket.socket:
    parts = urlsplit(gateway.wait_until_up())
    return socket.create_connection((parts.hostname, parts.port), LIMIT_SECONDS)


def exchange(gateway: Started, *pieces: bytes) -> bytes:
    """Send bytes, and return all that comes until the gateway hangs up."""
    with connect(gateway) as sock:
        for piece in pieces:
            sock.sendall(piece)
        received = b""
        while piece := sock.recv(65536):
            received += piece
        return received


def problem(received: bytes) -> dict[str, Any]:
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head.lower()
    found: dict[str, Any] = json.loads(body)
    return found


def test_a_request_is_answered_by_its_function(http: httpx.Client) -> None:
    answer = http.get("/things/a%2Fb", params={"q": ["1", "2 +"]})

    assert (answer.status_code, answer.headers["X-Seen"]) == (200, "yes")
    assert seen(answer)["pathParameters"] == {"thing_id": "a/b"}
    assert seen(answer)["multiValueQueryStringParameters"] == {"q": ["1", "2 +"]}
    assert answer.json()["context"]["function_name"] == "echo"


def test_an_answer_carries_the_id_that_the_function_saw(http: httpx.Client) -> None:
    answer = http.get("/echo", headers={"X-Request-Id": "the-clients-own"})

    assert {
        answer.headers["X-Request-Id"],
        answer.headers["x-amzn-RequestId"],
        answer.json()["context"]["aws_request_id"],
    } == {seen(answer)["requestContext"]["requestId"]}


def test_headers_keep_their_spelling_and_every_value(gateway: Started) -> None:
    received = exchange(
        gateway,
        b"GET /echo?a=1&a=2 HTTP/1.1\r\nhost: x\r\nX-oDD: 1\r\nX-oDD: 2\r\nauthorization: t\r\n"
        b"Connection: close\r\n\r\n",
    )
    event = json.loads(received.partition(b"\r\n\r\n")[2])["event"]

    assert event["multiValueHeaders"]["X-oDD"] == ["1", "2"]
    assert event["headers"]["X-oDD"] == "2"
    assert {"Host", "Authorization"} <= set(event["headers"])
    assert event["queryStringParameters"] == {"a": "2"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [(b"text \xc3\xa9", ("text é", False)), (b"\xff", ("/w==", True)), (b"", (None, False))],
)
def test_a_body_reaches_the_function(
    http: httpx.Client, body: bytes, expected: tuple[str | None, bool]
) -> None:
    event = seen(http.post("/echo", content=body))

    assert (event["body"], event["isBase64Encoded"]) == expected


def test_a_chunked_body_reaches_the_function(http: httpx.Client) -> None:
    answer = http.post("/echo", content=iter([b"a" * 100_000, b"b"]))

    assert seen(answer)["body"] == "a" * 100_000 + "b"


def test_head_is_answered_as_get_without_the_body(http: httpx.Client) -> None:
    answer = http.head("/echo")

    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 500


def test_an_unknown_path_is_a_problem_that_the_page_may_read(http: httpx.Client) -> None:
    answer = http.get("/nowhere", headers={"Origin": ORIGIN})

    assert (answer.status_code, answer.json()["code"]) == (404, "route_not_found")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert answer.json()["request_id"] == answer.headers["X-Request-Id"]


def test_a_wrong_method_is_told_which_ones_are_right(http: httpx.Client) -> None:
    answer = http.put("/things/7")

    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET, DELETE, HEAD, OPTIONS"


def test_a_preflight_request_is_answered_by_the_gateway(http: httpx.Client) -> None:
    headers = {"Origin": ORIGIN, "Access-Control-Request-Method": "DELETE"}
    answer = http.options("/things/7", headers=headers)

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, DELETE, HEAD"


def test_a_preflight_request_of_a_stranger_allows_nothing(http: httpx.Client) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "DELETE"}
    answer = http.options("/things/7", headers=headers)

    assert answer.status_code == 204
    assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_a_preflight_request_for_an_unknown_path_is_not_found(http: httpx.Client) -> None:
    headers = {"Origin": ORIGIN, "Access-Control-Request-Method": "GET"}

    assert http.options("/nowhere", headers=headers).status_code == 404


def test_options_says_what_a_path_takes(http: httpx.Client) -> None:
    answer = http.options("/things/7")

    assert (answer.status_code, answer.headers["Allow"]) == (204, "GET, DELETE, HEAD, OPTIONS")


def test_the_largest_body_is_taken(http: httpx.Client) -> None:
    answer = http.post("/slow-or-not", content=b"a" * LIMIT)
    accepted = http.post("/echo", content=b"a" * 3_000_000)

    assert (answer.status_code, accepted.status_code) == (404, 200)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_larger_body_is_refused(http: httpx.Client, chunked: bool) -> None:  # noqa: FBT001
    body = b"a" * (LIMIT + 1)
    answer = http.post("/echo", content=iter([body]) if chunked else body)

    assert (answer.status_code, answer.json()["code"]) == (413, "payload_too_large")
    assert answer.headers["Connection"] == "close"


def test_a_body_without_end_is_refused_before_it_ends(gateway: Started) -> None:
    with connect(gateway) as sock:
        sock.sendall(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n")

        assert sock.recv(65536).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GARBAGE\r\n\r\n",
        b"GET /echo HTTP/9.9\r\n\r\n",
        b"GET /echo\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /echo HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n",
        b"GET /echo HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n",
        b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
        b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /echo HTTP/1.1\r\nHost: x\r\nX-Large: " + b"a" * 40_000 + b"\r\n\r\n",
        b"GET /echo HTTP/1.1\r\nHost: x\r\n" + b"X-Many: 1\r\n" * 5_000 + b"\r\n",
        b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)  # fmt: skip
def test_bytes_that_are_no_request_are_answered_with_a_problem(
    gateway: Started, sent: bytes
) -> None:
    received = exchange(gateway, sent)

    assert received.startswith(b"HTTP/1.1 400 ")
    assert received.count(b"HTTP/1.1 ") == 1
    assert problem(received)["code"] == "malformed_request"


def test_a_header_without_end_is_refused(gateway: Started) -> None:
    with connect(gateway) as sock:
        sock.sendall(b"GET /echo HTTP/1.1\r\nHost: x\r\nX-Endless: ")
        received = b""
        while not received:
            sock.sendall(b"a" * 4096)
            sock.settimeout(0.01)
            try:
                received = sock.recv(65536)
            except TimeoutError:
                continue

    assert received.startswith(b"HTTP/1.1 400 ")


def test_a_broken_second_request_does_not_take_the_first_ones_answer(gateway: Started) -> None:
    with connect(gateway) as sock:
        sock.sendall(b"GET /echo HTTP/1.1\r\nHost: x\r\n\r\n")
        received = sock.recv(65536)
        while not received.endswith(b"}"):
            received += sock.recv(65536)
        sock.sendall(b"\x00\x00\r\n\r\n")
        while piece := sock.recv(65536):
            received += piece

    assert [part[:3] for part in received.split(b"HTTP/1.1 ")[1:]] == [b"200", b"400"]


def test_a_client_that_leaves_in_the_middle_harms_nobody(
    gateway: Started, http: httpx.Client
) -> None:
    with connect(gateway) as sock:
        sock.sendall(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")

    assert http.get("/echo").status_code == 200


def test_pipelined_requests_are_answered_in_order(gateway: Started) -> None:
    received = exchange(
        gateway,
        b"GET /things/1 HTTP/1.1\r\nHost: x\r\n\r\n"
        b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n"
        b"GET /things/2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    )

    assert [part[:3] for part in received.split(b"HTTP/1.1 ")[1:]] == [b"200", b"404", b"200"]


def test_forged_forwarding_headers_are_ignored(http: httpx.Client) -> None:
    forged = {"X-Forwarded-For": "203.0.113.66", "X-Forwarded-Proto": "https"}
    event = seen(http.get("/echo", headers=forged))

    assert event["requestContext"]["identity"]["sourceIp"] == "127.0.0.1"
    assert event["multiValueHeaders"]["X-Forwarded-For"] == ["127.0.0.1"]
    assert event["multiValueHeaders"]["X-Forwarded-Proto"] == ["http"]


def test_a_request_for_another_protocol_is_answered_with_this_one(gateway: Started) -> None:
    received = exchange(
        gateway,
        b"GET /nowhere HTTP/1.1\r\nHost: x\r\n"
        b"Connection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n",
    )

    assert received.startswith(b"HTTP/1.1 404 ")


def test_an_answer_comes_within_milliseconds(http: httpx.Client) -> None:
    http.get("/echo")
    durations = []
    for _ in range(20):
        began = time.perf_counter()
        http.get("/echo")
        durations.append(time.perf_counter() - began)

    assert sorted(durations)[10] < 0.05

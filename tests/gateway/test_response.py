import json
from typing import Any

import pytest

from local.gateway.response import MalformedAnswer, Reply, from_result

JSON = ("Content-Type", "application/json")


def read(result: Any) -> Reply:
    return from_result(json.dumps(result).encode())


@pytest.mark.parametrize(
    ("result", "status", "headers", "body"),
    [
        ({}, 200, [JSON], b""),
        ({"headers": None, "multiValueHeaders": None, "body": None}, 200, [JSON], b""),
        ({"statusCode": "201", "body": "é"}, 201, [JSON], "é".encode()),
        ({"headers": {"content-type": "text/plain"}}, 200, [("content-type", "text/plain")], b""),
        ({"headers": {"X-On": True}}, 200, [("X-On", "true"), JSON], b""),
        ({"headers": {"X-Off": False}}, 200, [("X-Off", "false"), JSON], b""),
        ({"statusCode": 204, "body": "ignored"}, 204, [], b""),
        ({"statusCode": 304, "headers": {"ETag": '"1"'}}, 304, [("ETag", '"1"')], b""),
        ({"body": "AP8=", "isBase64Encoded": True}, 200, [JSON], b"\x00\xff"),
        (
            {"multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]}, "headers": {"set-cookie": "c=3"}},
            200,
            [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("set-cookie", "c=3"), JSON],
            b"",
        ),
        (
            {"headers": {"Server": "x", "Date": "y", "Connection": "z", "Content-Length": "7"}},
            200,
            [
                ("x-amzn-Remapped-Server", "x"),
                ("x-amzn-Remapped-Date", "y"),
                ("x-amzn-Remapped-Connection", "z"),
                ("x-amzn-Remapped-Content-Length", "7"),
                JSON,
            ],
            b"",
        ),
        ({"headers": {"X-Request-Id": "forged", "Transfer-Encoding": "chunked"}}, 200, [JSON], b""),
    ],
)  # fmt: skip
def test_an_answer_becomes_a_response(
    result: Any, status: int, headers: list[tuple[str, str]], body: bytes
) -> None:
    assert read(result) == Reply(status=status, headers=headers, body=body)


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (None, "it is null"),
        ("text", "it is a string"),
        ([1], "it is a list"),
        ({"statusCode": 200, "cookies": []}, "unknown key 'cookies'"),
        ({"statusCode": "OK"}, "statusCode is a string"),
        ({"statusCode": 200.5}, "statusCode is a number"),
        ({"statusCode": True}, "statusCode is a boolean"),
        ({"statusCode": None}, "statusCode is null"),
        ({"statusCode": 99}, "not between"),
        ({"statusCode": 600}, "not between"),
        ({"statusCode": "9" * 5000}, "not between"),
        ({"headers": []}, "headers is a list"),
        ({"headers": {"X": 5}}, "header 'X' is a number"),
        ({"headers": {"X": None}}, "header 'X' is null"),
        ({"headers": {"X": ["a"]}}, "header 'X' is a list"),
        ({"headers": {"X": "a\rb"}}, "control"),
        ({"headers": {"X": "a\nSet-Cookie: b"}}, "control"),
        ({"headers": {"X": "a\0b"}}, "control"),
        ({"headers": {"X\r\nY": "a"}}, "is not the name of a header"),
        ({"headers": {"": "a"}}, "is not the name of a header"),
        ({"multiValueHeaders": {"X": "a"}}, "is a string, not a list"),
        ({"multiValueHeaders": {"X": ["a\r\nb"]}}, "control"),
        ({"multiValueHeaders": {"X": [7]}}, "is a number"),
        ({"body": {"a": 1}}, "body is an object"),
        ({"body": 7}, "body is a number"),
        ({"body": "a", "isBase64Encoded": "true"}, "isBase64Encoded is a string"),
        ({"body": "no base64!", "isBase64Encoded": True}, "not base64"),
    ],
)
def test_what_is_no_answer_is_refused_and_says_why(result: Any, reason: str) -> None:
    with pytest.raises(MalformedAnswer, match=reason):
        read(result)


@pytest.mark.parametrize("payload", [b"", b"{", b'{"statusCode": NaN}', b'{"body": "\xff"}'])
def test_a_result_that_is_no_json_is_refused(payload: bytes) -> None:
    with pytest.raises(MalformedAnswer, match="not JSON"):
        from_result(payload)

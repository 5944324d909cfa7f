"""HTTP request -> event of an API Gateway REST API with Lambda proxy integration.

https://docs.aws.amazon.com/apigateway/latest/developerguide/
set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
"""

import base64
import contextlib
import hashlib
import re
import secrets
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from local.gateway.request import Request
from local.gateway.routes import Match
from local.runtime.environ import ACCOUNT

STAGE = "local"
API_ID = "local"

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""What no text holds. In JSON each of these bytes takes six: 10 MB would be 60, in many copies."""

_TITLED = {"host": "Host", "authorization": "Authorization", "user-agent": "User-Agent"}
_REMOVED = frozenset(
    {
        *("connection", "content-length", "expect", "keep-alive", "proxy-connection", "te"),
        *("trailer", "transfer-encoding", "upgrade"),
        *("forwarded", "x-real-ip", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto"),
    }
)
"""What belongs to one connection, and what the gateway alone may say of the client."""


def build(request: Request, match: Match) -> dict[str, Any]:
    """Return the event; every map that would be empty is None instead."""
    headers = _headers(request)
    queries = _group(parse_qsl(request.query, keep_blank_values=True))
    body, encoded = _body(request.body)
    return {
        "resource": match.route.path,
        "path": request.path,
        "httpMethod": match.route.method,
        "headers": _last(headers),
        "multiValueHeaders": headers,
        "queryStringParameters": _last(queries) or None,
        "multiValueQueryStringParameters": queries or None,
        "pathParameters": match.parameters or None,
        "stageVariables": None,
        "requestContext": _context(request, match),
        "body": body,
        "isBase64Encoded": encoded,
    }


def _context(request: Request, match: Match) -> dict[str, Any]:
    host = (request.header("host") or "").rsplit(":", 1)[0]
    moment = datetime.fromtimestamp(request.received, UTC)
    return {
        "accountId": ACCOUNT,
        "apiId": API_ID,
        "deploymentId": API_ID,
        "domainName": host,
        "domainPrefix": host.split(".", 1)[0],
        "extendedRequestId": base64.b64encode(secrets.token_bytes(11)).decode(),
        "httpMethod": match.route.method,
        "identity": _identity(request),
        "path": f"/{STAGE}{request.path}",
        "protocol": f"HTTP/{request.http_version}",
        "requestId": request.request_id,
        "requestTime": f"{moment:%d/%b/%Y:%H:%M:%S %z}",
        "requestTimeEpoch": int(request.received * 1000),
        "resourceId": hashlib.sha256(match.route.path.encode()).hexdigest()[:6],
        "resourcePath": match.route.path,
        "stage": STAGE,
    }


def _identity(request: Request) -> dict[str, str | None]:
    return {
        "accessKey": None,
        "accountId": None,
        "caller": None,
        "cognitoAuthenticationProvider": None,
        "cognitoAuthenticationType": None,
        "cognitoIdentityId": None,
        "cognitoIdentityPoolId": None,
        "principalOrgId": None,
        "sourceIp": request.client,
        "user": None,
        "userAgent": request.header("user-agent"),
        "userArn": None,
    }


def _headers(request: Request) -> dict[str, list[str]]:
    """Group the headers by name, each spelled as it first came."""
    spelled: dict[str, str] = {}
    pairs = []
    for name, value in request.headers:
        key = name.lower()
        if key not in _REMOVED:
            pairs.append((spelled.setdefault(key, _TITLED.get(key, name)), value))
    trace = f"Root=1-{int(request.received):08x}-{secrets.token_hex(12)}"
    traced = [] if "x-amzn-trace-id" in spelled else [("X-Amzn-Trace-Id", trace)]
    forwarded = [
        ("X-Forwarded-For", request.client),
        ("X-Forwarded-Port", str(request.port)),
        ("X-Forwarded-Proto", request.scheme),
    ]
    return _group([*pairs, *traced, *forwarded])


def _group(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return grouped


def _last(grouped: dict[str, list[str]]) -> dict[str, str]:
    return {name: values[-1] for name, values in grouped.items()}


def _body(body: bytes) -> tuple[str | None, bool]:
    if not body:
        return None, False
    if _CONTROL.search(body) is None:
        with contextlib.suppress(UnicodeDecodeError):
            return body.decode(), False
    return base64.b64encode(body).decode(), True

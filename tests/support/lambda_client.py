"""A client of single functions: each call is the event that API Gateway's REST v1 proxy would send.

    client = Client(handlers_of(container))
    answer = client.post("/api/v1/tasks", json={"content": "Buy milk"}, token=token)

The manifest's route table chooses the function, as the gateway does in both clouds. Events and
answers pass through JSON, so nothing travels that could not travel for real. A problem that the
endpoint does not declare fails the test, whatever the test looks at.
"""

import base64
import itertools
import json as json_module
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from app import routers
from infra import manifest
from infra.manifest import Manifest
from taskmanager.container import Container
from taskmanager.http.chalice import Handler, lambda_handler
from taskmanager.http.openapi import describe
from taskmanager.http.problems import MEDIA_TYPE

HOST = "api.example.org"
STAGE = "local"
ACCOUNT = "123456789012"
ADDRESS = "203.0.113.7"
USER_AGENT = "lambda-client/1"
ANYWHERE = frozenset({"route_not_found", "method_not_allowed", "payload_too_large"})
"""What belongs to no endpoint, or to a body that nobody asked for."""

_requests = itertools.count(1)


@dataclass(frozen=True)
class Answer:
    """What the function answered. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: str
    request_id: str

    @property
    def json(self) -> Any:
        """The body as JSON; None where there is none."""
        return json_module.loads(self.body) if self.body else None


@dataclass(frozen=True)
class Context:
    """What Lambda hands over beside the event."""

    aws_request_id: str = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
    function_name: str = "taskmanager"
    function_version: str = "$LATEST"
    invoked_function_arn: str = f"arn:aws:lambda:eu-central-1:{ACCOUNT}:function:taskmanager"
    memory_limit_in_mb: str = "256"
    log_group_name: str = "/aws/lambda/taskmanager"
    log_stream_name: str = "2026/01/05/[$LATEST]0"

    def get_remaining_time_in_millis(self) -> int:
        """Return what is left of the timeout."""
        return 30_000


@dataclass(frozen=True)
class Client:
    """Calls functions by their handlers; `address` is where the caller's requests come from."""

    handlers: Mapping[str, Handler]
    address: str = ADDRESS
    headers: Mapping[str, str] = field(default_factory=dict)

    def request(
        self,
        method: str,
        target: str,
        *,
        json: Any = None,
        body: str | bytes | None = None,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        function: str | None = None,
    ) -> Answer:
        """Send a request.

        Args:
            method: Of HTTP.
            target: Path and query, percent encoded.
            json: What the body has to say.
            body: The body itself; bytes travel in base64, as the gateway sends what is no text.
            token: Goes into the Authorization header.
            headers: More headers; they win.
            function: Who gets the event although no route leads there.
        """
        path = unquote(urlsplit(target).path)
        owner, template, params = _route(method, path)
        sent = {"User-Agent": USER_AGENT, **self.headers}
        if json is not None:
            body = json_module.dumps(json)
        if body is not None:
            sent["Content-Type"] = "application/json"
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        sent |= headers or {}
        event = proxy_event(
            method, target, template, params, headers=sent, body=body, address=self.address
        )
        handler = self.handlers[function or owner]
        answer = _over_the_wire(handler(_over_the_wire(event), Context()))
        found = Answer(
            status=answer["statusCode"],
            headers={name.lower(): value for name, value in answer["headers"].items()},
            body=answer["body"],
            request_id=event["requestContext"]["requestId"],
        )
        if found.status >= 400 and found.json["code"] not in ANYWHERE:
            problem = (found.status, found.json["code"])
            assert problem in declared_problems()[method, template], (method, template, problem)
        return found

    def get(self, target: str, **options: Any) -> Answer:
        """Send GET. Options as of `request`."""
        return self.request("GET", target, **options)

    def post(self, target: str, **options: Any) -> Answer:
        """Send POST. Options as of `request`."""
        return self.request("POST", target, **options)

    def patch(self, target: str, **options: Any) -> Answer:
        """Send PATCH. Options as of `request`."""
        return self.request("PATCH", target, **options)

    def delete(self, target: str, **options: Any) -> Answer:
        """Send DELETE. Options as of `request`."""
        return self.request("DELETE", target, **options)


def handlers_of(container: Container) -> dict[str, Handler]:
    """Make every function's own handler, all on one container."""
    return handlers_by(lambda: container)


def handlers_by(provide: Callable[[], Container]) -> dict[str, Handler]:
    """Make every function's own handler on the container that is provided at each call."""
    return {router.name: lambda_handler(router, provide=provide) for router in routers}


@cache
def the_manifest() -> Manifest:
    """Return the manifest, made once."""
    return manifest.build()


@cache
def declared_problems() -> dict[tuple[str, str], set[tuple[int, str]]]:
    """Return the status and code of every problem that the API's description tells, by route."""
    paths = describe(routers, "0")["paths"]
    return {
        (method.upper(), path): {
            (int(status), code)
            for status, answer in operation["responses"].items()
            if int(status) >= 400
            for code in answer["content"][MEDIA_TYPE]["schema"]["properties"]["code"]["enum"]
        }
        for path, operations in paths.items()
        for method, operation in operations.items()
    }


def proxy_event(
    method: str,
    target: str,
    template: str,
    params: Mapping[str, str] | None,
    *,
    headers: Mapping[str, str],
    body: str | bytes | None = None,
    address: str = ADDRESS,
) -> dict[str, Any]:
    """Make a full event of API Gateway's REST v1 proxy integration."""
    url = urlsplit(target)
    path = unquote(url.path)
    query: dict[str, list[str]] = {}
    for name, value in parse_qsl(url.query, keep_blank_values=True):
        query.setdefault(name, []).append(value)
    number = next(_requests)
    request_id = f"c6af9ac6-7b61-11e6-9a41-{number:012x}"
    sent = {
        "Accept": "*/*",
        "Host": HOST,
        "X-Amzn-Trace-Id": f"Root=1-5e66d96f-{number:024x}",
        "X-Forwarded-For": address,
        "X-Forwarded-Port": "443",
        "X-Forwarded-Proto": "https",
        **headers,
    }
    text = base64.b64encode(body).decode() if isinstance(body, bytes) else body
    return {
        "resource": template,
        "path": path,
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": dict(params) if params else None,
        "stageVariables": None,
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": "a1b2c3d4e5",
            "authorizer": None,
            "deploymentId": "d5e6f7",
            "domainName": HOST,
            "domainPrefix": "api",
            "extendedRequestId": f"KNOhXF{number}=",
            "httpMethod": method,
            "identity": {
                "accessKey": None,
                "accountId": None,
                "apiKey": None,
                "apiKeyId": None,
                "caller": None,
                "clientCert": None,
                "cognitoAuthenticationProvider": None,
                "cognitoAuthenticationType": None,
                "cognitoIdentityId": None,
                "cognitoIdentityPoolId": None,
                "principalOrgId": None,
                "sourceIp": address,
                "user": None,
                "userAgent": headers.get("User-Agent"),
                "userArn": None,
            },
            "path": f"/{STAGE}{path}",
            "protocol": "HTTP/1.1",
            "requestId": request_id,
            "requestTime": "05/Jan/2026:09:00:00 +0000",
            "requestTimeEpoch": 1_767_603_600_000,
            "resourceId": "r1e2s3",
            "resourcePath": template,
            "stage": STAGE,
        },
        "body": text,
        "isBase64Encoded": isinstance(body, bytes),
    }


def scheduled_event(rule: str) -> dict[str, Any]:
    """Make the event that an EventBridge rule sends."""
    return {
        "version": "0",
        "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": "2026-01-05T09:00:00Z",
        "region": "eu-central-1",
        "resources": [f"arn:aws:events:eu-central-1:{ACCOUNT}:rule/{rule}"],
        "detail": {},
    }


def _route(method: str, path: str) -> tuple[str, str, dict[str, str] | None]:
    """Find who answers: a literal segment before a parameter, as API Gateway does.

    A method that a known path does not take goes to the path's owner; a path that nobody knows
    goes to the first function. A gateway answers both by itself, a function must be able to.
    """
    given = path.split("/")
    found: list[tuple[int, str, str, str, dict[str, str]]] = []
    for route in the_manifest().routes:
        expected = route.path.split("/")
        params = {
            name[1:-1]: value
            for name, value in zip(expected, given, strict=False)
            if name.startswith("{")
        }
        fits = len(expected) == len(given) and all(
            name.startswith("{") or name == value
            for name, value in zip(expected, given, strict=True)
        )
        if fits:
            found.append((len(params), route.method, route.function, route.path, params))
    if not found:
        return the_manifest().functions[0].name, path, None
    fewest = min(params for params, *_ in found)
    closest = [match for match in found if match[0] == fewest]
    _, _, function, template, params = next(
        (match for match in closest if match[1] == method), closest[0]
    )
    return function, template, params


def _over_the_wire(value: Any) -> Any:
    return json_module.loads(json_module.dumps(value))

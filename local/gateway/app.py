"""The gateway as an ASGI application: one request in, one event to a function, one answer out."""

import asyncio
import contextlib
import logging
import time

import msgspec
from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, Scope

from infra.manifest import Manifest
from local.gateway import access_log, event, response
from local.gateway.request import Request, from_scope
from local.gateway.response import MalformedAnswer, Reply
from local.gateway.routes import RouteError, RouteTable
from local.runtime.process import Result, Status
from local.runtime.runtime import Runtime
from taskmanager.domain.errors import DomainError, Unavailable
from taskmanager.http import cors, problems
from taskmanager.http.problems import FunctionError, FunctionTimeout, InternalError, PayloadTooLarge
from taskmanager.settings import Settings

MAX_BODY_BYTES = 10 * 1024 * 1024
"""API Gateway's limit."""
LINGER_SECONDS = 5
CLIENT_LEFT = 499
"""Logged when the client hung up before its request was complete, as nginx does."""

logger = logging.getLogger(__name__)


class ClientLeft(Exception):
    """The client hung up before its request was complete; nobody waits for an answer."""


class _Exchange(msgspec.Struct):
    """What the log says of a request."""

    request: Request
    function: str | None = None
    status: int = CLIENT_LEFT


class Gateway:
    """Answers every HTTP request, whatever happens, and logs it in one line.

    Raises:
        RouteError: The manifest's routes make no table.
    """

    def __init__(self, manifest: Manifest, settings: Settings, runtime: Runtime) -> None:
        for route in manifest.routes:
            if route.function not in runtime.pools:
                raise RouteError(f"{route.path} names the unknown function {route.function!r}")
        self._routes = RouteTable(manifest.routes)
        self._settings = settings
        self._runtime = runtime

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Serve one request, as ASGI asks for."""
        if scope["type"] != "http":
            raise NotImplementedError(scope["type"])
        started = time.perf_counter()
        exchange = _Exchange(from_scope(scope))
        try:
            reply = await self._reply(exchange, receive)
            exchange.status = reply.status
            await _send(reply, exchange.request, receive, send)
        except ClientLeft:
            exchange.status = CLIENT_LEFT
        finally:
            access_log.write(
                exchange.request, exchange.status, exchange.function, time.perf_counter() - started
            )

    async def _reply(self, exchange: _Exchange, receive: ASGIReceiveCallable) -> Reply:
        request = exchange.request
        try:
            if request.method == "OPTIONS":
                return self._options(request)
            return await self._invoke(exchange, receive)
        except DomainError as error:
            return self._problem(error, request)
        except ClientLeft:
            raise
        except asyncio.CancelledError:  # the drain has taken too long: answer and give way
            return self._problem(Unavailable("The server is shutting down"), request)
        except Exception:
            logger.exception("fault of the gateway", extra=access_log.fields(request))
            return self._problem(InternalError(), request)

    def _options(self, request: Request) -> Reply:
        """Answer for a path without asking its function, preflight requests above all."""
        methods = self._routes.methods(request.path)
        headers = {"Allow": ", ".join((*methods, "OPTIONS"))}
        if request.header("access-control-request-method"):
            origin = request.header("origin")
            headers |= cors.preflight(origin, self._settings.cors_origins, methods)
        return Reply(status=204, headers=list(headers.items()))

    async def _invoke(self, exchange: _Exchange, receive: ASGIReceiveCallable) -> Reply:
        request = exchange.request
        match = self._routes.match(request.method, request.path)
        exchange.function = match.route.function
        request.body = await _body(request, receive)
        payload = msgspec.json.encode(event.build(request, match))
        result = await self._runtime.invoke(match.route.function, request.request_id, payload)
        if result.status is not Status.RETURNED:
            raise _failed(result, exchange)
        try:
            return response.from_result(result.payload)
        except MalformedAnswer as error:
            extra = access_log.fields(request, function=exchange.function)
            logger.error("malformed answer of a function: %s", error, extra=extra)
            raise FunctionError from error

    def _problem(self, error: DomainError, request: Request) -> Reply:
        answer = problems.answer(error, request.request_id)
        headers = answer.headers | cors.headers(
            request.header("origin"), self._settings.cors_origins
        )
        return Reply(
            status=answer.problem.status,
            headers=list(headers.items()),
            body=answer.body,
            close=isinstance(error, PayloadTooLarge),
        )


def _failed(result: Result, exchange: _Exchange) -> DomainError:
    """Log why a function gave no result, and return what the client may know of it."""
    failure = result.failure
    more = {"function": exchange.function, "stack": failure.stack}
    extra = access_log.fields(exchange.request, **more)
    logger.error("function failed (%s): %s", result.status.value, failure, extra=extra)
    return FunctionTimeout() if result.status is Status.TIMED_OUT else FunctionError()


async def _body(request: Request, receive: ASGIReceiveCallable) -> bytes:
    """Read the body, but never more of it than the limit."""
    length = request.header("content-length") or ""
    if length.isdigit() and int(length[:20]) > MAX_BODY_BYTES:
        raise PayloadTooLarge
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ClientLeft
        body += message.get("body", b"")
        if len(body) > MAX_BODY_BYTES:
            raise PayloadTooLarge
        if not message.get("more_body", False):
            return bytes(body)


async def _send(
    reply: Reply, request: Request, receive: ASGIReceiveCallable, send: ASGISendCallable
) -> None:
    status_has_body = reply.status not in {204, 304}
    headers = [
        *reply.headers,
        ("x-amzn-RequestId", request.request_id),
        ("X-Request-Id", request.request_id),
        *([("Content-Length", str(len(reply.body)))] if status_has_body else ()),
        *([("Connection", "close")] if reply.close else ()),
    ]
    encoded = [(name.encode(), _bytes(value)) for name, value in headers]
    await send(
        {
            "type": "http.response.start",
            "status": reply.status,
            "headers": encoded,
            "trailers": False,
        }
    )
    body = b"" if request.method == "HEAD" else reply.body
    await send({"type": "http.response.body", "body": body, "more_body": reply.close})
    if reply.close:
        await _linger(receive)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _linger(receive: ASGIReceiveCallable) -> None:
    """Swallow for a while what the client still sends.

    Closing a connection with unread data on it makes the kernel reset it, and the client would
    lose the answer.
    """
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            while (message := await receive())["type"] == "http.request":
                if not message.get("more_body", False):
                    return


def _bytes(value: str) -> bytes:
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode()

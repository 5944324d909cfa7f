"""What one client can make the gateway keep in memory."""

import asyncio
import base64
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest
import uvicorn
import uvloop
from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, Scope
from uvicorn.server import ServerState

from infra.manifest import Route
from local.gateway import event
from local.gateway.protocol import HttpProtocol
from local.gateway.request import Request
from local.gateway.routes import Match

LIMIT_SECONDS = 20
ANSWER = b"a" * 16_000_000
PIECE = 256 * 1024
ROUTE = Route(method="POST", path="/echo", function="echo", scope=None)


def the_event(body: bytes) -> bytes:
    request = Request(
        method="POST",
        path="/echo",
        query="",
        headers=[],
        client="192.0.2.7",
        scheme="http",
        port=80,
        http_version="1.1",
        request_id="1",
        received=0,
        body=body,
    )
    return msgspec.json.encode(event.build(request, Match(ROUTE, {})))


@pytest.mark.parametrize("body", [b"\x00" * 999_999, b"\x1f" * 999_999, b"\xff" * 999_999])
def test_a_body_does_not_grow_many_times_on_its_way_to_the_function(body: bytes) -> None:
    sent = the_event(body)

    assert len(sent) < 1.5 * len(body)
    received = msgspec.json.decode(sent)
    assert received["isBase64Encoded"] is True
    assert base64.b64decode(received["body"]) == body


def test_a_body_of_text_travels_as_it_is() -> None:
    received = msgspec.json.decode(the_event(b'{"content":\t"Milk"}\r\n'))

    assert (received["body"], received["isBase64Encoded"]) == ('{"content":\t"Milk"}\r\n', False)


class HastyProtocol(HttpProtocol):
    """Waits as long for a reader as a test does."""

    unread_seconds = 0.5

    def __init__(self, lost: asyncio.Event, **options: Any) -> None:
        super().__init__(**options)
        self._lost = lost

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._lost.set()


async def application(_: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """Answer with more than any socket holds."""
    await receive()
    headers = [(b"content-length", str(len(ANSWER)).encode())]
    await send(
        {"type": "http.response.start", "status": 200, "headers": headers, "trailers": False}
    )
    await send({"type": "http.response.body", "body": ANSWER, "more_body": False})


Use = Callable[[socket.socket, asyncio.Event], Awaitable[int]]


def served(use: Use) -> int:
    """Ask a server with little patience, and let a client do what it wants with the answer."""

    async def body() -> int:
        config = uvicorn.Config(application, http=HastyProtocol, log_config=None, ws="none")
        config.load()
        loop = asyncio.get_running_loop()
        state, lost = ServerState(), asyncio.Event()
        server = await loop.create_server(
            lambda: HastyProtocol(lost, config=config, server_state=state, app_state={}),
            *("127.0.0.1", 0),
        )
        async with server:
            with socket.socket() as client:
                client.setblocking(False)  # noqa: FBT003 - it takes no keyword
                await loop.sock_connect(client, server.sockets[0].getsockname())
                await loop.sock_sendall(client, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                async with asyncio.timeout(LIMIT_SECONDS):
                    return await use(client, lost)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(body())


def test_a_client_that_never_reads_its_answer_is_hung_up_on() -> None:
    async def wait_for_the_end(_: socket.socket, lost: asyncio.Event) -> int:
        await lost.wait()
        return 0

    assert served(wait_for_the_end) == 0


def test_a_client_that_reads_slowly_gets_all_of_it() -> None:
    async def read_slowly(client: socket.socket, _: asyncio.Event) -> int:
        loop = asyncio.get_running_loop()
        started, received = loop.time(), 0
        while received < len(ANSWER):
            piece = await loop.sock_recv(client, PIECE)
            assert piece, "hung up on"
            if received // PIECE < (received + len(piece)) // PIECE:
                await asyncio.sleep(0.02)  # how slow it is
            received += len(piece)
        assert loop.time() - started > HastyProtocol.unread_seconds
        return received

    assert served(read_slowly) >= len(ANSWER)

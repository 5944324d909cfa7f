import asyncio
from collections.abc import Awaitable, Callable

import pytest
import uvicorn
import uvloop
from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, Scope
from uvicorn.server import ServerState

from local.gateway.protocol import HttpProtocol
from tests.gateway.running import LIMIT_SECONDS


class HastyProtocol(HttpProtocol):
    """Waits as long for a request as a test does."""

    unfinished_seconds = 0.2


async def application(_: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """Answer when the body is complete."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        if not message.get("more_body"):
            break
    await send({"type": "http.response.start", "status": 204, "headers": [], "trailers": False})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def served(use: Callable[[int], Awaitable[bytes]]) -> bytes:
    """Run a client against a server with little patience."""

    async def body() -> bytes:
        config = uvicorn.Config(application, http=HastyProtocol, log_config=None, ws="none")
        config.load()
        loop = asyncio.get_running_loop()
        state = ServerState()
        server = await loop.create_server(
            lambda: HastyProtocol(config=config, server_state=state, app_state={}), "127.0.0.1", 0
        )
        async with server:
            return await use(server.sockets[0].getsockname()[1])

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(body())


def sends(*pieces: bytes, pause: float = 0) -> Callable[[int], Awaitable[bytes]]:
    """Make a client that sends pieces and returns all that comes until the server hangs up."""

    async def use(port: int) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)
        async with asyncio.timeout(LIMIT_SECONDS):
            received = await reader.read()
        writer.close()
        return received

    return use


@pytest.mark.parametrize(
    "unfinished",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
    ],
)
def test_a_request_that_is_not_completed_is_refused(unfinished: bytes) -> None:
    received = served(sends(unfinished))

    assert received.startswith(b"HTTP/1.1 400 ")
    assert b"not complete within 0.2 seconds" in received


def test_a_connection_that_sends_nothing_is_closed() -> None:
    assert served(sends()) == b""


def test_a_drip_of_headers_does_not_prolong_the_wait() -> None:
    async def drip(port: int) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        answer = asyncio.ensure_future(reader.read(65536))
        writer.write(b"GET / HTTP/1.1\r\n")
        for _ in range(100):
            writer.write(b"X: 1\r\n")
            if (await asyncio.wait({answer}, timeout=0.05))[0]:
                break
        writer.close()
        return await answer

    assert b"not complete" in served(drip)


def test_a_request_in_time_is_answered_and_the_connection_kept() -> None:
    request = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    received = served(sends(request, request, last, pause=0.15))

    assert received.count(b"HTTP/1.1 204 ") == 3

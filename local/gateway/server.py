"""Runs the gateway: binds, warms the runtime, serves, drains, stops."""

import asyncio
import contextlib
import errno
import logging
import os
import signal
import socket
import time
from collections.abc import Awaitable, Callable, Iterator

import msgspec
import uvicorn
import uvloop

from infra.manifest import Manifest
from local.errors import LocalError
from local.gateway.app import Gateway
from local.gateway.protocol import HttpProtocol
from local.gateway.schedules import Scheduler
from local.runtime.runtime import DEFAULT_LIMITS, Runtime
from taskmanager.settings import Settings

DRAIN_SECONDS = 30
"""Longest wait for requests in flight when the gateway stops."""
KEEP_ALIVE_SECONDS = 75
"""Longer than the edge keeps an idle one (4 s), so that it is never the gateway that hangs up."""
BACKLOG = 2048
INTERRUPTED = 128 + signal.SIGINT

logger = logging.getLogger(__name__)

Prepare = Callable[[], Awaitable[None]]
Announce = Callable[[str], None]


class BindError(LocalError):
    """The address cannot be listened on; the message is one line that names HOST or PORT."""


async def nothing() -> None:
    """Prepare nothing."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How a gateway starts and stops."""

    prepare: Prepare = nothing
    """Runs while the sandboxes start; requests wait for it. An error of it ends everything."""
    announce: Announce = lambda _: None
    """Called with the base URL when requests are answered."""
    drain_seconds: int = DRAIN_SECONDS
    """Longest wait for requests in flight at the end."""


def bind(settings: Settings) -> socket.socket:
    """Take the address before anything else is started.

    Raises:
        BindError: It is in use, or cannot be had.
    """
    host, port = settings.host, settings.port
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise BindError(f"HOST: {host!r} is not an address of this machine") from error
    family, kind, protocol, _, address = found[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise BindError(_bind_problem(error, settings)) from error
    return listener


def base_url(settings: Settings, listener: socket.socket) -> str:
    """Return where a browser on this machine finds the gateway."""
    host = settings.host if settings.host not in {"", "0.0.0.0", "::"} else "127.0.0.1"  # noqa: S104 - only shown
    port = listener.getsockname()[1]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(manifest: Manifest, settings: Settings, listener: socket.socket, options: Options) -> int:
    """Serve until SIGTERM or Ctrl-C, and return the exit code.

    Args:
        manifest: The functions, routes and schedules.
        settings: What the functions get, and what the gateway goes by.
        listener: Comes from `bind`; closed at the end.
        options: What is done before, and how long it may take to stop.
    """
    server = _Server(manifest, settings, listener, options)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(server.run())


class _Uvicorn(uvicorn.Server):
    """uvicorn's server, without its own ideas of signals."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class _Server:
    """One run of the gateway."""

    def __init__(
        self, manifest: Manifest, settings: Settings, listener: socket.socket, options: Options
    ) -> None:
        self._options = options
        self._listener = listener
        self._settings = settings
        self._runtime = Runtime(manifest, settings, DEFAULT_LIMITS)
        self._scheduler = Scheduler(manifest.schedules, self._runtime)
        self._stopping = asyncio.Event()
        self._uvicorn = _Uvicorn(
            uvicorn.Config(
                Gateway(manifest, settings, self._runtime),
                http=HttpProtocol,
                ws="none",
                lifespan="off",
                interface="asgi3",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=bool(settings.trusted_proxies),
                forwarded_allow_ips=list(settings.trusted_proxies),
                backlog=BACKLOG,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=options.drain_seconds,
            )
        )

    async def run(self) -> int:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._stop, number)
        try:
            with self._listener:
                if await self._ready():
                    await self._serve()
        finally:
            await self._runtime.stop()
        return 0

    async def _ready(self) -> bool:
        """Prepare and warm up; False when the gateway is told to stop meanwhile."""
        loop = asyncio.get_running_loop()
        stopping = loop.create_task(self._stopping.wait())
        preparing = loop.create_task(self._prepare())
        await asyncio.wait({stopping, preparing}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not preparing.done():
            preparing.cancel()
            await asyncio.wait({preparing})
            return False
        preparing.result()
        return not self._stopping.is_set()

    async def _prepare(self) -> None:
        warming = asyncio.get_running_loop().create_task(self._runtime.start())
        try:
            await self._options.prepare()
            await warming
            self._runtime.check()
        finally:
            warming.cancel()

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        serving = loop.create_task(self._uvicorn.serve(sockets=[self._listener]))
        await self._uvicorn.listening.wait()
        self._scheduler.start()
        self._options.announce(base_url(self._settings, self._listener))
        stopping = loop.create_task(self._stopping.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        began = time.monotonic()
        await serving
        await self._scheduler.stop(max(0.0, began + self._options.drain_seconds - time.monotonic()))

    def _stop(self, number: signal.Signals) -> None:
        """Drain on the first signal; a second Ctrl-C ends everything at once."""
        if self._stopping.is_set():
            if number == signal.SIGINT:
                self._runtime.kill()
                logging.shutdown()
                os._exit(INTERRUPTED)
            return
        self._stopping.set()
        self._uvicorn.should_exit = True


def _bind_problem(error: OSError, settings: Settings) -> str:
    where = f"{settings.host} port {settings.port}"
    if error.errno == errno.EADDRINUSE:
        return f"PORT: {where} is in use by another program; set PORT to a free one"
    if isinstance(error, PermissionError):
        return f"PORT: {where} may not be listened on: {error.strerror}"
    return f"HOST: {where} cannot be listened on: {error.strerror}"

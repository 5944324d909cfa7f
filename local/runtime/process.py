"""One sandbox as the gateway holds it: a child process and the socket to it."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import time
from asyncio.subprocess import Process
from enum import Enum
from typing import TYPE_CHECKING, cast

import msgspec

from infra.manifest import Function
from local.runtime import environ, frames
from local.runtime.frames import Frame, Init
from taskmanager.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

INIT_TIMEOUT_SECONDS = 30
STOP_SECONDS = 1.0
STDERR = 2
"""What handlers print goes to the gateway's standard error."""


class Failure(msgspec.Struct, frozen=True, rename="camel"):
    """Lambda's error payload."""

    error_type: str = ""
    error_message: str = ""
    stack_trace: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Say in one line what went wrong."""
        return f"{self.error_type}: {self.error_message}"

    @property
    def stack(self) -> str | None:
        """The lines of the handler that the error came through, if any."""
        return "".join(self.stack_trace).rstrip() or None


class Status(Enum):
    """How an invocation ended."""

    RETURNED = "returned"
    RAISED = "raised"
    EXITED = "exited"
    TIMED_OUT = "timed out"
    NOT_LOADED = "not loaded"


class Result(msgspec.Struct, frozen=True):
    """What an invocation gave: JSON of the handler's result, or Lambda's error payload."""

    status: Status
    payload: bytes

    @property
    def failure(self) -> Failure:
        """The error payload, for every status but RETURNED."""
        return msgspec.json.decode(self.payload, type=Failure)


class InitFailed(Exception):
    """The handler could not be loaded; `payload` is Lambda's error payload."""

    def __init__(self, payload: bytes) -> None:
        self.payload = payload
        self.failure = msgspec.json.decode(payload, type=Failure)
        super().__init__(str(self.failure))


class _Channel(asyncio.Protocol):
    """The gateway's end of the socket pair; at most one answer is waited for."""

    def __init__(self) -> None:
        self._buffer = frames.Buffer()
        self._answer: asyncio.Future[Frame] | None = None
        self._transport: asyncio.Transport | None = None
        self.on_close: Callable[[], None] = lambda: None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        for frame in self._buffer.feed(data):
            if self._answer is not None and not self._answer.done():
                self._answer.set_result(frame)

    def connection_lost(self, _: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionResetError())
        self._transport = None
        self.on_close()

    def ask(self, kind: bytes, payload: bytes) -> asyncio.Future[Frame]:
        """Send a frame; the future is the answer, or ConnectionResetError."""
        self._answer = asyncio.get_running_loop().create_future()
        if self._transport is None:
            self._answer.set_exception(ConnectionResetError())
        else:
            self._transport.write(frames.pack(kind, payload))
        return self._answer

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


class Sandbox:
    """A process that has loaded the handler of one function."""

    def __init__(self, function: Function, process: Process, channel: _Channel) -> None:
        self._function = function
        self._process = process
        self._channel = channel
        self._exit = asyncio.get_running_loop().create_task(self._watch())
        self.alive = True
        self.started = self.last_used = time.monotonic()
        self.on_exit: Callable[[Sandbox], None] = lambda _: None
        channel.on_close = self.kill

    @property
    def pid(self) -> int:
        """The process's id, which is its group's as well."""
        return self._process.pid

    async def load(self, init: Init) -> None:
        """Have the handler loaded, once, before anything is invoked.

        Raises:
            InitFailed: It cannot be, or takes too long.
        """
        request = json.dumps(init._asdict()).encode()
        try:
            async with asyncio.timeout(INIT_TIMEOUT_SECONDS):
                frame = await self._channel.ask(frames.INIT, request)
        except TimeoutError as error:
            message = f"{init.handler} was not loaded within {INIT_TIMEOUT_SECONDS} seconds"
            raise InitFailed(_payload("Sandbox.Timedout", "", message)) from error
        except ConnectionResetError as error:
            message = f"The process ended while it loaded {init.handler}"
            raise InitFailed(_payload("Runtime.ExitError", "", message)) from error
        if frame.kind != frames.READY:
            raise InitFailed(frame.payload)

    async def invoke(self, request_id: str, event: bytes) -> Result:
        """Run the handler on an event, which is JSON; the sandbox survives if it answers."""
        timeout = self._function.timeout_seconds
        call = {
            "request_id": request_id,
            "timeout_ms": timeout * 1000,
            "event": msgspec.Raw(event),
        }
        answer = self._channel.ask(frames.INVOKE, msgspec.json.encode(call))
        try:
            async with asyncio.timeout(timeout):
                frame = await answer
        except TimeoutError:
            await self.end()
            message = f"Task timed out after {timeout:.2f} seconds"
            return _ended(Status.TIMED_OUT, "Sandbox.Timedout", request_id, message)
        except ConnectionResetError:
            return _ended(Status.EXITED, "Runtime.ExitError", request_id, await self._reason())
        except BaseException:
            await self.end()
            raise
        self.last_used = time.monotonic()
        status = Status.RETURNED if frame.kind == frames.RESULT else Status.RAISED
        return Result(status, frame.payload)

    def kill(self) -> None:
        """Kill the process and whatever it has started, now."""
        self.alive = False
        self._channel.close()
        if not self._exit.done():  # afterwards the id may be another group's
            kill_group(self.pid)

    async def end(self) -> int:
        """Kill, and wait until the process is gone; returns its exit status."""
        self.kill()
        return await asyncio.shield(self._exit)

    async def stop(self) -> None:
        """Hang up, which ends an idle sandbox; kill it if that takes long."""
        self.alive = False
        self._channel.on_close = lambda: None
        self._channel.close()
        await asyncio.wait({self._exit}, timeout=STOP_SECONDS)
        await self.end()

    async def _watch(self) -> int:
        code = await self._process.wait()
        self.kill()
        self.on_exit(self)
        return code

    async def _reason(self) -> str:
        code = await self.end()
        if code < 0:
            return f"Error: Runtime exited with error: signal: {signal.strsignal(-code)}"
        return (
            f"Error: Runtime exited with error: exit status {code}"
            if code
            else "Error: Runtime exited without providing a reason"
        )


async def start(function: Function, settings: Settings) -> Sandbox:
    """Start a sandbox and wait until its handler is loaded.

    Raises:
        InitFailed: The handler cannot be loaded, or takes too long to.
    """
    names = environ.identity(function)
    variables = environ.build(function, settings, names)
    connecting = asyncio.get_running_loop().create_task(_connect(function, variables))
    try:
        sandbox = await asyncio.shield(connecting)
        await sandbox.load(_init(function, names))
    except BaseException:
        await (await connecting).end()
        raise
    return sandbox


async def _connect(function: Function, variables: dict[str, str]) -> Sandbox:
    ours, theirs = socket.socketpair()
    try:
        with theirs:
            process = await _spawn(function, theirs, variables)
        ours.setblocking(False)  # noqa: FBT003 - it takes no keyword
        loop = asyncio.get_running_loop()
        _, channel = await loop.create_unix_connection(_Channel, sock=ours)
    except OSError as error:
        ours.close()
        message = f"No process can be started: {error}"
        raise InitFailed(_payload("Sandbox.NotStarted", "", message)) from error
    return Sandbox(function, process, channel)


def _init(function: Function, names: environ.Identity) -> Init:
    return Init(
        handler=function.handler,
        function_name=function.name,
        memory_mb=function.memory_mb,
        function_arn=names.function_arn,
        log_group=names.log_group,
        log_stream=names.log_stream,
        parent_pid=os.getpid(),
    )


async def _spawn(function: Function, end: socket.socket, variables: dict[str, str]) -> Process:
    """Run the sandbox's program in a session, and so a process group, of its own."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "local.runtime.sandbox", str(end.fileno()), function.name),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=STDERR,
        pass_fds=(end.fileno(),),
        env=variables,
        start_new_session=True,
    )


def kill_group(pid: int) -> None:
    """Kill every process of a group; one that is gone already is no error."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _ended(status: Status, kind: str, request_id: str, reason: str) -> Result:
    return Result(status, _payload(kind, request_id, f"RequestId: {request_id} {reason}"))


def _payload(kind: str, request_id: str, message: str) -> bytes:
    payload = {"errorType": kind, "errorMessage": message}
    return msgspec.json.encode(payload | ({"requestId": request_id} if request_id else {}))

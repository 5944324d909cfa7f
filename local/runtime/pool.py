"""The sandboxes of one function: started on demand, reused, replaced, and stopped when idle."""

import asyncio
import itertools
import logging
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import msgspec

from infra.manifest import Function
from local.runtime.process import InitFailed, Result, Sandbox, Status
from taskmanager.domain.errors import Unavailable

logger = logging.getLogger(__name__)


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How a pool behaves; times are in seconds."""

    minimum: int = 1
    """Sandboxes that are kept warm."""
    maximum: int = 8
    """Most sandboxes at a time; the function's reserved concurrency may be less."""
    max_queue: int = 1000
    max_wait: float = 20
    """Longest wait for a sandbox before the caller is turned away."""
    grow_after: float = 0.1
    """A request has to queue this long before a further sandbox is started."""
    idle_after: float = 90
    """Age of idleness at which a sandbox above the minimum is stopped."""
    retry_after: float = 1
    """Pause between two attempts to start a sandbox that fails."""


class _Waiter(NamedTuple):
    future: "asyncio.Future[Sandbox]"
    since: float


class Pool:
    """Hands each invocation to one idle sandbox, the one used last first."""

    def __init__(
        self,
        function: Function,
        start: Callable[[Function], Awaitable[Sandbox]],
        limits: Limits,
    ) -> None:
        self.function = function
        self.limits = limits
        self._start = start
        self._maximum = max(1, min(limits.maximum, function.reserved_concurrency))
        self._all: set[Sandbox] = set()
        """Every sandbox whose process has not ended."""
        self._idle: list[Sandbox] = []
        self._busy: set[Sandbox] = set()
        self._waiting: deque[_Waiter] = deque()
        self._starting: dict[int, asyncio.Task[None]] = {}
        self._numbers = itertools.count()
        self._growth: asyncio.TimerHandle | None = None
        self._failure: InitFailed | None = None
        self._failed_at = -math.inf
        self._closed = False

    @property
    def size(self) -> int:
        """Sandboxes that exist or are about to."""
        return len(self._idle) + len(self._busy) + len(self._starting)

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes of the pool."""
        return tuple(sorted(sandbox.pid for sandbox in self._all))

    async def warm(self) -> None:
        """Start the minimum and wait for it; a handler that cannot be loaded is logged."""
        while self.size < min(self.limits.minimum, self._maximum):
            self._start_one()
        await asyncio.gather(*self._starting.values())

    async def invoke(self, request_id: str, event: bytes) -> Result:
        """Run the function on an event, which is JSON.

        Raises:
            Unavailable: Every sandbox is busy and stays so, or the pool is closed.
        """
        try:
            sandbox = await self._acquire()
        except InitFailed as error:
            return Result(Status.NOT_LOADED, error.payload)
        try:
            return await sandbox.invoke(request_id, event)
        finally:
            self._busy.discard(sandbox)
            if sandbox.alive:
                self._offer(sandbox)
            else:
                self._replace()

    async def reap(self) -> None:
        """Stop the sandboxes that have been idle for long, the oldest first."""
        horizon = time.monotonic() - self.limits.idle_after
        old = [sandbox for sandbox in self._idle if sandbox.last_used < horizon]
        for sandbox in old[: max(0, self.size - self.limits.minimum)]:
            self._idle.remove(sandbox)
            await sandbox.stop()

    async def close(self) -> None:
        """Turn away who waits, and stop every sandbox."""
        self._closed = True
        if self._growth is not None:
            self._growth.cancel()
        self._fail_waiting(Unavailable("The server is shutting down"))
        starting = tuple(self._starting.values())
        for task in starting:
            task.cancel()
        await asyncio.gather(*starting, return_exceptions=True)
        await asyncio.gather(*(sandbox.stop() for sandbox in self._all))
        self._idle.clear()

    def kill(self) -> None:
        """Kill every sandbox without waiting for anything."""
        self._closed = True
        for sandbox in self._all:
            sandbox.kill()

    async def _acquire(self) -> Sandbox:
        if self._closed:
            raise Unavailable("The server is shutting down")
        while self._idle:
            sandbox = self._idle.pop()
            if sandbox.alive:
                self._busy.add(sandbox)
                return sandbox
        if self._failure is not None and not self._may_retry() and not self.size:
            raise self._failure
        if len(self._waiting) >= self.limits.max_queue:
            raise Unavailable("Too many requests wait for this function")
        return await self._queue()

    async def _queue(self) -> Sandbox:
        waiter: asyncio.Future[Sandbox] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiter(waiter, time.monotonic()))
        self._grow()
        try:
            async with asyncio.timeout(self.limits.max_wait):
                return await waiter
        except BaseException as error:
            if waiter.done() and not waiter.cancelled() and waiter.exception() is None:
                self._busy.discard(waiter.result())  # given at the very moment of giving up
                self._offer(waiter.result())
            if isinstance(error, TimeoutError):
                raise Unavailable("Every sandbox of this function is busy") from error
            raise

    def _next_waiter(self) -> _Waiter | None:
        while self._waiting and self._waiting[0].future.done():
            self._waiting.popleft()
        return self._waiting[0] if self._waiting else None

    def _offer(self, sandbox: Sandbox) -> None:
        """Give an idle sandbox to who has waited longest, else keep it."""
        if self._closed or not sandbox.alive:
            return
        waiter = self._next_waiter()
        if waiter is None:
            self._idle.append(sandbox)
        else:
            self._busy.add(sandbox)
            waiter.future.set_result(sandbox)

    def _grow(self) -> None:
        """Start the first sandbox at once, a further one when a request has queued for long.

        A queue that moves fast needs no further process: it would only take the processor from
        those that are there.
        """
        waiter = self._next_waiter()
        if waiter is None or self._closed or self.size >= self._maximum:
            return
        if self.size == 0:
            self._start_one()
        elif self._growth is None:
            due = waiter.since + self.limits.grow_after - time.monotonic()
            loop = asyncio.get_running_loop()
            self._growth = loop.call_later(max(due, self.limits.grow_after / 4), self._grow_now)

    def _grow_now(self) -> None:
        self._growth = None
        waiter = self._next_waiter()
        if waiter is None or self._closed or self.size >= self._maximum:
            return
        waited = time.monotonic() - waiter.since
        if waited >= self.limits.grow_after and len(self._starting) < len(self._waiting):
            self._start_one()
        self._grow()

    def _replace(self) -> None:
        """Start a sandbox in place of one that ended, if it is wanted and likely to start."""
        if self._closed or self.size >= self._wanted():
            return
        if self._may_retry() or (self.size == 0 and self._waiting):
            self._start_one()

    def _wanted(self) -> int:
        return min(self._maximum, max(self.limits.minimum, len(self._waiting)))

    def _may_retry(self) -> bool:
        return time.monotonic() - self._failed_at > self.limits.retry_after

    def _start_one(self) -> None:
        number = next(self._numbers)
        loop = asyncio.get_running_loop()
        self._starting[number] = loop.create_task(self._started(number))

    async def _started(self, number: int) -> None:
        try:
            sandbox = await self._start(self.function)
        except InitFailed as error:
            self._starting.pop(number)
            self._init_failed(error)
        except BaseException:
            self._starting.pop(number)
            raise
        else:
            self._starting.pop(number)
            self._failure = None
            if not sandbox.alive:  # it ended the moment it was ready
                self._replace()
                return
            self._all.add(sandbox)
            sandbox.on_exit = self._exited
            self._offer(sandbox)

    def _init_failed(self, error: InitFailed) -> None:
        self._failure, self._failed_at = error, time.monotonic()
        name, handler = self.function.name, self.function.handler
        extra = {"fields": {"function": name, "stack": error.failure.stack}}
        logger.error("function %s cannot be loaded from %s: %s", name, handler, error, extra=extra)
        if self.size == 0:
            self._fail_waiting(error)

    def _fail_waiting(self, error: Exception) -> None:
        while (waiter := self._next_waiter()) is not None:
            waiter.future.set_exception(error)

    def _exited(self, sandbox: Sandbox) -> None:
        """Notice that a process has ended; replace it if it was idle."""
        self._all.discard(sandbox)
        if sandbox not in self._idle or self._closed:
            return
        self._idle.remove(sandbox)
        logger.warning(
            "an idle sandbox of function %s ended",
            self.function.name,
            extra={"fields": {"function": self.function.name, "pid": sandbox.pid}},
        )
        if time.monotonic() - sandbox.started > self.limits.retry_after:
            self._replace()

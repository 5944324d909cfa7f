"""Every function of a manifest, ready to be invoked."""

import asyncio
import contextlib
import os

from infra.manifest import Function, Manifest
from local.runtime import process
from local.runtime.pool import Limits, Pool
from local.runtime.process import Result, Sandbox
from taskmanager.settings import Settings

REAP_EVERY_SECONDS = 10
_PROCESSORS = os.cpu_count() or 1
DEFAULT_LIMITS = Limits(maximum=max(4, 4 * _PROCESSORS))


class Runtime:
    """One pool for each function; at most one sandbox per processor starts at a time."""

    def __init__(
        self, manifest: Manifest, settings: Settings, limits: Limits = DEFAULT_LIMITS
    ) -> None:
        self._settings = settings
        self._starts = asyncio.Semaphore(_PROCESSORS)
        self.pools = {
            function.name: Pool(function, self._start, limits) for function in manifest.functions
        }
        self._reaper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Warm every pool; returns when the sandboxes are ready or have failed."""
        self._reaper = asyncio.get_running_loop().create_task(self._reap())
        await asyncio.gather(*(pool.warm() for pool in self.pools.values()))

    async def invoke(self, function: str, request_id: str, event: bytes) -> Result:
        """Run a function on an event, which is JSON.

        Raises:
            Unavailable: Every sandbox is busy and stays so, or the runtime stops.
        """
        return await self.pools[function].invoke(request_id, event)

    async def stop(self) -> None:
        """Stop every sandbox and wait until each process is gone."""
        if self._reaper is not None:
            self._reaper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reaper
        await asyncio.gather(*(pool.close() for pool in self.pools.values()))

    def kill(self) -> None:
        """Kill every sandbox without waiting for anything."""
        for pool in self.pools.values():
            pool.kill()

    async def _start(self, function: Function) -> Sandbox:
        async with self._starts:
            return await process.start(function, self._settings)

    async def _reap(self) -> None:
        while True:
            await asyncio.sleep(REAP_EVERY_SECONDS)
            for pool in self.pools.values():
                await pool.reap()

"""EventBridge rules: invoke functions again and again.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
"""

import asyncio
import logging
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec

from infra.manifest import Schedule
from local.runtime.environ import ACCOUNT, REGION
from local.runtime.process import Status
from local.runtime.runtime import Runtime
from taskmanager.domain.errors import Unavailable

_RATE = re.compile(r"rate\(([1-9][0-9]{0,5}) (minute|hour|day)(s?)\)", re.ASCII)

logger = logging.getLogger(__name__)


class ScheduleError(ValueError):
    """An expression that no rule can have."""


def period(expression: str) -> timedelta:
    """Read a rate, e.g. `rate(1 hour)` or `rate(5 minutes)`.

    Raises:
        ScheduleError: It is no rate; as on AWS, 1 takes the singular and nothing else does.
    """
    found = _RATE.fullmatch(expression)
    if found is None or (found[1] == "1") == bool(found[3]):
        raise ScheduleError(
            f"{expression!r} is not a schedule such as rate(1 hour) or rate(5 minutes)"
        )
    return int(found[1]) * timedelta(**{f"{found[2]}s": 1})


def event(schedule: Schedule, moment: datetime) -> dict[str, Any]:
    """Return what EventBridge sends when a rule fires."""
    return {
        "version": "0",
        "id": str(uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "region": REGION,
        "resources": [f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{schedule.name}"],
        "detail": {},
    }


class Scheduler:
    """Fires every rule of a manifest, each for the first time after one period.

    Raises:
        ScheduleError: An expression is no schedule, or a function is unknown.
    """

    def __init__(
        self,
        schedules: Iterable[Schedule],
        runtime: Runtime,
        period_of: Callable[[str], timedelta] = period,
    ) -> None:
        self._rules = [(schedule, period_of(schedule.expression)) for schedule in schedules]
        for schedule, _ in self._rules:
            if schedule.function not in runtime.pools:
                raise ScheduleError(f"{schedule.name} names no function: {schedule.function!r}")
        self._runtime = runtime
        self._clocks: set[asyncio.Task[None]] = set()
        self._runs: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Let the clocks run."""
        for schedule, every in self._rules:
            self._clocks.add(asyncio.get_running_loop().create_task(self._tick(schedule, every)))

    async def stop(self, patience_seconds: float) -> None:
        """Fire no more, and wait a while for what is running."""
        for clock in self._clocks:
            clock.cancel()
        await asyncio.gather(*self._clocks, return_exceptions=True)
        if self._runs:
            await asyncio.wait(self._runs, timeout=patience_seconds)
        for run in self._runs:
            run.cancel()
        await asyncio.gather(*self._runs, return_exceptions=True)

    async def fire(self, schedule: Schedule) -> None:
        """Invoke the function of a rule once; failures are logged."""
        request_id = str(uuid4())
        extra = {"fields": {"function": schedule.function, "request_id": request_id}}
        payload = msgspec.json.encode(event(schedule, datetime.now(UTC)))
        try:
            result = await self._runtime.invoke(schedule.function, request_id, payload)
        except Unavailable as error:
            logger.error("schedule %s: %s", schedule.name, error, extra=extra)
            return
        if result.status is Status.RETURNED:
            logger.info("schedule %s ran", schedule.name, extra=extra)
        else:
            logger.error("schedule %s failed: %s", schedule.name, result.failure, extra=extra)

    async def _tick(self, schedule: Schedule, every: timedelta) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due += every.total_seconds()
            await asyncio.sleep(max(0.0, due - loop.time()))
            run = loop.create_task(self.fire(schedule))
            self._runs.add(run)
            run.add_done_callback(self._runs.discard)

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import uvloop

from infra.manifest import Schedule
from local.gateway import schedules
from local.gateway.schedules import ScheduleError, Scheduler
from local.runtime.runtime import Runtime
from taskmanager.settings import Settings
from tests.gateway.manifests import a_function, a_manifest
from tests.gateway.running import LIMIT_SECONDS, SECRET

RULE = Schedule(name="tidy", expression="rate(1 hour)", function="scheduled")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("rate(1 minute)", timedelta(minutes=1)),
        ("rate(5 minutes)", timedelta(minutes=5)),
        ("rate(1 hour)", timedelta(hours=1)),
        ("rate(12 hours)", timedelta(hours=12)),
        ("rate(1 day)", timedelta(days=1)),
        ("rate(90 days)", timedelta(days=90)),
    ],
)
def test_a_rate_is_a_period(expression: str, expected: timedelta) -> None:
    assert schedules.period(expression) == expected


@pytest.mark.parametrize(
    "expression",
    [
        *("rate(1 minutes)", "rate(45 minute)", "rate(0 minutes)", "rate(-1 hours)"),
        *("rate(1.5 hours)", "rate(5 seconds)", "rate(5 weeks)", "rate(5minutes)", "rate()"),
        *("Rate(5 minutes)", "rate(5 minutes) ", "rate(05 minutes)", "rate(٣ minutes)"),
        *("cron(0 12 * * ? *)", "hourly", ""),
    ],
)
def test_anything_else_is_refused(expression: str) -> None:
    with pytest.raises(ScheduleError, match="is not a schedule such as"):
        schedules.period(expression)


def test_a_rule_fires_what_eventbridge_sends() -> None:
    found = schedules.event(RULE, datetime(2026, 2, 3, 4, 5, 6, 789, UTC))

    assert len(found.pop("id")) == 36
    assert found == {
        "version": "0",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "123456789012",
        "time": "2026-02-03T04:05:06Z",
        "region": "us-east-1",
        "resources": ["arn:aws:events:us-east-1:123456789012:rule/tidy"],
        "detail": {},
    }


def test_a_rule_fires_again_and_again_though_another_one_fails(tmp_path: Path) -> None:
    written = tmp_path / "events"
    good = a_function("scheduled", environment={"WRITTEN_TO": str(written)})
    bad = a_function("crash", handler="tests.gateway.handlers.plain.crash")
    manifest = a_manifest(good, bad)
    rules = (RULE, Schedule(name="fails", expression="rate(1 hour)", function="crash"))

    async def run() -> None:
        runtime = Runtime(manifest, Settings(jwt_secret_key=SECRET))
        scheduler = Scheduler(rules, runtime, lambda _: timedelta(seconds=0.05))
        try:
            await runtime.start()
            scheduler.start()
            async with asyncio.timeout(LIMIT_SECONDS):
                while not written.exists() or written.read_text().count("\n") < 3:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            await scheduler.stop(5)
        finally:
            await runtime.stop()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())

    events = [json.loads(line) for line in written.read_text().splitlines()]
    assert {event["detail-type"] for event in events} == {"Scheduled Event"}
    assert len({event["id"] for event in events}) == len(events)

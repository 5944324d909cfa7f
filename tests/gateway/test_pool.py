import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest
import uvloop

from infra.manifest import Function
from local.runtime.pool import Limits
from local.runtime.process import Result, Status
from local.runtime.runtime import Runtime
from taskmanager.domain.errors import Unavailable
from taskmanager.settings import Settings
from tests.gateway.manifests import a_function, a_manifest
from tests.gateway.running import LIMIT_SECONDS, ROOT, SECRET, is_running, until

SETTINGS = Settings(jwt_secret_key=SECRET)
T = TypeVar("T")
BROKEN = a_function("echo", handler="tests.gateway.handlers.broken.handler")


def in_runtime(
    function: Function, limits: Limits, use: Callable[[Runtime], Coroutine[Any, Any, T]]
) -> T:
    """Run something in a runtime of one function, and stop the runtime."""

    async def body() -> T:
        runtime = Runtime(a_manifest(function), SETTINGS, limits)
        try:
            await runtime.start()
            return await use(runtime)
        finally:
            await runtime.stop()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(body())


def an_event(**query: str) -> bytes:
    return msgspec.json.encode({"queryStringParameters": query})


def calls(runtime: Runtime, count: int, seconds: float) -> list[Awaitable[Result]]:
    name = next(iter(runtime.pools))
    event = an_event(seconds=str(seconds))
    return [runtime.invoke(name, f"request-{number}", event) for number in range(count)]


async def soon(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(LIMIT_SECONDS):
        while not condition():  # noqa: ASYNC110 - a process has no event
            await asyncio.sleep(0.01)


def test_one_sandbox_serves_what_comes_one_after_another() -> None:
    async def use(runtime: Runtime) -> tuple[set[bytes], int]:
        found = {(await call).payload for call in calls(runtime, 5, 0)}
        return found, runtime.pools["slow"].size

    found, size = in_runtime(a_function("slow"), Limits(), use)

    assert (len(found), size) == (1, 1)


def test_a_pool_grows_to_its_reserved_concurrency_and_no_further() -> None:
    async def use(runtime: Runtime) -> tuple[list[Result], int]:
        results = await asyncio.gather(*calls(runtime, 8, 0.5))
        return results, runtime.pools["slow"].size

    function = a_function("slow", reserved_concurrency=3)
    results, size = in_runtime(function, Limits(grow_after=0.02), use)

    assert {result.status for result in results} == {Status.RETURNED}
    assert size == 3


def test_idle_sandboxes_above_the_minimum_are_stopped() -> None:
    async def use(runtime: Runtime) -> tuple[int, list[int], int]:
        pool = runtime.pools["slow"]
        await asyncio.gather(*calls(runtime, 4, 0.5))
        before = pool.pids
        await pool.reap()
        return len(before), [pid for pid in before if is_running(pid)], pool.size

    limits = Limits(grow_after=0.02, idle_after=0)
    grown, left, size = in_runtime(a_function("slow"), limits, use)

    assert grown > 1
    assert (len(left), size) == (1, 1)


def test_who_waits_too_long_is_told_to_come_again() -> None:
    async def use(runtime: Runtime) -> list[object]:
        return await asyncio.gather(*calls(runtime, 2, 1), return_exceptions=True)

    served, turned_away = in_runtime(a_function("slow"), Limits(maximum=1, max_wait=0.1), use)

    assert isinstance(served, Result)
    assert isinstance(turned_away, Unavailable)


def test_a_full_queue_takes_nobody_else() -> None:
    async def use(runtime: Runtime) -> list[object]:
        return await asyncio.gather(*calls(runtime, 4, 0.2), return_exceptions=True)

    found = in_runtime(a_function("slow"), Limits(maximum=1, max_queue=2), use)

    assert [isinstance(one, Unavailable) for one in found] == [False, False, False, True]


def test_a_waiter_that_gives_up_costs_no_sandbox() -> None:
    async def use(runtime: Runtime) -> Status:
        first, second = (asyncio.ensure_future(call) for call in calls(runtime, 2, 0.2))
        await asyncio.sleep(0.05)
        second.cancel()
        await first
        (third,) = calls(runtime, 1, 0)
        return (await third).status

    assert in_runtime(a_function("slow"), Limits(maximum=1), use) is Status.RETURNED


def test_a_cancelled_invocation_takes_its_sandbox_with_it() -> None:
    async def use(runtime: Runtime) -> tuple[bool, Status]:
        (pid,) = runtime.pools["slow"].pids
        (call,) = calls(runtime, 1, 30)
        task = asyncio.ensure_future(call)
        await asyncio.sleep(0.05)
        task.cancel()
        await soon(lambda: not is_running(pid))
        (again,) = calls(runtime, 1, 0)
        return task.cancelled(), (await again).status

    assert in_runtime(a_function("slow"), Limits(), use) == (True, Status.RETURNED)


def test_a_sandbox_that_dies_while_idle_is_replaced_before_it_is_needed() -> None:
    async def use(runtime: Runtime) -> bool:
        pool = runtime.pools["slow"]
        before = pool.pids
        await asyncio.sleep(0.02)  # older than the pause between attempts
        os.kill(before[0], signal.SIGKILL)
        await soon(lambda: pool.pids and pool.pids != before)
        return True

    assert in_runtime(a_function("slow"), Limits(retry_after=0.01), use)


@pytest.mark.parametrize(
    ("how", "status", "kind", "message"),
    [
        ("raise", Status.RAISED, "ValueError", "the handler's own words"),
        ("unserializable", Status.RAISED, "Runtime.MarshalError", "Unable to marshal response"),
        ("huge", Status.RAISED, "Function.ResponseSizeTooLarge", "exceeded maximum allowed"),
        ("exit", Status.EXITED, "Runtime.ExitError", "exit status 3"),
        ("os-exit", Status.EXITED, "Runtime.ExitError", "exit status 4"),
        ("kill", Status.EXITED, "Runtime.ExitError", "signal: Killed"),
    ],
)
def test_a_failure_is_described_as_lambda_does(
    how: str, status: Status, kind: str, message: str
) -> None:
    async def use(runtime: Runtime) -> Result:
        return await runtime.invoke("crash", "the-request", an_event(how=how))

    result = in_runtime(a_function("crash"), Limits(), use)
    payload = msgspec.json.decode(result.payload)

    assert (result.status, payload["errorType"]) == (status, kind)
    assert (payload["requestId"], message in payload["errorMessage"]) == ("the-request", True)


def test_a_stack_trace_shows_the_handler_and_not_the_runtime() -> None:
    async def use(runtime: Runtime) -> Result:
        return await runtime.invoke("crash", "the-request", an_event(how="raise"))

    stack = in_runtime(a_function("crash"), Limits(), use).failure.stack_trace

    assert len(stack) == 1
    assert "handlers/plain.py" in stack[0]
    assert "raise ValueError" in stack[0]


def test_a_timeout_is_described_as_lambda_does() -> None:
    async def use(runtime: Runtime) -> list[Result]:
        return [await call for call in calls(runtime, 1, 30)]

    (result,) = in_runtime(a_function("slow", timeout_seconds=1), Limits(), use)

    assert msgspec.json.decode(result.payload) == {
        "errorType": "Sandbox.Timedout",
        "errorMessage": "RequestId: request-0 Task timed out after 1.00 seconds",
        "requestId": "request-0",
    }


def test_an_import_error_is_given_to_all_who_wait_for_it() -> None:
    async def use(runtime: Runtime) -> list[Result]:
        await asyncio.sleep(0.05)
        return await asyncio.gather(*calls(runtime, 10, 0))

    results = in_runtime(BROKEN, Limits(retry_after=0.01), use)

    assert {result.status for result in results} == {Status.NOT_LOADED}
    assert {result.failure.error_type for result in results} == {"Runtime.ImportModuleError"}


def test_a_handler_that_is_mended_is_loaded_without_a_restart(tmp_path: Path) -> None:
    module = tmp_path / "late_handler.py"
    function = a_function(
        "echo",
        handler="late_handler.handler",
        environment={"PYTHONPATH": f"{tmp_path}:{ROOT}"},
    )

    async def use(runtime: Runtime) -> list[Status]:
        (first,) = calls(runtime, 1, 0)
        found = [(await first).status]
        module.write_text("def handler(event, context):\n    return {}\n")
        await asyncio.sleep(0.05)
        (second,) = calls(runtime, 1, 0)
        return [*found, (await second).status]

    found = in_runtime(function, Limits(retry_after=0.01), use)

    assert found == [Status.NOT_LOADED, Status.RETURNED]


def test_no_process_is_left_when_a_runtime_stops() -> None:
    async def use(runtime: Runtime) -> tuple[int, ...]:
        pool = runtime.pools["slow"]
        tasks = [asyncio.ensure_future(call) for call in calls(runtime, 3, 30)]
        await soon(lambda: len(pool.pids) > 1)
        for task in tasks:
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
        return pool.pids

    pids = in_runtime(a_function("slow"), Limits(grow_after=0.02), use)

    assert len(pids) > 1
    until(lambda: not any(map(is_running, pids)), 1)

"""Real concurrency: threads and processes that start the same work at the same moment."""

import multiprocessing
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

R = TypeVar("R")

START_SECONDS = 60
"""So long the first waits for the last to be ready."""


def threads(count: int, work: Callable[[int], R]) -> list[R | Exception]:
    """Run `work(0)` .. `work(count - 1)` at once, one thread each.

    Returns:
        What each returned, or raised.
    """
    barrier = threading.Barrier(count)

    def run(number: int) -> R | Exception:
        barrier.wait(START_SECONDS)
        return outcome(work, number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def processes(count: int, work: Callable[..., Any], *arguments: Any) -> list[Any]:
    """Run `work(0, *arguments)` .. at once, one process each.

    Args:
        count: How many.
        work: A function at the top of a module in `tests.support`: the processes import it.
        arguments: What pickle can hand over.

    Returns:
        What each returned, or raised.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.support.work"])
    barrier, answers = context.Barrier(count), context.Queue()
    started = [
        context.Process(target=_run, args=(barrier, answers, number, work, arguments), daemon=True)
        for number in range(count)
    ]
    for process in started:
        process.start()
    found: dict[int, Any] = {}
    while len(found) < count:
        try:
            number, result = answers.get(timeout=1)
        except queue.Empty:
            _check_alive(started)
        else:
            found[number] = result
    for process in started:
        process.join()
        process.close()
    answers.close()
    answers.join_thread()
    return [found[number] for number in range(count)]


def outcome(work: Callable[..., R], *arguments: Any) -> R | Exception:
    """Return what the work returns, or the error that it raises."""
    try:
        return work(*arguments)
    except Exception as error:  # noqa: BLE001 - the test looks at it
        return error


def failures(outcomes: Sequence[object]) -> list[Exception]:
    """Pick the errors."""
    return [one for one in outcomes if isinstance(one, Exception)]


def _run(
    barrier: Any, answers: Any, number: int, work: Callable[..., Any], arguments: Sequence[Any]
) -> None:
    barrier.wait(START_SECONDS)
    result = outcome(work, number, *arguments)
    # An error may hold what pickle cannot carry: its words are enough.
    answers.put((number, RuntimeError(repr(result)) if isinstance(result, Exception) else result))


def _check_alive(processes: Sequence[BaseProcess]) -> None:
    codes = [process.exitcode for process in processes]
    if any(codes):
        raise RuntimeError(f"a process died without an answer: {codes}")

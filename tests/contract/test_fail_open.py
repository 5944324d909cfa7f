"""When Redis is gone nobody notices, but the log and the health check."""

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from taskmanager.adapters.embedded import EmbeddedCache, EmbeddedRateLimiter
from taskmanager.adapters.fail_open import FailOpenCache, FailOpenRateLimiter
from taskmanager.adapters.redis import RedisCache, RedisRateLimiter
from taskmanager.domain.errors import Unavailable
from taskmanager.ports.rate_limit import Limit
from tests.contract.conftest import embedded_file
from tests.support import programs
from tests.support.redis import RedisServer

LIMIT = Limit("api", 1000, 3600)
LONGEST_CALL_SECONDS = 2.0


@pytest.fixture(scope="module")
def _server() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture
def server(_server: RedisServer) -> RedisServer:
    """A Redis that a test may stop: each finds it running and empty."""
    _server.restart()
    return _server


class Part(NamedTuple):
    """The cache or the limiter: a call that asks it, and whether the answer came from it."""

    name: str
    call: Callable[[], object]
    answered: Callable[[object], bool]


@pytest.fixture(params=["cache", "rate limiter"])
def part(request: pytest.FixtureRequest, server: RedisServer) -> Part:
    if request.param == "cache":
        cache = FailOpenCache(RedisCache(server.url))

        def put_and_get() -> object:
            cache.put("key", b"value", 60)
            return cache.get("key")

        return Part("cache", put_and_get, lambda answer: answer == b"value")
    limiter = FailOpenRateLimiter(RedisRateLimiter(server.url))

    def clear_and_hit() -> object:
        limiter.clear(LIMIT, "nobody")
        return limiter.hit(LIMIT, "ada")

    return Part("rate limiter", clear_and_hit, lambda answer: answer is not None)


def _warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]


def test_calls_go_on_while_redis_is_gone_and_are_logged_once(
    part: Part, server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    assert part.answered(part.call())

    server.kill()
    answers = [part.call() for _ in range(50)]

    assert answers == [None] * 50
    (warning,) = _warnings(caplog)
    assert warning.startswith(f"the {part.name} is gone")


def test_a_redis_that_is_back_is_used_again_and_its_return_is_logged(
    part: Part, server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    part.call()
    server.kill()
    part.call()
    server.start()

    programs.wait_until(lambda: part.answered(part.call()), "it is used again", seconds=10)

    assert f"the {part.name} is back" == _warnings(caplog)[-1]
    assert len(_warnings(caplog)) == 2


def test_every_loss_and_every_return_is_logged(
    part: Part, server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        server.kill()
        programs.wait_until(lambda: not part.answered(part.call()), "it is gone", seconds=10)
        server.start()
        programs.wait_until(lambda: part.answered(part.call()), "it is back", seconds=10)

    assert ["gone" if " is gone" in warning else "back" for warning in _warnings(caplog)] == [
        "gone",
        "back",
    ] * 2


def test_a_redis_that_was_restarted_between_two_calls_was_never_gone(
    part: Part, server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    assert part.answered(part.call())

    server.restart()

    assert part.answered(part.call())
    assert _warnings(caplog) == []


@pytest.mark.parametrize("failure", [RedisServer.kill, RedisServer.pause], ids=["dead", "hung"])
def test_no_call_takes_long_while_redis_is_gone(
    part: Part, server: RedisServer, failure: Callable[[RedisServer], None]
) -> None:
    part.call()
    failure(server)

    durations = [_seconds(part.call) for _ in range(20)]

    server.resume()
    assert max(durations) < LONGEST_CALL_SECONDS
    assert sum(durations) < LONGEST_CALL_SECONDS + 0.5


def _seconds(call: Callable[[], object]) -> float:
    started = time.monotonic()
    call()
    return time.monotonic() - started


def test_a_ping_tells_the_truth(server: RedisServer) -> None:
    cache = FailOpenCache(RedisCache(server.url))
    cache.ping()

    server.kill()
    for _ in range(2):
        with pytest.raises(Unavailable):
            cache.ping()
    server.start()

    cache.ping()


def test_a_ping_of_a_hung_redis_tells_so_in_time(server: RedisServer) -> None:
    cache = FailOpenCache(RedisCache(server.url))
    cache.ping()
    server.pause()
    started = time.monotonic()

    with pytest.raises(Unavailable):
        cache.ping()

    assert time.monotonic() - started < LONGEST_CALL_SECONDS
    server.resume()


def test_an_embedded_folder_that_cannot_be_used_stops_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    with embedded_file(tmp_path / "file") as file:
        cache = FailOpenCache(EmbeddedCache(file))
        limiter = FailOpenRateLimiter(EmbeddedRateLimiter(file))

        for _ in range(10):
            cache.put("key", b"value", 60)
            limiter.clear(LIMIT, "ada")

            assert cache.get("key") is None
            assert limiter.hit(LIMIT, "ada") is None

        with pytest.raises(Unavailable):
            cache.ping()
    assert [warning.split()[1] for warning in _warnings(caplog)] == ["cache", "rate"]

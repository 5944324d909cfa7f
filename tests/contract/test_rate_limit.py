from pathlib import Path

import pytest

from taskmanager.adapters.embedded import EmbeddedRateLimiter
from taskmanager.adapters.fail_open import NoRateLimiter
from taskmanager.adapters.redis import RedisRateLimiter
from taskmanager.domain.errors import RateLimited, Unavailable
from taskmanager.ports.rate_limit import Allowance, Limit, RateLimiter
from tests.contract.conftest import embedded_file
from tests.support import programs, race, work
from tests.support.redis import RedisServer

THREE_A_MINUTE = Limit("api", 3, 60)


def _hit(limiter: RateLimiter, limit: Limit = THREE_A_MINUTE, identity: str = "ada") -> Allowance:
    allowance = limiter.hit(limit, identity)
    assert allowance is not None
    return allowance


def test_each_hit_leaves_one_less_until_one_is_too_many(limiter: RateLimiter) -> None:
    allowances = [_hit(limiter) for _ in range(5)]

    assert [one.remaining for one in allowances] == [2, 1, 0, 0, 0]
    assert [one.exceeded for one in allowances] == [False, False, False, True, True]


def test_an_allowance_tells_its_limit(limiter: RateLimiter) -> None:
    assert _hit(limiter).limit == THREE_A_MINUTE


def test_the_reset_lies_within_the_window(limiter: RateLimiter) -> None:
    resets = [_hit(limiter).reset_seconds for _ in range(5)]

    assert all(50 <= reset <= 60 for reset in resets), resets
    assert sorted(resets, reverse=True) == resets


def test_a_hit_too_many_is_refused_and_tells_when_to_come_again(limiter: RateLimiter) -> None:
    limit = Limit("once", 1, 60)
    _hit(limiter, limit).check()

    with pytest.raises(RateLimited) as caught:
        _hit(limiter, limit).check()

    assert 50 <= caught.value.retry_after <= 60


def test_callers_and_limits_are_counted_apart(limiter: RateLimiter) -> None:
    for _ in range(3):
        _hit(limiter)

    assert _hit(limiter, identity="grace").remaining == 2
    assert _hit(limiter, Limit("login", 3, 60)).remaining == 2
    assert _hit(limiter, identity="ключ 🔑 / ' %_*").remaining == 2
    assert _hit(limiter).exceeded is True


def test_a_new_window_begins_whole(limiter: RateLimiter) -> None:
    limit = Limit("short", 2, 1)

    def is_whole() -> bool:
        return _hit(limiter, limit).remaining == 1

    assert is_whole()
    assert _hit(limiter, limit).reset_seconds == 1
    programs.wait_until(is_whole, "the window is over", seconds=5)


def test_hits_do_not_make_the_window_longer(limiter: RateLimiter) -> None:
    limit = Limit("short", 1, 2)
    _hit(limiter, limit)

    programs.wait_until(lambda: not _hit(limiter, limit).exceeded, "the window is over", seconds=4)


def test_cleared_hits_are_forgotten_and_others_are_not(limiter: RateLimiter) -> None:
    for _ in range(4):
        _hit(limiter)
        _hit(limiter, identity="grace")

    limiter.clear(THREE_A_MINUTE, "ada")

    assert _hit(limiter).remaining == 2
    assert _hit(limiter, identity="grace").exceeded is True


def test_clearing_what_was_never_hit_is_no_error(limiter: RateLimiter) -> None:
    limiter.clear(THREE_A_MINUTE, "nobody")

    assert _hit(limiter, identity="nobody").remaining == 2


def test_a_limiter_that_is_off_counts_nobody() -> None:
    limiter = NoRateLimiter()

    limiter.clear(THREE_A_MINUTE, "ada")

    assert [limiter.hit(THREE_A_MINUTE, "ada") for _ in range(5)] == [None] * 5


@pytest.mark.parametrize("kind", ["embedded", "redis"])
def test_processes_that_hit_at_once_are_counted_exactly(
    kind: str, redis_server: RedisServer, tmp_path: Path
) -> None:
    place = redis_server.url if kind == "redis" else str(tmp_path / "fresh")
    limit = Limit("api", 1000, 3600)

    outcomes = race.processes(8, work.hit, place, limit, 25)

    assert race.failures(outcomes) == []
    last = work.hit(0, place, limit, 1)
    assert last == [1000 - 8 * 25 - 1]


def test_windows_that_are_over_are_removed_from_the_file(tmp_path: Path) -> None:
    with embedded_file(tmp_path) as file:
        limiter = EmbeddedRateLimiter(file)
        _hit(limiter, Limit("short", 1, 1))

        def is_swept() -> bool:
            for _ in range(100):
                _hit(limiter)
            with file.connection() as connection:
                (rows,) = connection.execute("SELECT count(*) FROM counters").fetchone()
            return bool(rows == 1)

        programs.wait_until(is_swept, "the window that is over is removed")


@pytest.mark.parametrize("kind", ["embedded", "redis"])
def test_counters_that_cannot_be_used_are_unavailable(kind: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with embedded_file(tmp_path / "file") as file:
        limiter = (
            RedisRateLimiter(f"redis://127.0.0.1:{programs.free_port()}/0")
            if kind == "redis"
            else EmbeddedRateLimiter(file)
        )

        with pytest.raises(Unavailable):
            limiter.hit(THREE_A_MINUTE, "ada")
        with pytest.raises(Unavailable):
            limiter.clear(THREE_A_MINUTE, "ada")


def test_a_look_counts_nothing_and_tells_what_a_hit_would_be_told(limiter: RateLimiter) -> None:
    limit = Limit("peeked", 2, 60)
    before = [limiter.peek(limit, "ada") for _ in range(5)]
    for _ in range(2):
        limiter.hit(limit, "ada")
    after = limiter.peek(limit, "ada")

    assert [found and (found.remaining, found.exceeded) for found in before] == [(2, False)] * 5
    assert after is not None
    assert (after.remaining, after.exceeded) == (0, True)

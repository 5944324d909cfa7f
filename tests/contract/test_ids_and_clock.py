import re
import time
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from taskmanager.adapters.clock import SystemClock
from taskmanager.adapters.ids import UlidIds
from taskmanager.domain.values import Id
from tests.support import programs

ID = re.compile(get_args(Id)[1].pattern)


def test_ids_are_ids_and_never_the_same() -> None:
    ids = UlidIds()

    made = [ids.new() for _ in range(10_000)]

    assert len(set(made)) == 10_000
    assert all(ID.fullmatch(one) and len(one) == 26 for one in made)


def test_later_ids_sort_later() -> None:
    ids = UlidIds()
    made = []
    for _ in range(5):
        made.append(ids.new())
        this_millisecond = time.time_ns() // 1_000_000
        programs.wait_until(
            lambda then=this_millisecond: time.time_ns() // 1_000_000 > then,  # type: ignore[misc]
            "the next millisecond",
        )

    assert sorted(made) == made


def test_a_seed_makes_the_same_id_everywhere_and_always() -> None:
    assert UlidIds().new("request 1") == UlidIds().new("request 1")
    assert UlidIds().new("request 1") == "5D3EEYJ42H6MKV81RMFNX0ANMG"


@pytest.mark.parametrize("seed", ["", "request 2", "ключ 🔑", "x" * 10_000])
def test_another_seed_makes_another_id(seed: str) -> None:
    made = UlidIds().new(seed)

    assert made != UlidIds().new("request 1")
    assert ID.fullmatch(made)


def test_secrets_have_256_bits_and_are_never_the_same() -> None:
    ids = UlidIds()

    made = {ids.secret() for _ in range(1000)}

    assert len(made) == 1000
    assert all(re.fullmatch(r"[0-9A-Za-z_-]{43}", secret) for secret in made)


def test_the_clock_tells_the_present_in_utc() -> None:
    before = datetime.now(UTC)
    now = SystemClock().now()
    after = datetime.now(UTC)

    assert before <= now <= after
    assert now.utcoffset() == timedelta()


def test_sleeping_takes_as_long_as_it_is_told() -> None:
    started = time.monotonic()

    SystemClock().sleep(0.05)

    assert 0.05 <= time.monotonic() - started < 5

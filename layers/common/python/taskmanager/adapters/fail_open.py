"""What happens when the cache or the counters are gone: nothing that a caller would notice.

The one place of this policy. A cache that does not answer is an empty cache, a counter that does
not answer counts nobody. It is logged once, tried again after a pause, and its return is logged.
"""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from taskmanager.domain.errors import Unavailable
from taskmanager.ports.cache import Cache
from taskmanager.ports.rate_limit import Allowance, Limit, RateLimiter

PAUSE_SECONDS = 2.0
"""So long nobody waits for a part that just failed."""

logger = logging.getLogger(__name__)
T = TypeVar("T")


class _Breaker:
    def __init__(self, part: str) -> None:
        self._part = part
        self._closed_until = 0.0
        self._is_down = False

    def call(self, work: Callable[[], T]) -> T | None:
        """Run the work; None where the part is down."""
        if self._is_down and time.monotonic() < self._closed_until:
            return None
        try:
            result = work()
        except Unavailable as error:
            self._closed_until = time.monotonic() + PAUSE_SECONDS
            if not self._is_down:
                self._is_down = True
                logger.warning("the %s is gone, going on without it: %s", self._part, error.detail)
            return None
        if self._is_down:
            self._is_down = False
            logger.warning("the %s is back", self._part)
        return result


class FailOpenCache:
    """A cache that is empty while the one behind it is gone."""

    def __init__(self, inner: Cache) -> None:
        self._inner = inner
        self._breaker = _Breaker("cache")

    def get(self, key: str) -> bytes | None:
        """Return the value, or None where there is none or the cache is gone."""
        return self._breaker.call(lambda: self._inner.get(key))

    def put(self, key: str, value: bytes, ttl_seconds: int) -> None:
        """Keep a value, if the cache is there."""
        self._breaker.call(lambda: self._inner.put(key, value, ttl_seconds))

    def ping(self) -> None:
        """Check that the cache itself answers: a health check wants the truth."""
        self._inner.ping()


class FailOpenRateLimiter:
    """A rate limiter that lets everything pass while the one behind it is gone."""

    def __init__(self, inner: RateLimiter) -> None:
        self._inner = inner
        self._breaker = _Breaker("rate limiter")

    def hit(self, limit: Limit, identity: str) -> Allowance | None:
        """Count a hit, if the counter is there."""
        return self._breaker.call(lambda: self._inner.hit(limit, identity))

    def peek(self, limit: Limit, identity: str) -> Allowance | None:
        """Tell what a hit would be told, if the counter is there."""
        return self._breaker.call(lambda: self._inner.peek(limit, identity))

    def clear(self, limit: Limit, identity: str) -> None:
        """Forget the hits, if the counter is there."""
        self._breaker.call(lambda: self._inner.clear(limit, identity))


class NoRateLimiter:
    """Counts nobody: RATE_LIMIT_ENABLED=false."""

    def hit(self, limit: Limit, identity: str) -> Allowance | None:
        """Count nothing."""

    def peek(self, limit: Limit, identity: str) -> Allowance | None:
        """Tell nothing."""

    def clear(self, limit: Limit, identity: str) -> None:
        """Forget nothing."""

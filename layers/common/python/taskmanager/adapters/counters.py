"""Rate limits by the `limits` library, on whatever storage it is given."""

import math
import time

from limits import RateLimitItemPerSecond, WindowStats
from limits.errors import StorageError
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from taskmanager.domain.errors import Unavailable
from taskmanager.ports.rate_limit import Allowance, Limit


class LimitsRateLimiter:
    """`ports.rate_limit.RateLimiter` with fixed windows.

    Args:
        storage: A storage of `limits`, made with `wrap_exceptions=True`.
    """

    def __init__(self, storage: Storage) -> None:
        self._limiter = FixedWindowRateLimiter(storage)

    def hit(self, limit: Limit, identity: str) -> Allowance:
        """Count a hit."""
        item = _item(limit)
        try:
            is_within = self._limiter.hit(item, identity)
            window = self._limiter.get_window_stats(item, identity)
        except StorageError as error:
            raise Unavailable("The rate limiter does not answer") from error
        return _allowance(limit, window, exceeded=not is_within)

    def peek(self, limit: Limit, identity: str) -> Allowance:
        """Tell what a hit would be told, without counting it."""
        try:
            window = self._limiter.get_window_stats(_item(limit), identity)
        except StorageError as error:
            raise Unavailable("The rate limiter does not answer") from error
        return _allowance(limit, window, exceeded=window.remaining <= 0)

    def clear(self, limit: Limit, identity: str) -> None:
        """Forget the hits."""
        try:
            self._limiter.clear(_item(limit), identity)
        except StorageError as error:
            raise Unavailable("The rate limiter does not answer") from error


def _allowance(limit: Limit, window: WindowStats, *, exceeded: bool) -> Allowance:
    reset = max(1, math.ceil(window.reset_time - time.time()))
    return Allowance(limit, window.remaining, min(reset, limit.seconds), exceeded)


def _item(limit: Limit) -> RateLimitItemPerSecond:
    return RateLimitItemPerSecond(limit.amount, limit.seconds, namespace=limit.name)

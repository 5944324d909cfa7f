"""Cache and counters in Redis."""

from functools import cached_property
from typing import Any, cast

from limits.storage import RedisStorage
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from taskmanager.adapters.counters import LimitsRateLimiter
from taskmanager.domain.errors import Unavailable
from taskmanager.ports.rate_limit import Allowance, Limit

TIMEOUT_SECONDS = 0.25
_KEY_PREFIX = "taskmanager:"


class RedisCache:
    """`ports.cache.Cache` in Redis. Connects on first use."""

    def __init__(self, url: str) -> None:
        self._url = url

    def get(self, key: str) -> bytes | None:
        """Return the value, or None where there is none."""
        try:
            return cast("bytes | None", self._redis.get(_KEY_PREFIX + key))
        except (RedisError, OSError) as error:
            raise Unavailable("Redis does not answer") from error

    def put(self, key: str, value: bytes, ttl_seconds: int) -> None:
        """Keep a value."""
        if ttl_seconds <= 0:
            return
        try:
            self._redis.set(_KEY_PREFIX + key, value, ex=ttl_seconds)
        except (RedisError, OSError) as error:
            raise Unavailable("Redis does not answer") from error

    def ping(self) -> None:
        """Check that Redis answers."""
        try:
            self._redis.ping()
        except (RedisError, OSError) as error:
            raise Unavailable("Redis does not answer") from error

    @cached_property
    def _redis(self) -> Redis:
        return Redis.from_url(self._url, **_connection_options())


class RedisRateLimiter:
    """`ports.rate_limit.RateLimiter` in Redis. Connects on first use."""

    def __init__(self, url: str) -> None:
        self._url = url

    def hit(self, limit: Limit, identity: str) -> Allowance:
        """Count a hit."""
        return self._limiter.hit(limit, identity)

    def peek(self, limit: Limit, identity: str) -> Allowance:
        """Tell what a hit would be told, without counting it."""
        return self._limiter.peek(limit, identity)

    def clear(self, limit: Limit, identity: str) -> None:
        """Forget the hits."""
        self._limiter.clear(limit, identity)

    @cached_property
    def _limiter(self) -> LimitsRateLimiter:
        storage = RedisStorage(
            self._url,
            key_prefix=_KEY_PREFIX.rstrip(":"),
            wrap_exceptions=True,
            **_connection_options(),
        )
        return LimitsRateLimiter(storage)


def _connection_options() -> dict[str, Any]:
    """Return how to connect: nobody waits long for what may be gone.

    A connection that died while it was idle is made anew, once and at once; the client's own
    default would try for a second.
    """
    return {
        "socket_timeout": TIMEOUT_SECONDS,
        "socket_connect_timeout": TIMEOUT_SECONDS,
        "retry": Retry(NoBackoff(), 1),
    }

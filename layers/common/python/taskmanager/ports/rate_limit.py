"""Rate limits."""

from typing import Protocol

import msgspec

from taskmanager.domain.errors import RateLimited


class Limit(msgspec.Struct, frozen=True):
    """So many hits in so many seconds, counted in fixed windows."""

    name: str
    amount: int
    seconds: int


class Allowance(msgspec.Struct, frozen=True):
    """What is left of a limit after a hit, and in how many seconds it is whole again."""

    limit: Limit
    remaining: int
    reset_seconds: int
    exceeded: bool

    def check(self) -> None:
        """Let the hit pass.

        Raises:
            RateLimited: It was one too many.
        """
        if self.exceeded:
            raise RateLimited(self.reset_seconds)


class RateLimiter(Protocol):
    """Counts hits."""

    def hit(self, limit: Limit, identity: str) -> Allowance | None:
        """Count a hit; None where nobody counts (limits are off, or the counter is gone)."""

    def peek(self, limit: Limit, identity: str) -> Allowance | None:
        """Tell what a hit would be told, without counting it; None where nobody counts."""

    def clear(self, limit: Limit, identity: str) -> None:
        """Forget the hits."""

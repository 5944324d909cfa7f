"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

MONDAY_MORNING = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class FrozenClock:
    """`ports.clock.Clock` that a test moves; waiting moves it too."""

    def __init__(self, now: datetime = MONDAY_MORNING) -> None:
        self._now = now
        self.waited = 0.0

    def now(self) -> datetime:
        """Return the moment at which it stands, in UTC."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Let the time pass at once."""
        self.waited += seconds
        self._now += timedelta(seconds=seconds)

    def advance(self, **duration: float) -> None:
        """Let time pass, e.g. `advance(minutes=61)`."""
        self._now += timedelta(**duration)

"""Clocks: one that stands still until a test moves it, and one that goes on from a moment."""

from datetime import UTC, datetime, timedelta

from taskmanager.adapters.clock import SystemClock

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


class GoingClock(SystemClock):
    """The system's clock, set to another moment: it goes on, and it waits for real."""

    def __init__(self, start: datetime) -> None:
        self._behind = super().now() - start

    def now(self) -> datetime:
        """Return the moment that it is by this clock, in UTC."""
        return super().now() - self._behind

"""Time."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time, and waits."""

    def now(self) -> datetime:
        """Return the present moment, in UTC."""

    def sleep(self, seconds: float) -> None:
        """Wait."""

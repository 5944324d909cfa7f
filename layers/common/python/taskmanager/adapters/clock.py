"""The system's clock."""

import time
from datetime import UTC, datetime


class SystemClock:
    """`ports.clock.Clock` on the machine's own time."""

    def now(self) -> datetime:
        """Return the present moment, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

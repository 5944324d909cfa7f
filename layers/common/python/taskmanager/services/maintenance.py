"""Maintenance: what runs on a schedule, and whether everything is well."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Literal, Protocol

import msgspec

from taskmanager.domain.errors import Unavailable
from taskmanager.ports.cache import Cache
from taskmanager.ports.clock import Clock
from taskmanager.ports.stores import Database

BATCH = 500
MAX_BATCHES = 200
"""Bounds one run: what is left waits for the next."""

logger = logging.getLogger(__name__)


class Purgeable(Protocol):
    """A store with rows that expire."""

    def purge(self, now: datetime, limit: int) -> int:
        """Delete at most `limit` expired rows, and return how many."""


class Liveness(msgspec.Struct, frozen=True, kw_only=True):
    """That the service is alive."""

    status: Literal["ok"] = "ok"


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """The parts answer. A cache that is down makes nothing fail, so it does not count."""

    status: Literal["ready"] = "ready"
    storage: Literal["ok"] = "ok"
    cache: Literal["ok", "down"]


class MaintenanceService:
    """Deletes what has expired; tells whether the parts answer."""

    def __init__(
        self,
        *,
        expiring: Mapping[str, Purgeable],
        database: Database,
        cache: Cache,
        clock: Clock,
    ) -> None:
        self._expiring = expiring
        self._database = database
        self._cache = cache
        self._clock = clock

    def purge(self) -> dict[str, int]:
        """Delete what has expired, in batches so that no write waits long.

        Returns:
            How many rows were deleted, by kind.
        """
        now = self._clock.now()
        deleted = {kind: self._purge(store, now) for kind, store in self._expiring.items()}
        logger.info("purged %s", deleted)
        return deleted

    def readiness(self) -> Readiness:
        """Ask each part whether it answers.

        Raises:
            Unavailable: The storage does not.
        """
        self._database.ping()
        try:
            self._cache.ping()
        except Unavailable:
            return Readiness(cache="down")
        return Readiness(cache="ok")

    @staticmethod
    def _purge(store: Purgeable, now: datetime) -> int:
        total = 0
        for _ in range(MAX_BATCHES):
            count = store.purge(now, BATCH)
            total += count
            if count < BATCH:
                break
        return total

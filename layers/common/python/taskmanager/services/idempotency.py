"""Idempotent requests: the same request, sent again, is answered again and done once.

After the IETF draft "The Idempotency-Key HTTP Header Field".
"""

from collections.abc import Callable
from datetime import timedelta

from taskmanager.domain.errors import IdempotencyMismatch, RequestInProgress
from taskmanager.ports.clock import Clock
from taskmanager.ports.stores import IdempotencyRecord, IdempotencyStore, StoredAnswer

KEPT_FOR = timedelta(hours=24)
LEASE = timedelta(seconds=90)
"""Longer than any function's timeout: after it the first invocation is dead for certain."""

WAIT_SECONDS = 10.0
POLL_SECONDS = 0.02


class IdempotencyService:
    """Answers a repeated request with the first answer."""

    def __init__(self, *, records: IdempotencyStore, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    def once(
        self,
        key: str,
        fingerprint: str,
        run: Callable[[], StoredAnswer],
        *,
        keep_answer: bool,
    ) -> tuple[StoredAnswer, bool]:
        """Run a request, or repeat the answer that its first run gave.

        Only a success is kept: an error wrote nothing, so the request may be tried again.

        Args:
            key: Tells this caller's request from all others.
            fingerprint: Of method, path and body.
            run: Answers the request, or raises what refuses it.
            keep_answer: False where the answer holds a secret; a repetition then runs again, and
                the request's key makes it find what the first run wrote.

        Returns:
            The answer, and whether it is a repetition.

        Raises:
            IdempotencyMismatch: The key came before with another request.
            RequestInProgress: The first run takes longer than a repetition waits.
        """
        record = self._claim(key, fingerprint)
        if record.is_done:
            return (record.answer or run()), True
        try:
            answer = run()
        except BaseException:
            self._records.release(record)
            raise
        self._records.finish(
            IdempotencyRecord(
                key=key,
                fingerprint=fingerprint,
                is_done=True,
                answer=answer if keep_answer else None,
                lease_until=record.lease_until,
                expires_at=record.expires_at,
            )
        )
        return answer, False

    def _claim(self, key: str, fingerprint: str) -> IdempotencyRecord:
        waited = 0.0
        while True:
            now = self._clock.now()
            mine = IdempotencyRecord(
                key=key,
                fingerprint=fingerprint,
                lease_until=now + LEASE,
                expires_at=now + KEPT_FOR,
            )
            held = self._records.claim(mine, now)
            if held is None:
                return mine
            if held.fingerprint != fingerprint:
                raise IdempotencyMismatch
            if held.is_done:
                return held
            if waited >= WAIT_SECONDS:
                raise RequestInProgress
            self._clock.sleep(POLL_SECONDS)
            waited += POLL_SECONDS

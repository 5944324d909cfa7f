"""A cache: what is in it may be gone at any time."""

from typing import Protocol


class Cache(Protocol):
    """Keeps values for a while."""

    def get(self, key: str) -> bytes | None:
        """Return the value, or None where there is none or no longer."""

    def put(self, key: str, value: bytes, ttl_seconds: int) -> None:
        """Keep a value; 0 seconds keeps nothing."""

    def ping(self) -> None:
        """Check that it answers.

        Raises:
            Unavailable: It does not.
        """

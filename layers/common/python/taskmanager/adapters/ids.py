"""Ids by chance and time."""

import hashlib
import secrets

from ulid import ULID


class UlidIds:
    """`ports.ids.Ids` with ULIDs: 26 characters, sortable by time to the millisecond."""

    def new(self, seed: str | None = None) -> str:
        """Make an id; the same seed makes the same id, which then tells no time."""
        if seed is None:
            return str(ULID())
        return str(ULID.from_bytes(hashlib.sha256(seed.encode()).digest()[:16]))

    def secret(self) -> str:
        """Make a secret of 256 random bits."""
        return secrets.token_urlsafe(32)

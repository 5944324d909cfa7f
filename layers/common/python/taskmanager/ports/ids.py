"""Identity and chance."""

from typing import Protocol


class Ids(Protocol):
    """Makes ids and secrets."""

    def new(self, seed: str | None = None) -> str:
        """Make an id: unique and sortable by time, or, from a seed, always the same one."""

    def secret(self) -> str:
        """Make a secret of 256 random bits, as URL-safe text."""

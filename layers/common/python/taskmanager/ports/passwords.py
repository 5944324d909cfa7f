"""Passwords."""

from typing import Protocol


class PasswordHasher(Protocol):
    """Hashes passwords slowly."""

    def hash(self, password: str) -> str:
        """Hash a password, with its salt and parameters in the result."""

    def verify(self, password: str, password_hash: str | None) -> bool:
        """Compare. Without a hash (an unknown user) it is False after just as much work."""

    def is_outdated(self, password_hash: str) -> bool:
        """Tell whether the hash was made with weaker parameters than today's."""

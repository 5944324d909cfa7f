"""Passwords by Argon2id."""

from __future__ import annotations

import base64
import secrets
from functools import cached_property

from argon2 import Parameters, PasswordHasher, profiles
from argon2.exceptions import Argon2Error, InvalidHashError
from argon2.low_level import ARGON2_VERSION
from argon2.profiles import RFC_9106_LOW_MEMORY

CHEAPEST = profiles.CHEAPEST
"""For tests alone."""


class Argon2Hasher:
    """`ports.passwords.PasswordHasher`, by default with RFC 9106's low-memory parameters."""

    def __init__(self, parameters: Parameters = RFC_9106_LOW_MEMORY) -> None:
        self._hasher = PasswordHasher.from_parameters(parameters)

    def hash(self, password: str) -> str:
        """Hash a password."""
        return self._hasher.hash(password)

    def verify(self, password: str, password_hash: str | None) -> bool:
        """Compare; without a hash, compare with one that no password has."""
        try:
            return self._hasher.verify(password_hash or self._nobodys_hash, password)
        except (Argon2Error, InvalidHashError):
            return False

    def is_outdated(self, password_hash: str) -> bool:
        """Tell whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(password_hash)

    @cached_property
    def _nobodys_hash(self) -> str:
        """Write a hash down; to compute one would tell the first unknown user by its time."""
        ours = self._hasher
        salt, digest = (
            base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=")
            for size in (ours.salt_len, ours.hash_len)
        )
        cost = f"m={ours.memory_cost},t={ours.time_cost},p={ours.parallelism}"
        return f"$argon2id$v={ARGON2_VERSION}${cost}${salt}${digest}"

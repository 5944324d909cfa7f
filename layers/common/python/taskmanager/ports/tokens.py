"""Signed tokens."""

from datetime import datetime
from typing import Protocol

import msgspec

from taskmanager.domain.account import Session


class AccessClaims(msgspec.Struct, frozen=True):
    """What an access token says."""

    user_id: str
    session_id: str
    opened: int


class RefreshClaims(msgspec.Struct, frozen=True):
    """What a refresh token says: of which session it is which token."""

    session_id: str
    opened: int
    generation: int


class TokenSigner(Protocol):
    """Signs tokens with the newest key and verifies them with any.

    Both kinds are functions of the session alone: the same session always gives the same tokens.
    So none has to be stored, and an answer that got lost can be given again.
    """

    @property
    def access_token_seconds(self) -> int:
        """Life of an access token."""

    def access_token(self, session: Session) -> str:
        """Sign the access token of the session's present generation."""

    def read_access_token(self, token: str, now: datetime) -> AccessClaims:
        """Verify an access token.

        Raises:
            Unauthenticated: It is malformed, of another signer, or expired.
        """

    def refresh_token(self, session: Session) -> str:
        """Sign the refresh token of the session's present generation."""

    def read_refresh_token(self, token: str) -> RefreshClaims:
        """Verify a refresh token; whether it is the newest is the session's to tell.

        Raises:
            Unauthenticated: It is malformed or of another signer.
        """

    def fingerprint(self, data: bytes) -> str:
        """Return a keyed digest: equal data can be recognised, but not guessed."""

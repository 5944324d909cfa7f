"""Personal API tokens: keys that a user gives to programs."""

import hashlib
from datetime import datetime, timedelta

from taskmanager.domain.account import (
    MAX_API_TOKENS,
    ApiToken,
    ApiTokenView,
    MintedApiToken,
    NewApiToken,
)
from taskmanager.domain.errors import LimitReached, NotFound
from taskmanager.domain.values import Caller, Page
from taskmanager.ports.clock import Clock
from taskmanager.ports.ids import Ids
from taskmanager.ports.stores import ApiTokenStore
from taskmanager.ports.tokens import TokenSigner

API_TOKEN_PREFIX = "tmk_"  # noqa: S105 - what every token starts with is no secret
"""Tells an API token from an access token, and lets secret scanners know it."""


def token_hash(token: str) -> str:
    """Return the hash under which a token is known. Its 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


class ApiTokenService:
    """Mints, lists and revokes API tokens."""

    def __init__(
        self, *, tokens: ApiTokenStore, signer: TokenSigner, clock: Clock, ids: Ids
    ) -> None:
        self._tokens = tokens
        self._signer = signer
        self._clock = clock
        self._ids = ids

    def mint(self, caller: Caller, new: NewApiToken) -> MintedApiToken:
        """Make a token; only this answer shows it.

        Raises:
            LimitReached: The account has as many tokens as it may.
        """
        now = self._clock.now()
        key = caller.request_key
        token = self._token(key, now)
        days = new.expires_in_days
        stored = self._tokens.add(
            ApiToken(
                id=self._ids.new(key and f"api token {key}"),
                user_id=caller.user_id,
                name=new.name,
                scopes=tuple(dict.fromkeys(new.scopes)),
                token_hash=token_hash(token),
                created_at=now,
                expires_at=None if days is None else now + timedelta(days=days),
            )
        )
        if stored.token_hash != token_hash(token):
            token = self._token(key, stored.created_at)
        elif self._tokens.count(caller.user_id, now) > MAX_API_TOKENS:
            self._tokens.delete(caller.user_id, stored.id)
            raise LimitReached(f"An account has at most {MAX_API_TOKENS} API tokens")
        return MintedApiToken(
            id=stored.id,
            name=stored.name,
            scopes=stored.scopes,
            created_at=stored.created_at,
            expires_at=stored.expires_at,
            token=token,
        )

    def _token(self, key: str | None, created_at: datetime) -> str:
        """Make a token: by chance, or the one that a repeated request minted at a moment.

        The moment keeps a token that was revoked from coming back with its request.
        """
        if key is None:
            return API_TOKEN_PREFIX + self._ids.secret()
        seed = f"api token {key} {created_at.isoformat()}"
        return API_TOKEN_PREFIX + self._signer.fingerprint(seed.encode())

    def list(self, caller: Caller, cursor: str | None, limit: int) -> Page[ApiTokenView]:
        """List the caller's live tokens, newest first."""
        page = self._tokens.page(caller.user_id, self._clock.now(), cursor, limit)
        views = [
            ApiTokenView(
                id=token.id,
                name=token.name,
                scopes=token.scopes,
                created_at=token.created_at,
                expires_at=token.expires_at,
            )
            for token in page.results
        ]
        return Page(views, page.next_cursor)

    def revoke(self, caller: Caller, token_id: str) -> None:
        """Revoke one of the caller's tokens.

        Raises:
            NotFound: The caller has no such token.
        """
        if not self._tokens.delete(caller.user_id, token_id):
            raise NotFound("API token", token_id)

"""Signed tokens: JSON Web Tokens for access, a short keyed digest for refresh."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any

import jwt
import msgspec

from taskmanager.domain.account import Session
from taskmanager.domain.errors import Unauthenticated
from taskmanager.ports.tokens import AccessClaims, RefreshClaims

ISSUER = "taskmanager"
AUDIENCE = "taskmanager-api"
_REFRESH_PREFIX = "tmr"


class HmacSigner:
    """`ports.tokens.TokenSigner` with shared keys: the first signs, any verifies."""

    def __init__(self, keys: tuple[str, ...], algorithm: str, access_lifetime: timedelta) -> None:
        self._keys = tuple(key.encode() for key in keys)
        self._algorithm = algorithm
        self._lifetime = access_lifetime

    @property
    def access_token_seconds(self) -> int:
        """Life of an access token."""
        return int(self._lifetime.total_seconds())

    def access_token(self, session: Session) -> str:
        """Sign the access token of the session's present generation (RFC 7519)."""
        issued = session.refreshed_at.replace(microsecond=0)
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": session.user_id,
            "sid": session.id,
            "opened": session.opened,
            "jti": f"{session.id}.{session.generation}",
            "iat": issued,
            "exp": issued + self._lifetime,
        }
        key = self._keys[0]
        return jwt.encode(claims, key, self._algorithm, headers={"kid": key_id(key)})

    def read_access_token(self, token: str, now: datetime) -> AccessClaims:
        """Verify an access token."""
        try:
            given = jwt.get_unverified_header(token).get("kid")
            keys = [key for key in self._keys if key_id(key) == given] or list(self._keys)
            claims = self._decode(token, keys)
            has_expired = int(claims["exp"]) <= now.timestamp()
            named = {
                "user_id": claims["sub"],
                "session_id": claims["sid"],
                "opened": claims["opened"],
            }
            known = msgspec.convert(named, AccessClaims)
        except (jwt.PyJWTError, TypeError, ValueError, OverflowError) as error:
            raise Unauthenticated("The access token is not valid") from error
        if has_expired:
            raise Unauthenticated("The access token has expired")
        return known

    def refresh_token(self, session: Session) -> str:
        """Sign the refresh token of the session's present generation."""
        payload = f"{_REFRESH_PREFIX}.{session.id}.{session.opened}.{session.generation}"
        return f"{payload}.{_digest(self._keys[0], 'refresh', payload.encode())}"

    def read_refresh_token(self, token: str) -> RefreshClaims:
        """Verify a refresh token."""
        payload, _, digest = token.rpartition(".")
        signed, given = payload.encode(errors="replace"), digest.encode(errors="replace")
        digests = (_digest(key, "refresh", signed).encode() for key in self._keys)
        if not any(hmac.compare_digest(ours, given) for ours in digests):
            raise Unauthenticated("The refresh token is not valid")
        _, session_id, opened, generation = payload.split(".")
        return RefreshClaims(session_id, int(opened), int(generation))

    def fingerprint(self, data: bytes) -> str:
        """Return a keyed digest of 256 bits, as URL-safe text."""
        return _digest(self._keys[0], "fingerprint", data)

    def _decode(self, token: str, keys: list[bytes]) -> dict[str, Any]:
        failure: jwt.PyJWTError = jwt.InvalidTokenError()
        for key in keys:
            try:
                return jwt.decode(
                    token,
                    key,
                    algorithms=[self._algorithm],
                    audience=AUDIENCE,
                    issuer=ISSUER,
                    options={
                        "require": ["exp", "iat", "sub", "sid", "opened", "iss", "aud"],
                        "verify_exp": False,  # by the clock that is handed in
                        "verify_iat": False,
                    },
                )
            except jwt.PyJWTError as error:
                failure = error
        raise failure


def key_id(key: bytes) -> str:
    """Name a key without telling it."""
    return hashlib.sha256(b"kid" + key).hexdigest()[:8]


def _digest(key: bytes, purpose: str, data: bytes) -> str:
    mac = hmac.digest(hmac.digest(key, purpose.encode(), "sha256"), data, "sha256")
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")

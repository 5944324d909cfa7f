"""Browsers hold the refresh token where no script can read it: in a cookie, and only there."""

import msgspec
from msgspec import UNSET

from taskmanager.domain.account import Refresh, SignedIn
from taskmanager.domain.errors import Forbidden, Unauthenticated
from taskmanager.http import cors
from taskmanager.http.request import Request
from taskmanager.http.response import Reply
from taskmanager.http.router import API_PREFIX

COOKIE = "refresh_token"
_PATH = f"{API_PREFIX}/auth"


def signed_in(request: Request[object], session: SignedIn) -> Reply[SignedIn]:
    """Answer with an open session: a browser's refresh token goes into the cookie alone.

    A page of a foreign origin cannot plant it: browsers take a SameSite=Strict cookie from
    same-site answers and navigations alone, and no form can send JSON.
    """
    if not request.raw.is_browser or session.refresh_token is UNSET:
        return Reply(session)
    days = request.services.settings.refresh_token_expire_days
    cookie = _cookie(request, str(session.refresh_token), days * 86_400)
    return Reply(
        msgspec.structs.replace(session, refresh_token=UNSET), headers={"Set-Cookie": cookie}
    )


def signed_out(request: Request[object]) -> Reply[None]:
    """Answer that a session has ended, and take the cookie back."""
    if not request.raw.is_browser:
        return Reply(None)
    return Reply(None, headers={"Set-Cookie": _cookie(request, "", 0)})


def refresh_token(request: Request[Refresh]) -> str | None:
    """Find the refresh token, in the body or in the cookie.

    Raises:
        Forbidden: A page of a foreign origin made the browser send its cookie.
    """
    if request.body.refresh_token is not None:
        return request.body.refresh_token
    token = _cookies(request.raw.headers.get("cookie", "")).get(COOKIE)
    if token and _is_foreign(request):
        raise Forbidden("This origin may not use the browser's session")
    return token or None


def required_refresh_token(request: Request[Refresh]) -> str:
    """Find the refresh token that has to be there.

    Raises:
        Unauthenticated: There is none.
    """
    token = refresh_token(request)
    if token is None:
        raise Unauthenticated("A refresh token is required")
    return token


def _is_foreign(request: Request[Refresh]) -> bool:
    origin = request.raw.origin
    own = request.raw.headers.get("host", "")
    return (
        origin is not None
        and origin.partition("://")[2] != own
        and not cors.allows(origin, request.services.settings.cors_origins)
    )


def _cookie(request: Request[object], value: str, max_age: int) -> str:
    """Write the cookie (RFC 6265bis). Secure wherever the page itself came by TLS."""
    parts = [
        f"{COOKIE}={value}",
        f"Path={_PATH}",
        f"Max-Age={max_age}",
        "HttpOnly",
        "SameSite=Strict",
    ]
    if request.raw.headers.get("x-forwarded-proto") == "https":
        parts.append("Secure")
    return "; ".join(parts)


def _cookies(header: str) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in header.split(";"))
    return {name: value for name, _, value in pairs}

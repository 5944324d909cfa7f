"""Sessions: who somebody is, from sign-in to sign-out."""

import contextlib
from datetime import timedelta

import msgspec

from taskmanager.domain import account
from taskmanager.domain.account import (
    REFRESH_REPLAY,
    Account,
    ApiToken,
    Login,
    Session,
    SessionView,
    SignedIn,
    User,
)
from taskmanager.domain.errors import (
    Forbidden,
    InvalidCredentials,
    NotFound,
    Unauthenticated,
    VersionConflict,
)
from taskmanager.domain.values import ALL_SCOPES, Caller, Page
from taskmanager.ports.clock import Clock
from taskmanager.ports.ids import Ids
from taskmanager.ports.passwords import PasswordHasher
from taskmanager.ports.rate_limit import RateLimiter
from taskmanager.ports.stores import ApiTokenStore, SessionStore, UserStore
from taskmanager.ports.tokens import AccessClaims, RefreshClaims, TokenSigner
from taskmanager.services.api_tokens import API_TOKEN_PREFIX, token_hash
from taskmanager.services.login_limits import LOGIN_PER_ACCOUNT, LOGIN_PER_ADDRESS


class Device(msgspec.Struct, frozen=True):
    """Where a sign-in comes from."""

    ip_address: str
    user_agent: str


class SessionService:
    """Opens, refreshes, lists and ends sessions, and tells callers by their tokens."""

    def __init__(
        self,
        *,
        users: UserStore,
        sessions: SessionStore,
        api_tokens: ApiTokenStore,
        hasher: PasswordHasher,
        signer: TokenSigner,
        limiter: RateLimiter,
        clock: Clock,
        ids: Ids,
        lifetime: timedelta,
    ) -> None:
        self._users = users
        self._sessions = sessions
        self._api_tokens = api_tokens
        self._hasher = hasher
        self._signer = signer
        self._limiter = limiter
        self._clock = clock
        self._ids = ids
        self._lifetime = lifetime

    def authenticate(self, bearer: str) -> Caller:
        """Tell who holds a token: an API token, or the access token of a live session.

        Raises:
            Unauthenticated: The token is unknown, expired, or its session has ended.
        """
        if bearer.startswith(API_TOKEN_PREFIX):
            return self._by_api_token(bearer)
        now = self._clock.now()
        claims = self._signer.read_access_token(bearer, now)
        session, _ = self._live(claims)
        if session.user_id != claims.user_id:
            raise Unauthenticated
        return Caller(user_id=claims.user_id, scopes=ALL_SCOPES, session_id=claims.session_id)

    def open(self, user: User, device: Device, request_key: str | None) -> SignedIn:
        """Open a session for a user whose identity is beyond doubt.

        A repeated request finds the one that it opened, unless that has ended since.
        """
        now = self._clock.now()
        new = Session(
            id=self._ids.new(request_key and f"session {request_key}"),
            user_id=user.id,
            credentials=user.credentials,
            user_agent=device.user_agent,
            ip_address=device.ip_address,
            created_at=now,
            refreshed_at=now,
            expires_at=now + self._lifetime,
        )
        session = self._sessions.add(new)
        if session.credentials != user.credentials or session.expires_at <= now:
            session = self._sessions.add(msgspec.structs.replace(new, id=self._ids.new()))
        return self._signed_in(session, user)

    def login(self, login: Login, device: Device, request_key: str | None) -> SignedIn:
        """Open a session by e-mail address and password.

        Raises:
            InvalidCredentials: There is no such account, or it has another password: the answer
                and the time it takes are the same.
            RateLimited: Too many attempts on this account or from this address.
        """
        email = account.normalized_email(login.email)
        of_address = self._limiter.peek(LOGIN_PER_ADDRESS, device.ip_address)
        if of_address is not None:
            of_address.check()
        of_account = self._limiter.hit(LOGIN_PER_ACCOUNT, email)
        if of_account is not None:
            of_account.check()
        user = self._users.get_by_email(email)
        matches = self._hasher.verify(login.password, user.password_hash if user else None)
        if user is None or not matches:
            self._limiter.hit(LOGIN_PER_ADDRESS, device.ip_address)
            raise InvalidCredentials
        self._limiter.clear(LOGIN_PER_ACCOUNT, email)
        if self._hasher.is_outdated(user.password_hash):
            user = self._rehash(user, login.password)
        return self.open(user, device, request_key)

    def refresh(self, token: str) -> SignedIn:
        """Exchange a refresh token for the next one and a new access token.

        A token that was replaced before means that two parties hold the family: all of it ends.
        Only the one just replaced gives, for a moment, the same answer again.

        Raises:
            Unauthenticated: The token is not valid, or was used before.
        """
        claims = self._signer.read_refresh_token(token)
        now = self._clock.now()
        while True:
            session, user = self._live(claims)
            if claims.generation == session.generation:
                following = msgspec.structs.replace(
                    session,
                    generation=session.generation + 1,
                    refreshed_at=now,
                    expires_at=now + self._lifetime,
                    version=session.version + 1,
                )
                try:
                    return self._signed_in(self._sessions.replace(following, session.version), user)
                except VersionConflict:
                    continue
            is_last = claims.generation == session.generation - 1
            if is_last and now - session.refreshed_at <= REFRESH_REPLAY:
                return self._signed_in(session, user)
            self._sessions.delete(session.user_id, session.id)
            raise Unauthenticated("This refresh token was used before: its session has been ended")

    def end(self, caller: Caller, session_id: str) -> None:
        """End one of the caller's sessions.

        Raises:
            NotFound: The caller has no such session.
        """
        if not self._sessions.delete(caller.user_id, session_id):
            raise NotFound("session", session_id)

    def logout(self, bearer: str | None, refresh_token: str | None) -> None:
        """End the session that a token belongs to, whichever of the two came.

        An access token that has expired does not keep its owner from signing out: the refresh
        token does it as well.

        Raises:
            Unauthenticated: Neither token is valid.
            Forbidden: The token is an API token, which has no session.
        """
        if refresh_token is not None:
            try:
                claims = self._signer.read_refresh_token(refresh_token)
            except Unauthenticated:
                if bearer is None:
                    raise
            else:
                with contextlib.suppress(Unauthenticated):  # it has ended before
                    session, _ = self._live(claims)
                    self._sessions.delete(session.user_id, session.id)
                return
        if bearer is None:
            raise Unauthenticated
        caller = self.authenticate(bearer)
        if caller.session_id is None:
            raise Forbidden("An API token is revoked, not signed out")
        self._sessions.delete(caller.user_id, caller.session_id)

    def list(self, caller: Caller, cursor: str | None, limit: int) -> Page[SessionView]:
        """List the caller's live sessions, newest first."""
        page = self._sessions.page(caller.user_id, self._clock.now(), cursor, limit)
        views = [
            SessionView(
                id=session.id,
                user_agent=session.user_agent,
                ip_address=session.ip_address,
                is_current=session.id == caller.session_id,
                created_at=session.created_at,
                last_used_at=session.refreshed_at,
                expires_at=session.expires_at,
            )
            for session in page.results
        ]
        return Page(views, page.next_cursor)

    def _live(self, claims: AccessClaims | RefreshClaims) -> tuple[Session, User]:
        """Find the session of a token, and its user.

        Raises:
            Unauthenticated: The session has ended.
        """
        found = self._sessions.get(claims.session_id, self._clock.now())
        if found is None or found[0].opened != claims.opened:
            raise Unauthenticated("The session has ended: sign in again")
        return found

    def _by_api_token(self, bearer: str) -> Caller:
        token: ApiToken | None = self._api_tokens.get_by_hash(token_hash(bearer), self._clock.now())
        if token is None:
            raise Unauthenticated("The API token is unknown, revoked or expired")
        return Caller(user_id=token.user_id, scopes=frozenset(token.scopes))

    def _rehash(self, user: User, password: str) -> User:
        better = msgspec.structs.replace(
            user, password_hash=self._hasher.hash(password), version=user.version + 1
        )
        try:
            return self._users.replace(better, expected=user.version)
        except VersionConflict:
            return user

    def _signed_in(self, session: Session, user: User) -> SignedIn:
        return SignedIn(
            access_token=self._signer.access_token(session),
            expires_in=self._signer.access_token_seconds,
            refresh_token=self._signer.refresh_token(session),
            user=Account.of(user),
        )

"""Accounts: sign up, change the password, look at oneself."""

import contextlib

import msgspec

from taskmanager.domain import account, project
from taskmanager.domain.account import Account, PasswordChange, Registration, Session, User
from taskmanager.domain.errors import (
    EmailTaken,
    InvalidCredentials,
    Unauthenticated,
    VersionConflict,
)
from taskmanager.domain.user import CurrentUser, current_user, midnight
from taskmanager.domain.values import Caller
from taskmanager.ports.clock import Clock
from taskmanager.ports.ids import Ids
from taskmanager.ports.passwords import PasswordHasher
from taskmanager.ports.rate_limit import RateLimiter
from taskmanager.ports.stores import SessionStore, TaskStore, UserStore
from taskmanager.services import optimistic
from taskmanager.services.login_limits import PASSWORD_PER_ACCOUNT


class AccountService:
    """Sign up, change the password, look at oneself."""

    def __init__(
        self,
        *,
        users: UserStore,
        sessions: SessionStore,
        tasks: TaskStore,
        hasher: PasswordHasher,
        limiter: RateLimiter,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._users = users
        self._sessions = sessions
        self._tasks = tasks
        self._hasher = hasher
        self._limiter = limiter
        self._clock = clock
        self._ids = ids

    def register(self, new: Registration, request_key: str | None) -> User:
        """Make an account with its Inbox.

        Raises:
            Unprocessable: The time zone does not exist or the password is easily guessed.
            EmailTaken: Another account has the address.
        """
        account.check_registration(new)
        now = self._clock.now()
        email = account.normalized_email(new.email)
        user_id = self._ids.new(request_key and f"user {request_key}")
        known = self._users.get_by_email(email)
        if known is not None and known.id != user_id:
            raise EmailTaken
        inbox_id = self._ids.new(request_key and f"inbox {request_key}")
        user = User(
            id=user_id,
            email=email,
            full_name=new.full_name,
            timezone=new.timezone,
            inbox_project_id=inbox_id,
            password_hash=self._hasher.hash(new.password),
            created_at=now,
        )
        stored = self._users.add(user, project.inbox(inbox_id, user_id, now))
        is_repeated = stored.password_hash != user.password_hash
        if is_repeated and not self._hasher.verify(new.password, stored.password_hash):
            raise EmailTaken  # the password was changed since the first run
        return stored

    def change_password(self, caller: Caller, change: PasswordChange) -> User:
        """Set a new password, and end every session with its access tokens, in one write.

        The session that asks is taken over into the new credentials afterwards; dying in between
        ends it as well. API tokens stay: their owner revokes them one by one.

        Raises:
            InvalidCredentials: The current password is wrong.
            Unprocessable: The new password is easily guessed.
            RateLimited: Too many wrong attempts on this account.
            Conflict: Others changed the account every time.
        """
        allowance = self._limiter.hit(PASSWORD_PER_ACCOUNT, caller.user_id)
        if allowance is not None:
            allowance.check()

        def store(user: User, version: int) -> User:
            present = caller.session_id and self._sessions.get(caller.session_id, self._clock.now())
            stored = self._users.replace(user, version)
            if present:
                self._keep(present[0], stored)
            return stored

        return optimistic.update(
            lambda: self._user(caller), lambda user: self._with_password(user, change), store
        )

    def end_every_session(self, caller: Caller) -> None:
        """Sign the user out everywhere, in one write."""
        optimistic.update(
            lambda: self._user(caller),
            lambda user: msgspec.structs.replace(
                user, credentials=user.credentials + 1, version=user.version + 1
            ),
            self._users.replace,
        )

    def account(self, caller: Caller) -> Account:
        """Show the caller's account."""
        return Account.of(self._user(caller))

    def current_user(self, caller: Caller) -> CurrentUser:
        """Show the caller to Todoist's clients."""
        now = self._clock.now()
        user = self._user(caller)
        today = midnight(user.timezone, now)
        return current_user(
            user,
            now,
            completed=self._tasks.count_completed(user.id, user.created_at),
            completed_today=self._tasks.count_completed(user.id, today),
        )

    def _with_password(self, user: User, change: PasswordChange) -> User:
        if not self._hasher.verify(change.current_password, user.password_hash):
            raise InvalidCredentials("The current password is wrong")
        self._limiter.clear(PASSWORD_PER_ACCOUNT, user.id)
        account.check_password(change.new_password, user.email, field="new_password")
        return msgspec.structs.replace(
            user,
            password_hash=self._hasher.hash(change.new_password),
            credentials=user.credentials + 1,
            version=user.version + 1,
        )

    def _keep(self, session: Session, user: User) -> None:
        """Take a session over into its user's new credentials, unless it changed meanwhile."""
        kept = msgspec.structs.replace(
            session, credentials=user.credentials, version=session.version + 1
        )
        with contextlib.suppress(VersionConflict):
            self._sessions.replace(kept, expected=session.version)

    def _user(self, caller: Caller) -> User:
        user = self._users.get(caller.user_id)
        if user is None:
            raise Unauthenticated
        return user

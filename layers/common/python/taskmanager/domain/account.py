"""Accounts, and what opens them: passwords, sessions, API tokens."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from taskmanager.domain import patterns
from taskmanager.domain.errors import Unprocessable
from taskmanager.domain.values import Instant, Name, Scope, Versioned, time_zone

MAX_API_TOKENS = 100
MAX_EMAIL = 254
"""RFC 3696, erratum 1690."""

REFRESH_REPLAY = timedelta(seconds=10)
"""How long the refresh token just replaced gives the same answer again: two tabs that refresh at
once, or an answer that got lost, are no theft."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COMMON_PASSWORDS = frozenset(
    [
        "password",
        "password1",
        "password123",
        "passw0rd",
        "12345678",
        "123456789",
        "1234567890",
        "11111111",
        "00000000",
        "qwertyui",
        "qwertyuiop",
        "qwerty123",
        "iloveyou",
        "sunshine",
        "princess",
        "football",
        "baseball",
        "superman",
        "letmein1",
        "welcome1",
        "trustno1",
        "abcd1234",
        "abc12345",
        "1q2w3e4r",
        "1qaz2wsx",
    ]
)

Email = Annotated[
    str,
    Meta(
        max_length=MAX_EMAIL,
        pattern=patterns.EMAIL,
        examples=["ada@example.org"],
    ),
]
NewPassword = Annotated[
    str,
    Meta(
        min_length=8,
        max_length=256,
        pattern=patterns.NO_NUL,
        description="At least 8 characters, and not one that is guessed first.",
    ),
]
GivenPassword = Annotated[str, Meta(max_length=256, pattern=patterns.NO_NUL)]
"""A password to compare: no rule that would tell how the stored one looks."""

TimeZoneName = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=64,
        pattern=patterns.TIME_ZONE,
        description="IANA name, e.g. Europe/Berlin.",
    ),
]
BearerSecret = Annotated[str, Meta(max_length=500, pattern=patterns.NO_NUL)]


class User(Versioned, frozen=True, kw_only=True):
    """An account. `password_hash` never leaves the server.

    `credentials` grows when every session has to end: a session made under an older number is
    void, so one write of the user ends them all at once.
    """

    id: str
    email: str
    full_name: str
    timezone: str
    inbox_project_id: str
    password_hash: str
    credentials: int = 1
    created_at: datetime


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What an account's owner sees of it."""

    id: str
    email: str
    full_name: str
    timezone: str
    inbox_project_id: str
    created_at: Instant

    @classmethod
    def of(cls, user: User) -> "Account":
        """Show a user to its owner."""
        return cls(**{name: getattr(user, name) for name in cls.__struct_fields__})


class Session(Versioned, frozen=True, kw_only=True):
    """A sign-in on one device: the family of its refresh tokens.

    `generation` counts the refresh tokens; only the newest is valid.
    """

    id: str
    user_id: str
    credentials: int
    generation: int = 1
    user_agent: str
    ip_address: str
    created_at: datetime
    refreshed_at: datetime
    expires_at: datetime

    @property
    def opened(self) -> int:
        """When it was opened, in microseconds since 1970.

        A repeated sign-in may make an ended session again under the same id. Its tokens carry
        this, so that those of the ended one stay void.
        """
        return (self.created_at - _EPOCH) // timedelta(microseconds=1)


class SessionView(msgspec.Struct, frozen=True, kw_only=True):
    """A session, as its owner sees it."""

    id: str
    user_agent: str
    ip_address: str
    is_current: bool
    created_at: Instant
    last_used_at: Instant
    expires_at: Instant


class ApiToken(msgspec.Struct, frozen=True, kw_only=True):
    """A personal API token. The token itself is known by its hash alone."""

    id: str
    user_id: str
    name: str
    scopes: tuple[Scope, ...]
    token_hash: str
    created_at: datetime
    expires_at: datetime | None


class ApiTokenView(msgspec.Struct, frozen=True, kw_only=True):
    """A personal API token, as its owner sees it."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: Instant
    expires_at: Instant | None


class MintedApiToken(ApiTokenView, frozen=True, kw_only=True):
    """A personal API token on the one occasion that it is shown."""

    token: str


class Registration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an account is made from."""

    email: Email
    password: NewPassword
    full_name: Name
    timezone: TimeZoneName = "UTC"


class Login(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What opens a session."""

    email: Email
    password: GivenPassword


class Refresh(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A refresh token; a browser sends none, its cookie carries it."""

    refresh_token: BearerSecret | None = None


class PasswordChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new password, and the proof that its owner asks for it."""

    current_password: GivenPassword
    new_password: NewPassword


class NewApiToken(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an API token is made from; without `expires_in_days` it lives until it is revoked."""

    name: Name
    scopes: Annotated[list[Scope], Meta(min_length=1, max_length=len(Scope))]
    expires_in_days: Annotated[int, Meta(ge=1, le=3650)] | None = None


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """An open session. `expires_in` is the access token's life in seconds.

    A browser gets the refresh token in a cookie alone, so its answer has none.
    """

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the word, not a token
    expires_in: int
    refresh_token: str | UnsetType = UNSET
    user: Account


def normalized_email(email: str) -> str:
    """Return the form under which an address is stored and compared: lower case."""
    return email.lower()


def check_registration(new: Registration) -> None:
    """Hold a registration to the rules that no schema can tell.

    Raises:
        Unprocessable: The time zone does not exist, the address grows too long in lower case, or
            the password is easily guessed.
    """
    time_zone(new.timezone)
    if len(normalized_email(new.email)) > MAX_EMAIL:
        raise Unprocessable.of("email", f"is longer than {MAX_EMAIL} characters in lower case")
    check_password(new.password, new.email, field="password")


def check_password(password: str, email: str, field: str) -> None:
    """Refuse a password that guessing finds first (NIST SP 800-63B, section 5.1.1.2).

    Raises:
        Unprocessable: It is a common one, the account's address, or one character repeated.
    """
    lowered = password.lower()
    if lowered in _COMMON_PASSWORDS or lowered == email.lower() or len(set(lowered)) == 1:
        raise Unprocessable.of(field, "is too easily guessed")

"""What can go wrong, in the domain's words.

    DomainError
    ├── InvalidInput              a value has the wrong shape; every offending field is named
    │   └── Unprocessable         the shape is right, but a rule forbids the value
    ├── NotFound                  there is no such thing, or the caller may not know of it
    ├── Conflict                  the present state does not allow it
    │   ├── EmailTaken
    │   ├── LimitReached
    │   ├── RequestInProgress     the same idempotent request is still being answered
    │   ├── TaskCompleted
    │   └── SuggestionResolved
    ├── VersionConflict           the object is no longer the version the caller saw
    ├── IdempotencyMismatch       an idempotency key came again with another request
    ├── Unauthenticated
    │   └── InvalidCredentials
    ├── Forbidden
    │   └── InsufficientScope
    ├── RateLimited
    └── Unavailable               a part that is needed does not answer

Adapters turn driver errors into these; `http/problems.py` alone turns these into statuses.
"""

from typing import ClassVar, Self

import msgspec


class FieldError(msgspec.Struct, frozen=True):
    """One offending field: where it is, as a JSON path without `$.`, and what is wrong."""

    field: str
    message: str


class DomainError(Exception):
    """The root of every error that a caller can be told about."""

    code: ClassVar[str] = "error"
    """Stable, machine readable."""

    title: ClassVar[str] = "The request failed"

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title


class InvalidInput(DomainError):
    """A value has the wrong shape; every offending field is named."""

    code = "invalid_input"
    title = "The input is not valid"

    def __init__(self, *errors: FieldError, detail: str | None = None) -> None:
        named = "; ".join(f"{error.field}: {error.message}" for error in errors)
        super().__init__(detail or named or None)
        self.errors = errors

    @classmethod
    def of(cls, field: str, message: str) -> Self:
        """Make the error of one field."""
        return cls(FieldError(field, message))


class Unprocessable(InvalidInput):
    """The shape is right, but a rule that no schema can tell forbids the value."""

    code = "unprocessable"
    title = "The input breaks a rule"


class NotFound(DomainError):
    """There is no such thing, or the caller may not know of it: the answer is the same."""

    code = "not_found"
    title = "There is no such object"

    def __init__(self, kind: str, object_id: str) -> None:
        super().__init__(f"There is no {kind} {object_id!r}")


class Conflict(DomainError):
    """The present state does not allow it."""

    code = "conflict"
    title = "The present state does not allow it"


class EmailTaken(Conflict):
    """An account with this e-mail address exists."""

    code = "email_taken"
    title = "An account with this e-mail address exists"


class LimitReached(Conflict):
    """An account may not have more of these."""

    code = "limit_reached"
    title = "A limit of the account is reached"


class RequestInProgress(Conflict):
    """The same idempotent request is still being answered; trying again later helps."""

    code = "request_in_progress"
    title = "The first request with this idempotency key is still being answered"


class TaskCompleted(Conflict):
    """The task is completed; reopening it helps."""

    code = "task_completed"
    title = "The task is completed: reopen it first"


class SuggestionResolved(Conflict):
    """A suggestion was already accepted or rejected, or its time is over."""

    code = "suggestion_resolved"
    title = "The suggestion can no longer be decided on"


class VersionConflict(DomainError):
    """The object is no longer the version that the caller saw."""

    code = "version_conflict"
    title = "The object has changed since it was read"

    def __init__(self, current: msgspec.Struct | None = None) -> None:
        super().__init__()
        self.current = current


class IdempotencyMismatch(DomainError):
    """An idempotency key came again with another request."""

    code = "idempotency_mismatch"
    title = "This idempotency key was used for another request"


class Unauthenticated(DomainError):
    """No valid token came with the request."""

    code = "unauthenticated"
    title = "A valid access token or API token is required"


class InvalidCredentials(Unauthenticated):
    """The e-mail address or the password is wrong; which of them is not told."""

    code = "invalid_credentials"
    title = "The e-mail address or the password is wrong"


class Forbidden(DomainError):
    """The caller is known, and may not do this."""

    code = "forbidden"
    title = "This is not allowed"


class InsufficientScope(Forbidden):
    """The token does not carry the scope that the endpoint asks for."""

    code = "insufficient_scope"
    title = "The token does not carry the scope that is needed"

    def __init__(self, scope: str) -> None:
        super().__init__(f"This needs the scope {scope}")
        self.scope = scope


class RateLimited(DomainError):
    """Too many requests; `Retry-After` says in how many seconds the next one is let through."""

    code = "rate_limited"
    title = "Too many requests"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many requests: try again in {retry_after} s")
        self.retry_after = retry_after


class Unavailable(DomainError):
    """A part that is needed does not answer; trying again later helps."""

    code = "unavailable"
    title = "A part of the service does not answer: try again later"

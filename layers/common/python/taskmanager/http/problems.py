"""Errors as HTTP: one table from an error's class to its status, one shape for every body.

The body is a problem of RFC 9457 with our `code` and `request_id`. It carries Todoist's keys as
well (`error`, `error_code`, `error_tag`, `http_code`, `error_extra`), because its clients take
their messages from them.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar

import msgspec
from msgspec import UNSET, UnsetType

from taskmanager.domain import errors
from taskmanager.domain.errors import DomainError, FieldError

MEDIA_TYPE = "application/problem+json"
DOCS_PATH = "/api/v1/docs"


class PayloadTooLarge(DomainError):
    """The body is larger than the server takes."""

    code = "payload_too_large"
    title = "The body is too large"


class UnsupportedMediaType(DomainError):
    """The body is not JSON."""

    code = "unsupported_media_type"
    title = "The body has to be application/json"


class RouteNotFound(DomainError):
    """No route has this path."""

    code = "route_not_found"
    title = "There is nothing at this path"


class MethodNotAllowed(DomainError):
    """The path is known, the method is not."""

    code = "method_not_allowed"
    title = "This path does not take this method"

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__(f"This path takes {', '.join(allowed)}")
        self.allowed = allowed


class MalformedRequest(DomainError):
    """The bytes are no HTTP request."""

    code = "malformed_request"
    title = "The request is not valid HTTP"


class FunctionError(DomainError):
    """A function failed, or answered something that is no answer."""

    code = "bad_gateway"
    title = "The function behind this path did not give a valid answer"


class FunctionTimeout(DomainError):
    """A function did not answer within its timeout."""

    code = "gateway_timeout"
    title = "The function behind this path did not answer in time"


class InternalError(DomainError):
    """A fault of ours. The log has the details, under the request's id."""

    code = "internal_error"
    title = "Something went wrong on our side"


STATUSES: Mapping[type[DomainError], tuple[HTTPStatus, str]] = {
    errors.InvalidInput: (HTTPStatus.BAD_REQUEST, "INVALID_ARGUMENT"),
    errors.Unprocessable: (HTTPStatus.UNPROCESSABLE_ENTITY, "INVALID_ARGUMENT"),
    errors.NotFound: (HTTPStatus.NOT_FOUND, "NOT_FOUND"),
    errors.Conflict: (HTTPStatus.CONFLICT, "CONFLICT"),
    errors.LimitReached: (HTTPStatus.FORBIDDEN, "MAX_ITEMS_LIMIT_REACHED"),
    errors.VersionConflict: (HTTPStatus.PRECONDITION_FAILED, "CONFLICT"),
    errors.IdempotencyMismatch: (HTTPStatus.UNPROCESSABLE_ENTITY, "INVALID_ARGUMENT"),
    errors.Unauthenticated: (HTTPStatus.UNAUTHORIZED, "AUTH_INVALID_TOKEN"),
    errors.Forbidden: (HTTPStatus.FORBIDDEN, "FORBIDDEN"),
    errors.RateLimited: (HTTPStatus.TOO_MANY_REQUESTS, "LIMITS_REACHED"),
    errors.Unavailable: (HTTPStatus.SERVICE_UNAVAILABLE, "SERVICE_UNAVAILABLE"),
    PayloadTooLarge: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "INVALID_ARGUMENT"),
    UnsupportedMediaType: (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "INVALID_ARGUMENT"),
    RouteNotFound: (HTTPStatus.NOT_FOUND, "NOT_FOUND"),
    MethodNotAllowed: (HTTPStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED"),
    MalformedRequest: (HTTPStatus.BAD_REQUEST, "INVALID_ARGUMENT"),
    FunctionError: (HTTPStatus.BAD_GATEWAY, "INTERNAL_ERROR"),
    FunctionTimeout: (HTTPStatus.GATEWAY_TIMEOUT, "INTERNAL_ERROR"),
    DomainError: (HTTPStatus.INTERNAL_SERVER_ERROR, "INTERNAL_ERROR"),
}


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """The body of every answer that is not a success."""

    media_type: ClassVar[str] = MEDIA_TYPE

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: tuple[FieldError, ...] | UnsetType = UNSET
    current: Any = UNSET
    error: str
    error_code: int
    error_tag: str
    http_code: int
    error_extra: dict[str, Any]


class Answer(msgspec.Struct, frozen=True):
    """A problem with the headers that belong to it, ready to be sent."""

    problem: Problem
    headers: dict[str, str]

    @property
    def body(self) -> bytes:
        """The problem as JSON."""
        return msgspec.json.encode(self.problem)


def status_of(kind: type[DomainError]) -> tuple[HTTPStatus, str]:
    """Find status and Todoist tag of an error by walking its classes, nearest first."""
    return next(STATUSES[base] for base in kind.__mro__ if base in STATUSES)


def answer(error: DomainError, request_id: str) -> Answer:
    """Turn an error into its problem and headers."""
    status, tag = status_of(type(error))
    offending = error.errors if isinstance(error, errors.InvalidInput) else ()
    extra = {"argument": offending[0].field} if offending else {}
    problem = Problem(
        type=f"{DOCS_PATH}#problem-{error.code}",
        title=error.title,
        status=int(status),
        detail=error.detail,
        code=error.code,
        request_id=request_id,
        errors=offending or UNSET,
        current=getattr(error, "current", None) or UNSET,
        error=error.detail,
        error_code=int(status),
        error_tag=tag,
        http_code=int(status),
        error_extra=extra,
    )
    return Answer(problem, {"Content-Type": MEDIA_TYPE, **_headers(error)})


def _headers(error: DomainError) -> dict[str, str]:
    match error:
        case errors.RateLimited(retry_after=seconds):
            return {"Retry-After": str(seconds)}
        case errors.RequestInProgress() | errors.Unavailable():
            return {"Retry-After": "1"}
        case errors.InsufficientScope(scope=scope):
            challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
            return {"WWW-Authenticate": challenge}
        case errors.Unauthenticated():
            return {"WWW-Authenticate": "Bearer"}
        case MethodNotAllowed(allowed=allowed):
            return {"Allow": ", ".join(allowed)}
        case _:
            return {}

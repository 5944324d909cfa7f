"""The way of every request: who asks, how often, with what; then the endpoint; then the answer."""

import logging
import re
from http import HTTPStatus
from typing import Any

import msgspec

from taskmanager import log
from taskmanager.container import Container
from taskmanager.domain.errors import (
    DomainError,
    Forbidden,
    InsufficientScope,
    NotFound,
    Unauthenticated,
    VersionConflict,
)
from taskmanager.domain.values import Caller, Scope
from taskmanager.http import cors, problems
from taskmanager.http.decode import decode_json, decode_query
from taskmanager.http.problems import InternalError, PayloadTooLarge, UnsupportedMediaType
from taskmanager.http.request import MAX_BODY_BYTES, QueryRequest, RawRequest, Request
from taskmanager.http.response import JSON, RawResponse, render
from taskmanager.http.router import Endpoint
from taskmanager.ports.rate_limit import Limit
from taskmanager.ports.stores import StoredAnswer

WINDOW_SECONDS = 60
_PATH_PARAMETER = re.compile(r"[0-9A-Za-z_-]{1,64}")
logger = logging.getLogger(__name__)


def dispatch(endpoint: Endpoint, raw: RawRequest, services: Container) -> RawResponse:
    """Answer a request. Whatever goes wrong becomes a problem; nothing is raised."""
    token = log.request_id.set(raw.request_id)
    headers: dict[str, str] = {}
    try:
        response = _answer(endpoint, raw, services, headers)
    except DomainError as error:
        response = problem(error, raw.request_id)
        if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            logger.exception("%s %s failed", endpoint.method, endpoint.path)
    except Exception:
        logger.exception("%s %s failed", endpoint.method, endpoint.path)
        response = problem(InternalError(), raw.request_id)
    finally:
        log.request_id.reset(token)
    shared = cors.headers(raw.origin, services.settings.cors_origins)
    return RawResponse(response.status, response.headers | headers | shared, response.body)


def problem(error: DomainError, request_id: str) -> RawResponse:
    """Make the answer that tells of an error."""
    answer = problems.answer(error, request_id)
    headers = {"Cache-Control": "no-store", **answer.headers}
    return RawResponse(answer.problem.status, headers, answer.body.decode())


def _answer(
    endpoint: Endpoint, raw: RawRequest, services: Container, headers: dict[str, str]
) -> RawResponse:
    caller, refusal = _identify(endpoint, raw, services)
    if endpoint.limited:  # also who shows a wrong token is counted, by address
        _limit(raw, caller, services, headers)
    if refusal is not None:
        raise refusal
    if caller is not None:
        _authorize(endpoint, caller)
    for name, value in raw.path_params.items():
        if not _PATH_PARAMETER.fullmatch(value):
            raise NotFound(name.removesuffix("_id").replace("_", " "), value)
    key = raw.idempotency_key if endpoint.repeatable else None
    if key is None:
        return _run(endpoint, raw, services, caller, None)
    return _run_once(endpoint, raw, services, caller, key)


def _identify(
    endpoint: Endpoint, raw: RawRequest, services: Container
) -> tuple[Caller | None, Unauthenticated | None]:
    if endpoint.is_public:
        return None, None
    if raw.bearer is None:
        return None, Unauthenticated()
    try:
        return services.sessions.authenticate(raw.bearer), None
    except Unauthenticated as error:
        return None, error


def _limit(
    raw: RawRequest, caller: Caller | None, services: Container, headers: dict[str, str]
) -> None:
    """Count the request, and tell what is left (draft-ietf-httpapi-ratelimit-headers-06)."""
    limit = Limit("api", services.settings.rate_limit_per_minute, WINDOW_SECONDS)
    allowance = services.limiter.hit(limit, _identity(raw, caller))
    if allowance is None:
        return
    headers["RateLimit-Limit"] = str(limit.amount)
    headers["RateLimit-Remaining"] = str(allowance.remaining)
    headers["RateLimit-Reset"] = str(allowance.reset_seconds)
    headers["RateLimit-Policy"] = f"{limit.amount};w={limit.seconds}"
    allowance.check()


def _identity(raw: RawRequest, caller: Caller | None) -> str:
    return f"address {raw.source_ip}" if caller is None else f"user {caller.user_id}"


def _credentials(raw: RawRequest, caller: Caller | None) -> str:
    """Tell apart who signs out from one address; a known caller may come with another token."""
    if caller is not None:
        return ""
    return f"{raw.headers.get('authorization', '')} {raw.headers.get('cookie', '')}"


def _authorize(endpoint: Endpoint, caller: Caller) -> None:
    if endpoint.session_only and caller.session_id is None:
        raise Forbidden("An API token may not do this: sign in")
    if endpoint.scope is not None and not caller.may(endpoint.scope):
        raise InsufficientScope(endpoint.scope)


def _run_once(
    endpoint: Endpoint, raw: RawRequest, services: Container, caller: Caller | None, key: str
) -> RawResponse:
    sign = services.signer.fingerprint
    record_key = sign(f"{_identity(raw, caller)} {_credentials(raw, caller)} {key}".encode())
    fingerprint = sign(b"\0".join((raw.method.encode(), raw.path.encode(), raw.body)))
    # Of the body too: a record expires, and ids of another request must not be found then.
    request_key = sign(f"{record_key} {fingerprint}".encode())

    def run() -> StoredAnswer:
        response = _run(endpoint, raw, services, caller, request_key)
        return StoredAnswer(response.status, response.headers, response.body)

    answer, is_repetition = services.idempotency.once(
        record_key, fingerprint, run, keep_answer=not endpoint.secret
    )
    headers = dict(answer.headers)
    if is_repetition:
        headers["Idempotency-Replayed"] = "true"
    return RawResponse(answer.status, headers, answer.body)


def _run(
    endpoint: Endpoint,
    raw: RawRequest,
    services: Container,
    caller: Caller | None,
    request_key: str | None,
) -> RawResponse:
    if caller is not None:
        caller = msgspec.structs.replace(caller, request_key=request_key)
    body = _body(endpoint, raw)
    request: Request[Any]
    if endpoint.query is None:
        request = Request(raw, body, services, caller, request_key)
    else:
        query = decode_query(raw.query, endpoint.query)
        request = QueryRequest(raw, None, services, caller, request_key, query)
    try:
        result = endpoint.view(request)
    except VersionConflict as error:
        if caller is None or caller.may(Scope.DATA_READ):
            raise
        raise VersionConflict from error  # its object is for those who may read it
    return render(result, endpoint.status, endpoint.media_type)


def _body(endpoint: Endpoint, raw: RawRequest) -> msgspec.Struct | None:
    if len(raw.body) > MAX_BODY_BYTES:
        raise PayloadTooLarge(f"The body is larger than {MAX_BODY_BYTES} bytes")
    if endpoint.body is None:
        return None
    media_type = raw.headers.get("content-type", JSON).partition(";")[0].strip().lower()
    if raw.body and media_type != JSON and not media_type.endswith("+json"):
        raise UnsupportedMediaType(f"The body has to be {JSON}, not {media_type or 'untyped'}")
    return decode_json(raw.body, endpoint.body)

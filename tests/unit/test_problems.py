from collections.abc import Iterator
from http import HTTPStatus

import msgspec
import pytest

from taskmanager.domain import errors
from taskmanager.domain.errors import DomainError, FieldError
from taskmanager.http import problems
from taskmanager.http.problems import STATUSES, InternalError, answer, status_of

FAULTS_OF_OURS = {InternalError}


def every_error(root: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    """Walk the tree of errors below its root."""
    for kind in root.__subclasses__():
        yield kind
        yield from every_error(kind)


@pytest.mark.parametrize("kind", sorted(set(every_error()), key=str))
def test_every_error_has_its_own_code_and_a_status_from_the_table(kind: type[DomainError]) -> None:
    codes = [other.code for other in set(every_error())]
    status, _ = status_of(kind)

    assert codes.count(kind.code) == 1
    assert (status is HTTPStatus.INTERNAL_SERVER_ERROR) == (kind in FAULTS_OF_OURS)


def test_the_nearest_class_decides() -> None:
    assert status_of(errors.EmailTaken) == STATUSES[errors.Conflict]
    assert status_of(errors.InvalidCredentials) == STATUSES[errors.Unauthenticated]
    assert status_of(errors.Unprocessable)[0] is HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_problem_carries_our_keys_and_todoists() -> None:
    error = errors.InvalidInput(FieldError("content", "is required"))
    body = msgspec.json.decode(answer(error, "request-1").body)

    assert body == {
        "type": f"{problems.DOCS_PATH}#problem-invalid_input",
        "title": "The input is not valid",
        "status": 400,
        "detail": "content: is required",
        "code": "invalid_input",
        "request_id": "request-1",
        "errors": [{"field": "content", "message": "is required"}],
        "error": "content: is required",
        "error_code": 400,
        "error_tag": "INVALID_ARGUMENT",
        "http_code": 400,
        "error_extra": {"argument": "content"},
    }


@pytest.mark.parametrize(
    ("error", "name", "value"),
    [
        (errors.RateLimited(7), "Retry-After", "7"),
        (errors.Unavailable(), "Retry-After", "1"),
        (errors.Unauthenticated(), "WWW-Authenticate", "Bearer"),
        (problems.MethodNotAllowed(("GET", "POST")), "Allow", "GET, POST"),
    ],
)
def test_an_error_says_in_its_headers_what_helps(error: DomainError, name: str, value: str) -> None:
    assert answer(error, "request-1").headers[name] == value

"""Every problem that the API can answer with, taken from the classes that raise them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any

from functions.maintenance.page.markup import Html, between, inline, tag
from taskmanager.domain import errors
from taskmanager.domain.errors import DomainError
from taskmanager.http import problems
from taskmanager.http.problems import status_of

Operation = Mapping[str, Any]
_OURS = "taskmanager."


@dataclass(frozen=True)
class ProblemKind:
    """One `code`, and what it means."""

    kind: type[DomainError]
    status: HTTPStatus
    tag: str

    @property
    def code(self) -> str:
        """The stable code."""
        return self.kind.code

    @property
    def meaning(self) -> str:
        """When it is answered, in a sentence or two."""
        return (self.kind.__doc__ or self.kind.title).strip().partition("\n\n")[0]


@cache
def every_problem() -> tuple[ProblemKind, ...]:
    """List the problems by status and code."""
    kinds = {kind for kind in _below(DomainError) if kind.__module__.startswith(_OURS)}
    found = [ProblemKind(kind, *status_of(kind)) for kind in kinds]
    return tuple(sorted(found, key=lambda problem: (problem.status, problem.code)))


def problems_of(status: str, operation: Operation) -> tuple[ProblemKind, ...]:
    """List the problems with which an operation can answer under one of its statuses."""
    return tuple(one for one in _under(status) if _ONLY_WHERE.get(one.kind, _anywhere)(operation))


def can_answer(status: str, operation: Operation) -> bool:
    """Tell whether an operation can answer with a status; one that no problem has is believed."""
    return not _under(status) or bool(problems_of(status, operation))


def section() -> Html:
    """Make the section that a problem's `type` leads to."""
    return tag("div", [_entry(problem) for problem in every_problem()], class_="problems")


def links(found: Iterable[ProblemKind]) -> Html:
    """Link codes to where they are explained."""
    return between(
        ", ", [tag("a", tag("code", one.code), href=f"#problem-{one.code}") for one in found]
    )


def _entry(problem: ProblemKind) -> Html:
    status = f"{int(problem.status)} {problem.status.phrase}"
    return tag(
        "section",
        tag("h3", tag("a", tag("code", problem.code), href=f"#problem-{problem.code}")),
        tag("p", tag("span", status, class_="status"), class_="of"),
        tag("p", inline(problem.meaning)),
        id=f"problem-{problem.code}",
        class_="problem",
    )


def _below(kind: type[DomainError]) -> Iterator[type[DomainError]]:
    for below in kind.__subclasses__():
        yield below
        yield from _below(below)


@cache
def _under(status: str) -> tuple[ProblemKind, ...]:
    return tuple(one for one in every_problem() if str(int(one.status)) == status)


def _anywhere(_operation: Operation) -> bool:
    return True


def _nowhere(_operation: Operation) -> bool:
    return False


def _takes(header: str) -> Callable[[Operation], bool]:
    return lambda operation: any(one["name"] == header for one in operation["parameters"])


def _is(*names: str) -> Callable[[Operation], bool]:
    return lambda operation: operation["operationId"] in names


def _needs_scope(operation: Operation) -> bool:
    return any(scopes for one in operation.get("security", ()) for scopes in one.values())


_ONLY_WHERE: Mapping[type[DomainError], Callable[[Operation], bool]] = {
    errors.Unauthenticated: lambda operation: (
        "security" in operation or operation["operationId"] == "refresh"
    ),
    errors.EmailTaken: _is("register"),
    errors.InvalidCredentials: _is("login", "change_password"),
    errors.LimitReached: lambda operation: operation["operationId"].startswith("create_"),
    errors.SuggestionResolved: _is("accept_suggestion", "reject_suggestion"),
    errors.VersionConflict: _takes("If-Match"),
    errors.RequestInProgress: _takes("Idempotency-Key"),
    errors.IdempotencyMismatch: _takes("Idempotency-Key"),
    errors.InsufficientScope: _needs_scope,
    problems.MalformedRequest: _nowhere,
    problems.RouteNotFound: _nowhere,
}
"""What the status alone does not tell: where a problem cannot arise, it is not listed."""

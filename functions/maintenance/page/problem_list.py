"""Every problem that the API can answer with, taken from the classes that raise them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any

from functions.maintenance.page.markup import Html, between, inline, tag
from taskmanager.domain.errors import DomainError
from taskmanager.http.problems import MEDIA_TYPE, status_of

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


def codes(answer: Mapping[str, Any]) -> tuple[str, ...]:
    """List the codes that one of an operation's answers can carry."""
    schema = answer.get("content", {}).get(MEDIA_TYPE, {}).get("schema", {})
    return tuple(schema.get("properties", {}).get("code", {}).get("enum", ()))


def section() -> Html:
    """Make the section that a problem's `type` leads to."""
    return tag("div", [_entry(problem) for problem in every_problem()], class_="problems")


def links(found: Iterable[str]) -> Html:
    """Link codes to where they are explained."""
    return between(", ", [tag("a", tag("code", code), href=f"#problem-{code}") for code in found])


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

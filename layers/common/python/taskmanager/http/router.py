"""Routers: an endpoint is declared once, and everything else follows from the declaration."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from taskmanager.container import Container
from taskmanager.domain.errors import DomainError
from taskmanager.domain.values import Scope
from taskmanager.http.response import JSON

API_PREFIX = "/api/v1"
View = TypeVar("View", bound=Callable[..., Any])
Job = TypeVar("Job", bound=Callable[[Container], object])


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """One declared endpoint.

    `scope` is what a token has to carry; `session_only` refuses API tokens altogether; with
    neither, the endpoint is public. `secret` answers hold a secret and are never stored.
    `limited` endpoints count towards the caller's rate limit. `repeatable` ones take an idempotency
    key. `if_match` endpoints hold what they change to the version that the caller saw. `raises` is
    what only their service can refuse.
    """

    method: str
    path: str
    function: str
    view: Callable[..., Any]
    body: type[msgspec.Struct] | None
    query: type[msgspec.Struct] | None
    returns: Any
    status: int
    scope: Scope | None
    session_only: bool
    secret: bool
    limited: bool
    repeatable: bool
    if_match: bool
    raises: tuple[type[DomainError], ...]
    media_type: str

    @property
    def is_public(self) -> bool:
        """Tell whether anybody may call it."""
        return self.scope is None and not self.session_only

    @property
    def name(self) -> str:
        """The name of the function that answers it, unique in its router."""
        return self.view.__name__

    @property
    def summary(self) -> str:
        """The first line of its docstring."""
        return (self.view.__doc__ or "").strip().partition("\n")[0].rstrip(".")

    @property
    def description(self) -> str:
        """What follows the first line of its docstring."""
        lines = (self.view.__doc__ or "").strip().splitlines()[1:]
        return "\n".join(line.strip() for line in lines).strip()


@dataclass(frozen=True)
class Schedule:
    """A job of a function, and when it runs, e.g. rate(1 hour)."""

    function: str
    expression: str
    job: Callable[[Container], object]

    @property
    def name(self) -> str:
        """The name of its rule, unique in the bundle."""
        return f"{self.function}-{self.job.__name__}"


class Router:
    """The endpoints and schedules of one function."""

    def __init__(self, name: str, prefix: str = API_PREFIX) -> None:
        self.name = name
        self.endpoints: list[Endpoint] = []
        self.schedules: list[Schedule] = []
        self._prefix = prefix

    def get(self, path: str, **options: Any) -> Callable[[View], View]:
        """Declare what answers GET. Options as of `route`."""
        return self.route("GET", path, **options)

    def post(self, path: str, **options: Any) -> Callable[[View], View]:
        """Declare what answers POST. Options as of `route`."""
        return self.route("POST", path, **options)

    def patch(self, path: str, **options: Any) -> Callable[[View], View]:
        """Declare what answers PATCH. Options as of `route`."""
        return self.route("PATCH", path, **options)

    def delete(self, path: str, **options: Any) -> Callable[[View], View]:
        """Declare what answers DELETE. Options as of `route`."""
        return self.route("DELETE", path, **options)

    def route(
        self,
        method: str,
        path: str,
        *,
        body: type[msgspec.Struct] | None = None,
        query: type[msgspec.Struct] | None = None,
        returns: Any = None,
        status: int | None = None,
        scope: Scope | None = None,
        session_only: bool = False,
        secret: bool = False,
        limited: bool = True,
        repeatable: bool = True,
        if_match: bool = False,
        raises: tuple[type[DomainError], ...] = (),
        media_type: str = JSON,
    ) -> Callable[[View], View]:
        """Declare an endpoint.

        Args:
            method: GET, POST, PATCH or DELETE.
            path: Below the router's prefix, with parameters in braces.
            body: What the body has to be.
            query: What the query parameters have to be.
            returns: What the view returns; None answers without a body.
            status: Of a success; 200 by default, 204 without a body.
            scope: What a token has to carry.
            session_only: Refuse API tokens.
            secret: The answer holds a secret.
            limited: Count towards the caller's rate limit.
            repeatable: Take an idempotency key, if it is a POST; False where the service has a
                rule of its own for repetitions.
            if_match: Take If-Match, and answer 412 where the object is another version.
            raises: What the service may raise beyond what `openapi.describe` reads off the
                other options, e.g. EmailTaken.
            media_type: Of the answer.
        """

        def declare(view: View) -> View:
            self.endpoints.append(
                Endpoint(
                    method=method,
                    path=self._prefix + path,
                    function=self.name,
                    view=view,
                    body=body,
                    query=query,
                    returns=returns,
                    status=status or (204 if returns is None else 200),
                    scope=scope,
                    session_only=session_only,
                    secret=secret,
                    limited=limited,
                    repeatable=repeatable and method == "POST",
                    if_match=if_match,
                    raises=raises,
                    media_type=media_type,
                )
            )
            return view

        return declare

    def schedule(self, expression: str) -> Callable[[Job], Job]:
        """Declare what runs on a schedule, e.g. rate(1 hour)."""

        def declare(job: Job) -> Job:
            self.schedules.append(Schedule(self.name, expression, job))
            return job

        return declare

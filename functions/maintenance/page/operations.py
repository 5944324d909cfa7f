"""The endpoints: grouped, each with what it takes, what it gives and how to call it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from functions.maintenance.page import problem_list
from functions.maintenance.page.examples import as_json, curl
from functions.maintenance.page.markup import Html, Node, inline, join, json_code, prose, tag
from functions.maintenance.page.schemas import Schema, Schemas, table
from taskmanager.http.router import API_PREFIX

JSON = "application/json"

_TITLES: Mapping[str, str] = {"auth": "Accounts and sessions", "maintenance": "Service"}
_ORDER = ("auth", "user", "tasks", "projects")
_LAST = ("suggestions", "maintenance")
_FIRST_STEPS = ("register", "login", "refresh", "logout")


@dataclass(frozen=True)
class Endpoint:
    """One operation of the document, with where it is."""

    method: str
    path: str
    operation: Mapping[str, Any]

    @property
    def anchor(self) -> str:
        """The id of its part of the page."""
        return f"op-{self.operation['operationId']}"

    @property
    def group(self) -> str:
        """What it belongs to: the thing that its path names; the service's own stay together."""
        (area,) = self.operation["tags"]
        if area == "maintenance" or not self.path.startswith(f"{API_PREFIX}/"):
            return str(area)
        return self.path.removeprefix(f"{API_PREFIX}/").partition("/")[0]


@dataclass(frozen=True)
class Group:
    """Endpoints that belong together."""

    key: str
    endpoints: tuple[Endpoint, ...]

    @property
    def title(self) -> str:
        """Its heading."""
        return _TITLES.get(self.key, self.key.replace("_", " ").capitalize())

    @property
    def anchor(self) -> str:
        """The id of its part of the page."""
        return f"group-{self.key}"


def groups(document: Mapping[str, Any]) -> list[Group]:
    """Group the endpoints of a document, in the order in which one needs them."""
    found: dict[str, list[Endpoint]] = {}
    for endpoint in _endpoints(document):
        found.setdefault(endpoint.group, []).append(endpoint)
    return [
        Group(key, tuple(sorted(found[key], key=_first_steps_first)))
        for key in sorted(found, key=_rank)
    ]


class Operations:
    """Renders the endpoints of a document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._schemas = Schemas(document["components"]["schemas"])

    def section(self, group: Group) -> Html:
        """Render a group."""
        return tag(
            "section",
            tag("h2", group.title, id=group.anchor),
            [self._article(endpoint) for endpoint in group.endpoints],
            class_="group",
        )

    def _article(self, endpoint: Endpoint) -> Html:
        operation = endpoint.operation
        summary = operation["summary"]
        return tag(
            "article",
            tag("h3", tag("a", inline(summary), href=f"#{endpoint.anchor}")),
            tag("p", badge(endpoint.method), tag("code", breakable(endpoint.path)), class_="route"),
            tag(
                "div",
                tag("p", _access(operation), class_="access"),
                prose(operation.get("description", "")),
                self._parameters(operation),
                self._body(operation),
                self._responses(operation),
                class_="told",
            ),
            tag("div", self._calls(endpoint), class_="shown"),
            id=endpoint.anchor,
            class_="operation",
        )

    def _parameters(self, operation: Mapping[str, Any]) -> Html | None:
        rows = [
            self._schemas.row(
                one["name"],
                one["schema"],
                required=one.get("required", False),
                place=f", in the {one['in']}",
                description=one.get("description", ""),
            )
            for one in operation["parameters"]
        ]
        return join(tag("h4", "Parameters"), table(rows)) if rows else None

    def _body(self, operation: Mapping[str, Any]) -> Html | None:
        schema = _content(operation.get("requestBody", {}))
        if schema is None:
            return None
        said = self._schemas.shape(schema).schema.get("description", "")
        optional = None if operation["requestBody"].get("required") else " (optional)"
        return join(
            tag("h4", "Body", optional),
            tag("p", inline(said)) if said else None,
            self._schemas.fields(schema, is_sent=True),
        )

    def _responses(self, operation: Mapping[str, Any]) -> Html:
        answers = {status: one for status, one in operation["responses"].items() if status < "400"}
        refusals = _refusals(operation)
        return join(
            tag("h4", "Answers"),
            [self._success(status, answer) for status, answer in answers.items()],
            tag(
                "details",
                tag(
                    "summary", "Problems ", [tag("span", one, class_="status") for one in refusals]
                ),
                tag(
                    "table",
                    tag("tbody", [_refusal(status, *one) for status, one in refusals.items()]),
                ),
                class_="refusals",
            ),
        )

    def _success(self, status: str, answer: Mapping[str, Any]) -> Html:
        schema = _content(answer)
        known = None if schema is None else self._schemas.shape(schema)
        fields = None if schema is None else self._schemas.fields(schema, is_sent=False)
        said = known.schema.get("description", "") if known else ""
        headers = [(name, one.get("description", "")) for name, one in _headers(answer)]
        return join(
            tag(
                "p",
                tag("span", status, class_="status good"),
                f" {answer['description']}",
                f", as {_media_type(answer)}" if schema is not None else None,
                ". ",
                inline(said),
                class_="answer",
            ),
            [
                tag("p", tag("code", name), f" {description}", class_="header")
                for name, description in headers
            ],
            tag("details", tag("summary", "Fields of the answer"), fields) if fields else None,
        )

    @staticmethod
    def _calls(endpoint: Endpoint) -> Iterator[Node]:
        operation = endpoint.operation
        body = _example(operation.get("requestBody", {}))
        yield command("Request", curl(endpoint.method, endpoint.path, operation, body))
        for status, answer in operation["responses"].items():
            example = _example(answer)
            if status < "400" and example is not None:
                yield tag(
                    "details",
                    tag("summary", f"Example answer, {status}"),
                    json_example(as_json(example)),
                    open=True,
                )


def badge(method: str) -> Html:
    """Show a method in its colour."""
    return tag("span", method, class_=f"method {method.lower()}")


def command(title: str, text: str) -> Html:
    """Show a command; one click selects all of it."""
    return tag(
        "figure",
        tag("figcaption", title, tag("span", "click selects all")),
        tag("pre", tag("code", text, class_="whole"), tabindex="0"),
    )


def breakable(path: str) -> Node:
    """Let a long path break before its slashes."""
    return [(tag("wbr"), f"/{part}") for part in path.split("/")[1:]]


@cache  # many endpoints give the same example
def json_example(text: str) -> Html:
    """Show JSON in colours."""
    return tag("pre", tag("code", json_code(text)), tabindex="0")


def _endpoints(document: Mapping[str, Any]) -> Iterator[Endpoint]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield Endpoint(method.upper(), path, operation)


def _rank(key: str) -> tuple[int, str]:
    if key in _ORDER:
        return _ORDER.index(key), ""
    if key in _LAST:
        return len(_ORDER) + 1 + _LAST.index(key), ""
    return len(_ORDER), key


def _first_steps_first(endpoint: Endpoint) -> int:
    name = endpoint.operation["operationId"]
    return _FIRST_STEPS.index(name) if name in _FIRST_STEPS else len(_FIRST_STEPS)


def _content(part: Mapping[str, Any]) -> Schema | None:
    found = next(iter(part.get("content", {}).values()), None)
    return None if found is None else found["schema"]


def _example(part: Mapping[str, Any]) -> Any:
    return part.get("content", {}).get(JSON, {}).get("example")


def _media_type(part: Mapping[str, Any]) -> str:
    return str(next(iter(part["content"])))


def _headers(answer: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """List the headers that are this answer's own; the rate limit's are told once for all."""
    found: Mapping[str, Mapping[str, Any]] = answer.get("headers", {})
    return [(name, one) for name, one in found.items() if not name.startswith("RateLimit-")]


def _access(operation: Mapping[str, Any]) -> Node:
    if not operation.get("security"):
        return tag("span", "Public", class_="chip"), " No token is needed."
    scopes = [scope for one in operation["security"] for found in one.values() for scope in found]
    if not scopes:
        return tag("span", "Signed in", class_="chip"), " API tokens are refused."
    return [(tag("span", "Scope ", tag("code", scope), class_="chip"), " ") for scope in scopes]


def _refusals(operation: Mapping[str, Any]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """List phrase and codes by status; the server's own faults, which any has, are one entry."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for status, one in operation["responses"].items():
        if "400" <= status < "500":
            found[status] = one["description"], problem_list.codes(one)
        elif status >= "500":
            _, before = found.get("5xx", ("", ()))
            found["5xx"] = "Not the caller's fault", (*before, *problem_list.codes(one))
    return found


@cache  # most endpoints share most of their rows
def _refusal(status: str, phrase: str, codes: tuple[str, ...]) -> Html:
    return tag(
        "tr",
        tag("th", tag("span", status, class_="status"), scope="row"),
        tag("td", phrase),
        tag("td", problem_list.links(codes)),
    )

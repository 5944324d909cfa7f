"""The route table: which function answers which path and method."""

from collections.abc import Iterable

import msgspec

from infra.manifest import Route
from local.gateway.request import decode
from taskmanager.http.problems import MethodNotAllowed, RouteNotFound


class Match(msgspec.Struct, frozen=True):
    """A route and the values of its parameters, percent-decoded."""

    route: Route
    parameters: dict[str, str]


class RouteError(ValueError):
    """A manifest's route that no table can hold."""


class _Node:
    """One segment of the tree of paths."""

    def __init__(self) -> None:
        self.literals: dict[str, _Node] = {}
        self.parameter: _Node | None = None
        self.routes: dict[str, tuple[Route, tuple[str, ...]]] = {}


class RouteTable:
    """Finds routes segment by segment; a literal segment wins over a parameter.

    Raises:
        RouteError: A path is malformed, or a route is declared twice.
    """

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root = _Node()
        for route in routes:
            self._add(route)

    def match(self, method: str, path: str) -> Match:
        """Find the route of a request; HEAD is answered by the route of GET.

        Args:
            method: In capitals.
            path: Percent-encoded. One slash at its end is ignored, as API Gateway does.

        Raises:
            RouteNotFound: No route has this path.
            MethodNotAllowed: One has, for other methods.
        """
        node, values = self._find(path)
        found = node.routes.get("GET" if method == "HEAD" else method)
        if found is None:
            raise MethodNotAllowed((*_with_head(node), "OPTIONS"))
        route, names = found
        return Match(route, dict(zip(names, values, strict=True)))

    def methods(self, path: str) -> tuple[str, ...]:
        """Return the methods that a path takes, without OPTIONS.

        Raises:
            RouteNotFound: No route has this path.
        """
        return _with_head(self._find(path)[0])

    def _add(self, route: Route) -> None:
        node, names = self._root, []
        for segment in route.path.strip("/").split("/"):
            if segment.startswith("{") and segment.endswith("}") and segment[1:-1].isidentifier():
                names.append(segment[1:-1])
                node.parameter = node.parameter or _Node()
                node = node.parameter
            elif "{" in segment or "}" in segment:
                raise RouteError(f"{route.path}: {segment} is not a parameter such as {{task_id}}")
            else:
                node = node.literals.setdefault(segment, _Node())
        if route.method in node.routes:
            raise RouteError(f"{route.method} {route.path}: this route is declared twice")
        node.routes[route.method] = (route, tuple(names))

    def _find(self, path: str) -> tuple[_Node, tuple[str, ...]]:
        trimmed = path.removeprefix("/").removesuffix("/")
        found = _walk(self._root, [decode(segment) for segment in trimmed.split("/")], 0)
        if found is None:
            raise RouteNotFound
        return found


def _walk(node: _Node, segments: list[str], at: int) -> tuple[_Node, tuple[str, ...]] | None:
    if at == len(segments):
        return (node, ()) if node.routes else None
    segment = segments[at]
    literal = node.literals.get(segment)
    if literal is not None and (found := _walk(literal, segments, at + 1)) is not None:
        return found
    if node.parameter is None or not segment:
        return None
    found = _walk(node.parameter, segments, at + 1)
    return None if found is None else (found[0], (segment, *found[1]))


def _with_head(node: _Node) -> tuple[str, ...]:
    methods = tuple(node.routes)
    return (*methods, "HEAD") if "GET" in methods else methods

import pytest

from local.gateway.routes import RouteError, RouteTable
from taskmanager.http.problems import MethodNotAllowed, RouteNotFound
from tests.gateway.manifests import a_route

TABLE = RouteTable(
    [
        a_route("GET", "/"),
        a_route("GET", "/tasks", "list"),
        a_route("POST", "/tasks", "add"),
        a_route("GET", "/tasks/{task_id}", "get"),
        a_route("POST", "/tasks/{task_id}/close", "close"),
        a_route("GET", "/tasks/completed", "completed"),
        a_route("GET", "/{kind}/{id}/notes/{note_id}", "notes"),
    ]
)


@pytest.mark.parametrize(
    ("method", "path", "function", "parameters"),
    [
        ("GET", "/", "echo", {}),
        ("GET", "/tasks", "list", {}),
        ("GET", "/tasks/", "list", {}),
        ("HEAD", "/tasks", "list", {}),
        ("POST", "/tasks", "add", {}),
        ("GET", "/tasks/7", "get", {"task_id": "7"}),
        ("GET", "/tasks/a%2Fb%20c+d", "get", {"task_id": "a/b c+d"}),
        ("GET", "/tasks/%FF", "get", {"task_id": "\N{REPLACEMENT CHARACTER}"}),
        ("GET", "/t%61sks", "list", {}),
        ("POST", "/tasks/7/close", "close", {"task_id": "7"}),
        ("GET", "/tasks/completed", "completed", {}),
        ("POST", "/tasks/completed/close", "close", {"task_id": "completed"}),
        ("GET", "/tasks/7/notes/8", "notes", {"kind": "tasks", "id": "7", "note_id": "8"}),
    ],
)
def test_a_request_finds_its_route_and_parameters(
    method: str, path: str, function: str, parameters: dict[str, str]
) -> None:
    found = TABLE.match(method, path)

    assert (found.route.function, found.parameters) == (function, parameters)


@pytest.mark.parametrize("path", ["/nowhere", "/tasks/7/open", "//tasks", "/tasks//", "/a//notes/"])
def test_an_unknown_path_is_not_found(path: str) -> None:
    with pytest.raises(RouteNotFound):
        TABLE.match("GET", path)


def test_a_known_path_says_which_methods_it_takes() -> None:
    with pytest.raises(MethodNotAllowed) as caught:
        TABLE.match("PUT", "/tasks")

    assert caught.value.allowed == ("GET", "POST", "HEAD", "OPTIONS")


def test_head_is_not_taken_where_get_is_not() -> None:
    with pytest.raises(MethodNotAllowed) as caught:
        TABLE.match("HEAD", "/tasks/7/close")

    assert caught.value.allowed == ("POST", "OPTIONS")


@pytest.mark.parametrize("path", ["/{}", "/{a-b}", "/x{id}", "/{id", "/{proxy+}"])
def test_a_malformed_parameter_is_refused(path: str) -> None:
    with pytest.raises(RouteError, match="is not a parameter"):
        RouteTable([a_route("GET", path)])


def test_a_route_that_is_declared_twice_is_refused() -> None:
    with pytest.raises(RouteError, match="twice"):
        RouteTable([a_route("GET", "/a/{x}"), a_route("GET", "/a/{y}")])

"""Routers on Chalice: the one module that knows the framework."""

from collections.abc import Callable, Mapping
from typing import Any

from chalice.app import Chalice, Response

from taskmanager import container
from taskmanager.container import Container
from taskmanager.domain.errors import DomainError
from taskmanager.http.dispatch import dispatch, problem
from taskmanager.http.problems import MethodNotAllowed, RouteNotFound
from taskmanager.http.request import MAX_ADDRESS, RawRequest
from taskmanager.http.response import RawResponse
from taskmanager.http.router import Endpoint, Router, Schedule

Handler = Callable[[dict[str, Any], Any], Any]
_FORBIDDEN_IN_HEADERS = str.maketrans("", "", "\r\n\x00")


def compose(*routers: Router, provide: Callable[[], Container] = container.default) -> Chalice:
    """Make one Chalice application of routers.

    The routes are made anew for each application: a Chalice Blueprint that two applications share
    loses its options on the second.
    """
    app = Chalice("taskmanager", configure_logs=False, env={})
    for router in routers:
        for endpoint in router.endpoints:
            register = app.route(
                endpoint.path,
                methods=[endpoint.method],
                name=f"{router.name}.{endpoint.name}",
                content_types=["*/*"],  # the dispatcher decides, and answers with a problem
            )
            register(_view(app, endpoint, provide))
    return app


def lambda_handler(router: Router, provide: Callable[[], Container] = container.default) -> Handler:
    """Make the handler of one function: HTTP by its routes, scheduled events by its jobs."""
    app = compose(router, provide=provide)

    def handler(event: dict[str, Any], context: Any) -> Any:
        if event.get("source") == "aws.events":
            due = _due(router, event)
            return {schedule.job.__name__: schedule.job(provide()) for schedule in due}
        refusal = _refusal(app, event)
        if refusal is None:
            provide()  # what it raises ends the invocation; in a view Chalice would answer for it
            return app(event, context)
        request_id = event.get("requestContext", {}).get("requestId", "")
        return _to_chalice(problem(refusal, request_id)).to_dict()

    return handler


def _due(router: Router, event: Mapping[str, Any]) -> list[Schedule]:
    """Tell which jobs an event asks for: its rule's, or, from a foreign rule, all of them."""
    rules = {str(arn).rpartition("/")[2] for arn in event.get("resources", ())}
    return [schedule for schedule in router.schedules if schedule.name in rules] or router.schedules


def _refusal(app: Chalice, event: Mapping[str, Any]) -> DomainError | None:
    """Refuse what Chalice would answer in its own words."""
    context = event.get("requestContext", {})
    methods = app.routes.get(context.get("resourcePath", ""))
    if not methods:
        return RouteNotFound()
    if context.get("httpMethod") not in methods:
        return MethodNotAllowed(tuple(sorted(methods)))
    return None


def _view(
    app: Chalice, endpoint: Endpoint, provide: Callable[[], Container]
) -> Callable[..., Response]:
    def view(**path_params: str) -> Response:
        return _to_chalice(dispatch(endpoint, _raw(app, path_params), provide()))

    return view


def _raw(app: Chalice, path_params: Mapping[str, str]) -> RawRequest:
    request = app.current_request
    assert request is not None  # noqa: S101 - Chalice sets it before it calls a view
    query: Mapping[str, str] = request.query_params or {}
    body = request.raw_body
    return RawRequest(
        method=request.method,
        path=request.context.get("path", request.path),
        path_params=path_params,
        query={name: query[name] for name in query},
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body if isinstance(body, bytes) else body.encode(),
        request_id=request.context.get("requestId", ""),
        source_ip=request.context.get("identity", {}).get("sourceIp", "")[:MAX_ADDRESS],
    )


def _to_chalice(response: RawResponse) -> Response:
    headers: dict[str, str | list[str]] = {
        name: value.translate(_FORBIDDEN_IN_HEADERS) for name, value in response.headers.items()
    }
    return Response(body=response.body, status_code=response.status, headers=headers)

"""Manifests of test handlers."""

from infra.manifest import Function, Manifest, Route, Schedule

HANDLERS = "tests.gateway.handlers.plain"

PATHS = (
    ("GET", "/echo", "echo"),
    ("POST", "/echo", "echo"),
    ("GET", "/things/{thing_id}", "echo"),
    ("DELETE", "/things/{thing_id}", "echo"),
    ("GET", "/things/special", "echo"),
    ("GET", "/environment", "environment"),
    ("POST", "/answer", "answer"),
    ("GET", "/remaining", "remaining"),
    ("GET", "/slow", "slow"),
    ("GET", "/crash", "crash"),
    ("GET", "/offspring", "offspring"),
    ("GET", "/broken", "broken"),
    ("GET", "/missing", "missing"),
)


def a_function(name: str, **given: object) -> Function:
    """Make a function; its handler is the plain one of its name."""
    fields: dict[str, object] = {
        "handler": f"{HANDLERS}.{name}",
        "memory_mb": 128,
        "timeout_seconds": 5,
        "reserved_concurrency": 10,
        "environment": {},
    }
    return Function(name=name, **{**fields, **given})  # type: ignore[arg-type]


def a_route(method: str = "GET", path: str = "/echo", function: str = "echo") -> Route:
    """Make a route that asks for no token."""
    return Route(method=method, path=path, function=function, scope=None)


def a_manifest(*functions: Function, schedules: tuple[Schedule, ...] = ()) -> Manifest:
    """Make a manifest of these functions with a route for each at `/<name>`."""
    routes = tuple(a_route("GET", f"/{function.name}", function.name) for function in functions)
    return Manifest(functions=functions, routes=routes, schedules=schedules)


def every_handler() -> Manifest:
    """Make the manifest that most tests share."""
    return Manifest(
        functions=(
            a_function("echo", environment={"OF_THE_FUNCTION": "yes"}),
            a_function("environment", environment={"OF_THE_FUNCTION": "yes"}),
            a_function("answer"),
            a_function("remaining"),
            a_function("slow", timeout_seconds=1),
            a_function("crash"),
            a_function("offspring", timeout_seconds=1),
            a_function("broken", handler="tests.gateway.handlers.broken.handler"),
            a_function("missing", handler=f"{HANDLERS}.not_there"),
        ),
        routes=tuple(a_route(*path) for path in PATHS),
        schedules=(),
    )

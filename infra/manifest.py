"""The one description of the bundle that both clouds are made from.

    python -m infra.manifest

prints it as JSON.
"""

from pathlib import Path

import msgspec

SESSION = "session"
"""The scope of a route that takes a session and no API token."""


class Function(msgspec.Struct, frozen=True, kw_only=True):
    """One deployable function.

    `memory_mb` in MiB, `timeout_seconds` in whole seconds, both as AWS Lambda has them;
    `reserved_concurrency` is the largest number of invocations at the same time.
    """

    name: str
    handler: str
    memory_mb: int
    timeout_seconds: int
    reserved_concurrency: int
    environment: dict[str, str]


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """One method of one path, e.g. POST /api/v1/tasks/{task_id}/close, and who answers it.

    `scope` is None where no token is asked for, else the scope it has to carry, or SESSION.
    """

    method: str
    path: str
    function: str
    scope: str | None


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """One EventBridge rule, e.g. rate(1 hour), and the function that it invokes."""

    name: str
    expression: str
    function: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a cloud has to know of the bundle."""

    functions: tuple[Function, ...]
    routes: tuple[Route, ...]
    schedules: tuple[Schedule, ...]


ROOT = Path(__file__).parents[1]
CONFIG = ROOT / ".chalice" / "config.json"
LOCAL_STAGE = "local"


class _FunctionConfig(msgspec.Struct, kw_only=True):
    lambda_memory_size: int
    lambda_timeout: int
    reserved_concurrency: int
    environment_variables: dict[str, str] = {}


class _StageConfig(msgspec.Struct, kw_only=True):
    environment_variables: dict[str, str] = {}
    lambda_functions: dict[str, _FunctionConfig]


class _Config(msgspec.Struct, kw_only=True):
    stages: dict[str, _StageConfig]


def build(stage: str = LOCAL_STAGE) -> Manifest:
    """Make the manifest of a stage from app.py and .chalice/config.json.

    Raises:
        KeyError: The stage, or the configuration of one of its functions, is missing.
    """
    from app import routers  # noqa: PLC0415 - the shapes above are of use without the bundle

    config = msgspec.json.decode(CONFIG.read_bytes(), type=_Config).stages[stage]
    return Manifest(
        functions=tuple(_function(router.name, config) for router in routers),
        routes=tuple(
            Route(
                method=endpoint.method,
                path=endpoint.path,
                function=endpoint.function,
                scope=endpoint.scope or (SESSION if endpoint.session_only else None),
            )
            for router in routers
            for endpoint in router.endpoints
        ),
        schedules=tuple(
            Schedule(
                name=schedule.name,
                expression=schedule.expression,
                function=schedule.function,
            )
            for router in routers
            for schedule in router.schedules
        ),
    )


def _function(name: str, config: _StageConfig) -> Function:
    own = config.lambda_functions[name]
    return Function(
        name=name,
        handler=f"functions.{name}.handler.handler",
        memory_mb=own.lambda_memory_size,
        timeout_seconds=own.lambda_timeout,
        reserved_concurrency=own.reserved_concurrency,
        environment=config.environment_variables | own.environment_variables,
    )


if __name__ == "__main__":
    print(msgspec.json.format(msgspec.json.encode(build()), indent=2).decode())

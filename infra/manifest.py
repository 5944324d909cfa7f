"""The one description of the bundle that both clouds are made from.

    python -m infra.manifest

prints it as JSON.
"""

import msgspec


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

    `scope` is None where no token is asked for, else the scope it has to carry.
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

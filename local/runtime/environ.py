"""The environment of a sandbox: built from what it needs, never inherited as a whole.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from infra.manifest import Function
from taskmanager.settings import Settings, passthrough_environ, to_environ

REGION = "us-east-1"
ACCOUNT = "123456789012"
ROOT = Path(__file__).resolve().parents[2]
"""The folder that `functions` is imported from; Lambda calls it the task root."""


class Identity(msgspec.Struct, frozen=True):
    """The names that one sandbox of a function goes by."""

    function_arn: str
    log_group: str
    log_stream: str


def identity(function: Function) -> Identity:
    """Name a new sandbox."""
    today = datetime.now(UTC)
    return Identity(
        function_arn=f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function.name}",
        log_group=f"/aws/lambda/{function.name}",
        log_stream=f"{today:%Y/%m/%d}/[$LATEST]{secrets.token_hex(16)}",
    )


def build(function: Function, settings: Settings, names: Identity) -> dict[str, str]:
    """Return the whole environment of a sandbox; what comes later wins."""
    return {
        **passthrough_environ(),
        **_python(),
        **_lambda(function, names),
        **to_environ(settings),
        **function.environment,
    }


def _python() -> dict[str, str]:
    return {
        "LANG": "C.UTF-8",
        "TZ": ":UTC",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
    }


def _lambda(function: Function, names: Identity) -> dict[str, str]:
    return {
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_python{sys.version_info[0]}.{sys.version_info[1]}",
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_mb),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": names.log_group,
        "AWS_LAMBDA_LOG_STREAM_NAME": names.log_stream,
        "LAMBDA_TASK_ROOT": str(ROOT),
        "_HANDLER": function.handler,
    }

"""Handlers that stand in for functions in the gateway's tests."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

Event = dict[str, Any]
Answer = Any


def echo(event: Event, context: Any) -> Answer:
    """Answer with the event and what the context says."""
    seen = {
        "event": event,
        "context": {
            name: getattr(context, name)
            for name in (
                *("aws_request_id", "function_name", "function_version", "memory_limit_in_mb"),
                *("invoked_function_arn", "log_group_name", "log_stream_name", "identity"),
                "client_context",
            )
        },
        "remaining": context.get_remaining_time_in_millis(),
        "pid": os.getpid(),
    }
    return {"statusCode": 200, "headers": {"X-Seen": "yes"}, "body": json.dumps(seen)}


def environment(_event: Event, _context: Any) -> Answer:
    """Answer with the environment."""
    return {"statusCode": 200, "body": json.dumps(dict(os.environ))}


def answer(event: Event, _context: Any) -> Answer:
    """Answer with whatever the request's body is."""
    return json.loads(event["body"])


def remaining(_event: Event, context: Any) -> Answer:
    """Answer with the time left before and after a pause."""
    before = context.get_remaining_time_in_millis()
    time.sleep(0.2)
    return {"body": json.dumps([before, context.get_remaining_time_in_millis()])}


def slow(event: Event, _context: Any) -> Answer:
    """Say that it has begun, wait for as long as is asked, and answer with the process's id."""
    query = event["queryStringParameters"] or {}
    if "begun" in query:
        Path(query["begun"]).write_text(str(os.getpid()))
    time.sleep(float(query.get("seconds", "30")))
    return {"body": str(os.getpid())}


def crash(event: Event, _context: Any) -> Answer:
    """Misbehave in the way that is asked for."""
    match (event["queryStringParameters"] or {}).get("how"):
        case "raise":
            raise ValueError("the handler's own words")
        case "exit":
            sys.exit(3)
        case "os-exit":
            os._exit(4)
        case "kill":
            os.kill(os.getpid(), 9)
        case "unserializable":
            return {"body": object()}
        case "huge":
            return {"body": "x" * 7_000_000}
        case "nan":
            return {"statusCode": float("nan")}
        case "print":
            print("printed by a handler")  # noqa: T201 - that is the point
            print("complained by a handler", file=sys.stderr)  # noqa: T201
    return {"body": str(os.getpid())}


def offspring(event: Event, _context: Any) -> Answer:
    """Start a process, write down its id, and never answer."""
    child = subprocess.Popen(["sleep", "300"])
    Path(event["queryStringParameters"]["begun"]).write_text(str(child.pid))
    time.sleep(300)
    return {"body": ""}


def scheduled(event: Event, _context: Any) -> None:
    """Add the event to the file that the function's environment names."""
    with Path(os.environ["WRITTEN_TO"]).open("a") as file:
        file.write(json.dumps(event) + "\n")

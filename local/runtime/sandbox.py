"""The process that a function runs in: one handler, one invocation at a time.

    python -m local.runtime.sandbox FILE-DESCRIPTOR FUNCTION-NAME

is started by `local.runtime.process`, which holds the other end of the socket pair. The name is
only there for whoever reads the list of processes. When that end closes, the sandbox ends.
"""

import ctypes
import importlib
import json
import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

from local.runtime import frames
from local.runtime.context import LambdaContext
from local.runtime.frames import Init

MAX_RESULT_BYTES = 6_291_556
"""Lambda's limit of a synchronous answer."""

_PR_SET_PDEATHSIG = 1

Handler = Callable[[Any, LambdaContext], Any]


class LoadError(Exception):
    """The handler cannot be loaded; `kind` is Lambda's errorType."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def main() -> NoReturn:
    """Load the handler, then answer invocations until the gateway hangs up."""
    with socket.socket(fileno=int(sys.argv[1])) as sock:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends Ctrl-C to everybody
        frame = frames.receive(sock)
        if frame is not None:
            init = Init(**json.loads(frame.payload))
            _die_with(init.parent_pid)
            try:
                _serve(sock, init)
            except SystemExit as error:  # a handler's; its exit status is its own
                _end(_status(error))
    _end(0)


def _serve(sock: socket.socket, init: Init) -> None:
    try:
        handler = load(init.handler)
    except BaseException as error:  # noqa: BLE001 - whatever an import does, the gateway is told
        sock.sendall(frames.pack(frames.INIT_FAILED, _encode(error_payload(error, ""))))
        _end(1)
    sock.sendall(frames.pack(frames.READY))
    while (frame := frames.receive(sock)) is not None:
        call = json.loads(frame.payload)
        context = LambdaContext(init, call["request_id"], call["timeout_ms"])
        sock.sendall(run(handler, call["event"], context))


def run(handler: Handler, event: Any, context: LambdaContext) -> bytes:
    """Call the handler and pack what it returned or raised. SystemExit ends the sandbox."""
    try:
        result = handler(event, context)
    except Exception as error:  # noqa: BLE001 - a handler may raise anything; Lambda reports it
        payload = error_payload(error, context.aws_request_id)
        return frames.pack(frames.FAILURE, _encode(payload))
    try:
        body = json.dumps(result, ensure_ascii=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        message = f"Unable to marshal response: {error}"
        return _failure(context, "Runtime.MarshalError", message)
    if len(body) > MAX_RESULT_BYTES:
        message = (
            f"Response payload size exceeded maximum allowed payload size ({MAX_RESULT_BYTES} "
            "bytes)."
        )
        return _failure(context, "Function.ResponseSizeTooLarge", message)
    return frames.pack(frames.RESULT, body)


def load(path: str) -> Handler:
    """Import `package.module.attribute`.

    Raises:
        LoadError: There is no such module or attribute. Other errors of the module pass through.
    """
    module_name, _, attribute = path.rpartition(".")
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        message = f"Unable to import module '{module_name}': {error}"
        raise LoadError("Runtime.ImportModuleError", message) from error
    try:
        handler: Handler = getattr(module, attribute)
    except AttributeError as error:
        message = f"Handler '{attribute}' missing on module '{module_name}'"
        raise LoadError("Runtime.HandlerNotFound", message) from error
    return handler


def error_payload(error: BaseException, request_id: str) -> dict[str, object]:
    """Describe an exception as Lambda does, without the frames of this module."""
    source = error.__cause__ if isinstance(error, LoadError) and error.__cause__ else error
    trace = traceback.extract_tb(source.__traceback__)
    own = [entry for entry in trace if entry.filename not in {__file__, importlib.__file__}]
    return {
        "errorMessage": str(error),
        "errorType": error.kind if isinstance(error, LoadError) else type(error).__name__,
        "requestId": request_id,
        "stackTrace": [
            line for line in traceback.format_list(own) if "<frozen importlib" not in line
        ],
    }


def _failure(context: LambdaContext, kind: str, message: str) -> bytes:
    payload: dict[str, object] = {
        "errorMessage": message,
        "errorType": kind,
        "requestId": context.aws_request_id,
        "stackTrace": [],
    }
    return frames.pack(frames.FAILURE, _encode(payload))


def _encode(payload: dict[str, object]) -> bytes:
    return json.dumps(payload).encode()


def _status(error: SystemExit) -> int:
    if isinstance(error.code, str):
        print(error.code, file=sys.stderr)
        return 1
    return error.code or 0


def _die_with(parent_pid: int) -> None:
    """Have the kernel kill this process when the gateway dies, however that happens."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:  # it died before the request was made
        _end(0)


def _end(status: int) -> NoReturn:
    """End now, whatever threads a handler has left behind."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    main()

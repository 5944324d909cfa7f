"""The context object that Lambda hands to a handler.

https://docs.aws.amazon.com/lambda/latest/dg/python-context.html
"""

import time

from local.runtime.frames import Init


class LambdaContext:
    """One invocation as its handler sees it."""

    identity = None
    client_context = None
    function_version = "$LATEST"

    def __init__(self, init: Init, request_id: str, timeout_ms: int) -> None:
        self._deadline = time.monotonic() + timeout_ms / 1000
        self.aws_request_id = request_id
        self.function_name = init.function_name
        self.memory_limit_in_mb = str(init.memory_mb)
        self.invoked_function_arn = init.function_arn
        self.log_group_name = init.log_group
        self.log_stream_name = init.log_stream

    def get_remaining_time_in_millis(self) -> int:
        """Tell how many milliseconds are left before the function is timed out."""
        return max(0, int((self._deadline - time.monotonic()) * 1000))

    def log(self, message: str) -> None:
        """Write to the function's log, which is standard output."""
        print(message, end="", flush=True)

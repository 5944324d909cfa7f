"""What gateway and sandbox say to one another: a kind of one byte, a length, a payload.

Frames travel over a socket pair of their own, never over standard output, which is the handler's.
"""

import socket
import struct
from collections.abc import Iterator
from typing import NamedTuple

INIT = b"I"
"""To the sandbox, first: which handler to load, as JSON of `Init`."""
INVOKE = b"V"
"""To the sandbox: one invocation, as JSON `{"request_id", "timeout_ms", "event"}`."""
READY = b"R"
"""From the sandbox: the handler is loaded."""
INIT_FAILED = b"E"
"""From the sandbox, which then ends: Lambda's error payload of a failed import."""
RESULT = b"S"
"""From the sandbox: what the handler returned, as JSON."""
FAILURE = b"F"
"""From the sandbox: Lambda's error payload of what the handler raised."""

_HEADER = struct.Struct("!cI")


class Frame(NamedTuple):
    """One message."""

    kind: bytes
    payload: bytes


class Init(NamedTuple):
    """What a sandbox is told before anything else; field for field what travels as JSON."""

    handler: str
    function_name: str
    memory_mb: int
    function_arn: str
    log_group: str
    log_stream: str
    parent_pid: int


def pack(kind: bytes, payload: bytes = b"") -> bytes:
    """Write one frame."""
    return _HEADER.pack(kind, len(payload)) + payload


def receive(sock: socket.socket) -> Frame | None:
    """Wait for the next frame of a blocking socket; None when the other end is gone."""
    header = _exactly(sock, _HEADER.size)
    if header is None:
        return None
    kind, length = _HEADER.unpack(header)
    payload = _exactly(sock, length)
    return None if payload is None else Frame(kind, payload)


def _exactly(sock: socket.socket, size: int) -> bytes | None:
    found = bytearray(size)
    view = memoryview(found)
    while view:
        count = sock.recv_into(view)
        if count == 0:
            return None
        view = view[count:]
    return bytes(found)


class Buffer:
    """Puts frames together from the pieces in which a stream delivers them."""

    def __init__(self) -> None:
        self._data = bytearray()

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Take a piece and give every frame that it completes."""
        self._data += data
        while len(self._data) >= _HEADER.size:
            kind, length = _HEADER.unpack_from(self._data)
            end = _HEADER.size + length
            if len(self._data) < end:
                return
            payload = bytes(self._data[_HEADER.size : end])
            del self._data[:end]
            yield Frame(kind, payload)

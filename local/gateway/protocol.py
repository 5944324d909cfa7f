"""HTTP/1.1 of uvicorn with our manners: problems for broken requests, limits for slow ones."""

import asyncio
import logging
from enum import Enum
from typing import Any
from uuid import uuid4

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from local.gateway.request import HEADER_NAMES
from taskmanager.http import problems
from taskmanager.http.problems import MalformedRequest

MAX_HEAD_BYTES = 32 * 1024
"""Request line and headers together; nginx in front takes as much."""
UNFINISHED_SECONDS = 30
"""Longest time from the first byte of a request to its last."""
UNREAD_SECONDS = 60
"""Longest time in which a client takes nothing of an answer that waits for it. The kernel holds the
first megabytes and takes more in large steps, so this is long enough for a slow line."""
HEAD_TOO_LARGE = f"The headers are larger than {MAX_HEAD_BYTES} bytes"

logger = logging.getLogger(__name__)


class Phase(Enum):
    """Which part of a request comes next on a connection."""

    NONE = "none"
    HEAD = "head"
    BODY = "body"


class HeadTooLarge(Exception):
    """The headers, or the trailers, are larger than the limit."""


class HttpProtocol(HttpToolsProtocol):
    """One connection."""

    unfinished_seconds: float = UNFINISHED_SECONDS
    unread_seconds: float = UNREAD_SECONDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._phase = Phase.NONE
        self._head_bytes = self._unended_bytes = 0
        self._unfinished: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._detail: str | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a first request."""
        super().connection_made(transport)  # type: ignore[arg-type] # as uvicorn declares it
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop_waiting()
        self._stop_watching()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Watch whether the client still reads: what waits for it is kept in memory."""
        super().pause_writing()
        self._stop_watching()
        self._watch()

    def resume_writing(self) -> None:
        """Watch no longer: little is left."""
        self._stop_watching()
        super().resume_writing()

    def data_received(self, data: bytes) -> None:
        """Take bytes, unless the connection is about to be closed."""
        if self.transport.is_closing():
            return
        in_head = self._phase is Phase.HEAD
        super().data_received(data)
        if in_head and self._phase is Phase.HEAD:  # one header that never ends
            self._unended_bytes += len(data)
            if self._unended_bytes > MAX_HEAD_BYTES:
                self._refuse(HEAD_TOO_LARGE)

    def send_400_response(self, msg: str) -> None:
        """Answer bytes that are no request, in place of uvicorn's plain text."""
        self._refuse(self._detail or msg)

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        self._phase = Phase.HEAD
        self._head_bytes = self._unended_bytes = 0
        if self._unfinished is None:
            self._wait()

    def on_url(self, url: bytes) -> None:
        """Take a part of the request line."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header, and how the client has spelled it."""
        self._count(len(name) + len(value))
        self.scope["state"].setdefault(HEADER_NAMES, []).append(name.decode("latin-1"))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Start to answer; only the body is still to come."""
        super().on_headers_complete()
        self._phase = Phase.BODY

    def on_message_complete(self) -> None:
        """End a request; the next one may take its time."""
        self._phase = Phase.NONE
        self._stop_waiting()
        super().on_message_complete()

    def _count(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > MAX_HEAD_BYTES:
            self._detail = HEAD_TOO_LARGE
            raise HeadTooLarge

    def _wait(self) -> None:
        self._unfinished = self.loop.call_later(self.unfinished_seconds, self._too_slow)

    def _stop_waiting(self) -> None:
        if self._unfinished is not None:
            self._unfinished.cancel()
            self._unfinished = None

    def _watch(self) -> None:
        waiting = self.transport.get_write_buffer_size()
        self._unread = self.loop.call_later(self.unread_seconds, self._check_reader, waiting)

    def _stop_watching(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _check_reader(self, waiting: int) -> None:
        """Hang up on a client that has taken nothing; closing would wait for it for ever."""
        if self.transport.get_write_buffer_size() >= waiting:
            self.transport.abort()
        else:
            self._watch()

    def _too_slow(self) -> None:
        self._unfinished = None
        if self._phase is Phase.NONE:  # nothing has come: nobody waits for an answer
            self.transport.close()
        else:
            self._refuse(f"The request was not complete within {self.unfinished_seconds} seconds")

    def _refuse(self, detail: str) -> None:
        """Answer with a problem, unless the request has its answer already, and hang up."""
        if self.transport.is_closing():
            return
        request_id = str(uuid4())
        extra = {"fields": {"request_id": request_id}}
        logger.warning("request refused: %s", detail, extra=extra)
        if self._phase is not Phase.BODY or not self.cycle.response_started:
            answer = problems.answer(MalformedRequest(detail), request_id)
            self.transport.write(_response(answer.body, request_id))
        self.transport.close()


def _response(body: bytes, request_id: str) -> bytes:
    head = (
        f"content-type: {problems.MEDIA_TYPE}\r\n"
        f"content-length: {len(body)}\r\n"
        f"x-request-id: {request_id}\r\n"
        f"x-amzn-requestid: {request_id}\r\n"
        "connection: close\r\n\r\n"
    )
    return STATUS_LINE[400] + head.encode("ascii") + body

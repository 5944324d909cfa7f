"""An HTTP server that stands where the gateway does, and remembers what reached it."""

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Self


@dataclass(frozen=True)
class Seen:
    """A request as it arrived: the path with its query, untouched; headers in their order."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def values(self, name: str) -> list[str]:
        """Every value of a header."""
        return [value for key, value in self.headers if key.lower() == name.lower()]


@dataclass(frozen=True)
class Answer:
    """What is answered."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


class Upstream:
    """Answers every request with `answer`, or with nothing while it is `silent`."""

    def __init__(self) -> None:
        self.answer = Answer()
        self.seen: list[Seen] = []
        self.connections = 0
        self.silent = False
        self._closed = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.upstream = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def address(self) -> str:
        """`host:port`."""
        return f"127.0.0.1:{self._server.server_port}"

    def reply(self, seen: Seen) -> Answer | None:
        """Remember a request and tell how it is answered; None is not at all."""
        self.seen.append(seen)
        if self.silent:
            self._closed.wait(30)
            return None
        return self.answer

    def stop(self) -> None:
        """Close the port: from now on nobody listens there."""
        self._closed.set()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    upstream: Upstream
    # nginx keeps its connections open; nobody waits for their threads.
    daemon_threads: ClassVar[bool] = True  # type: ignore[misc]
    block_on_close: ClassVar[bool] = False  # type: ignore[misc]

    def get_request(self) -> tuple[Any, Any]:
        self.upstream.connections += 1
        return super().get_request()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        seen = Seen(self.command, self.path, tuple(self.headers.items()), body)
        answer = self.server.upstream.reply(seen)
        if answer is None:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def __getattr__(self, name: str) -> Any:
        """Answer every method alike: the base class looks for do_GET, do_POST and so on."""
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def log_message(self, *_: object) -> None:
        """Stay quiet."""

"""A real HTTP server that plays a language model: it answers by a script and remembers requests.

    with ModelServer(good("Pack", "Go"), error(500)) as server:
        OpenAiModel(base_url=server.url, ...)

Each request gets the next answer of the script; the last one is repeated. The fixture
`model_server` is a factory of such servers: `server = model_server(good("Pack", "Go"))`.
"""

import contextlib
import json
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any, Self

import pytest

DRIP_SECONDS = 0.02
FOREVER_SECONDS = 60.0
"""Far over the time limit of every test, so that a server that ignores its end is noticed."""


@dataclass(frozen=True)
class Answer:
    """What the server sends for one request, and how."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_seconds: float = 0
    """How long nothing comes, before the head."""

    stall_seconds: float = 0
    """How long nothing comes, between the head and the body."""

    drip: bytes = b""
    """Sent again and again before the body, a piece each `DRIP_SECONDS`."""

    drip_in_head: bool = False
    break_off: bool = False
    """Close the connection in the middle of the body."""


@dataclass(frozen=True)
class Received:
    """One request, as it came."""

    path: str
    headers: Message
    body: Any

    @property
    def task(self) -> Any:
        """The task, as the model is told it."""
        return json.loads(self.body["messages"][1]["content"])


def completion(content: str | None, finish_reason: str = "stop", **message: object) -> Answer:
    """Answer with a chat completion that says this."""
    choice = {
        "index": 0,
        "finish_reason": finish_reason,
        "message": {"role": "assistant", "content": content, "refusal": None, **message},
    }
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "played",
        "choices": [choice],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }
    return Answer(body=json.dumps(body).encode())


def says(value: object, **more: Any) -> Answer:
    """Answer with a chat completion whose content is this value, as JSON."""
    return completion(json.dumps(value), **more)


def good(*contents: str, explanation: str = "These belong together.") -> Answer:
    """Answer with a breakdown into these steps."""
    steps = [{"content": content, "description": ""} for content in contents]
    return says({"explanation": explanation, "steps": steps})


def refusal(text: str = "I'm sorry, I cannot help with that.") -> Answer:
    """Answer as a model that does not want to."""
    return completion(None, refusal=text)


def error(
    status: int,
    message: str = "Something went wrong",
    *,
    code: str | None = None,
    param: str | None = None,
    retry_after: str | None = None,
) -> Answer:
    """Answer with an error, in OpenAI's shape."""
    body = {"error": {"message": message, "type": "some_error", "param": param, "code": code}}
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return Answer(status, json.dumps(body).encode(), headers)


def garbage(body: bytes = b"<html><body>It works!</body></html>") -> Answer:
    """Answer with something that no model says."""
    return Answer(body=body)


def slow(answer: Answer, seconds: float = FOREVER_SECONDS) -> Answer:
    """Send nothing for a while, then the answer."""
    return replace(answer, delay_seconds=seconds)


def stalling(answer: Answer, seconds: float = FOREVER_SECONDS) -> Answer:
    """Send the head of the answer, then nothing for a while."""
    return replace(answer, stall_seconds=seconds)


def dripping(answer: Answer) -> Answer:
    """Send a space now and then, before the body, without an end."""
    return replace(answer, drip=b" ")


def dripping_head(answer: Answer) -> Answer:
    """Send a letter now and then, within a header, without an end."""
    return replace(answer, drip=b"x", drip_in_head=True)


def broken_off(answer: Answer) -> Answer:
    """Close the connection in the middle of the body."""
    return replace(answer, break_off=True)


class ModelServer:
    """Serves a script of answers on a free port of the loopback interface."""

    def __init__(self, *script: Answer) -> None:
        self.requests: list[Received] = []
        self.stopping = Event()
        self._script = script or (good("Begin", "Go on", "Finish"),)
        self._lock = Lock()
        self._http = _HttpServer(self)
        self._thread = Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """The base URL, for `OPENAI_BASE_URL`."""
        host, port = self._http.server_address[:2]
        return f"http://{host!s}:{port}/v1"

    def plays(self, *script: Answer) -> None:
        """Go on with another script, and forget the requests."""
        with self._lock:
            self._script = script
            self.requests.clear()

    def next_answer(self, request: Received) -> Answer:
        """Note the request, and choose its answer."""
        with self._lock:
            answer = self._script[min(len(self.requests), len(self._script) - 1)]
            self.requests.append(request)
            return answer

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error_info: object) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, model: ModelServer) -> None:
        self.model = model
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _HttpServer

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        received = Received(self.path, self.headers, json.loads(self.rfile.read(length) or b"null"))
        answer = self.server.model.next_answer(received)
        with contextlib.suppress(ConnectionError):
            self._send(answer)

    def _send(self, answer: Answer) -> None:
        self._wait(answer.delay_seconds)
        self.wfile.write(f"HTTP/1.1 {answer.status} Played\r\n".encode())
        if answer.drip_in_head:
            self.wfile.write(b"X-Slow: ")
            self._drip(answer.drip)
        length = len(answer.body) + (1_000_000 if answer.drip else 0)
        head = {"Content-Type": "application/json", "Content-Length": str(length)}
        lines = [f"{name}: {value}" for name, value in {**head, **answer.headers}.items()]
        self.wfile.write("\r\n".join([*lines, "Connection: close", "", ""]).encode())
        self._wait(answer.stall_seconds)
        self._drip(answer.drip)
        self.wfile.write(answer.body[: len(answer.body) // 2] if answer.break_off else answer.body)

    def _drip(self, piece: bytes) -> None:
        while piece and not self._wait(DRIP_SECONDS):
            self.wfile.write(piece)

    def _wait(self, seconds: float) -> bool:
        return self.server.model.stopping.wait(seconds) if seconds else False

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Log nothing: the requests are remembered."""


ModelServerFactory = Callable[..., ModelServer]


@pytest.fixture(name="model_server")
def model_server_fixture() -> Iterator[ModelServerFactory]:
    """Start servers that play a script, each until the end of the test."""
    with contextlib.ExitStack() as running:
        yield lambda *script: running.enter_context(ModelServer(*script))


@contextlib.contextmanager
def refusing_url() -> Iterator[str]:
    """Hold a port on which nobody listens: connections to it are refused."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}/v1"

"""A real Redis, from the system's package, on a loopback port, that keeps nothing.

with RedisServer() as server:
    RedisCache(server.url)
"""

import signal
import socket
import subprocess
from typing import Self

from tests.support import programs

_OPTIONS = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", "/")


class RedisServer:
    """One server, which can be made to fail in every way that matters."""

    def __init__(self) -> None:
        self.port = programs.free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The URL for `REDIS_URL`."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            MissingProgram: Redis is not installed.
        """
        self._process = subprocess.Popen(
            [programs.find("redis-server"), "--port", str(self.port), *_OPTIONS],
            stdout=subprocess.DEVNULL,
        )
        programs.wait_until(self._answers, f"Redis answers on port {self.port}")

    def stop(self) -> None:
        """Ask it to end."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it without a word to anybody: from now on its port refuses connections."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Start it again on the same port, empty."""
        self.stop()
        self.start()

    def pause(self) -> None:
        """Let it hang: its port takes connections, and nothing answers."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    def flush(self) -> None:
        """Empty it."""
        self._ask(b"FLUSHALL\r\n")

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self.resume()
            self._process.send_signal(how)
            self._process.wait(timeout=20)
            self._process = None

    def _answers(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise RuntimeError(f"redis-server ended at once: is port {self.port} taken?")
        try:
            return self._ask(b"PING\r\n").startswith(b"+PONG")
        except OSError:
            return False

    def _ask(self, command: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(command)
            return connection.recv(64)

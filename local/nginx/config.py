"""From the files in `conf/` and an `Edge` to a configuration that nginx can read.

Standard library only: the container's image is built with this module before anything is
installed.
"""

import os
import pwd
import re
from dataclasses import dataclass
from pathlib import Path

CONF = Path(__file__).parent / "conf"

ANY_HOST = "_"
"""The server name of an edge that answers under every name."""

DOCKER_RESOLVER = "127.0.0.11"
"""Docker's own name server, the same in every user-defined network."""

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
_HARMLESS = re.compile(r"[\w ./:\[\]@+,=~*-]*", re.ASCII)
"""What a value may consist of: nothing that ends a word, a string or a directive in nginx."""


@dataclass(frozen=True, kw_only=True)
class Edge:
    """Where an edge listens, whom it asks, and where it may write.

    Attributes:
        run: Folder for the pid file and for bodies on their way; it has to exist.
        access_log: Path of the access log.
        error_log: Path of the error log, or `stderr`.
        upstream: `host:port` of the gateway.
        resolver: Name server that knows `upstream`, asked again and again; None if `upstream`
            is an address that stays.
        address: Address to listen on.
        port: Port for plain HTTP.
        tls_port: Port for TLS; None serves plain HTTP only.
        certificates: Folder of `fullchain.pem` and `privkey.pem`.
        server_name: The host names that are answered, separated by spaces; `_` is any.
        user: Who the workers are; only asked for where nginx is started by root.
        upstream_timeout_seconds: Longest silence of the gateway.
        client_timeout_seconds: Longest wait for a client's header, and for more of its body.
    """

    run: str
    access_log: str
    error_log: str
    upstream: str = "127.0.0.1:8000"
    resolver: str | None = None
    address: str = "127.0.0.1"
    port: int = 8080
    tls_port: int | None = None
    certificates: str = "/etc/nginx/ssl"
    server_name: str = ANY_HOST
    user: str = ""
    upstream_timeout_seconds: int = 60
    client_timeout_seconds: int = 15

    def __post_init__(self) -> None:
        for name, value in self._values().items():
            if not _HARMLESS.fullmatch(value):
                message = f"{name}: {value!r} has a character that nginx would not take as text"
                raise ValueError(message)

    def _values(self) -> dict[str, str]:
        """What the placeholders stand for."""
        return {
            "run": self.run,
            "access_log": self.access_log,
            "error_log": self.error_log,
            "upstream": self.upstream,
            "resolver": self.resolver or "",
            "listen": f"{self.address}:{self.port}",
            "listen_tls": f"{self.address}:{self.tls_port}",
            "certificates": self.certificates,
            "server_name": self.server_name,
            "default_server": " default_server" if self.server_name == ANY_HOST else "",
            "user": self.user,
            "upstream_timeout": str(self.upstream_timeout_seconds),
            "client_timeout": str(self.client_timeout_seconds),
        }

    def fill(self, template: str) -> str:
        """Put the values in the place of their placeholders.

        Raises:
            KeyError: The template has a placeholder that no value belongs to.
        """
        values = self._values()
        if self.user:
            values["user"] = f"user {self.user};"
        return _PLACEHOLDER.sub(lambda found: values[found[1]], template)

    def leaves_out(self, path: Path) -> bool:
        """Tell whether this edge has no use for a file of `conf/`."""
        named = self.server_name != ANY_HOST
        used = {
            "http/upstream-fixed.conf": self.resolver is None,
            "http/upstream-resolved.conf": self.resolver is not None,
            "servers/plain.conf": self.tls_port is None,
            "servers/tls.conf": self.tls_port is not None,
            "servers/unknown-hosts.conf": named,
            "servers/unknown-hosts-tls.conf": named and self.tls_port is not None,
        }
        return not used.get(path.as_posix(), True)


def on_host(folder: Path) -> Edge:
    """Make the edge of a laptop, which writes into `folder` only."""
    return Edge(
        run=str(folder / "run"),
        access_log=str(folder / "access.log"),
        error_log=str(folder / "error.log"),
        user=_own_user(),
    )


def in_container() -> Edge:
    """Make the edge of the container: its log is Docker's, and it may write to `/tmp` only."""
    return Edge(
        run="/tmp",  # noqa: S108 - the container's own, a tmpfs
        access_log="/dev/stdout",
        error_log="stderr",
        upstream="api:8000",
        resolver=DOCKER_RESOLVER,
        address="0.0.0.0",  # noqa: S104 - only what compose publishes is reached
    )


def render(edge: Edge, folder: Path) -> Path:
    """Write the configuration of an edge into a folder.

    Returns:
        The path of its `nginx.conf`, for `nginx -c`.
    """
    for source in sorted(CONF.rglob("*.conf")):
        path = source.relative_to(CONF)
        target = folder / path
        if edge.leaves_out(path):
            target.unlink(missing_ok=True)  # an earlier edge may have had a use for it
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(edge.fill(source.read_text(encoding="utf-8")), encoding="utf-8")
    return folder / "nginx.conf"


def _own_user() -> str:
    # Started by root, nginx would make its workers `nobody`, who may not enter a private folder.
    return "" if os.geteuid() else pwd.getpwuid(0).pw_name

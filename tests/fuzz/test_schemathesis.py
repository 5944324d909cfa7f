"""Every operation of the running gateway, with generated input: no 5xx, no schema violation."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.server import Server

CONFIG = Path(__file__).with_name("schemathesis.toml")
EXAMPLES = 25
LIMIT_SECONDS = 300


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A task manager without limits."""
    with Server(tmp_path, RATE_LIMIT_ENABLED="false") as running:
        yield running


def test_no_generated_request_of_an_api_token_breaks_the_gateway(server: Server) -> None:
    with server.sign_up() as http:
        wish = {"name": "fuzz", "scopes": ["data:read_write", "data:delete"]}
        token = http.post("auth/tokens", json=wish).json()["token"]

    fuzz(server, f"Bearer {token}")


def test_no_generated_request_of_a_session_breaks_the_gateway(server: Server) -> None:
    with server.sign_up() as http:
        fuzz(server, bearer(http), "--include-path-regex=/auth/", "--exclude-path-regex=logout")


def test_no_generated_way_of_signing_out_breaks_the_gateway(server: Server) -> None:
    with server.sign_up() as http:
        fuzz(server, bearer(http), "--include-path-regex=logout")


def bearer(http: httpx.Client) -> str:
    """Return the Authorization header of a client."""
    return str(http.headers["Authorization"])


def fuzz(server: Server, authorization: str, *options: str) -> None:
    """Run schemathesis against the server's own description of itself."""
    program = str(Path(sys.executable).with_name("schemathesis"))
    result = subprocess.run(
        [
            *(program, "--config-file", str(CONFIG), "run", f"{server.url}/api/v1/openapi.json"),
            *("--header", f"Authorization: {authorization}"),
            *("--max-examples", str(EXAMPLES), "--seed", "1", "--no-color", "--warnings", "off"),
            *options,
        ],
        cwd=server.folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT_SECONDS,
    )

    assert result.returncode == 0, result.stdout[-12000:] + result.stderr[-2000:]

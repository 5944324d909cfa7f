"""Every operation of the running gateway, with generated input: no 5xx, no schema violation."""

import subprocess
import sys
from pathlib import Path

from tests.support.server import Server

EXAMPLES = 25


def test_no_generated_request_breaks_the_gateway(tmp_path: Path) -> None:
    with Server(tmp_path, RATE_LIMIT_ENABLED="false") as server, server.sign_up() as http:
        result = subprocess.run(
            [
                str(Path(sys.executable).with_name("schemathesis")),
                "run",
                f"{server.url}/api/v1/openapi.json",
                "--header",
                f"Authorization: {http.headers['Authorization']}",
                "--max-examples",
                str(EXAMPLES),
                "--seed",
                "1",
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    assert result.returncode == 0, result.stdout[-8000:] + result.stderr[-2000:]

"""Write docs/openapi.json from the declarations and their examples, or check that it is not stale.

python -m infra.openapi [--check]
"""

import argparse
import sys
import tomllib
from pathlib import Path

import msgspec

from app import routers
from infra.examples import add_examples
from taskmanager.http.openapi import describe

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "openapi.json"


def render() -> bytes:
    """Return the document as it has to be now."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    document = describe(routers, version)
    add_examples(document, routers)
    encoded = msgspec.json.encode(document)
    return msgspec.json.format(encoded, indent=2) + b"\n"


def main() -> int:
    """Write the document, or with --check say whether it is stale (exit code 1)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail if stale")
    if not parser.parse_args().check:
        DOCUMENT.write_bytes(render())
        return 0
    if DOCUMENT.is_file() and DOCUMENT.read_bytes() == render():
        return 0
    print(f"{DOCUMENT.relative_to(ROOT)} is stale: run `make openapi`", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())

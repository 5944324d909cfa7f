"""Starts the gateway as `python -m local up` does, for the manifest in the file it is given."""

import sys
from pathlib import Path

import msgspec

from infra.manifest import Manifest
from local import commands
from local.gateway.server import nothing

if __name__ == "__main__":
    manifest = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Manifest)
    sys.exit(commands.run(lambda: commands.start(lambda: manifest, nothing)))

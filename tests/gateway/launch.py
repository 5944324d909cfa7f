"""Starts the gateway as `python -m local up` does, for a manifest and a preparation of the tests.

python -m tests.gateway.launch MANIFEST.json nothing|fails|hangs
"""

import asyncio
import sys
from pathlib import Path

import msgspec

from infra.manifest import Manifest
from local import commands
from local.commands import CommandError
from local.gateway.server import nothing


async def fails() -> None:
    """Prepare as a migration does that cannot be made."""
    await asyncio.sleep(0.1)
    raise CommandError("DATABASE_URL: the database is not there")


async def hangs() -> None:
    """Prepare as a migration does that waits for a lock."""
    await asyncio.sleep(300)


PREPARATIONS = {"nothing": nothing, "fails": fails, "hangs": hangs}

if __name__ == "__main__":
    manifest = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Manifest)
    prepare = PREPARATIONS[sys.argv[2]]
    sys.exit(commands.run(lambda: commands.start(lambda: manifest, prepare)))

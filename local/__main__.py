"""The local cloud's command line: `python -m local COMMAND`."""

import argparse
import sys
from collections.abc import Callable

from local import commands

_COMMANDS: dict[str, tuple[Callable[[], int], str]] = {
    "up": (commands.up, "run the task manager"),
    "migrate": (commands.migrate, "bring the database to the newest schema"),
    "seed": (commands.seed, "fill a demo account and print its sign-in"),
}


def main() -> int:
    """Run the command that is asked for, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (_, description) in _COMMANDS.items():
        subparsers.add_parser(name, help=description, description=description)
    command, _ = _COMMANDS[parser.parse_args().command]
    return commands.run(command)


if __name__ == "__main__":
    sys.exit(main())

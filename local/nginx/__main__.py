"""The edge's command.

Usage:
    python -m local.nginx --test                    let the real nginx check the configuration
    python -m local.nginx --output FOLDER           write the container's configuration
    python -m local.nginx [--port] [--upstream]     run the edge in front of `make up`
"""

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from local.nginx.config import ANY_HOST, Edge, in_container, on_host, render
from local.nginx.program import NginxError, check, replace_process

FOLDER = Path("build/edge")
TLS_PORT = 8443


def main(arguments: list[str]) -> int:
    """Do what the command line asks for, and return the exit status."""
    options = _parser().parse_args(arguments)
    if options.output:
        edge = replace(in_container(), server_name=options.server_name)
        render(replace(edge, tls_port=TLS_PORT) if options.tls else edge, options.output)
        return 0
    try:
        if options.test:
            with tempfile.TemporaryDirectory(prefix="taskmanager-edge-") as folder:
                print(_test(Path(folder)))
            return 0
        _run(options)
    except NginxError as error:
        print(error, file=sys.stderr)
    return 1


def _run(options: argparse.Namespace) -> None:
    folder = FOLDER.absolute()
    edge = replace(on_host(folder), port=options.port, upstream=options.upstream)
    print(f"The edge is on http://127.0.0.1:{options.port}, its logs are in {FOLDER}", flush=True)
    replace_process(replace(edge, server_name=options.server_name), folder)


def _test(folder: Path) -> str:
    """Check what runs on a laptop and what runs in the container; say what nginx said."""
    host = on_host(folder)
    # The container's, with the paths of this machine: everything else is as it will be there.
    container = replace(in_container(), run=host.run, access_log=host.access_log, user=host.user)
    edges = {"host": host, "container": container}
    return "\n".join(f"{name}: {check(edge, folder / name)}" for name, edge in edges.items())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local.nginx", description="The edge.")
    parser.add_argument("--test", action="store_true", help="check the configuration and stop")
    parser.add_argument("--output", type=Path, help="write the container's configuration there")
    parser.add_argument("--tls", action="store_true", help="with --output: end TLS on port 8443")
    parser.add_argument("--server-name", default=ANY_HOST, help="host names; default: any")
    parser.add_argument("--port", type=int, default=Edge.port, help="default: %(default)s")
    parser.add_argument("--upstream", default=Edge.upstream, help="default: %(default)s")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

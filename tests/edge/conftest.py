"""The real nginx in front of a server of the test's choice.

`edge(address)` starts an edge before `host:port` and gives its base URL. Every edge is its own
process with its own counters, so that tests can run side by side.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.nginx.config import on_host
from local.nginx.program import Addresses, running
from tests.edge.upstream import Upstream


@pytest.fixture
def start_edge(tmp_path: Path) -> Iterator[Callable[..., Addresses]]:
    """Start an edge; keywords are fields of `local.nginx.config.Edge`."""
    with ExitStack() as edges:

        def start(upstream: str, **fields: Any) -> Addresses:
            folder = tmp_path / "edge"
            made = replace(on_host(folder), upstream=upstream, **fields)
            return edges.enter_context(running(made, folder))

        yield start


@pytest.fixture
def edge(start_edge: Callable[..., Addresses]) -> Callable[..., str]:
    """Start an edge before `host:port` and return its base URL."""

    def start(upstream: str, **fields: Any) -> str:
        return start_edge(upstream, **fields).http

    return start


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """Stand where the gateway does, and remember what reached it."""
    with Upstream() as server:
        yield server


@pytest.fixture
def url(edge: Callable[..., str], upstream: Upstream) -> str:
    """Start an edge before the upstream."""
    return edge(upstream.address)


@pytest.fixture
def client(url: str) -> Iterator[httpx.Client]:
    """Speak to an edge before the upstream."""
    with httpx.Client(base_url=url) as session:
        yield session

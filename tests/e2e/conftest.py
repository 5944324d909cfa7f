"""One task manager for all tests that only add to it."""

from collections.abc import Iterator

import pytest

from tests.support.server import Server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A task manager on embedded defaults, without limits."""
    with Server(tmp_path_factory.mktemp("server"), RATE_LIMIT_ENABLED="false") as running:
        yield running

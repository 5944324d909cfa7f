"""One gateway for all tests that leave it as it was."""

from collections.abc import Iterator

import httpx
import pytest

from tests.gateway.manifests import every_handler
from tests.gateway.running import Started, a_gateway, client


@pytest.fixture(scope="session")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """A gateway with every test handler."""
    with a_gateway(every_handler(), tmp_path_factory.mktemp("gateway")) as started:
        yield started


@pytest.fixture
def http(gateway: Started) -> Iterator[httpx.Client]:
    """A client of the shared gateway."""
    with client(gateway) as found:
        yield found

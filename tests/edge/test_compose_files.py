"""What can be said of the compose files without an engine."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from taskmanager.settings import env_names

ROOT = Path(__file__).parents[2]
FIXED_BY_THE_IMAGE = {"HOST", "PORT", "DATA_DIR"}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """Read the services as they are written."""
    read: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    return read


def test_every_setting_of_the_api_passes_through(services: dict[str, Any]) -> None:
    assert services["api"]["environment"].keys() == set(env_names()) - FIXED_BY_THE_IMAGE


def test_what_the_image_fixes_is_in_the_dockerfile() -> None:
    dockerfile = (ROOT / "local/docker/api.Dockerfile").read_text()

    assert [name for name in FIXED_BY_THE_IMAGE if f" {name}=" not in dockerfile] == []


def test_production_limits_every_container(services: dict[str, Any]) -> None:
    overlay = yaml.safe_load((ROOT / "docker-compose.prod.yml").read_text())["services"]

    assert overlay.keys() == services.keys()
    assert [
        name for name in overlay if not {"mem_limit", "cpus", "pids_limit"} <= overlay[name].keys()
    ] == []


def test_containers_can_be_scaled(services: dict[str, Any]) -> None:
    """A container's own name would be taken by the first."""
    assert [name for name, service in services.items() if "container_name" in service] == []

import stat
from pathlib import Path

import pytest
from dotenv import dotenv_values

from local import env_file


@pytest.fixture(autouse=True)
def no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment has no secret of its own."""
    monkeypatch.delenv("JWT_SECRET_KEY", raising=False)


def test_a_file_without_a_key_gets_one_and_keeps_the_rest(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=8001\nJWT_SECRET_KEY=")

    assert env_file.ensure(file) == f"Added a new JWT_SECRET_KEY to {file}."
    values = dotenv_values(file)
    assert values["PORT"] == "8001"
    assert len(values["JWT_SECRET_KEY"] or "") >= 48


def test_a_key_that_is_there_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("JWT_SECRET_KEY=mine\n")

    assert env_file.ensure(file) is None
    assert file.read_text() == "JWT_SECRET_KEY=mine\n"


def test_the_example_becomes_a_working_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes((Path(__file__).parents[2] / ".env.example").read_bytes())

    assert env_file.ensure(file) == f"Added a new JWT_SECRET_KEY to {file}."
    file.chmod(0o600)
    assert env_file.warnings(file) == []


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / ".env"

    assert env_file.ensure(file) == f"Wrote {file} with a new JWT_SECRET_KEY."
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_is_no_setting_and_who_may_read_it_are_warned_of(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("JWT_SECRET_KEY=mine\nPROT=8001\nHTTP_PORT=8080\n")
    file.chmod(0o644)

    assert env_file.warnings(file) == [
        f"{file}: PROT is not a setting, see docs/settings.md",
        f"{file} holds secrets and is readable by others: run `chmod 600 {file}`",
    ]

"""The file `.env`: written once, with a secret of its own, for its owner's eyes only."""

import os
import secrets
import stat
from pathlib import Path

from dotenv import dotenv_values

from local.errors import LocalError
from taskmanager.settings import ENV_FILE, SettingsError, env_names, load

OF_COMPOSE = ("HTTP_PORT", "HTTPS_PORT", "SERVER_NAME", "SSL_DIR", "API_CPUS")
"""What docker-compose.yml and docker-compose.prod.yml read from the same file."""

_MISSING = "JWT_SECRET_KEY: is required"
_CONTENT = """\
# Settings of the task manager, one NAME=value on a line; docs/settings.md has them all.
# This key signs access tokens. Whoever has it can sign in as anybody.
JWT_SECRET_KEY={key}
"""


class EnvFileError(LocalError):
    """The file cannot be written; the message is one line."""


def ensure(path: Path = ENV_FILE) -> str | None:
    """Write a fresh secret into the file if neither it nor the environment has one.

    Returns:
        One line that says so, or None when nothing had to be done.

    Raises:
        EnvFileError: The file cannot be written.
    """
    if not _key_is_missing(path):
        return None
    key = secrets.token_urlsafe(48)
    try:
        if path.exists():
            with path.open("a", encoding="utf-8") as file:
                file.write(f"\nJWT_SECRET_KEY={key}\n")
            return f"Added a new JWT_SECRET_KEY to {path}."
        _create(path, _CONTENT.format(key=key))
    except FileExistsError:
        return None  # another process was faster
    except OSError as error:
        raise EnvFileError(
            f"JWT_SECRET_KEY: is not set, and {path.absolute()} cannot be written: {error.strerror}"
        ) from error
    return f"Wrote {path} with a new JWT_SECRET_KEY."


def warnings(path: Path = ENV_FILE) -> list[str]:
    """Warn, a line each, of a file that others may read and of names that are no setting."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return []
    found = [
        f"{path}: {name} is not a setting, see docs/settings.md"
        for name in dotenv_values(path)
        if name not in {*env_names(), *OF_COMPOSE}
    ]
    if mode & (stat.S_IRGRP | stat.S_IROTH):
        found.append(f"{path} holds secrets and is readable by others: run `chmod 600 {path}`")
    return found


def _key_is_missing(path: Path) -> bool:
    try:
        load(env_file=path)
    except SettingsError as error:
        return _MISSING in str(error)
    return False


def _create(path: Path, content: str) -> None:
    """Create the file whole or not at all, never over another one."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    finally:
        draft.unlink()

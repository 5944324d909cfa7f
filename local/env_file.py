"""The file `.env`: written once, with a secret of its own, for its owner's eyes only."""

import os
import secrets
import stat
from pathlib import Path

from taskmanager.settings import ENV_FILE, SettingsError, load

_MISSING = "JWT_SECRET_KEY: is required"
_CONTENT = """\
# Settings of the task manager, one NAME=value on a line; docs/settings.md has them all.
# This key signs access tokens. Whoever has it can sign in as anybody.
JWT_SECRET_KEY={key}
"""


class EnvFileError(Exception):
    """The file cannot be written; the message is one line."""


def ensure(path: Path = ENV_FILE) -> str | None:
    """Write the file with a fresh secret if there is none and the environment has no secret.

    Returns:
        One line that says so, or None when nothing had to be done.

    Raises:
        EnvFileError: The file cannot be written.
    """
    if path.exists() or not _key_is_missing():
        return None
    try:
        _create(path, _CONTENT.format(key=secrets.token_urlsafe(48)))
    except FileExistsError:
        return None  # another process was faster
    except OSError as error:
        raise EnvFileError(
            f"JWT_SECRET_KEY: is not set, and {path.absolute()} cannot be written: {error.strerror}"
        ) from error
    return f"Wrote {path} with a new JWT_SECRET_KEY."


def warning(path: Path = ENV_FILE) -> str | None:
    """Return a line of warning if others than the owner may read the file."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return None
    if mode & (stat.S_IRGRP | stat.S_IROTH):
        return f"{path} holds secrets and is readable by others: run `chmod 600 {path}`"
    return None


def _key_is_missing() -> bool:
    try:
        load(env_file=None)
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

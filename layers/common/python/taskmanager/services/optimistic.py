"""Reading, changing and storing an object that others change too."""

from collections.abc import Callable
from typing import TypeVar

from taskmanager.domain.errors import Conflict, VersionConflict
from taskmanager.domain.values import Versioned

ATTEMPTS = 300
"""Bounds the work under a crowd; every failed attempt is somebody else's success."""
V = TypeVar("V", bound=Versioned)


def update(
    read: Callable[[], V],
    change: Callable[[V], V],
    store: Callable[[V, int], object],
    expected: frozenset[int] | None = None,
) -> V:
    """Store a changed object and return it; start over when somebody else was faster.

    Args:
        read: Reads the object as it is now.
        change: Makes its next version, or returns it as it is: then nothing is stored.
        store: Stores it if the version is still the one given.
        expected: The versions that the caller saw; None saw any.

    Raises:
        VersionConflict: The object is none of the expected versions.
        Conflict: Others were faster every time.
    """
    for _ in range(ATTEMPTS):
        current = read()
        current.check(expected)
        changed = change(current)
        if changed is current:
            return current
        try:
            store(changed, current.version)
        except VersionConflict:
            continue
        return changed
    raise Conflict("Too many changes at the same time: try again")

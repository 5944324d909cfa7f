"""Reading, changing and storing an object that others change too."""

from collections.abc import Callable
from typing import TypeVar

from taskmanager.domain.errors import Conflict, VersionConflict
from taskmanager.domain.values import Versioned

ATTEMPTS = 50
V = TypeVar("V", bound=Versioned)
R = TypeVar("R")


def update(
    read: Callable[[], V],
    change: Callable[[V], V],
    store: Callable[[V, int], R],
    expected: frozenset[int] | None = None,
) -> R:
    """Store a changed object; start over when somebody else was faster.

    Args:
        read: Reads the object as it is now.
        change: Makes its next version.
        store: Stores it if the version is still the one given.
        expected: The versions that the caller saw; None saw any.

    Raises:
        VersionConflict: The object is none of the expected versions.
        Conflict: Others were faster every time.
    """
    for _ in range(ATTEMPTS):
        current = read()
        current.check(expected)
        try:
            return store(change(current), current.version)
        except VersionConflict:
            continue
    raise Conflict("Too many changes at the same time: try again")

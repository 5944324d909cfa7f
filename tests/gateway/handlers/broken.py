"""A module whose import fails."""

import a_module_that_is_not_there  # type: ignore[import-not-found]  # noqa: F401


def handler(_event: object, _context: object) -> None:
    """Never run."""

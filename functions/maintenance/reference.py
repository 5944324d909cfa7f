"""The description of the API, as JSON and as a page."""

import json
from functools import cache
from pathlib import Path

from functions.maintenance.page.layout import render

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"


@cache
def document() -> str:
    """Return docs/openapi.json, which is packaged with the function."""
    return DOCUMENT.read_text(encoding="utf-8")


@cache
def page() -> str:
    """Return the API as a page."""
    return render(json.loads(document()))

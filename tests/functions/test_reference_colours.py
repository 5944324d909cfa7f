import re

import pytest

from functions.maintenance.page.layout import STYLESHEET

READABLE = 4.5
"""WCAG 2.2, success criterion 1.4.3 (AA)."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(scheme: str) -> None:
    light, dark = STYLESHEET.read_text(encoding="utf-8").split("prefers-color-scheme: dark")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light))
    if scheme == "dark":
        colours |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", dark))
    pairs = [
        *((ink, "paper") for ink in ("ink", "soft", "accent", "delete")),
        *((ink, "raised") for ink in ("ink", "soft", "accent", "key", "text", "number")),
        *((ink, "sunken") for ink in ("ink", "soft", "accent")),
        *((method, f"{method}-on") for method in ("get", "post", "patch", "delete")),
        ("ink", "mark"),
    ]

    for ink, ground in pairs:
        assert contrast(colours[ink], colours[ground]) >= READABLE, (ink, ground)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

"""Texts as the rules of a breakdown see them: tidy lines, and the lists people write by hand.

Everything here is total: any text is fine, in any script, however broken.
"""

import re
import unicodedata
from collections.abc import Iterable

import msgspec

ELLIPSIS = "…"

_UNWANTED = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # controls: NUL, line breaks, escapes
    "\u2028\u2029"  # Unicode's own line breaks
    "\u202a-\u202e\u2066-\u2069"  # directions that would turn around the words after them
    "\ud800-\udfff]"  # halves of characters, which no UTF-8 can hold
)
_MARK = re.compile(
    r"(?P<quote>(?:>\s?)*)(?P<indent>\s*)"
    r"(?:(?:[-*+•‣⁃◦▪▫●○■□➤·–—]|\(?(?:\d{1,3}|[A-Za-z])[.)]|step\s\d{1,3}[:.)])(?=\s)"  # noqa: RUF001
    r"|(?:\d{1,3}|[一二三四五六七八九十]{1,3})[、．）]"  # noqa: RUF001
    r"|(?=\[[ xX✓✔]?\]\s)|(?=[☐☑☒✅✓✔]))"
    r"\s*(?P<check>\[[ xX✓✔]?\]|[☐☑☒✅✓✔]\ufe0f?)?\s*",
    re.IGNORECASE,
)
_OPEN_CHECKS = frozenset({"", "[]", "[ ]", "☐"})


class ListItem(msgspec.Struct):
    """One entry of a list that somebody wrote into a text."""

    text: str
    done: bool = False
    notes: list[str] = []
    """The indented lines below it that are no entries."""

    children: list["ListItem"] = []


def tidy(text: str) -> str:
    """Return the text as one line: single spaces, no controls, nothing that turns it around."""
    return " ".join(_UNWANTED.sub(" ", text).split())


def tidy_lines(text: str) -> str:
    """Return the text with every line tidied."""
    return "\n".join(tidy(line) for line in text.splitlines()).strip()


def says_something(text: str) -> bool:
    """Tell whether there is a letter, a digit or a picture in it, not punctuation alone."""
    return any(unicodedata.category(char)[0] in "LNS" for char in text)


def cut(text: str, limit: int) -> str:
    """Shorten to at most `limit` characters, at the border of a word, with an ellipsis.

    A text without borders (a long URL, a script without spaces) is cut between two characters
    that do not belong together.
    """
    if len(text) <= limit:
        return text
    room = limit - len(ELLIPSIS)
    border = text.rfind(" ", 0, room + 1)
    end = border if border >= room // 2 else room
    while end > 1 and _belong_together(text[end - 1], text[end]):
        end -= 1
    return text[:end].rstrip(" ,;:-–—") + ELLIPSIS  # noqa: RUF001


def capitalized(text: str) -> str:
    """Begin with a capital, unless the first word is written in its own way (iPhone, URLs)."""
    word = text.split(" ", 1)[0]
    return text[:1].upper() + text[1:] if word.islower() and "." not in word else text


def distinct(texts: Iterable[str]) -> list[str]:
    """Leave out what says nothing and what was already there, in whichever case."""
    seen: dict[str, str] = {}
    for text in texts:
        if says_something(text):
            seen.setdefault(text.casefold(), text)
    return list(seen.values())


def list_items(text: str) -> list[ListItem]:
    """Find the entries of bulleted, numbered and checkbox lists; indented ones are children."""
    top: list[ListItem] = []
    base = 0
    for line in text.splitlines():
        mark = _MARK.match(line)
        words = tidy(line[mark.end() :]).rstrip(" ;,") if mark else ""
        if mark and says_something(words):
            item = ListItem(capitalized(words), (mark["check"] or "") not in _OPEN_CHECKS)
            indent = len(mark["indent"].expandtabs(4))
            if top and indent > base + 1:
                top[-1].children.append(item)
            else:
                base = indent
                top.append(item)
        elif top and line[:1].isspace() and says_something(line):
            _last(top).notes.append(tidy(line))
    return top


def _last(top: list[ListItem]) -> ListItem:
    return top[-1].children[-1] if top[-1].children else top[-1]


def _belong_together(before: str, after: str) -> bool:
    return (
        unicodedata.combining(after) != 0
        or unicodedata.category(after) in {"Mn", "Mc", "Me", "Sk"}
        or "\u200d" in {before, after}
    )

"""HTML whose text cannot break out of it: a string is escaped unless it is known to be markup."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import TypeAlias

_CODE = re.compile(r"`([^`]+)`")
_JSON_TOKEN = re.compile(r'("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|(-?\d[\d.]*)')
_VOID = frozenset({"br", "meta", "wbr"})


class Html(str):
    """Markup. Only this module makes it from a plain string."""

    __slots__ = ()


Node: TypeAlias = "str | Iterable[Node] | None"


def tag(name: str, /, *children: Node, **attributes: str | bool | None) -> Html:
    """Make an element.

    Args:
        name: Of the element.
        children: Markup, text, nothing, or any nesting of these.
        attributes: `class_` stands for class, `aria_label` for aria-label. True writes the bare
            name; False and None write nothing.
    """
    opening = "".join([name, *_attributes(attributes)]) if attributes else name
    if name in _VOID:
        return Html(f"<{opening}>")
    return Html(f"<{opening}>{''.join(_flat(children))}</{name}>")


def join(*children: Node) -> Html:
    """Put markup and text beside each other."""
    return Html("".join(_flat(children)))


def between(separator: str, children: Iterable[Node]) -> Html:
    """Put a separator between what is there."""
    return Html(escape(separator).join(join(child) for child in children if child))


def verbatim(stylesheet: str) -> Html:
    """Take a stylesheet of ours as it is: in `<style>` nothing may be escaped."""
    return Html(stylesheet)


def inline(text: str) -> Html:
    """Make markup of a sentence in which backticks mark code."""
    parts = _CODE.split(" ".join(text.split()))
    return join(tag("code", part) if at % 2 else part for at, part in enumerate(parts))


def prose(text: str) -> Html:
    """Make paragraphs of a text: an empty line ends one, backticks mark code."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return join(tag("p", inline(paragraph)) for paragraph in paragraphs if paragraph)


def json_code(text: str) -> Html:
    """Colour JSON."""
    pieces: list[Node] = []
    end = 0
    for token in _JSON_TOKEN.finditer(text):
        quoted, colon, word, number = token.groups()
        kind = "key" if colon else "text" if quoted else "word" if word else "number"
        pieces += [text[end : token.start()], tag("span", quoted or word or number, class_=kind)]
        pieces.append(colon)
        end = token.end()
    return join(pieces, text[end:])


def _attributes(attributes: dict[str, str | bool | None]) -> Iterator[str]:
    for name, value in attributes.items():
        written = name.rstrip("_").replace("_", "-")
        if value is True:
            yield f" {written}"
        elif isinstance(value, str):
            yield f' {written}="{escape(value)}"'


def _flat(children: Iterable[Node]) -> Iterator[str]:
    for child in children:
        if isinstance(child, Html):
            yield child
        elif isinstance(child, str):
            yield escape(child)
        elif child is not None:
            yield from _flat(child)

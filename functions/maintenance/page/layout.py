"""The page as a whole."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from functions.maintenance.page import guide, problem_list
from functions.maintenance.page.markup import Html, Node, inline, tag, verbatim
from functions.maintenance.page.operations import (
    Endpoint,
    Group,
    Operations,
    badge,
    breakable,
    groups,
)
from taskmanager.http.router import API_PREFIX

STYLESHEET = Path(__file__).with_name("page.css")
_PROBLEMS = "problems"


def render(document: Mapping[str, Any]) -> str:
    """Render an OpenAPI document as one page that needs nothing else."""
    info = document["info"]
    found = groups(document)
    operations = Operations(document)
    page = tag(
        "html",
        tag(
            "head",
            tag("meta", charset="utf-8"),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("meta", name="color-scheme", content="light dark"),
            tag("title", f"{info['title']} reference"),
            tag("style", verbatim(STYLESHEET.read_text(encoding="utf-8"))),
        ),
        tag(
            "body",
            tag("a", "Skip to the reference", href="#main", class_="skip"),
            _bar(info),
            _contents(found, info),
            tag(
                "main",
                _introduction(info),
                guide.sections(),
                [operations.section(group) for group in found],
                tag(
                    "section",
                    tag("h2", "Problems", id=_PROBLEMS),
                    guide.about_problems(),
                    problem_list.section(),
                    class_="guide",
                ),
                id="main",
                tabindex="-1",
            ),
        ),
        lang="en",
    )
    return f"<!doctype html>\n{page}\n"


def _bar(info: Mapping[str, Any]) -> Html:
    """Make the bar of narrow screens, on which the contents are a page of their own."""
    return tag(
        "header",
        tag("a", info["title"], href="#main"),
        tag("a", "Contents", href="#contents", class_="button"),
        id="bar",
    )


def _contents(found: list[Group], info: Mapping[str, Any]) -> Html:
    chapters = {**guide.TITLES, _PROBLEMS: "Problems"}
    return tag(
        "nav",
        tag(
            "p",
            tag("a", info["title"], href="#main"),
            tag("a", "Close", href="#bar", class_="button"),
            class_="brand",
        ),
        tag("h2", "Guide"),
        tag("ul", [_entry(anchor, title) for anchor, title in chapters.items()]),
        [
            (
                tag("h2", tag("a", group.title, href=f"#{group.anchor}")),
                tag("ul", [_route(endpoint) for endpoint in group.endpoints]),
            )
            for group in found
        ],
        id="contents",
        aria_label="Contents",
        tabindex="-1",
    )


def _entry(anchor: str, title: Node) -> Html:
    return tag("li", tag("a", title, href=f"#{anchor}"))


def _route(endpoint: Endpoint) -> Html:
    path = breakable(endpoint.path.removeprefix(API_PREFIX))
    return _entry(endpoint.anchor, (badge(endpoint.method), tag("span", path, class_="path")))


def _introduction(info: Mapping[str, Any]) -> Html:
    license_name = info.get("license", {}).get("name")
    return tag(
        "header",
        tag("h1", info["title"], " ", tag("small", f"v{info['version']}")),
        tag("p", inline(info["description"]), class_="lead"),
        tag(
            "p",
            "Everything below is made from the ",
            tag("a", "OpenAPI 3.1 document", href=f"{API_PREFIX}/openapi.json"),
            ", which is made from the code.",
            f" {license_name} licensed." if license_name else None,
        ),
        class_="introduction",
    )

import json
import re
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from functions.maintenance import reference
from functions.maintenance.page.layout import STYLESHEET, render
from taskmanager.domain.errors import DomainError
from taskmanager.http import problems

VOID = {"br", "meta", "wbr"}
HOSTILE = "<script>alert('1')</script> \"&"


class Outline(HTMLParser):
    """What is in a page: ids, links, text; fails where tags are not balanced."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element and what it refers to."""
        self.tags.add(tag)
        if tag not in VOID:
            self._open.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name in {"href", "src", "action", "srcset", "data"}:
                self.links.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened last."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Collect what a reader sees."""
        self.text += data


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return dict(json.loads(reference.document()))


@pytest.fixture(scope="module")
def outline() -> Outline:
    return Outline(reference.page())


def a_document(**changes: Any) -> dict[str, Any]:
    """Make a document of one endpoint, changed as a test needs it."""
    operation = {
        "operationId": "try_it",
        "tags": ["tasks"],
        "summary": "Try it",
        "parameters": [],
        "responses": {"200": {"description": "OK"}},
    }
    return {
        "info": {"title": "An API", "version": "1", "description": "For a test."},
        "paths": {"/api/v1/things": {"get": operation | changes}},
        "components": {"schemas": {}},
    }


def with_body(schema: dict[str, Any], **components: Any) -> dict[str, Any]:
    """Make a document whose endpoint takes a body."""
    made = a_document(requestBody={"content": {"application/json": {"schema": schema}}})
    made["components"]["schemas"] = components
    return made


def text_of(document: dict[str, Any]) -> str:
    """Render a document and return what a reader sees."""
    return " ".join(Outline(render(document)).text.split())


def every_problem_code() -> set[str]:
    def below(kind: type[DomainError]) -> Iterator[type[DomainError]]:
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    return {kind.code for kind in below(DomainError) if kind.__module__.startswith("taskmanager.")}


def test_the_page_is_html_whose_tags_are_balanced(outline: Outline) -> None:
    assert reference.page().startswith("<!doctype html>\n<html lang=")
    assert {"main", "nav", "h1", "article"} <= outline.tags


def test_every_operation_is_on_the_page(document: dict[str, Any], outline: Outline) -> None:
    operations = [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]

    assert operations
    for path, method, operation in operations:
        assert f"op-{operation['operationId']}" in outline.ids
        assert f"#op-{operation['operationId']}" in outline.links
        assert operation["summary"].replace("`", "") in " ".join(outline.text.split())
        assert f"{method.upper()}{path}" in outline.text


def test_every_problem_is_explained_where_its_type_points(outline: Outline) -> None:
    codes = every_problem_code()

    assert {"invalid_input", "email_taken", "internal_error"} <= codes
    assert {f"problem-{code}" for code in codes} <= set(outline.ids)


def test_every_status_of_the_table_of_problems_is_on_the_page(outline: Outline) -> None:
    for status, _ in set(problems.STATUSES.values()):
        assert f"{int(status)} {status.phrase}" in outline.text


def test_ids_are_unique_and_every_link_leads_somewhere(outline: Outline) -> None:
    assert len(outline.ids) == len(set(outline.ids))
    anchors = [link[1:] for link in outline.links if link.startswith("#")]
    assert set(anchors) <= set(outline.ids)


def test_the_page_needs_nothing_from_anywhere(outline: Outline) -> None:
    assert {link for link in outline.links if not link.startswith("#")} == {"/api/v1/openapi.json"}
    assert outline.tags.isdisjoint({"script", "link", "img", "iframe", "object", "form"})
    assert not [name for name in outline.attributes if name.startswith("on") or name == "style"]
    stylesheet = STYLESHEET.read_text(encoding="utf-8")
    assert "url(" not in stylesheet
    assert "@import" not in stylesheet


def test_text_of_the_document_cannot_become_markup() -> None:
    schema = {
        "title": HOSTILE,
        "description": HOSTILE,
        "type": "object",
        "properties": {
            HOSTILE: {
                "type": "string",
                "description": HOSTILE,
                "pattern": HOSTILE[:20],
                "enum": [HOSTILE],
                "default": HOSTILE,
                "examples": [HOSTILE],
            }
        },
        "required": [HOSTILE],
    }
    made = a_document(
        operationId=HOSTILE,
        tags=[HOSTILE],
        summary=HOSTILE,
        description=HOSTILE,
        parameters=[{"name": HOSTILE, "in": HOSTILE, "schema": schema, "description": HOSTILE}],
        requestBody={"content": {"application/json": {"schema": schema}}},
        responses={
            "200": {
                "description": HOSTILE,
                "headers": {HOSTILE: {"description": HOSTILE}},
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/X"}}},
            },
            "418": {"description": HOSTILE},
        },
        security=[{"bearer": [HOSTILE]}],
    )
    made["components"]["schemas"]["X"] = schema
    made["info"] = {"title": HOSTILE, "version": HOSTILE, "description": HOSTILE}
    made["paths"][f"/{HOSTILE}"] = made["paths"]["/api/v1/things"]

    page = render(made)

    assert "<script" not in page
    assert "script" not in Outline(page).tags
    assert HOSTILE in Outline(page).text


def test_a_field_tells_its_type_limits_and_default() -> None:
    text = text_of(
        with_body(
            {
                "type": "object",
                "properties": {
                    "size": {"type": "integer", "minimum": 1, "maximum": 5000, "default": 3},
                    "words": {"type": "array", "items": {"type": "string"}, "maxItems": 9},
                    "mood": {"enum": ["calm", "wild"]},
                },
                "required": ["size"],
            }
        )
    )

    assert "sizerequiredinteger" in text
    assert "1 to 5,000 · default 3" in text
    assert "array of string" in text
    assert "up to 9 items" in text
    assert "one of calm, wild" in text


def test_a_reference_is_followed_and_null_is_told() -> None:
    text = text_of(
        with_body(
            {
                "type": "object",
                "properties": {
                    "due": {"anyOf": [{"$ref": "#/components/schemas/Due"}, {"type": "null"}]}
                },
            },
            Due={
                "title": "Due",
                "type": "object",
                "properties": {"zone": {"type": "string", "minLength": 2}},
            },
        )
    )

    assert "Due or null" in text
    assert "Fields of Due" in text
    assert "at least 2 characters" in text


def test_a_schema_that_contains_itself_ends() -> None:
    text = text_of(
        with_body(
            {"$ref": "#/components/schemas/Tree"},
            Tree={
                "title": "Tree",
                "type": "object",
                "properties": {
                    "branches": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}
                },
            },
        )
    )

    assert "array of Tree" in text


@pytest.mark.parametrize(
    ("security", "said"),
    [
        (None, "Public"),
        ([{"bearer": []}], "Signed in"),
        ([{"bearer": ["data:read"]}], "Scope data:read"),
    ],
)
def test_who_may_call_is_told(security: list[Any] | None, said: str) -> None:
    assert said in text_of(a_document(**({"security": security} if security else {})))


def test_a_problem_is_listed_only_where_it_can_arise() -> None:
    page = reference.page()
    always = {"internal_error", "bad_gateway", "unavailable", "gateway_timeout"}
    with_body = {"invalid_input", "payload_too_large", "unsupported_media_type"}
    with_key = {"invalid_input", "request_in_progress", "idempotency_mismatch"}
    limited = {"rate_limited"}

    assert linked_problems(page, "health") == always
    assert linked_problems(page, "me") == always | limited | {
        "unauthenticated",
        "insufficient_scope",
    }
    assert linked_problems(page, "login") == always | limited | with_body | with_key | {
        "invalid_credentials"
    }
    assert linked_problems(page, "register") == always | limited | with_body | with_key | {
        "email_taken",
        "unprocessable",
    }
    assert linked_problems(page, "delete_task") == always | limited | {
        *("unauthenticated", "insufficient_scope", "not_found"),
        *("version_conflict", "conflict", "payload_too_large"),
    }


def test_the_codes_of_a_status_are_those_that_the_document_tells() -> None:
    schema = {"properties": {"code": {"enum": ["not_found"]}}}
    refusal = {
        "description": "Not here",
        "content": {"application/problem+json": {"schema": schema}},
    }
    page = render(a_document(responses={"404": refusal, "418": {"description": "A teapot"}}))

    assert linked_problems(page, "try_it") == {"not_found"}
    assert "418" in article(page, "try_it")


def test_the_contents_name_parameters_as_the_reference_does(outline: Outline) -> None:
    text = "".join(outline.text.split())

    assert text.count("/tasks/{task_id}/close") == 2
    assert "{id}" not in text


def linked_problems(page: str, name: str) -> set[str]:
    return set(re.findall(r'href="#problem-(\w+)"', article(page, name)))


def article(page: str, name: str) -> str:
    found = re.search(rf'<article id="op-{name}".*?</article>', page, re.DOTALL)
    assert found
    return found[0]


def test_the_first_render_is_quick(document: dict[str, Any]) -> None:
    render(document)
    started = time.process_time()
    render(document)

    assert time.process_time() - started < 0.25  # 0.03 s on an idle core

"""Schemas in words: what type a value has, what limits it keeps, which fields are in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from functions.maintenance.page.markup import Html, between, inline, join, tag
from taskmanager.domain.patterns import NO_NUL, NOT_BLANK
from taskmanager.domain.values import Id

Schema = Mapping[str, Any]

_REF = "#/components/schemas/"
_NULL = {"type": "null"}
_ID = get_args(Id)[1].pattern
_PATTERNS = {NO_NUL: None, NOT_BLANK: "not blank", _ID: "an id"}
_LONGEST_PATTERN = 40
_FEW_FIELDS = 2
"""What is below so few fields is the point of them, so it is shown at once."""


@dataclass(frozen=True)
class Shape:
    """A schema with its reference followed and its null taken out."""

    schema: Schema
    nullable: bool
    name: str | None


class Schemas:
    """The schemas of a document, which refer to each other."""

    def __init__(self, components: Schema) -> None:
        self._components = components
        self._tables: dict[tuple[str, bool], Html] = {}

    def shape(self, schema: Schema) -> Shape:
        """Follow a reference, and tell whether null is taken too."""
        options = [option for option in schema.get("anyOf", ()) if option != _NULL]
        nullable = len(options) < len(schema.get("anyOf", ()))
        if len(options) == 1:
            schema = {**{k: v for k, v in schema.items() if k != "anyOf"}, **options[0]}
        name = schema.get("$ref", "").removeprefix(_REF) or None
        if name is None:
            return Shape(schema, nullable, None)
        return Shape(self._components.get(name, {}), nullable, name)

    def type_name(self, schema: Schema) -> str:
        """Name the type of a value, e.g. `array of string or null`."""
        shape = self.shape(schema)
        return self._bare_name(shape) + (" or null" if shape.nullable else "")

    def _bare_name(self, shape: Shape) -> str:
        schema = shape.schema
        if options := schema.get("anyOf"):
            return " or ".join(self.type_name(option) for option in options)
        if "enum" in schema:
            return _enum_type(schema["enum"])
        kind = str(schema.get("type", "any value"))
        if kind == "array":
            return f"array of {self.type_name(schema.get('items', {}))}"
        if kind == "object":
            return self._object_name(shape)
        return f"{schema['format']} {kind}" if "format" in schema else kind

    def _object_name(self, shape: Shape) -> str:
        values = shape.schema.get("additionalProperties")
        if isinstance(values, Mapping):
            return f"object of {self.type_name(values)}s"
        return str(shape.schema.get("title", "object"))

    def facts(self, schema: Schema, *, is_sent: bool) -> list[Html]:
        """Tell what a value has to keep to; of one that is received only what it can be."""
        inner = self.shape(schema).schema
        found = [_values(inner)]
        if is_sent:
            found += [_length(inner), _range(inner), _pattern(inner), _default(schema)]
            found.append(_example(inner))
        if "items" in inner:
            each = self.facts(inner["items"], is_sent=is_sent)
            found.append(join("each ", between(", ", each)) if each else None)
        return [fact for fact in found if fact]

    def fields(self, schema: Schema, *, is_sent: bool, above: tuple[str, ...] = ()) -> Html | None:
        """Make the table of the fields of an object, or of the objects in an array."""
        shape = self.shape(schema)
        if "items" in shape.schema:
            return self.fields(shape.schema["items"], is_sent=is_sent, above=above)
        if shape.name in above or not shape.schema.get("properties"):
            return None
        if shape.name is None:
            return self._table(shape.schema, is_sent=is_sent, above=above)
        key = (shape.name, is_sent)
        if key not in self._tables:
            inside = (*above, shape.name)
            self._tables[key] = self._table(shape.schema, is_sent=is_sent, above=inside)
        return self._tables[key]

    def _table(self, schema: Schema, *, is_sent: bool, above: tuple[str, ...]) -> Html:
        properties = schema["properties"]
        required = schema.get("required", ())
        rows = [
            self.row(
                name,
                field,
                required=is_sent and name in required,
                is_sent=is_sent,
                nested=self._nested(
                    field, is_sent=is_sent, above=above, is_open=len(properties) <= _FEW_FIELDS
                ),
            )
            for name, field in properties.items()
        ]
        return table(rows, "fields" if is_sent else "fields given")

    def row(
        self,
        name: str,
        schema: Schema,
        *,
        required: bool,
        is_sent: bool = True,
        place: str = "",
        description: str = "",
        nested: Html | None = None,
    ) -> Html:
        """Make the row of one field or parameter, and one below it for what is nested in it."""
        inner = self.shape(schema).schema
        said = description or schema.get("description") or ("" if nested else _said(inner))
        facts = self.facts(schema, is_sent=is_sent)
        first = tag(
            "tr",
            tag(
                "th",
                tag("code", name),
                tag("span", "required", class_="required") if required else None,
                tag("span", self.type_name(schema) + place, class_="type"),
                scope="row",
            ),
            tag(
                "td",
                tag("p", inline(said)) if said else None,
                tag("p", between(" \N{MIDDLE DOT} ", facts), class_="facts") if facts else None,
            ),
            class_="parent" if nested else None,
        )
        return join(first, tag("tr", tag("td", nested, colspan="2")) if nested else None)

    def _nested(
        self, schema: Schema, *, is_sent: bool, above: tuple[str, ...], is_open: bool
    ) -> Html | None:
        inner = self.fields(schema, is_sent=is_sent, above=above)
        if inner is None:
            return None
        shape = self.shape(schema)
        shape = self.shape(shape.schema["items"]) if "items" in shape.schema else shape
        said = _said(shape.schema)
        return tag(
            "details",
            tag("summary", f"Fields of {shape.schema.get('title', 'each')}"),
            tag("p", inline(said)) if said else None,
            inner,
            open=is_open,
        )


def table(rows: list[Html], looks: str = "fields") -> Html:
    """Make a table of fields or parameters."""
    return tag("table", tag("tbody", rows), class_=looks)


def _said(schema: Schema) -> str:
    return str(schema.get("description", ""))


def _enum_type(values: list[Any]) -> str:
    return "string" if all(isinstance(value, str) for value in values) else "value"


def _values(schema: Schema) -> Html | None:
    values = schema.get("enum", [schema["const"]] if "const" in schema else [])
    if not values:
        return None
    codes = between(", ", [tag("code", _literal(value)) for value in values])
    return join("always " if len(values) == 1 else "one of ", codes)


def _length(schema: Schema) -> Html | None:
    unit = "items" if schema.get("type") == "array" else "characters"
    least, most = (
        (schema.get("minItems"), schema.get("maxItems"))
        if unit == "items"
        else (schema.get("minLength"), schema.get("maxLength"))
    )
    return _limits(least, most, f" {unit}")


def _range(schema: Schema) -> Html | None:
    if "exclusiveMinimum" in schema:
        return join(f"more than {schema['exclusiveMinimum']:,}")
    return _limits(schema.get("minimum"), schema.get("maximum"), "")


def _limits(least: float | None, most: float | None, unit: str) -> Html | None:
    if least is None and most is None:
        return None
    if most is None:
        return join(f"at least {least:,}{unit}")
    if least is None:
        return join(f"up to {most:,}{unit}")
    return join(f"{least:,} to {most:,}{unit}".replace("-", "\N{MINUS SIGN}"))


def _pattern(schema: Schema) -> Html | None:
    pattern = schema.get("pattern")
    if pattern in _PATTERNS:
        known = _PATTERNS[pattern]
        return join(known) if known else None
    if not pattern or len(pattern) > _LONGEST_PATTERN:
        return None
    return join("matches ", tag("code", pattern))


def _default(schema: Schema) -> Html | None:
    value = schema.get("default")
    return None if value in (None, "") else join("default ", tag("code", _literal(value)))


def _example(schema: Schema) -> Html | None:
    examples = None if schema.get("pattern") == _ID else schema.get("examples")
    return join("such as ", tag("code", _literal(examples[0]))) if examples else None


def _literal(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)

from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
import pytest
from msgspec import Meta

from taskmanager.domain import patterns
from taskmanager.domain.account import Email
from taskmanager.domain.explain import explain
from taskmanager.domain.values import Content, Id, Scope


@pytest.mark.parametrize(
    ("value", "kind", "said"),
    [
        (" ", Content, "must not be blank, nor hold a NUL character"),
        ("", Content, "has to have at least 1 characters"),
        ("x" * 501, Content, "has to have at most 500 characters"),
        ("x", Email, "is not an e-mail address"),
        ("a/b", Id, "is not an id"),
        ("x", Annotated[str, Meta(pattern="^y$")], "has another form"),
        ("x", int, "has to be a whole number, not a text"),
        (1, str | None, "has to be a text or null, not a whole number"),
        (9, Annotated[int, Meta(le=4)], "has to be at most 4"),
        (0, Annotated[float, Meta(gt=0)], "has to be more than 0.0"),
        ("pink", Literal["red", "blue"], "is 'pink', but has to be one of blue, red"),
        ("pink", Literal["red"] | None, "is 'pink', but has to be one of red"),
        ("tomorrow", date, "has to be a day such as 2030-12-31"),
        ("2026-02-30", date | None, "has to be a day such as 2030-12-31"),
        ("2026-12-01T10:00", datetime, "has to be a moment such as 2030-12-31T10:00:00Z"),
        (
            "all",
            Scope,
            "is 'all', but has to be one of data:delete, data:read, data:read_write, task:add",
        ),
    ],
)
def test_what_does_not_fit_is_said_in_words(value: object, kind: Any, said: str) -> None:
    with pytest.raises(msgspec.ValidationError) as refusal:
        msgspec.convert(value, kind)

    assert explain(str(refusal.value), kind) == said


def test_every_pattern_has_a_meaning() -> None:
    named = {
        value for value in vars(patterns).values() if isinstance(value, str) and value[:1] == "^"
    }

    assert named == set(patterns.MEANINGS)

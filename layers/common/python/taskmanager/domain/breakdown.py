"""Breaking a task down into steps: what a breakdown is, whoever makes it."""

from typing import Annotated

import msgspec
from msgspec import Meta

from taskmanager.domain.values import Content, Description

MIN_STEPS = 2
MAX_STEPS = 12

Granularity = Annotated[
    int, Meta(ge=1, le=5, description="1 gives a few large steps, 5 many small ones.")
]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a task, to become a subtask."""

    content: Content
    description: Description = ""


class Breakdown(msgspec.Struct, frozen=True, kw_only=True):
    """The steps of a task, in order, and why these."""

    explanation: Annotated[str, Meta(min_length=1, max_length=1000)]
    steps: Annotated[tuple[Step, ...], Meta(min_length=MIN_STEPS, max_length=MAX_STEPS)]

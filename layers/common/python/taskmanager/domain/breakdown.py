"""Breaking a task down into steps: what a breakdown is, whoever makes it."""

from typing import Annotated

import msgspec
from msgspec import Meta

from taskmanager.domain.values import Content, Description

MIN_STEPS = 2
MAX_STEPS = 12
MAX_STEP_CONTENT = 500
MAX_STEP_DESCRIPTION = 16_384
MAX_EXPLANATION = 1000

STEPS_WANTED = {1: (2, 3), 2: (4, 5), 3: (6, 7), 4: (8, 9), 5: (9, 10)}
"""For each granularity, the least and the most steps to aim at."""

Granularity = Annotated[
    int, Meta(ge=1, le=5, description="1 gives a few large steps, 5 many small ones.")
]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a task, to become a subtask."""

    content: Content
    description: Description = ""


class Breakdown(msgspec.Struct, frozen=True, kw_only=True):
    """The steps of a task, in order, and why these."""

    explanation: Annotated[str, Meta(min_length=1, max_length=MAX_EXPLANATION)]
    steps: Annotated[tuple[Step, ...], Meta(min_length=MIN_STEPS, max_length=MAX_STEPS)]

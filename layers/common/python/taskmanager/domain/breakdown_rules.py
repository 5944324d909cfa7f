"""The rules engine: breaks any task down into steps.

The rules need no network and no luck: the same task always gives the same steps. Four rules are
asked in turn, and the first that knows at least two steps answers:

1. a list that somebody wrote into the description or the task;
2. several things that the task itself names ("Buy milk, eggs and bread");
3. a kind of work that is known by its verb or its thing ("Plan a trip to Rome");
4. the phases that most work goes through.
"""

from collections.abc import Iterable

from taskmanager.domain.breakdown import (
    MAX_STEP_CONTENT,
    MAX_STEP_DESCRIPTION,
    MAX_STEPS,
    MIN_STEPS,
    Breakdown,
    Step,
)
from taskmanager.domain.breakdown_english import ENGLISH
from taskmanager.domain.breakdown_language import GRANULARITIES, Kind, Language
from taskmanager.domain.breakdown_phrases import (
    actions_named,
    kind_of,
    object_of,
    task_of,
    things_named,
    topic,
)
from taskmanager.domain.breakdown_text import ListItem, cut, distinct, list_items, tidy

_LISTS_INNER_POINTS = 4
"""From this granularity on, the indented points of a list are steps of their own."""

_FRAMED = 4
"""From this granularity on, an enumeration gets what comes before and after it."""


def by_rules(
    content: str, description: str, granularity: int, language: Language = ENGLISH
) -> Breakdown:
    """Break any task down, in a way that can be foreseen.

    Args:
        content: The line of the task; any text.
        description: What is said about it; any text.
        granularity: From 1, a few large steps, to 5, many small ones; a finer one never gives
            fewer steps.
        language: What the rules know of words.
    """
    granularity = min(max(granularity, GRANULARITIES[0]), GRANULARITIES[-1])
    return (
        _by_list(list_items(description), granularity, language)
        or _by_list(list_items(content), granularity, language)
        or _by_enumeration(content, granularity, language)
        or _by_kind(content, granularity, language)
        or _by_actions(content, language)
        or _by_phases(content, granularity, language)
    )


def _by_list(items: list[ListItem], granularity: int, language: Language) -> Breakdown | None:
    to_do = [item for item in items if not item.done]
    coarse = _distinct_steps(_step_of(item) for item in to_do)
    steps = coarse
    if granularity >= _LISTS_INNER_POINTS:
        fine = _distinct_steps(step for item in to_do for step in _inner_steps(item))
        steps = fine if len(fine) >= len(coarse) else coarse
    said = language.explanations
    return _breakdown(said.listed if to_do == items else said.listed_done, steps, language)


def _step_of(item: ListItem) -> Step:
    inner = [f"- {child.text}" for child in item.children if not child.done]
    return _step(item.text, "\n".join([*item.notes, *inner]))


def _inner_steps(item: ListItem) -> list[Step]:
    inner = [child for child in item.children if not child.done]
    title = item.text.rstrip(" :")
    return [_step(f"{title}: {child.text}", "\n".join(child.notes)) for child in inner] or [
        _step_of(item)
    ]


def _by_enumeration(content: str, granularity: int, language: Language) -> Breakdown | None:
    things, verb = things_named(content, language)
    actions = actions_named(content, language)
    texts = things or (actions if len(actions) > MIN_STEPS else [])
    if granularity >= _FRAMED:
        for verbs, before, after in language.errands:
            if verb in verbs:
                texts = [before, *texts, after]
    return _breakdown(language.explanations.enumerated, map(_step, texts), language)


def _by_actions(content: str, language: Language) -> Breakdown | None:
    actions = actions_named(content, language)
    return _breakdown(language.explanations.enumerated, map(_step, actions), language)


def _by_kind(content: str, granularity: int, language: Language) -> Breakdown | None:
    found = kind_of(content, language)
    if not found:
        return None
    kind, word = found
    if language.verb_of(word) == word and actions_named(content, language):
        return None  # "Design and print flyers" is more than designing
    it, task = object_of(content, kind, language), task_of(content, kind, language)
    explanation = language.explanations.kind.format(name=kind.name, word=cut(word, 60))
    return _breakdown(explanation, map(_step, kind.at(granularity, it, task)), language)


def _by_phases(content: str, granularity: int, language: Language) -> Breakdown:
    it = topic(content, language)
    phases = Kind("", language.general).at(granularity, it, it)
    return Breakdown(
        explanation=language.explanations.general, steps=tuple(_step(text) for text in phases)
    )


def _step(content: str, description: str = "") -> Step:
    return Step(
        content=cut(tidy(content), MAX_STEP_CONTENT),
        description=cut(description, MAX_STEP_DESCRIPTION),
    )


def _distinct_steps(steps: Iterable[Step]) -> list[Step]:
    found: dict[str, Step] = {}
    for step in steps:
        if distinct([step.content]):
            found.setdefault(step.content.casefold(), step)
    return list(found.values())


def _breakdown(explanation: str, steps: Iterable[Step], language: Language) -> Breakdown | None:
    """Make a breakdown of the steps, or nothing when they are fewer than two."""
    found = _distinct_steps(steps)
    if len(found) < MIN_STEPS:
        return None
    if len(found) > MAX_STEPS:
        found, others = found[: MAX_STEPS - 1], found[MAX_STEPS - 1 :]
        points = "\n".join(f"- {step.content}" for step in others)
        found.append(_step(language.remaining.format(count=len(others)), points))
    return Breakdown(explanation=explanation, steps=tuple(found))

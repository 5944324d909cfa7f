"""What the rules engine has to know of a language. A language is one value of `Language`."""

import re
from functools import cache

import msgspec

GRANULARITIES = range(1, 6)

NOTHING = r"(?!)"
"""Regular expression that matches nothing."""


class Kind(msgspec.Struct, frozen=True):
    """A kind of work that is known, and its usual steps.

    `steps` pairs every step with the granularity from which on it is shown, so that a finer
    breakdown holds all that a coarser one does. `{it}` stands for what the task is about, and
    `{task}` for all that it says.
    """

    name: str
    """Fits after "This looks like", e.g. "planning a trip"."""

    steps: tuple[tuple[int, str], ...]
    starts: str = NOTHING
    """Regular expression of the action that tells it, from the first word of the task on:
    "cancel", "write ... tests". Whole words, in any case."""

    things: str = NOTHING
    """Regular expression of the things that tell it, unless the task begins with a verb that
    does something else with them: "the trip" and "plan the trip", but never "cancel the trip"."""

    action: str = ""
    """What to do with a thing that is all a task says: "do" makes a step of "Laundry"."""

    fallback: str = ""
    """`{it}` when the task has no words for it, e.g. "the trip"."""

    article: bool = True
    """Whether `{it}` may get an article: "the kitchen", but not "the Spanish"."""

    small: bool = False
    """Whether it is done in one go, so that few steps are enough at any granularity."""

    def at(self, granularity: int, it: str, task: str) -> list[str]:
        """Return the steps of this granularity about `it`; a step `{task}` is the task itself."""
        return [
            text.replace("{it}", it).replace("{task}", task)
            for level, text in self.steps
            if level <= granularity
        ]


class Explanations(msgspec.Struct, frozen=True, kw_only=True):
    """The sentences that say by which rule steps came about."""

    listed: str
    listed_done: str
    enumerated: str
    kind: str
    general: str


class Language(msgspec.Struct, frozen=True, kw_only=True):
    """The words and the sentences of one language."""

    verbs: frozenset[str]
    """What an action begins with."""

    makers: frozenset[str]
    """Verbs that leave it to the thing after them what kind of work it is: "plan", "do"."""

    nouns: str
    """Regular expression of things that begin with what looks like a verb: "water bill"."""

    shorthand: tuple[tuple[str, str], ...]
    """Regular expressions of what people shorten, and the words they mean: "re:" is "about"."""

    shared_verbs: frozenset[str]
    """Verbs that go with each of the things after them: "Buy milk and eggs"."""

    fillers: str
    """Regular expression of what stands before the action and adds nothing: "I need to"."""

    joiners: str
    """Regular expression of the words between two things: "and"."""

    sequels: str
    """Regular expression of the words between two actions: "then"."""

    modifiers: frozenset[str]
    """Words that begin what is said about a thing, or about all of them: "for the party"."""

    vague: frozenset[str]
    """Things that say nothing, so that what follows does: "everything for the party"."""

    openers: frozenset[str]
    """Words that are capital only because a line begins with them: "Weekly report"."""

    circumstances: frozenset[str]
    """Modifiers after which nothing tells the kind of work: notes "after the wedding"."""

    inseparable: str
    """Regular expression of what is one thing: "salt and pepper", a title in quotes."""

    indefinite: str
    """Regular expression of the articles that become `definite`."""

    definite: str
    determiners: frozenset[str]
    """Words before which no article goes."""

    times: str
    """Regular expression of a time at the end: "by Friday"."""

    errands: tuple[tuple[frozenset[str], str, str], ...]
    """For verbs of an enumeration: what to do before and after it."""

    kinds: tuple[Kind, ...]
    general: tuple[tuple[int, str], ...]
    remaining: str
    """The step that stands for the `{count}` entries which are too many."""

    explanations: Explanations

    def verb_of(self, text: str) -> str:
        """Return the action that the text begins with, as it is written there, or nothing."""
        if whole_words(self.nouns).match(text):
            return ""
        found = _starts_with(self.verbs | self.shared_verbs).match(text)
        return found[0] if found else ""


def steps(lines: str) -> tuple[tuple[int, str], ...]:
    """Read steps that are written one a line: the granularity, a space, the step."""
    return tuple((int(line[0]), line[2:]) for line in lines.strip().splitlines())


@cache
def whole_words(pattern: str) -> re.Pattern[str]:
    """Compile an expression that matches whole words, in any case."""
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


@cache
def _starts_with(words: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"(?:{'|'.join(map(re.escape, longest_first))})(?![\w'’-])", re.IGNORECASE)

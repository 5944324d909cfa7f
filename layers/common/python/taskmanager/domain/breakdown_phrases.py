"""Reading the line of a task: the things it names, and the words that stand for it in a step."""

import re

from taskmanager.domain.breakdown_language import Kind, Language, whole_words
from taskmanager.domain.breakdown_text import capitalized, cut, distinct, says_something, tidy

MAX_TOPIC = 60
"""Longest piece of a task, in characters, that is repeated within a step."""

_GLUE = "\x00"  # there is none in a tidy text, and no rule splits at it
_MAX_WORDS_OF_A_THING = 5
_MAX_WORDS_OF_A_BARE_THING = 3
_SEQUEL = re.compile(r"\s*[;；]\s*|\s+(?:->|=>|→|➔)\s*|\s+/\s+")
_SENTENCE = re.compile(r"(?<=[\w)][.!?])\s+|(?<=[。！？])\s*")
_COMMA = re.compile(r",\s+|[、，]\s*")
_COLON = re.compile(r"[:：]\s+|：")
_CLAUSE = re.compile(r"\s*(?:[;:!?.](?=\s)|[。；：！？]|\s[-–—(\[]).*")
_QUOTED = re.compile(r"""(["“„«「『]).{1,200}?["”“»」』]|(?<!\w)['‘‚].{1,200}?['’‘](?!\w)""")
_NUMBER = re.compile(r"v?\d")
_OWNERS = ("'s", "s'", "’s", "s’")
_EDGES = " \t\n.,;:!?-–—…。"


def things_named(content: str, language: Language) -> tuple[list[str], str]:
    """Find the steps that a task names itself, and the verb that they share, if they do.

    Returns:
        At least two steps, or none at all.
    """
    text = _plain(content, language)
    for one_thing in (whole_words(language.inseparable), _QUOTED):
        text = one_thing.sub(lambda found: found[0].replace(" ", _GLUE), text)
    for steps, verb in (
        (_sequence(text, language), ""),
        _listed_after_colon(text, language),
        _shared(_things(text, language), language),
        (_bare_list(text, language), ""),
    ):
        told = distinct(capitalized(tidy(step).strip(_EDGES)) for step in steps)
        if len(told) > 1:
            return told, verb.casefold()
    return [], ""


def actions_named(content: str, language: Language) -> list[str]:
    """Find several things to do with one object: "Wash, dry and fold the laundry"."""
    things = _things(_plain(content, language), language)
    verbs = [language.verb_of(thing) for thing in things]
    rest = things[-1].removeprefix(verbs[-1]).strip() if things else ""
    if len(things) < 2 or not all(verbs) or not says_something(rest):
        return []
    if any(thing != verb for thing, verb in zip(things[:-1], verbs, strict=False)):
        return []
    return distinct(f"{capitalized(verb)} {rest}" for verb in verbs)


def topic(content: str, language: Language) -> str:
    """Return the task's own words, short enough to be repeated within a step."""
    return cut(_clause(content, language), MAX_TOPIC)


def kind_of(content: str, language: Language) -> tuple[Kind, str] | None:
    """Find the kind of work that a task is, and the words that tell it.

    What the task begins with decides: "Cancel the trip" is no trip. Only where that is no verb, or
    one that leaves it open ("plan"), the thing decides: the last one named before what is said
    about it, so that "wedding speech for Anna's party" is a speech.
    """
    line = _main_clause(_clause(content, language), language)
    for kind in language.kinds:
        if match := whole_words(kind.starts).match(line):
            return kind, match[0]
    verb = language.verb_of(line)
    if verb.casefold() not in language.makers if verb else _looks_like_an_action(line, language):
        return None
    thing = _head(_without_verbs(line, language), language)
    found: list[tuple[int, int, int]] = []
    for at, kind in enumerate(language.kinds):
        found += [
            (match.end(), -match.start(), -at) for match in whole_words(kind.things).finditer(thing)
        ]
    if not found:
        return None
    end, start, at = max(found)
    return language.kinds[-at], thing[-start:end]


def object_of(content: str, kind: Kind, language: Language) -> str:
    """Return what the task is about, as it stands within a sentence: "the trip to Rome"."""
    text = topic(content, language)
    text = whole_words(language.times + r"$").sub("", text).strip(_EDGES)
    thing = _without_verbs(text, language)
    if not says_something(thing):
        return kind.fallback
    first = thing.split(" ", 1)[0]
    if thing != text and first.casefold() in language.modifiers:
        return f"{kind.fallback} {thing}" if kind.article else thing[len(first) :].strip()
    common = first.casefold() in language.openers or whole_words(kind.things).match(text)
    if thing == text and text[1:2].islower() and common:
        thing = text[:1].lower() + text[1:]
    return _with_article(thing, language) if kind.article else thing


def task_of(content: str, kind: Kind, language: Language) -> str:
    """Return all that the task says, as a step of its own: "Call mum"."""
    text = _plain(content, language)
    if kind.action and not language.verb_of(_clause(content, language)):
        return f"{kind.action} {object_of(content, kind, language)}"
    return capitalized(text)


def _plain(content: str, language: Language) -> str:
    """Return the line without what people put before it, and with its words written out."""
    text = _without_fillers(tidy(content), language)
    for short, long in language.shorthand:
        text = re.sub(rf"(?<!\w)(?:{short})(?!\w)", long, text, flags=re.IGNORECASE)
    return text


def _clause(content: str, language: Language) -> str:
    text = _plain(content, language)
    head, *rest = _COLON.split(text, maxsplit=1)
    if rest and not language.verb_of(head) and language.verb_of(rest[0]):
        text = rest[0]  # "Work: finish the slides"
    clause = text if _QUOTED.search(text) else _CLAUSE.sub("", text).strip(_EDGES)
    return clause or text


def _main_clause(text: str, language: Language) -> str:
    """Leave out the circumstances: "Send thanks" of "Send thanks after the party"."""
    words = text.split()
    ends = (at for at in range(1, len(words)) if words[at].casefold() in language.circumstances)
    return " ".join(words[: next(ends, len(words))])


def _looks_like_an_action(text: str, language: Language) -> bool:
    """Tell whether an unknown verb may stand before a thing: "Revert the migration"."""
    second = " ".join(text.casefold().split()[1:2])
    return second in language.determiners and second not in language.modifiers


def _head(thing: str, language: Language) -> str:
    """Return the thing without what is said about it: "slides" of "slides for the meeting"."""
    words = thing.split()
    at = 0
    while at < len(words) and words[at].casefold() in language.modifiers | language.vague:
        at += 1
    return _split_modifier(" ".join(words[at:]), language)[0] if at < len(words) else thing


def _without_verbs(text: str, language: Language) -> str:
    """Leave out the action, or both of "research and buy"."""
    verb = language.verb_of(text)
    rest = text[len(verb) :].strip(_EDGES)
    joined = re.sub(rf"^(?:{language.joiners})\s+", "", rest, flags=re.IGNORECASE)
    if joined != rest and (second := language.verb_of(joined)):
        return joined[len(second) :].strip(_EDGES)
    return rest if verb else text


def _with_article(text: str, language: Language) -> str:
    if re.match(language.indefinite, text, re.IGNORECASE):
        return re.sub(f"^{language.indefinite}", language.definite, text, flags=re.IGNORECASE)
    first, *others = text.split()
    takes_none = first.casefold() in language.determiners or first.endswith(_OWNERS)
    numbered = any(map(_NUMBER.match, _split_modifier(text, language)[0].split()))
    # Of a name alone nobody knows whether it takes one: "Anna", but "the Rome trip".
    name = not first[0].islower() and not (
        others and others[0].islower() and others[0] not in language.modifiers
    )
    return text if takes_none or numbered or name else language.definite + text


def _without_fillers(text: str, language: Language) -> str:
    shorter = re.sub(rf"^(?:{language.fillers})+", "", text, flags=re.IGNORECASE)
    return shorter if says_something(shorter) else text


def _sequence(text: str, language: Language) -> list[str]:
    """Split at what separates whole actions: semicolons, arrows, "then", sentences."""
    sequel = re.compile(rf"{_SEQUEL.pattern}|,?\s+(?:{language.sequels})\s+", flags=re.IGNORECASE)
    parts = [part for part in sequel.split(text) if says_something(part)]
    if len(parts) > 1:
        return parts
    sentences = [part for part in _SENTENCE.split(text) if says_something(part)]
    return sentences if all(language.verb_of(part) for part in sentences) else []


def _listed_after_colon(text: str, language: Language) -> tuple[list[str], str]:
    head, *rest = _COLON.split(text, maxsplit=1)
    things = _things(rest[0], language) if rest and len(head.split()) <= 6 else []
    if len(things) < 2 or any(len(thing.split()) > _MAX_WORDS_OF_A_THING for thing in things):
        return [], ""
    verb = language.verb_of(head)
    if verb == head and verb.casefold() in language.shared_verbs:
        return [f"{head} {thing}" for thing in things], verb
    return things, ""


def _bare_list(text: str, language: Language) -> list[str]:
    things = _things(text, language)
    short = all(len(thing.split()) <= _MAX_WORDS_OF_A_BARE_THING for thing in things)
    return things if len(things) > 2 and short and not language.verb_of(text) else []


def _things(text: str, language: Language) -> list[str]:
    joiner = rf"(?:,\s*|\s+)(?:{language.joiners})\s+"
    parts = re.split(rf"{joiner}|{_COMMA.pattern}", text, flags=re.IGNORECASE)
    return [part.strip() for part in parts if says_something(part)]


def _shared(things: list[str], language: Language) -> tuple[list[str], str]:
    """Give each thing the verb before it: "Buy milk and eggs" is two things to buy."""
    if len(things) < 2:
        return [], ""
    *things, last = things
    last, about_all = _split_modifier(last, language)
    steps: list[str] = []
    verb, first_verb, sharing = "", "", 0
    for thing in [*things, last]:
        own = language.verb_of(thing)
        if own and own != thing:
            verb, first_verb, sharing = own, first_verb or own, len(steps)
            steps.append(thing)
        elif verb.casefold() in language.shared_verbs and _is_a_thing(thing, steps[-1], language):
            steps.append(f"{verb} {thing}")
        else:
            return [], ""
    if about_all:
        steps[sharing:] = [f"{step} {about_all}" for step in steps[sharing:]]
    return steps, first_verb if sharing == 0 else ""


def _split_modifier(thing: str, language: Language) -> tuple[str, str]:
    words = thing.split()
    for at in range(max(1, len(language.verb_of(thing).split())), len(words)):
        if words[at].casefold() in language.modifiers:
            return " ".join(words[:at]), " ".join(words[at:])
    return thing, ""


def _is_a_thing(thing: str, before: str, language: Language) -> bool:
    """Tell whether the verb of what stands before goes with this too.

    "Buy tickets for Romeo and Juliet" names one thing: what follows may belong to the "for".
    """
    return (
        len(thing.split()) <= _MAX_WORDS_OF_A_THING
        and any(char.isalpha() for char in thing)
        and not any(word.casefold() in language.modifiers for word in before.split()[1:])
    )

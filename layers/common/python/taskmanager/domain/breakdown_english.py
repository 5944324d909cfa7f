"""English, for the rules engine: its words and sentences. The kinds of work stand beside it."""

from taskmanager.domain.breakdown_english_home import HOME
from taskmanager.domain.breakdown_english_work import DECISION, WORK
from taskmanager.domain.breakdown_language import Explanations, Language, steps

_SHARED_VERBS = """
ask, bake, book, bring, buy, call, cancel, change, charge, check, clean, clean up, clear out,
collect, contact, cook, copy, delete, donate, download, drop off, dust, e-mail, email, empty, feed,
fetch, fix, fold, get, hang up, install, invite, invoice, iron, mend, message, mop, mow, notify,
order, pack, paint, pay, phone, pick up, polish, post, print, prune, remind, remove, renew, repair,
replace, reply to, reserve, return, review, ring, scan, scrub, sell, send, sort, talk to, tell,
test, text, thank, tidy, tidy up, trim, unpack, update, upgrade, upload, vacuum, visit, wash, water,
weed, wipe, wrap, write to
"""
_OTHER_VERBS = """
add, agree, analyse, analyze, apply, arrange, assemble, attend, build, celebrate, choose, close,
compare, compile, complete, configure, create, cut, debug, declutter, decide, decorate, define,
deliver, deploy, design, develop, discuss, do, draft, draw, drive, dry, edit, evaluate, file,
fill in, fill out, finalise, finalize, find, finish, fly, follow up on, follow up with, go, hang,
hike, hire, host, implement, improve, integrate, investigate, launch, learn, learn about,
learn how to, learn to, look at, look for, look into, look up, make, measure, meet, migrate, move,
negotiate, open, organise, organize, outline, photograph, plan, plant, practice, practise, prepare,
prepare for, present, publish, put, put together, read, record, recruit, redecorate, refactor,
register, rehearse, release, relocate, remodel, renovate, rent, report, reproduce, research,
reschedule, revise, revise for, run, schedule, search for, set up, settle, ship, show, sign,
sign up for, solve, sort out,
start, study, submit, switch to, take, take out, throw, train, train for,
translate, travel, watch, work on, write
"""
_MODIFIERS = """
about, after, at, before, because, between, by, during, for, from, in, into, of, off, on, onto,
over, regarding, that, through, to, today, tomorrow, tonight, towards, under, until, via, when,
which, while, who, with, without
"""
_CIRCUMSTANCES = "after, because, before, during, until, when, which, while, who"
_DETERMINERS = """
a, all, an, any, both, each, every, her, his, how, its, my, our, some, that, the, their, these,
this, those, to, two, three, what, where, which, who, whose, why, your
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(" ".join(word.split()) for word in text.split(","))


ENGLISH = Language(
    verbs=_words(_OTHER_VERBS),
    shared_verbs=_words(_SHARED_VERBS),
    fillers=(
        r"(?:please|pls|todo|to do|reminder|remember to|remind me to|don['’]t forget to"  # noqa: RUF001
        r"|(?:(?:i|we) )?(?:need to|have to|must|should|want to|would like to|will)"
        r"|i['’]d like to|let['’]s|finally|try to|go(?= buy)|start(?= \w+ing))(?:\s*:\s*|\s+)"  # noqa: RUF001
    ),
    joiners=r"and|&|\+|plus",
    sequels=r"and then|then|and afterwards|afterwards",
    modifiers=_words(_MODIFIERS),
    circumstances=_words(_CIRCUMSTANCES),
    inseparable=(
        r"(?:salt and pepper|fish and chips|mac and cheese|bread and butter|pros and cons"
        r"|terms and conditions|black and white|bed and breakfast|rock and roll|research and"
        r" development|r and d|r & d|q and a|q & a|profit and loss|nuts and bolts|wear and tear"
        r"|back and forth|up and down|peanut butter and jelly|gin and tonic|arts and crafts"
        r"|health and safety|lost and found|washer and dryer|romeo and juliet)"
    ),
    indefinite=r"an?\s+",
    definite="the ",
    determiners=_words(_DETERMINERS),
    times=(
        r"(?:(?:by|before|until|till|due|on|for|to|this|next|every|at)\s+)*"
        r"(?:today|tonight|tomorrow|asap|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
        r"|(?:this|next|the|end of)\s+(?:week|month|year|weekend|quarter)|noon"
        r"|(?:the )?(?:end of (?:the )?)?(?:week|month|year|weekend)|\d{1,2}(?::\d\d)?\s?[ap]m)"
        r"(?:\s+(?:morning|afternoon|evening|night))?"
    ),
    errands=(
        (
            _words("buy, get, order, fetch, pick up"),
            "Check what is already there, and how much is needed",
            "Put everything away, and keep the receipt",
        ),
        (
            _words(
                "call, phone, ring, e-mail, email, text, message, write to, contact, ask, talk to"
            ),
            "Note what each of them should hear, and what to ask",
            "Write down what was agreed, and what follows from it",
        ),
        (
            _words("clean, clean up, wash, dust, vacuum, tidy, tidy up, mop, scrub, wipe, polish"),
            "Get together the things for cleaning",
            "Take out the rubbish, and put the things for cleaning away",
        ),
        (
            _words("pay, invoice, renew, cancel, book, reserve"),
            "Look up the amounts, account numbers and dates",
            "File the confirmations",
        ),
        (
            _words("pack, unpack, sort, clear out, donate, sell"),
            "Make room, and get boxes or bags",
            "Go through everything once more for what was forgotten",
        ),
        (
            _words("fix, repair, mend, replace, install, update, upgrade, test, paint"),
            "Get together the tools and parts",
            "Try out whether everything works",
        ),
        (
            _words("invite, remind, thank, notify, tell"),
            "Decide what to write, and by which way to send it",
            "Note who has answered, and ask the others again",
        ),
    ),
    kinds=(*WORK, *HOME, DECISION),
    general=steps("""
1 Write down what “done” looks like for “{it}”
3 List what it needs: people, information, things, money
4 Find out what is still unclear, and ask whoever knows
2 Choose the smallest piece that can be done first, and do it
5 Set aside a time for the rest
1 Do the main part of “{it}”
4 Look at what is there so far, and change what does not work
3 Do the small things that are left
5 Let somebody else have a look
1 Check “{it}” against what “done” looks like, and finish it
"""),
    remaining="Do the other {count} points of the list",
    explanations=Explanations(
        listed="These are the points of the list in the task, in its order.",
        listed_done=(
            "These are the points of the list in the task, in its order, without those that are "
            "ticked off."
        ),
        enumerated="The task names several things, so each of them became a step of its own.",
        kind="This looks like {name} (“{word}”), so these are the usual steps of that.",
        general=(
            "The task is of no kind that the rules know, so these are the phases that most work "
            "goes through."
        ),
    ),
)

"""English, for the rules engine: its words and sentences. The kinds of work stand beside it."""

from taskmanager.domain.breakdown_english_choices import CHOICES
from taskmanager.domain.breakdown_english_chores import CHORES
from taskmanager.domain.breakdown_english_everyday import EVERYDAY
from taskmanager.domain.breakdown_english_home import HOME
from taskmanager.domain.breakdown_english_leisure import LEISURE
from taskmanager.domain.breakdown_english_papers import PAPERS
from taskmanager.domain.breakdown_english_people import PEOPLE
from taskmanager.domain.breakdown_english_software import SOFTWARE
from taskmanager.domain.breakdown_english_turns import TURNS
from taskmanager.domain.breakdown_english_work import WORK
from taskmanager.domain.breakdown_language import Explanations, Language, steps

_SHARED_VERBS = """
ask, bake, book, bring, buy, call, cancel, change, charge, check, clean, clean up, clear out,
collect, contact, cook, copy, delete, donate, download, drop off, dust, e-mail, email, empty,
feed, fetch, fix, fold, get, hang up, install, invite, invoice, iron, mend, message, mop, mow,
notify, order, pack, paint, pay, phone, pick up, polish, post, print, prune, remind, remove,
renew, repair, replace, reply to, reserve, return, review, ring, scan, scrub, sell, send, sort,
talk to, tell, test, text, thank, tidy, tidy up, trim, unpack, update, upgrade, upload, vacuum,
visit, wash, water, weed, wipe, wrap, write to
"""
_OTHER_VERBS = """
add, agree, analyse, analyze, answer, apologise to, apologize to, apply, apply for, apply to,
arrange, ask for, assemble, assess, attend, automate, avoid, babysit, back up, backup, be at,
begin, block, borrow, bring back, bring out, build, bump, call off, celebrate, chase, check in
with, choose, clarify, close, compare, compile, complete, configure, confirm, congratulate,
continue, correct, count, create, cut, cut down on, deal with, debug, decide, decline, declutter,
decorate, defer, define, delay, deliver, demolish, deploy, describe, design, develop, discuss,
dispose of, do, double-check, draft, draw, draw up, drive, drop, dry, eat, edit, end, enjoy,
erase, evaluate, exercise, explain, explore, extend, figure out, file, fill in, fill out,
finalise, finalize, find, find out, finish, fly, fly to, follow up on, follow up with, forget,
forward, get back to, get ready for, get rid of, give, give away, give back, give up, go, go for,
go on, go to, grill, grow, hand in, hand over, handle, hang, have, help, hike, hire, hold, hoover,
host, implement, improve, increase, inform, inspect, integrate, interview, investigate, journal,
keep, launch, lead, learn, learn about, learn how to, learn to, lease, leave, lend, list, listen
to, look after, look at, look for, look into, look up, lose, mail, make, make sure, measure,
meditate, meet, memorise, memorize, migrate, miss, monitor, mount, move, name, negotiate, onboard,
open, opt out, organise, organize, outline, pause, photograph, pick, ping, plan, plant, play,
port, postpone, practice, practise, prepare, prepare for, present, prevent, program, proof-read,
proofread, prototype, publish, push, push back, put, put away, put off, put out, put together,
quit, raise, rake, rate, reach out to, read, read through, read up on, record, recruit, recycle,
redecorate, redesign, redo, reduce, refactor, refund, refuse, register, rehearse, reimburse,
reject, release, relocate, remodel, renovate, rent, reply, report, repot, reproduce, request,
reschedule, research, resign, respond, respond to, restore, reuse, revise, revise for, rewrite,
rotate, run, save, schedule, scrap, search for, send back, set up, settle, share, shift, ship,
shop for, shovel, show, sign, sign up for, sit out, skim, skip, solve, sort out, speak to, speak
with, start, stop, structure, study, study for, submit, support, swap, sweep, switch off, switch
to, take, take back, take care of, take out, talk with, teach, terminate, throw, throw away, throw
out, train, train for, transfer, translate, travel, turn down, turn off, turn on, unblock, unclog,
understand, uninstall, unsubscribe, unsubscribe from, verify, wait for, walk, warn, watch, win,
withdraw, work on, wrap up, write, write back
"""
_MAKERS = """
arrange, attend to, be at, begin, book, complete, continue, create, deal with, do, finalise,
finalize, finish, get ready for, give, go on, go to, handle, have, hold, host, lead, make, manage,
organise, organize, plan, prepare, prepare for, practice, practise, put together, run, schedule,
set up, settle, sort out, start, take, take care of, work on
"""
_MODIFIERS = """
about, after, at, before, because, between, by, during, for, from, in, into, of, off, on, onto,
over, re, regarding, that, through, to, today, tomorrow, tonight, towards, under, until, via,
when, which, while, who, with, without
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
    makers=_words(_MAKERS),
    nouns=(
        r"water (?:bills?|bottles?|filter|heater|tank|meter)|book (?:club|shel(?:f|ves))"
        r"|post (?:office"
        r"|box)|phone (?:bills?|numbers?|case|charger|contract)|e-?mail (?:address(?:es)?|account)"
        r"|paint ?brush(?:es)?|test results?|order (?:forms?|number)|return (?:tickets?|label|form)"
        r"|plant pots?|train (?:tickets?|station)|travel (?:insurance|documents)|work permit"
        r"|study (?:plan|group)|rent (?:contract|increase)|watch strap"
    ),
    shorthand=(
        (r"re:", "about"),
        (r"appt\.?", "appointment"),
        (r"mtg", "meeting"),
        (r"b-?day", "birthday"),
    ),
    openers=_words(
        "annual, big, birthday, car, christmas, company, daily, family, final, first, health, house"
        ", insurance, monthly, new, next, quarterly, staff, summer, tax, team, travel, wedding"
        ", weekly, work, yearly"
    ),
    vague=_words("everything, all, things, stuff, something"),
    fillers=(
        r"(?:please|pls|todo|to do|reminder|(?:always )?remember to|(?:remind|help) me to"
        r"|(?:don['’]?t"
        r"|do not|never) forget(?: to)?|remember(?=:)|(?:make|be) sure to|it is time to"
        r"|time to|asap|urgent|important"
        r"|(?:(?:i|we) )?(?:need to|have to|must|should|want to|would like to|will)"
        r"|i['’]d like to|let['’]s|finally|try to|go(?= buy)|start(?= \w+ing))(?:\s*:\s*|\s+)"
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
    kinds=(
        *TURNS,  # a verb that turns a thing around wins over the thing
        *SOFTWARE,
        *PAPERS,
        *WORK,
        *LEISURE,
        *HOME,
        *CHOICES,
        *CHORES,
        *PEOPLE,
        *EVERYDAY,  # the widest patterns come last
    ),
    general=steps("""
2 Describe the result you want in one sentence
4 Ask about whatever is unclear
3 Gather what you need
5 Set aside a time for it
1 Do the easiest part of “{it}” first
1 Finish “{it}”
4 Check the result with fresh eyes
5 Tell those who wait for it
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

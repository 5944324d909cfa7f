"""Small tasks with other people, in English, for the rules engine: few steps are enough."""

from taskmanager.domain.breakdown_english_words import BETWEEN, doing, things
from taskmanager.domain.breakdown_language import Kind, steps

_CALL = (
    r"call|phone|ring|contact|reach out to|talk (?:to|with)|speak (?:to|with)|follow up (?:with|on)"
    r"|check in with|ask|tell|chase|ping|discuss|give [^.;]{0,40}feedback|negotiate|clarify"
    r"|agree on|get in touch with|update(?= \w+ (?:on|about) )|get(?= (?:feedback|approval"
    r"|permission|access))"
)
_WRITE = (
    r"e-?mail|text|message|write to|invite|thank|remind|notify|congratulate|apologi[sz]e to|inform"
)
_VISITS = (
    r"dentist|doctor|gp|vet|optician|physio|haircut|hairdresser|appointment|check-?up|vaccinations?"
    r"|car inspection|blood test|reservation|barber|mot"
)

PEOPLE = (
    Kind(
        name="an answer",
        starts=r"(?:reply|respond|answer|write back|get back to|rsvp|return(?=[^.;]*\bcalls?\b))",
        small=True,
        steps=steps("""
1 Read or listen again to what is asked
4 Look up what you need for the answer
1 {task}
3 Note what you promised, and by when
5 Ask again if you hear nothing for a few days
"""),
    ),
    Kind(
        name="an appointment",
        starts=(
            doing(r"book|make|schedule|arrange|get|set up|plan|organi[sz]e", _VISITS)
            + r"|(?:get|schedule|book) (?:a |my )?(?:haircut|car serviced)"
        ),
        things=things(_VISITS),
        fallback="the appointment",
        small=True,
        steps=steps("""
1 Choose two or three times that suit you
4 Find the number or the booking page
1 Book {it}
3 Put it into the calendar, with what to bring
5 Write down what to ask
"""),
    ),
    Kind(
        name="contacting somebody",
        starts=rf"(?:{_CALL})(?=\s?\S)",
        things=things("phone calls?"),
        action="Make",
        small=True,
        steps=steps("""
1 Note what you want to say or ask
4 Look up what was said the last time
1 {task}
3 Note what came out of it
5 Ask again if you hear nothing for a few days
"""),
    ),
    Kind(
        name="a message",
        starts=(
            rf"(?:{_WRITE})(?= \S)|(?:write|draft|send) {BETWEEN}"
            r"(?:e-?mails?|letters?|cards?|messages?|notes?|invitations?)\b"
        ),
        things=things(r"e-?mails?|letters?|messages?|invitations?|thank[ -]you (?:notes?|cards?)"),
        action="Write",
        small=True,
        steps=steps("""
1 Note the points that must not be missing
3 Draft it, and read it through once
4 Look up the addresses
1 {task}
5 Set a reminder to look for the answer
"""),
    ),
    Kind(
        name="borrowing or lending",
        starts=r"(?:borrow|lend)(?= \S)",
        small=True,
        steps=steps("""
1 Agree on how long
1 {task}
3 Note in the calendar when it goes back
5 Take a picture of its state
"""),
    ),
    Kind(
        name="meeting somebody",
        starts=r"(?:meet(?: up)?(?: with)?|visit|have (?:lunch|coffee|dinner|drinks) with)(?= \S)",
        small=True,
        steps=steps("""
1 Agree on a time and a place
3 Think of what to bring or talk about
4 Look up the way there
1 {task}
5 Suggest the next time
"""),
    ),
    Kind(
        name="going somewhere",
        starts=r"(?:attend|go to|go (?:running|swimming|jogging|climbing|for))(?= \S|$)"
        r"|be at(?= \S)|exercise|do (?:yoga|pilates|sports?|push-?ups|a workout)",
        small=True,
        steps=steps("""
1 Check the time, the place and the way there
3 Lay out what to take along
1 {task}
4 Tell others when you will be back
5 Note when it takes place again
"""),
    ),
    Kind(
        name="helping",
        starts=r"help(?= \S)|babysit",
        small=True,
        steps=steps("""
1 Ask when, and with what, help is needed
3 Take along what could be useful
1 {task}
4 Agree on how long
5 Ask whether anything is left to do
"""),
    ),
)

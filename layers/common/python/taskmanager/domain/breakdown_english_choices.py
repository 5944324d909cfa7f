"""Finishing, choosing and finding out, in English, for the rules engine."""

from taskmanager.domain.breakdown_english_words import doing, things
from taskmanager.domain.breakdown_language import Kind, steps

_PROFESSIONS = (
    r"plumber|electrician|photographer|doctor|gp|dentist|therapist|lawyer|babysitter|nanny|tutor"
    r"|gardener|cleaner|contractor|handyman|builder|painter|movers?|mechanic|caterer|band"
    r"|dj|florist"
    r"|architect|accountant|tax advis[eo]r|notary|translator|coach|trainer|vet|teacher|daycare"
    r"|kindergarten|school|roommate|flatmate|tenant"
)

CHOICES = (
    Kind(
        name="finding somebody",
        starts=doing(r"(?:find|hire|look for|search for|choose|get)", _PROFESSIONS),
        steps=steps("""
1 Write down what you need, when, and what it may cost
1 Ask friends and neighbours whom they recommend
2 Look up reviews, and list three candidates
2 Ask all three about price and dates
3 Compare the answers
4 Ask to see earlier work or references
1 Choose one, and agree on a date
3 Get price and scope in writing
4 Say no to the others
5 Save the contact for the next time
"""),
    ),
    Kind(
        name="finding something lost",
        starts=r"(?:find|look for|search for) (?:my|our|his|her|lost|the (?:lost|missing))(?= \S)",
        fallback="it",
        small=True,
        steps=steps("""
1 Think back to when you last had {it}
1 Search the likely places one by one: pockets, bags, car, sofa
3 Ask those who were there
4 Ask at the lost property office
5 Block or replace what could be misused
"""),
    ),
    Kind(
        name="a decision",
        starts=(
            r"decid(?:e|ing)|choos(?:e|ing)|pick(?! up)|settle on|"
            r"find(?! (?:time|out|my|our)\b)(?= \S)"
        ),
        things=things("decision|choice"),
        action="Make",
        fallback="the decision",
        steps=steps("""
1 Write down what matters to you, and what matters most
3 Set a day by which to decide
1 List the options
4 Cross out what fails on what matters most
2 Look at two or three sources with nothing to sell
4 Ask somebody who has made this choice
2 Compare what is left in a small table
5 Sleep on it
1 {task}, and note why
3 Take the first step that follows from it
"""),
    ),
    Kind(
        name="research",
        starts=(
            r"(?:research|investigate|explore|analy[sz]e|evaluate|compare|look into|look up"
            r"|find out"
            r"|figure out|read up on|learn about|study up on)(?= \S)"
        ),
        things=things("research|analysis|comparison|evaluation"),
        steps=steps("""
1 Write down the questions you want answered
3 Note what you know already
2 Find two or three good sources
1 Read, and note what answers a question
3 Ask somebody with experience
4 Check what the sources disagree on
2 Put the findings side by side in a small table
4 Save the links
1 Sum up the answer in a few sentences
5 Decide what follows from it
"""),
    ),
    Kind(
        name="finishing something",
        starts=r"(?:finish|complete|finali[sz]e|wrap up)(?= \S)(?! (?:book|film|movie|reading)\b)",
        fallback="it",
        steps=steps("""
1 List what is still missing from {it}
3 Cross out what is not really needed
2 Set the day on which you will be done
1 Do the biggest missing piece first
2 Do the rest, one piece at a time
4 Let somebody look over it
3 Fix the small flaws
4 Take a break before the last check
1 Check the whole once more, and hand it over
5 Tell those who wait for it, and tidy up
"""),
    ),
    Kind(
        name="planning your time",
        starts=(
            r"(?:plan|organi[sz]e|prepare|schedule|structure) (?:(?:the|my|our|this|next|coming) )*"
            r"(?:day|week|month|quarter|year|weekend|semester|term)s?(?! (?:in|at|trip|away|off)\b)"
        ),
        steps=steps("""
2 Look back: what went well, what was left over
1 Note the fixed dates and deadlines
1 Choose the three things that matter most
3 List the small things, and drop what can wait
1 Give each of the three its own time in the calendar
2 Keep some time free for surprises
4 Group errands and calls
3 Plan time to rest
4 Tell others about what concerns them
5 Set a time to check the plan halfway
"""),
    ),
    Kind(
        name="a new habit",
        starts=(
            r"(?:(?:read|walk|sleep|drink|eat|move|exercise|write|practi[cs]e|save) (?:more"
            r"|less|better"
            r"|healthier|every day|daily)|meditate|journal|read \d+ books|get (?:up|enough"
            r"|more|better)"
            r"|go to bed|wake up|be more|build a habit|start (?:journal|meditat)ing)"
        ),
        things=things("habit|routine|diet"),
        steps=steps("""
1 Choose a version so small that you can do it on a bad day
3 Write down why you want it
1 Tie it to something you do every day anyway
2 Prepare what you need the evening before
1 Do it today, however briefly
2 Tick off every day you did it
3 If you miss a day, go on the next
4 Tell somebody about it
4 After two weeks, make it a little bigger
5 Look back after a month, and keep what works
"""),
    ),
)

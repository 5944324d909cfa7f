"""Kinds of work from the office, in English, for the rules engine."""

from taskmanager.domain.breakdown_language import Kind, steps

_FAILURES = (
    r"bugs?|crash(?:es)?|errors?|exceptions?|issues?|tests?|builds?|ci|regressions?|memory leaks?"
    r"|login|api|query|page|endpoint|timeouts?|pipeline|deadlocks?|race condition"
)

WORK = (
    Kind(
        "fixing a bug",
        rf"debug|bug ?fix|(?:fix|solve|investigate|reproduce|report)\b[^.;]*\b(?:{_FAILURES})"
        rf"|(?:flaky|failing) (?:{_FAILURES})|bugs?|hotfix",
        "the bug",
        steps("""
1 Reproduce {it}, and write down how
4 Collect what is known: logs, versions, when it began
2 Narrow down where the cause lies
3 Write a test that fails because of it
1 Fix {it} at its cause
4 Look for the same mistake elsewhere
2 Run all tests
5 Have the change reviewed
1 Release the fix, and see that the problem is gone
5 Tell those who reported it
"""),
    ),
    Kind(
        "a release",
        r"releas(?:e|ing)|launch(?:ing)?|deploy(?:ment|ing)?|roll ?out|go(?:ing)? live|go-live"
        r"|ship (?:version|v)[ \d.]*",
        "the release",
        steps("""
1 Agree on what is part of {it}, and what is not
3 Finish or postpone what is still open
2 Run all tests on what will go out
4 Try it out as a user would, from the beginning
3 Write the notes: what is new, what breaks
5 Make a backup, and write down how to go back
4 Announce the date to those it concerns
1 Put {it} out
2 Watch errors and numbers for the first hours
1 Tell everybody that it is there, and collect what comes back
"""),
    ),
    Kind(
        "contacting somebody",
        r"(?:call|phone|ring|e-?mail|text|message|contact|reply to|reply|write to|reach out to"
        r"|talk to|follow up with|ask|invite|thank|remind|respond to)(?= \S)",
        "them",
        steps("""
1 Note what {it} should hear, and what the answer is needed for
4 Look up what was said or written the last time
3 Find the address or number, and a good time
5 Gather the papers or links that will be needed
4 Begin with the one point that matters most
1 Get in touch with {it}
2 Write down what was agreed
5 Send what was promised
3 Put follow-ups and dates into the task list
2 Ask again if there is no answer after a few days
"""),
        article=False,
        whole=False,
    ),
    Kind(
        "a talk",
        r"presentation|present(?= (?:the|our|my|results|findings))|slides?"
        r"|slide deck|deck|talk|keynote|pitch|speech|lecture|webinar",
        "the presentation",
        steps("""
2 Find out who listens to {it}, and for how long
1 Write the one sentence that they should remember
3 Collect facts, examples and pictures
1 Outline {it}: opening, three points, ending
2 Make the slides
4 Cut what the main point does not need
5 Write down the questions that may come, with answers
1 Rehearse {it} aloud, with a clock
4 Show it to somebody, and change what was not clear
5 Try out the room, the screen and the sound
"""),
    ),
    Kind(
        "hiring",
        r"hir(?:e|ing)|recruit(?:ing|ment)?|job (?:ad|advert|posting|description)|interview"
        r" candidates?|fill (?:the |a )?(?:role|position|vacancy)",
        "the new colleague",
        steps("""
1 Write down what the work will be, and what it needs: {it}
4 Agree on salary, start and who decides
2 Write the advertisement
1 Publish it, and ask around
3 Choose whom to talk to, by the same criteria for all
4 Prepare the questions, and a small piece of real work
2 Hold the interviews
5 Ask for references
1 Decide, and make an offer
3 Tell everybody else, and prepare the first day
"""),
    ),
    Kind(
        "applying for a job",
        r"job (?:applications?|search|hunt|interview)|apply (?:for|to)|new job|find (?:a )?job",
        "the application",
        steps("""
1 Read closely what is asked for: {it}
3 List what you have done that fits, with numbers
2 Bring the CV up to date
1 Write the letter: why this, why you
4 Look up the people and what they care about
5 Ask for references and certificates
3 Have somebody read everything
1 Send it, and note the date
4 Prepare answers and questions for a conversation
5 Ask politely if nothing is heard for two weeks
"""),
    ),
    Kind(
        "paperwork",
        r"tax(?:es)?(?: return)?|paperwork|forms?|visa|passport|permit|licen[cs]e|registration"
        r"|claim|finances"
        r"|insurance|mortgage|pension|contract|bank account|refund|invoices?|bills?|rent|expenses"
        r"|expense report|budget|apply(?= for (?:a |the )?(?:visa|passport|loan|permit))",
        "the papers",
        steps("""
2 Find out what exactly is asked for, and by when: {it}
1 Collect the papers and numbers it needs
4 Sort them, and note which are missing
3 Ask for the missing ones
1 Fill in what is needed: {it}
5 Clear up the points that are not clear, with somebody who knows
3 Check names, amounts and dates once more
1 Sign and send it, or pay it
2 File a copy and the confirmation
5 Note when an answer or a payment is due
"""),
        article=False,
    ),
    Kind(
        "an interview",
        r"(?:prepare|practi[cs]e)(?: for)? (?:[\w'-]+ ){0,3}interview|job interview",
        "the interview",
        steps("""
2 Look up who they are, what they do and who will be there
1 Read the advertisement again, and mark what they look for
1 Prepare three stories of your work that show it, with numbers
3 Practise answers to the five questions that always come
4 Write down your own questions
5 Decide what salary to ask for
1 Rehearse {it} aloud, best with somebody
3 Sort out the way there, or the camera and the link
4 Lay out clothes and papers the evening before
5 Send thanks the day after
"""),
    ),
    Kind(
        "a review",
        r"(?:code )?review(?:ing)?|proof-?read|pull requests?|pr|feedback on|give feedback|audit",
        "the work",
        steps("""
1 Find out what {it} should achieve, and what kind of answer is wanted
3 Look over the whole once, without comments
1 Go through it closely, and note what is wrong or unclear
4 Try it out, or check its facts
2 Look for what is missing
5 Look at the riskiest part once more
2 Sort the notes: what must change, what may
3 Say what is good
1 Write the answer, with a proposal for each point
4 Look again after the changes
"""),
    ),
    Kind(
        "a meeting",
        r"meeting|meet(?: with)?|1:1|one-on-one|workshop|kick-?off|retro(?:spective)?|stand-?up"
        r"|agenda|interview|conference",
        "the meeting",
        steps("""
1 Write down what should be decided or known after {it}
3 Choose who is needed, and only those
2 Find a time and a place, and invite everybody
1 Write the agenda, with minutes for each point
3 Send out what has to be read before
5 Prepare room, screen and link
4 Agree on who leads and who takes notes
1 Hold {it}, and end with who does what by when
2 Send the notes
4 Put what was promised into the task list
"""),
    ),
    Kind(
        "writing",
        r"writ(?:e|ing)(?: up)?|draft|report|blog ?post|blog|article|essay|thesis|dissertation"
        r"|proposal|newsletter|documentation|document|docs|press release|white ?paper|story|novel"
        r"|summary|memo|cv|résumé|cover letter|translat(?:e|ion)",
        "the text",
        steps("""
2 Note who reads {it}, and what they should take from it
1 Collect material, and mark what matters
1 Outline {it}
3 Write the part that is clearest first
1 Write a first draft from beginning to end, without polishing
4 Let it lie for a day
2 Revise: cut, reorder, check the facts
5 Add pictures, tables and references
4 Let somebody read it, and work in what they say
3 Correct spelling and form, and send or publish it
"""),
    ),
    Kind(
        "building software",
        r"implement|develop|refactor|code|coding|program|migrat(?:e|ion)|integrat(?:e|ion)"
        r"|(?:build|create|make|design|set up|add)\b[^.;]*\b(?:app|website|web ?site|site|page|api"
        r"|feature|script|bot|database|dashboard|tool|button|form|server|pipeline|plugin)"
        r"|website|prototype|feature|upgrade to|automat(?:e|ion)",
        "the software",
        steps("""
1 Write down what {it} has to do, with two or three examples
3 Write down what it does not have to do
2 Look at what exists and can be used
4 Decide on the parts, and how they talk to each other
3 Set up the project and its tests
1 Build the smallest version that works from end to end
2 Add what is missing, piece by piece, with a test each
5 Try what could go wrong: empty, huge, slow, twice
4 Have it reviewed, and write down how it is used
1 Put {it} where it is used, and ask the first user
"""),
    ),
)

DECISION = Kind(
    "a decision",
    r"research|decid(?:e|ing)|decision|compare|choos(?:e|ing)|evaluat(?:e|ion)|pick(?! up)"
    r"|find(?: out)?|look (?:for|into)|investigate|analy[sz]e|switch to",
    "the decision",
    steps("""
1 Write down the question, and by when it has to be answered: {it}
3 List what matters, and which two points matter most
1 List the candidates
4 Drop at once what fails a point that matters most
2 Look at two or three sources that do not sell it
5 Ask somebody who has made this choice
2 Compare what is left in a small table
4 Sleep on it
1 Decide, and write down why
3 Take the first step that follows from it
"""),
)

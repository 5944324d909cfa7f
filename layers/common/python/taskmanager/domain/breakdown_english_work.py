"""Kinds of work from the office, in English, for the rules engine."""

from taskmanager.domain.breakdown_english_words import BETWEEN, doing, things
from taskmanager.domain.breakdown_language import Kind, steps

_MEETINGS = (
    r"sprint review|meetings?|workshop|kick-?off|retro(?:spective)?|stand-?up|agenda|1:1|one-on-one"
    r"|(?:video |conference |zoom |team )call"
)
_TEXTS = (
    r"report|blog ?posts?|articles?|essay|thesis|dissertation|proposal|newsletter|chapters?"
    r"|documentation|documents?|docs|press release|white ?paper|stor(?:y|ies)|novel|summary|memo"
    r"|cover letter|paper|manual|readme|handbook|book|poem"
)

WORK = (
    Kind(
        name="interviewing somebody",
        starts=(
            r"interview(?:ing)?(?! (?:at|with|prep))(?= [^.;]*\b(?:candidates?|applicants?"
            r"|role|position"
            r"|developers?|engineers?|designers?|interns?|managers?)\b)|"
            + doing("hold|conduct|run|do|prepare|schedule", r"interviews? with candidates?")
        ),
        steps=steps("""
1 Read the CV, and mark what to ask about
3 Agree with the others on who asks what
1 Prepare the questions, the same for everybody
2 Confirm the time, and the room or link
1 Hold the interview, and leave time for their questions
2 Write down your impression right afterwards
3 Compare the answers with what the role needs
4 Prepare a small piece of real work to talk about
4 Share your recommendation with those who decide
5 Tell the candidate what happens next, and when
"""),
    ),
    Kind(
        name="preparing for an interview",
        starts=rf"(?:prepare|practi[cs]e|get ready)(?: for)? {BETWEEN}interview"
        rf"|interview(?= (?:at|with))",
        things=things(r"(?:job )?interview(?: prep)?"),
        fallback="the interview",
        steps=steps("""
2 Look up who they are, what they do and who will be there
1 Read the advert again, and mark what they look for
1 Prepare three stories of your work that show it, with numbers
3 Practise answers to the usual questions
4 Write down your own questions
5 Decide what salary to ask for
1 Rehearse {it} aloud, best with somebody
3 Sort out the way there, or the camera and the link
4 Lay out clothes and papers the evening before
5 Send thanks the day after
"""),
    ),
    Kind(
        name="finding a job",
        starts=(
            r"(?:find|get|look for|search for|hunt for|land)"
            r"(?: (?:a|an|the|my|new|better|another|first|summer|part-time|full-time|remote|student"
            r"|side|dream))* (?:jobs?|internship|work|employment)"
        ),
        things=things(r"job (?:search|hunt(?:ing)?)|new job|internship"),
        steps=steps("""
1 Decide what you want: the work, the place, the pay
1 Bring your CV up to date
3 Update your profile online
2 Set up alerts on two or three job boards
3 Tell friends and former colleagues that you are looking
4 Write a cover letter that you can adapt
1 Send applications to the three jobs that fit best
2 Keep a list of applications, answers and dates
4 Practise the usual interview questions
5 Ask two people for a reference
"""),
    ),
    Kind(
        name="applying",
        starts=r"apply (?:for|to)(?= \S)|"
        + doing("write|send|prepare|submit", "job applications?"),
        things=things(r"(?:job )?applications?"),
        fallback="the application",
        steps=steps("""
1 Read closely what {it} asks for
3 List what you have done that fits, with numbers
2 Bring your CV up to date
1 Write the letter: why this, why you
4 Look up the people and what they care about
5 Ask for references and certificates
3 Have somebody read everything
1 Send it, and note the date
2 Ask politely if you hear nothing for two weeks
4 Prepare answers and questions for a conversation
"""),
    ),
    Kind(
        name="hiring",
        starts=(
            r"(?:hire|recruit)(?! (?:a |the )?(?:car|van|truck|bike|boat|bouncy))(?= \S)|"
            + doing("fill", "role|position|vacancy")
        ),
        things=things(r"hiring|recruiting|recruitment|job (?:ad|advert|posting|description)"),
        fallback="the new colleague",
        steps=steps("""
1 Write down what {it} will do and has to know
4 Agree on salary, start and who decides
2 Write the advert
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
        name="a talk",
        starts=(
            r"rehearse(?= \S)|present(?= (?:the|our|my|results|findings))|"
            + doing("give", "talk|speech|presentation|lecture")
        ),
        things=things(
            r"presentations?|slides?|slide deck|deck|talk|keynote|pitch|speech|lecture"
            r"|webinar|toast"
        ),
        fallback="the presentation",
        steps=steps("""
2 Find out who listens to {it}, and for how long
1 Write the one sentence that they should remember
3 Collect facts, examples and pictures
1 Outline {it}: opening, three points, ending
2 Make slides or note cards
4 Cut what the main point does not need
5 Write down the questions that may come, with answers
1 Rehearse {it} aloud, with a clock
4 Show it to somebody, and change what was not clear
5 Try out the room, the screen and the sound
"""),
    ),
    Kind(
        name="a review",
        starts=r"(?:code )?review(?= \S)|proof-?read|audit",
        things=things(r"(?:code )?review|pull requests?|pr|audit"),
        fallback="the work",
        steps=steps("""
2 Find out what {it} should achieve, and which feedback is wanted
3 Look over the whole once, without comments
1 Go through it closely, and note what is wrong or unclear
4 Try it out, or check its facts
3 Look for what is missing
5 Look at the riskiest part once more
2 Sort your notes: what must change, what may
4 Say what is good
1 Write the feedback, with a proposal for each point
5 Look again after the changes
"""),
    ),
    Kind(
        name="a meeting",
        things=things(_MEETINGS),
        fallback="the meeting",
        steps=steps("""
1 Write down what should be decided in {it}
3 Choose who is needed, and only those
2 Find a time and a place, and invite everybody
1 Write the agenda, with minutes for each point
3 Send out what has to be read before
5 Prepare the room, the screen and the link
4 Agree on who leads and who takes notes
1 Hold {it}, and end with who does what by when
2 Send the notes
4 Put what was promised into the task list
"""),
    ),
    Kind(
        name="translating",
        starts=r"translate(?= \S)",
        things=things("translation"),
        steps=steps("""
1 Read the whole text, and mark what is hard
3 Find out who will read it, and how formal it should be
2 Collect the terms that come again and again
1 Translate it once from beginning to end
2 Compare it with the original, line by line
4 Check names, numbers and dates
1 Read it aloud, and smooth what sounds translated
3 Let a native speaker read it
4 Fit it into the layout
5 Keep your list of terms
"""),
    ),
    Kind(
        name="designing",
        starts=r"design(?= \S)|"
        + doing("draw|sketch|create|make", r"logo|poster|flyer|banner|invitations?|cards?|cover"),
        things=things("logo|poster|flyer|banner"),
        fallback="the design",
        steps=steps("""
1 Write down what {it} should say, and to whom
3 Collect examples that you like
2 Note what is fixed: size, colours, fonts
1 Sketch three very different ideas
2 Show them to somebody, and choose one
1 Work out the chosen idea
3 Try it in the real size and place
4 Ask somebody who sees it for the first time
4 Change what was misunderstood
5 Save it in all the formats that are needed
"""),
    ),
    Kind(
        name="writing",
        starts=(
            r"(?:write(?: up)?|draft|rewrite)(?= \S)"
            r"(?! (?:[\w-]+ ){0,4}(?:lists?|checklist|e-?mails?|letters?|cards?|messages?"
            r"|notes?|to)\b)"
        ),
        things=things(_TEXTS),
        fallback="the text",
        steps=steps("""
2 Note who reads {it}, and what they should take from it
1 Collect material, and mark what matters
1 Outline {it}
3 Write the easiest part first
1 Write a first draft from beginning to end, without polishing
4 Let it lie for a day
2 Revise: cut, reorder, check the facts
5 Add pictures, tables and references
4 Let somebody read it, and work in what they say
3 Correct spelling and layout, and send or publish it
"""),
    ),
)

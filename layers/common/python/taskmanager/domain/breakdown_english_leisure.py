"""Trips, parties, sport and learning, in English, for the rules engine."""

from taskmanager.domain.breakdown_english_words import BETWEEN, doing, things
from taskmanager.domain.breakdown_language import Kind, steps

_SHORT_TEXTS = (
    r"articles?|e-?mails?|papers?|chapters?|blog|posts?|news|newspaper|letters?|docs|documentation"
    r"|manual|contract|reports?|messages?|instructions|proposal|minutes|notes|pages?|meter|meters"
    r"|terms|rfc|spec|slides|readme"
)

LEISURE = (
    Kind(
        name="planning a trip",
        starts=(
            r"travel(?:l?ing)?(?= \S)|go on (?:a )?(?:holidays?|vacation|trip)|(?:fly|drive) to|go"
            r" camping|hike(?= \S)|(?:plan|organi[sz]e|book)? ?(?:a |the |our |my )?(?:long )?"
            r"(?:weekend|week|day) in(?= \S)"
        ),
        things=things(
            r"trips?|travels?|holidays?|vacation|journey|getaway|city break|honeymoon|road ?trip"
            r"|safari|cruise|camping|hike|weekend away|(?:long )?weekend"
        ),
        fallback="the trip",
        steps=steps("""
1 Set the dates and the budget for {it}
4 Check passports, visas, vaccinations and insurance
2 Compare ways to get there, and book one
1 Book a place to stay
3 List what to see and do, and book what sells out early
5 Look up how to get around
4 Arrange time off, and care for pets, plants and post
3 Write a packing list
1 Pack
5 Check in, and save the tickets for offline use
"""),
    ),
    Kind(
        name="packing",
        starts=r"pack(?! (?:lunch|up the (?:house|flat|apartment))\b)",
        small=True,
        steps=steps("""
1 Write a packing list: papers, clothes, chargers, medicine
4 Look up the weather
1 {task}
3 Check tickets, keys and papers before you leave
5 Weigh the luggage
"""),
    ),
    Kind(
        name="losing weight",
        starts=r"lose (?:some )?(?:weight|\d)|slim down",
        steps=steps("""
1 Weigh yourself, and set a goal for the next four weeks
4 Ask a doctor if you have health problems
1 Note for a week what you eat and drink
2 Choose two things to change, such as sweet drinks or late snacks
2 Plan simple meals for the week, and shop for them
1 Move every day: walk, cycle or swim
3 Keep tempting food out of the house
3 Weigh yourself once a week, at the same time
4 Sleep enough, and drink water
5 Adjust the plan after four weeks
"""),
    ),
    Kind(
        name="training",
        starts=(
            r"train for|get (?:fit|in shape|stronger)|run (?:(?:a|my|the"
            r"|first) ){0,2}(?:\d+ ?k|(?:half-)?marathon)|start (?:running"
            r"|yoga|swimming"
            r"|cycling|climbing)|start going to the gym|work ?out"
        ),
        things=things(
            r"(?:half-)?marathon|\d+ ?k run|triathlon|work ?outs?|gym|yoga|training plan"
        ),
        steps=steps("""
1 Set a goal you can measure, and a date
4 Ask a doctor if you have not trained for long
2 Find a plan that starts where you are now
3 Get shoes and clothes that fit
1 Put two or three fixed times a week into the calendar
1 Do the first session, and keep it easy
2 Note every session, and how it felt
5 Find somebody to do it with
4 Plan food, sleep and days of rest
3 Adjust the plan after four weeks
"""),
    ),
    Kind(
        name="a party",
        starts=r"celebrate(?= \S)|" + doing("throw|host", "part(?:y|ies)|bbq|barbecue|dinner"),
        things=things(
            r"part(?:y|ies)|birthday|wedding|celebration|bbq|barbecue|baby shower"
            r"|anniversary|picnic"
            r"|reunion|housewarming|event|game night|farewell|conference|hackathon"
            r"|fundraiser|off-?site"
        ),
        fallback="the party",
        steps=steps("""
1 Set the date, place and budget for {it}
1 Make the guest list, and send the invitations
3 Decide on food and drinks; ask about allergies
4 Ask who helps or brings something
2 Plan what happens: music, games, speeches
3 Book or borrow what is missing: chairs, speakers, room
2 Buy food, drinks and decorations
5 Tell the neighbours
4 Prepare the place, and cook what can be cooked the day before
1 Set up on the day, and enjoy {it}
"""),
    ),
    Kind(
        name="studying for an exam",
        starts=r"(?:study|revise|cram|swot)(?= \S)|prepare for a test",
        things=things(
            r"exams?|midterms?|finals|certification|quiz|revision|driving test|theory test"
        ),
        fallback="the exam",
        steps=steps("""
1 Find out what {it} covers, and when it takes place
3 Test yourself, and note the gaps
2 Get the material together: notes, book, past papers
1 Split the topics over the days that are left
3 Choose a fixed time and a quiet place
1 Work through the first topic
2 Do past papers without looking at the answers
4 Explain the hard parts to somebody
4 Repeat what went wrong
5 Rest the day before, and lay out what you need
"""),
    ),
    Kind(
        name="learning",
        starts=r"(?:learn(?: how)?(?: to)?|practi[cs]e|teach myself)(?= \S)|improve my ",
        things=things("(?:online )?course|lessons?|classes|class|tutorial"),
        steps=steps("""
1 Decide what you want to be able to do, and by when
3 Find out what you can do already
1 Choose one good book, course or teacher
2 Set a fixed time, such as 20 minutes a day
1 Do the first lesson
2 Practise on something real as soon as you can
3 Repeat what did not work
4 Find somebody to practise with
4 Look back after a month, and adjust the plan
5 Show somebody what you can do now
"""),
    ),
    Kind(
        name="reading something short",
        starts=rf"(?:read(?: through)?|skim) (?:\d+ )?{BETWEEN}(?:{_SHORT_TEXTS})\b|watch"
        rf"|listen to",
        small=True,
        steps=steps("""
1 Set aside a quiet time for it
1 {task}
3 Note what you want to remember
5 Tell somebody about it
"""),
    ),
    Kind(
        name="reading a book",
        starts=r"read(?:ing)?(?! \d)(?= \S)",
        things=things("reading|novel"),
        fallback="the book",
        article=False,
        steps=steps("""
1 Get a copy of {it}
3 See how long it is, and decide how much to read a day
1 Pick a fixed time to read, such as before bed
1 Read the first chapter
2 Read a little every day
3 Look back halfway at what happened so far
4 Mark the passages you like
2 Read the last chapters in one go
4 Note what you take from it
5 Talk about it with somebody, or pass it on
"""),
    ),
)

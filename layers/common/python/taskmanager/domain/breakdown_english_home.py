"""Kinds of work from home and life, in English, for the rules engine."""

from taskmanager.domain.breakdown_language import Kind, steps

_PLACES = (
    "garage|attic|basement|closet|wardrobe|kitchen|desk|office|house|flat|apartment|rooms?|shed|"
    "cellar|drawers?|inbox|photos|bookshel(?:f|ves)|fridge|car"
)
_MEALS = (
    "breakfast|brunch|lunch|dinner|supper|meals?|food|cakes?|cookies|bread|soup|dessert|lasagn[ae]"
    "|pizza|pasta|salad|curry|roast"
)
_BIG_THINGS = (
    r"car|laptop|computer|pc|phone|smartphone|tablet|tv|television|house|flat|apartment|sofa|couch"
    r"|bed|mattress|fridge|freezer|washing machine|dishwasher|dryer|oven|bike|bicycle|e-bike|camera"
    r"|lens|monitor|printer|furniture|desk|chair|guitar|piano|insurance|ring|headphones|tent|stroller"
)
_NEW = r"(?:(?:a|an|the|my|our|some|new|used|second-hand|better|good) )*"

HOME = (
    Kind(
        "an appointment",
        r"(?:(?:get|book|make|schedule|arrange|visit|see)(?: (?:a|an|the|my|for|some))* )?"
        r"(?:[\w-]+ )?(?:dentist|doctor|gp|vet|optician|physio"
        r"|haircut|hairdresser|appointment|check-?up"
        r"|vaccinations?|car inspection|blood test)",
        "the appointment",
        steps("""
2 Look up the number or the booking page for {it}
1 Choose two or three times that fit
1 Book {it}
4 Put it into the calendar, with the way there
3 Collect what to bring: papers, card, earlier results
4 Write down what to ask
5 Arrange time off or somebody to look after the rest
1 Go there
5 Note what was said
3 Make the next appointment, or do what was advised
"""),
    ),
    Kind(
        "moving",
        r"move (?:house|home|flat|apartment|in|out|to(?! (?:production|next|mon|tue|wed|thu|fri)))"
        r"|moving(?: house| day| out| in| to)?|relocat(?:e|ion|ing)",
        "the move",
        steps("""
1 Set the day and the budget for {it}
3 Give notice, and read what the contract says about handing over
2 Compare movers, or find a van and people who help
3 Sort out what does not come along: sell, give away, throw out
4 Get boxes, tape and blankets
1 Pack room by room, and write on each box where it goes
2 Change the address: bank, work, insurance, post, authorities
4 Move or cancel electricity, internet and other contracts
1 Carry out {it}, and unpack what is needed for the first night
5 Clean the old place, read the meters, hand over the keys
"""),
    ),
    Kind(
        "planning a trip",
        r"trip|travel(?:l?ing)?|holidays?|vacation|journey|getaway|city break"
        r"|weekend in|week in|honeymoon|road ?trip|safari|cruise|flights?|hotels?"
        r"|(?:fly|drive) to|hik(?:e|ing)|camping",
        "the trip",
        steps("""
1 Set dates, budget and company for {it}
4 Check passports, visas, vaccinations and insurance
2 Compare ways to get there, and book one
1 Book a place to stay
3 List what to see and do, and book what sells out
5 Plan the ways between the places
4 Arrange things at home: time off, post, pets, plants
3 Write a packing list
1 Pack for {it}
5 Check in, and save tickets and addresses for offline use
"""),
    ),
    Kind(
        "getting fit",
        r"marathon|half-marathon|\d+ ?k run|work ?out|exercise|gym|get fit|lose weight|train for"
        r"|start running|run (?:a )?\d+ ?k|triathlon|yoga",
        "the training",
        steps("""
1 Set a goal that can be measured, and a date for it: {it}
4 Ask a doctor if you have not trained for long
2 Find a plan that begins where you are now
3 Get shoes, clothes or a membership
1 Put two or three fixed times a week into the calendar
1 Do the first session, and keep it easy
5 Find somebody to do it with
2 Note every session and how it felt
4 Plan food, sleep and days of rest
3 Look at the notes after four weeks, and adjust the plan
"""),
        article=False,
    ),
    Kind(
        "a party",
        r"part(?:y|ies)|birthday|wedding|celebrat(?:e|ion)|bbq|barbecue|baby shower|anniversary"
        r"|picnic|reunion|housewarming|event|festival|game night|dinner party|farewell",
        "the party",
        steps("""
1 Set date, place and budget for {it}
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
        "cleaning up",
        r"clean(?:ing)?(?: up| out)?|tid(?:y|ying)(?: up)?|declutter|vacuum|wash|scrub|dust"
        rf"|(?:organi[sz]e|sort|clear|empty)(?: out)?\b[^.;]*\b(?:{_PLACES})|laundry|chores",
        "everything",
        steps("""
1 Decide which parts of {it} come first, and when it is good enough
3 Get together the things for cleaning, bags and boxes
2 Pick up what lies around
1 Sort: keep, give away, throw out
4 Dust and wipe from top to bottom
1 Clean the worst part of {it}
3 Do the floor last
4 Put back what stays, each thing in its place
2 Take out the rubbish and what is given away
5 Note what has to be bought or repaired
"""),
    ),
    Kind(
        "renovating or painting",
        r"renovat(?:e|ing|ion)|remodel(?:ling)?|redecorat(?:e|ing)|paint(?:ing)?(?= \S)|wallpaper"
        r"|refurbish|redo (?:the )?(?:bathroom|kitchen|garden|floor)",
        "the room",
        steps("""
1 Decide what should be different afterwards: {it}
2 Measure everything, and draw a simple plan
1 Set a budget, with a fifth kept back
4 Ask whether a permission or the landlord's word is needed
2 Get two or three offers, or list material and tools
5 Agree on the order of the trades, and on dates
3 Clear and cover the place
1 Do the work, the dirty parts first
4 Check what was done while it can still be changed
3 Clean up, and put everything back
"""),
    ),
    Kind(
        "cooking",
        rf"(?:cook|bake|make|prepare|host)\b[^.;]*\b(?:{_MEALS})(?! party)"
        r"|cook(?:ing)?|bak(?:e|ing)|recipe|meal ?prep|grill",
        "the meal",
        steps("""
1 Choose the recipe for {it}, and count who eats
4 Ask about allergies and what is not liked
2 Check what is in the kitchen
1 Buy what is missing
3 Take out of the fridge or freezer what has to warm up
2 Wash, peel and cut
4 Heat the oven or the pans, and lay out spoons and scales
1 Cook {it}, what takes longest first
3 Taste and season
5 Lay the table, and wash up while things cook
"""),
    ),
    Kind(
        "a big purchase",
        rf"(?:buy(?:ing)?|get|purchase|order|find|choose|shop for|rent|lease|look for|research"
        rf"|compare)(?:,? (?:and )?(?:buy|order|get))? {_NEW}(?:[\w-]+ ){{0,2}}(?:{_BIG_THINGS})",
        "the purchase",
        steps("""
1 Set a budget, and write down what {it} has to be able to do
3 Measure where it goes, and check what it has to fit to
1 Choose three candidates from independent tests
4 Read what owners complain about
2 Try the best two out, if possible
2 Compare prices: new, used, with delivery
5 Ask for a discount, or wait for a sale
4 Check warranty, returns and running costs
1 Buy {it}
3 Set it up, test everything, and keep the receipt
"""),
    ),
    Kind(
        "selling or giving away",
        r"sell(?:ing)?|donat(?:e|ing)|give away|list .{1,40} on ebay|auction",
        "it",
        steps("""
1 Decide what to ask for {it}, and the least you take
3 Look up what others got for the same
2 Clean it, and collect what belongs to it
1 Take pictures in daylight, flaws too
1 Write the advertisement, and publish it
4 Delete your data, or remove your name
2 Answer questions, and agree on a time
5 Pack it, or find somebody to help carry
3 Hand over {it} against payment
4 Take down the advertisement
"""),
    ),
    Kind(
        "an errand",
        r"buy(?:ing)?|get|pick up|order|fetch|collect|return|drop off|shopping|groceries|purchase"
        r"|gifts?|presents?",
        "it",
        steps("""
1 Write down what exactly it should be: {it}
3 Check whether it is at home already, or can be borrowed
2 Decide where to go or order, and look up the opening hours
4 Compare the price in two places
5 Combine it with other errands on the way
4 Take along what is needed: bag, card, papers
1 Get {it}, in the shop or online
3 Check on the spot whether everything is right
2 Put it where it is needed
5 Keep the receipt until it has proved itself
"""),
    ),
    Kind(
        "gardening",
        r"garden(?:ing)?|plant(?:ing)?(?= \S)|lawn|mow"
        r"|weed(?:ing|s)?|hedge|prune|flower ?bed|vegetable"
        r" patch|compost|balcony",
        "the garden",
        steps("""
1 Look at the place: sun, soil, what is there: {it}
2 Decide what goes where, and what comes out
4 Look up when each thing is best done
2 Get plants, soil and tools
3 Choose a dry day, and half of it free
1 Weed, and clear away what is dead
4 Loosen the soil, and work in compost
1 Plant, sow, mow or cut
3 Water, and bring away the cuttings
5 Note when to water and feed
"""),
    ),
    Kind(
        "learning",
        r"study(?:ing)?|learn(?: about| how to| to)?|exams?|course|homework|practi[cs]e"
        r"|revis(?:e|ion) for|midterms?|finals|certification|quiz|read(?:ing)?|language",
        "the subject",
        steps("""
1 Set a goal, and a date to have it reached by: {it}
3 Find out what you can do already, and where the gaps are
2 Get good material: one book or course, and exercises
1 Split it into parts, and give each a day
4 Set a fixed time of day for it, 30 to 60 minutes
1 Work through the first part
2 Do exercises or past papers, without looking at the answers
4 Explain it to somebody in your own words
3 Go over what did not work
5 Rest before the last day, and lay out what you need
"""),
        article=False,
    ),
    Kind(
        "a repair or an installation",
        r"repair|fix|mend|replac(?:e|ing)|install|assemble|set up|leak(?:s|ing|y)?|broken|unclog",
        "it",
        steps("""
1 Find out what exactly is wrong or needed: {it}
3 Look up the manual or a video for this model
2 Decide: do it yourself, or let somebody do it
4 Check whether it is under warranty or insured
2 Get parts and tools, and make sure that they fit
5 Turn off power or water, and protect what is around
4 Take pictures before taking anything apart
1 Do the work: {it}
1 Try out whether it holds
3 Clear up, and keep receipt and spare parts
"""),
    ),
)

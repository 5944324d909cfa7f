"""Kinds of work around the house, in English, for the rules engine."""

from taskmanager.domain.breakdown_english_words import BETWEEN, END, doing, things
from taskmanager.domain.breakdown_language import Kind, steps

_PLACES = (
    r"garage|attic|basement|closets?|wardrobe|office|house|flat|apartment|shed|cellar|home"
    r"|storage(?: room)?|whole kitchen|loft"
)
_MEALS = (
    r"breakfast|brunch|lunch|dinner|supper|meals?|food|soup|dessert|lasagn[ae]|pizza|pasta|salad"
    r"|curry|pancakes|waffles|omelette|burgers|sandwiches|roast|stew|chili|risotto|sushi|tacos"
)
_BAKED = (
    r"cakes?|cookies|biscuits|bread|muffins|cupcakes|brownies|pies?|scones|croissants|banana bread"
)
_BIG_THINGS = (
    r"car|laptop|computer|pc|phone|smartphone|tablet|tv|television|sofa|couch"
    r"|bed|mattress|fridge|freezer|washing machine|dishwasher|dryer|oven|bike|bicycle|e-bike|camera"
    r"|lens|monitor|printer|furniture|desk|chair|guitar|piano|ring|headphones|tent|stroller"
    r"|heat pump|solar panels"
)
_DEVICES = (
    r"laptop|computer|pc|phone|smartphone|tablet|ipad|iphone|macbook|router|wi-?fi|vpn|printer|tv"
    r"|e-?mail(?: account)?|software|apps?|docker|linux|ubuntu|windows|smart home|console"
)
_SORTABLE = (
    r"photos?|pictures|files|documents|papers|inbox|e-?mails|desktop|folders?|books?"
    r"|bookshel(?:f|ves)|desk|drawers?|notes|music|recipes|bookmarks|tools|clothes|kitchen"
)
_NEW = r"(?:(?:a|an|the|my|our|some|new|used|second-hand|better|good) )*"
_SEEK = (
    "buy(?:ing)?|get|purchase|order|find|choose|shop for|rent|lease|look for"
    "|(?:research|compare),? and (?:buy|order|get)"
)

HOME = (
    Kind(
        name="moving",
        starts=(
            r"move (?:house|home|flat|apartment|in|out|to(?! production)|into)|relocate"
            r"|moving(?: house| day| out| in| to)?"
        ),
        things=things("move|relocation|house move"),
        fallback="the move",
        steps=steps("""
1 Set the day and the budget for {it}
3 Give notice, and read what the contract says about handing over
2 Compare movers, or find a van and people who help
3 Sort out what does not come along: sell, give away, throw out
4 Get boxes, tape and blankets
1 Pack room by room, and write on each box where it goes
2 Change your address: bank, work, insurance, post, authorities
4 Move or cancel electricity, internet and other contracts
1 Move, and unpack what you need for the first night
5 Clean the old place, read the meters, hand over the keys
"""),
    ),
    Kind(
        name="cleaning up",
        starts=(
            doing(r"(?:clean|tidy|declutter|organi[sz]e|sort|clear|empty)(?: up| out)?", _PLACES)
            + r"|declutter|spring clean"
        ),
        things=things("spring cleaning|decluttering"),
        fallback="everything",
        steps=steps("""
1 Decide which parts of {it} come first, and what is good enough
3 Get bags, boxes and cleaning things ready
2 Pick up what lies around
1 Sort: keep, give away, throw out
4 Dust and wipe from top to bottom
1 Clean the worst part of {it}
3 Do the floor last
4 Put back what stays, each thing in its place
2 Take out the rubbish and what you give away
5 Note what has to be bought or repaired
"""),
    ),
    Kind(
        name="renovating or painting",
        starts=(
            r"renovat(?:e|ing)|remodel|redecorat(?:e|ing)|refurbish|wallpaper"
            r"|redo (?:the )?(?:bathroom|kitchen|garden|floor)"
            rf"|paint(?= \S)(?! {BETWEEN}(?:portrait|picture|painting|landscape|nails"
            rf"|watercolou?r)\b)"
        ),
        things=things("renovation|remodel(?:ling)?|redecoration"),
        fallback="the room",
        steps=steps("""
1 Decide what {it} should look like afterwards
2 Measure everything, and draw a simple plan
1 Set a budget, with a fifth kept back
4 Ask whether a permit or the landlord's word is needed
2 Get two or three offers, or list material and tools
5 Agree on the order of the trades, and on dates
3 Clear and cover the place
1 Do the work, the dirty parts first
4 Check what was done while it can still be changed
3 Clean up, and put everything back
"""),
    ),
    Kind(
        name="baking",
        starts=rf"bak(?:e|ing)(?= \S)|(?:make|prepare) {BETWEEN}(?:{_BAKED}){END}",
        things=things(_BAKED),
        fallback="the cake",
        steps=steps("""
1 Choose the recipe for {it}
4 Ask about allergies
1 Buy the ingredients that are missing
3 Take butter and eggs out of the fridge early
2 Preheat the oven, and grease the tin
2 Weigh the ingredients, and mix the dough
1 Bake {it}, and look before the time is up
3 Let it cool
4 Decorate it
5 Wash up
"""),
    ),
    Kind(
        name="cooking",
        starts=rf"cook(?:ing)?|grill|meal ?prep|(?:make|prepare) {BETWEEN}(?:{_MEALS}){END}",
        things=things(rf"{_MEALS}|recipe|meal ?prep"),
        fallback="the meal",
        steps=steps("""
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
        name="finding a home",
        starts=(
            rf"(?:buy(?:ing)?|find(?:ing)?|rent|look(?:ing)? for|get|search for) {_NEW}(?:[\w-]+ )?"
            rf"(?:house|home|flat|apartment|condo|place to live){END}"
        ),
        things=things("(?:house|flat|apartment) hunt(?:ing)?"),
        fallback="the new home",
        steps=steps("""
1 Decide what {it} must have, and may cost a month
3 Choose the areas, and try the way to work from there
2 Collect the papers that are asked for: income, identity, references
1 Set up searches, and tell everybody that you are looking
1 Visit at least three, and take notes and pictures
2 Compare costs: rent or loan, fees, heating, repairs
5 Come back at another hour, and listen to the neighbourhood
4 Have the contract read by somebody who knows
3 Sign, and plan the move
4 Note the state of the rooms when you get the keys
"""),
    ),
    Kind(
        name="a big purchase",
        starts=(
            rf"(?:{_SEEK}) {_NEW}(?:[\w-]+ ){{0,2}}"
            rf"(?:{_BIG_THINGS}){END}(?! and)"
        ),
        fallback="the purchase",
        steps=steps("""
1 Set a budget, and list what matters to you
3 Measure where it goes, and check what it has to fit
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
        name="growing plants",
        starts=r"(?:plant|grow|sow)(?= \S)",
        fallback="the plants",
        steps=steps("""
2 Look up when to plant, and how far apart
1 Choose a spot with enough sun for {it}
1 Get seeds or seedlings, soil and tools
3 Weed the spot, and loosen the soil
4 Work in compost
1 Plant {it}, and water well
2 Water regularly
3 Check every few days for pests and dry leaves
4 Feed and tie up as they grow
5 Note what worked for next year
"""),
    ),
    Kind(
        name="gardening",
        things=things("garden(?:ing)?|hedges?|flower ?beds?|vegetable patch|balcony|back ?yard"),
        fallback="the garden",
        steps=steps("""
1 Walk around {it}, and list what there is to do
3 Look up when each of it is best done
2 Get the tools, plants and soil you need
3 Choose a dry day, and keep half of it free
1 Weed, and clear away what is dead
1 Do the rest of the list, the biggest thing first
2 Water, and clear away the cuttings
4 Spread compost or mulch
4 Clean the tools
5 Note when to water and feed
"""),
    ),
    Kind(
        name="setting up a device",
        starts=doing("install|set up|configure", _DEVICES),
        steps=steps("""
1 Gather what you need: cables, passwords, licences
3 Save what is on the old one
1 {task}
2 Install the updates
2 Copy over files and settings
3 Install what you use every day
1 Test whether everything works
4 Turn on backups and the screen lock
4 Remove what you do not need
5 Note the passwords in a safe place
"""),
    ),
    Kind(
        name="sorting",
        starts=doing(
            r"organi[sz]e|sort|sort out|sort through|clean up|clear|clear out|tidy"
            r"|archive",
            _SORTABLE,
        ),
        fallback="everything",
        steps=steps("""
1 Decide how to sort {it}
3 Make a copy, or keep a box for what you are not sure about
1 Go through the first part, and throw out what is not needed
2 Do a fixed amount every day
2 Give each group its place and name
3 Remove what is there twice
1 Put everything where it belongs
4 Label what is not plain to see
4 Tell the others where things are
5 Set a date to do it again
"""),
    ),
    Kind(
        name="setting something up",
        starts=r"(?:install|assemble|put together|mount)(?= \S)|"
        + doing(
            "build|set up",
            r"shed|deck|shel(?:f|ves)|bookshel(?:f|ves)|table|desk|bench|fence|treehouse|cabinet"
            r"|crib|cot|tent|home office|aquarium|pool|swing|wardrobe",
        ),
        things=things("installation|assembly"),
        action="Carry out",
        fallback="it",
        steps=steps("""
1 Read the manual, or watch a video
2 Check that all the parts are there
3 Get the tools together
4 Choose and measure the place
2 Clear the space, and protect what is around
1 {task}
1 Test whether it works
3 Clear up, and keep the manual and spare parts
4 Register the warranty, and file the receipt
5 Show everybody else how to use it
"""),
    ),
    Kind(
        name="a repair",
        starts=(
            r"(?:repair|fix|mend|unclog|restore)(?= \S)"
            rf"|(?:get|have) {BETWEEN}(?:fixed|repaired|serviced|looked at)"
        ),
        things=things(r"repairs?|leak"),
        action="Do",
        fallback="it",
        steps=steps("""
1 Find out what exactly is wrong
3 Look up the manual or a video for this model
2 Decide whether to do it yourself or to ask a professional
4 Check whether it is under warranty or insured
2 Get parts and tools that fit
5 Turn off power or water, where needed
4 Take pictures before taking anything apart
1 {task}
1 Test whether it holds
3 Clear up, and keep receipts and spare parts
"""),
    ),
)

"""Small chores at home, in English, for the rules engine."""

from taskmanager.domain.breakdown_english_words import doing, things
from taskmanager.domain.breakdown_language import Kind, steps

CHORES = (
    Kind(
        name="watering",
        starts=r"water(?= \S)",
        small=True,
        steps=steps("""
1 Fill the watering can
1 {task}
3 Pick off dry leaves, and wipe up spills
4 Check which need feeding
5 Set a reminder for the next time
"""),
    ),
    Kind(
        name="looking after a pet",
        starts=r"feed(?= \S)|walk (?:the |my |our )?(?:\w+'s )?dogs?\b",
        small=True,
        steps=steps("""
1 Get everything ready: food, bowl or leash
1 {task}
3 Give fresh water
4 Clean up
5 Check what has to be bought soon
"""),
    ),
    Kind(
        name="rubbish",
        starts=doing("take out|empty|put out|bring out", "trash|rubbish|garbage|bins?|recycling"),
        small=True,
        steps=steps("""
1 Tie up the bags
1 {task}
3 Put a new bag in
4 Look for more in the other rooms
5 Check which bin is collected next
"""),
    ),
    Kind(
        name="laundry",
        starts=doing("do|wash", "laundry|clothes|washing|towels|sheets|bedding"),
        things=things("laundry"),
        action="Do",
        small=True,
        steps=steps("""
1 Sort it by colour and temperature
4 Empty all pockets
1 {task}
3 Hang it up or dry it, and fold it
5 Check how much detergent is left
"""),
    ),
    Kind(
        name="putting something up",
        starts=r"hang(?: up)?(?= \S)|put up(?= \S)",
        small=True,
        steps=steps("""
1 Measure, and mark the spots
4 Look for cables and pipes before you drill
1 {task}
3 Check that it is level, and clear up the dust
5 Put the tools away
"""),
    ),
    Kind(
        name="a print or a copy",
        starts=r"(?:print|scan|copy|photocopy)(?: out)?(?= \S)",
        small=True,
        steps=steps("""
1 Get the right file or page ready
1 {task}
3 Check that it can be read, and put it where you need it
5 Refill the paper
"""),
    ),
    Kind(
        name="cleaning",
        starts=(
            r"(?:clean|tidy|wash|vacuum|hoover|scrub|dust|mop|sweep|wipe|polish)(?: up"
            r"| out)?(?=\s|$)|"
            + doing(
                "do|fold|hang up|iron|put away|empty", "laundry|dishes|washing|ironing|dishwasher"
            )
        ),
        things=things("dishes|chores|ironing|cleaning|housework"),
        action="Do",
        small=True,
        steps=steps("""
1 Get out what you need, and clear the way
1 {task}
3 Put everything back in its place
4 Take out what is rubbish
5 Note what runs out and has to be bought
"""),
    ),
    Kind(
        name="a small job outdoors",
        starts=r"(?:mow|weed|rake|prune|trim|shovel)(?= \S)",
        small=True,
        steps=steps("""
1 Get out the tools and gloves
1 {task}
3 Clear away the cuttings
4 Clean the tools, and put them away
5 Note when it is due again
"""),
    ),
    Kind(
        name="a replacement",
        starts=r"replace(?= \S)|"
        + doing(
            "change|swap|charge",
            r"bulbs?|light bulb|batter(?:y|ies)|filters?|locks?|tyres?|tires?|wheels?|oil|strings?",
        ),
        small=True,
        steps=steps("""
1 Check which type fits, and get it
4 Look up how it is done
1 {task}
3 Test it, and dispose of the old one
5 Note the date
"""),
    ),
)

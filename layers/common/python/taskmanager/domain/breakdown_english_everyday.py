"""Small everyday tasks, in English, for the rules engine: few steps are enough for them."""

from taskmanager.domain.breakdown_english_words import doing, things
from taskmanager.domain.breakdown_language import Kind, steps

EVERYDAY = (
    Kind(
        name="a gift",
        starts=doing("buy|get|find|choose|order|make|pick", "gifts?|presents?"),
        things=things("gifts?|presents?"),
        action="Buy",
        small=True,
        steps=steps("""
1 List a few ideas, and set a limit
4 Ask somebody who knows what is wanted
1 {task}
3 Wrap it, and write a card
5 Keep the receipt in case it does not fit
"""),
    ),
    Kind(
        name="a pick-up",
        starts=r"(?:pick up|fetch|collect)(?= \S)|get (?:the|my|our)(?= [^.;]* (?:from|back)\b)",
        fallback="it",
        small=True,
        steps=steps("""
1 Check when and where to pick up {it}
3 Take along what you need
1 {task}
4 Check that nothing is missing
5 Combine it with another errand on the way
"""),
    ),
    Kind(
        name="a shopping round",
        starts=(
            r"(?:buy|get)(?: the| some| my)? groceries|shop for"
            r"|(?:go|do)(?: the| some| my)? (?:\w+ )?(?:shopping|groceries)"
        ),
        things=things("(?:[a-z]+ )?shopping|groceries"),
        action="Do",
        small=True,
        steps=steps("""
1 Check what is missing at home, and write a list
4 Plan the meals for the next days
1 {task}
3 Put everything away
5 Take bags and bottles along
"""),
    ),
    Kind(
        name="booking something",
        starts=r"(?:book|reserve|rent|hire)(?= \S)|(?:buy|get) [^.;]*\btickets?\b",
        things=things("flights?|hotels?|(?:[a-z]+ )?tickets?"),
        action="Book",
        small=True,
        steps=steps("""
1 Compare dates, prices and terms
1 {task}
3 Save the confirmation, and put it into the calendar
4 Tell those who come along
5 Note until when it can be cancelled
"""),
    ),
    Kind(
        name="clothes",
        starts=doing(
            r"buy|get|order|find|shop for",
            r"dress|suit|shoes|boots|sneakers|jackets?|coat|trousers|jeans|shirts?|clothes|outfit",
        ),
        small=True,
        steps=steps("""
1 Set a limit, and check your size and what it should go with
1 {task}
3 Try it on at home before you remove the tags
4 Compare two or three shops
5 Keep the receipt
"""),
    ),
    Kind(
        name="an errand",
        starts=(
            r"(?:buy(?:ing)?|order|purchase|grab|get(?! (?:married|divorced|fit|rid|ready"
            r"|started|better|home|up|over|to|in|into|on|off|out|used|organi[sz]ed|help|going"
            r"|back|through|along"
            r"|involved|feedback|approval|permission|access)\b))(?= \S)"
        ),
        small=True,
        steps=steps("""
1 Check what kind and how much you need
4 Look up where to get it, and the price
1 {task}
3 Put it away, and keep the receipt
5 Combine it with another errand
"""),
    ),
    Kind(
        name="a list",
        starts=doing("write|make|create|draw up|start", "lists?|checklist"),
        fallback="the list",
        small=True,
        steps=steps("""
1 Jot down everything that comes to mind
1 Sort it, and strike what is not needed
3 Keep {it} where you will see it
4 Ask others what is missing
5 Go through it once more the next day
"""),
    ),
    Kind(
        name="a backup",
        starts=r"back ?up(?= \S)",
        things=things("backup"),
        action="Make",
        small=True,
        steps=steps("""
1 Check that there is enough space
1 {task}
3 Open one of the saved files as a test
4 Keep a second copy in another place
5 Let it run by itself from now on
"""),
    ),
    Kind(
        name="an update",
        starts=r"(?:update|edit|correct|adjust)(?= \S)",
        things=things("cv|résumé|resume"),
        action="Update",
        fallback="it",
        small=True,
        steps=steps("""
1 List what has changed
1 {task}
3 Read it through once more
4 Send or publish the new version
5 Remove the old versions
"""),
    ),
    Kind(
        name="sending something",
        starts=r"(?:send|invoice|post|mail|submit|hand in|upload|deliver|drop off|ship|forward"
        r"|share)(?= \S)",
        small=True,
        steps=steps("""
1 Check that everything is complete
1 {task}
3 Keep the confirmation
4 Check the address once more
5 Check that it has arrived
"""),
    ),
    Kind(
        name="a check",
        starts=r"(?:check(?! in)|confirm|verify|double-check|make sure|test|measure|count)(?= \S)",
        small=True,
        steps=steps("""
1 Note what to look for
1 {task}
3 Put right what is off
4 Write down what you found
5 Set a reminder for the next check
"""),
    ),
    Kind(
        name="homework",
        starts=doing("do|finish|help with", "homework|assignments?"),
        things=things("homework"),
        action="Do",
        small=True,
        steps=steps("""
1 Read what has to be done, and get the material
1 {task}
3 Check it, and pack it for the lesson
4 Ask about what is unclear
5 Repeat what was hard
"""),
    ),
    Kind(
        name="a small task",
        starts=(
            r"(?:iron|change|take|bring|put|block|unblock|unpack|remove|wrap|charge|drive"
            r"|switch|turn"
            r"|check in|fill|empty|repot|fold|pack|drop)(?= \S)"
        ),
        small=True,
        steps=steps("""
1 Get ready what you need
1 {task}
3 Check that nothing is left to do
4 Clear up
5 Note when it is due again
"""),
    ),
)

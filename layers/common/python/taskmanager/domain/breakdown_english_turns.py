"""English verbs that turn a thing around, for the rules engine: they win over any noun."""

from taskmanager.domain.breakdown_english_words import doing, things
from taskmanager.domain.breakdown_language import Kind, steps

TURNS = (
    Kind(
        name="calling off something big",
        starts=doing(
            "cancel|call off",
            "trips?|holidays?|vacation|journey|honeymoon|cruise|wedding|part(?:y|ies)|events?"
            "|conference|festival|contracts?|lease|insurance|mortgage|move",
        ),
        fallback="it",
        steps=steps("""
1 Check the deadline and the fees for cancelling {it}
3 Find the confirmations and contract numbers
1 {task}
2 Tell everybody who counts on it
2 Claim back what you have already paid
3 Check that the money arrives, and that nothing more is charged
4 Take it out of the calendar
4 Keep the confirmations until everything is settled
5 Decide what to do instead
"""),
    ),
    Kind(
        name="cancelling",
        starts=(
            r"cancel|call off|terminate|give notice(?= to (?:the |my )?(?:landlord|gym|bank))"
            r"|opt out|withdraw|"
            + doing(
                "stop|end|close|pause",
                "newsletters?|subscriptions?|memberships?|deliver(?:y|ies)|payments?|contracts?"
                "|standing order|lease|tenancy|trial|service|accounts?",
            )
        ),
        small=True,
        steps=steps("""
1 Check the deadline and any fees
1 {task}
3 Keep the confirmation
4 Tell everybody who should know
5 Check that nothing more is charged
"""),
    ),
    Kind(
        name="unsubscribing",
        starts="unsubscribe",
        small=True,
        steps=steps("""
1 Decide which ones you no longer read
1 {task}
3 Delete the old ones
5 Block senders who do not stop
"""),
    ),
    Kind(
        name="moving a date",
        starts=(
            r"postpone|reschedule|delay|defer|put off|push back|(?:move|shift|push)\b(?=[^.;]* to"
            r" (?:next|later|another|the (?:afternoon|morning|evening)|tomorrow|january|february"
            r"|march|april|may|june|july|august|september|october|november|december"
            r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d))"
        ),
        small=True,
        steps=steps("""
1 Find two or three new dates that suit you
4 Ask whether a change costs anything
1 Agree on the new date with everybody involved
3 Change it in the calendar
5 Remind everybody the day before
"""),
    ),
    Kind(
        name="returning something",
        starts=(
            r"(?:return|take back|bring back|give back|send back)"
            r"(?! (?:to|home|from)\b)(?=\s+\S)(?![^.;]*\bcalls?\b)"
        ),
        fallback="it",
        small=True,
        steps=steps("""
1 Check where to take {it}, and by when
4 Put {it} by the door, with everything that belongs to it
1 {task}
3 Keep the receipt or confirmation
5 Check later that it was registered or refunded
"""),
    ),
    Kind(
        name="leaving a job",
        starts=r"(?:quit|leave|resign from)(?: (?:my|the|this|current))* (?:job|work"
        r"|position)|resign"
        r"|(?:hand in|give)(?: my)? (?:notice|resignation)",
        steps=steps("""
1 Check the notice period in your contract
3 Work out your last day, counting the leave you have left
4 Save what is yours: private files, contacts, payslips
1 Write the letter of resignation
1 Tell your manager in person, and hand over the letter
2 Plan the handover: what goes to whom, and when
2 Sort out what changes: insurance, pension, taxes
3 Ask for a reference
4 Return keys, laptop and badge
5 Say goodbye, and stay in touch with those you like
"""),
    ),
    Kind(
        name="breaking a habit",
        starts=r"(?:stop|quit|give up)(?= \S)",
        fallback="it",
        article=False,
        steps=steps("""
1 Note for a few days when it happens, and what sets it off
3 Write down why you want to change it
1 Decide what to do instead when the urge comes
2 Put whatever tempts you out of reach
2 Tell somebody who will ask how it goes
1 Choose the first day without {it}
3 Tick off every day you manage
4 After a slip, note why, and go on the next day
4 Reward yourself after the first week
5 Look for a group, an app or a doctor if it stays hard
"""),
    ),
    Kind(
        name="skipping something",
        starts=r"(?:skip|miss|sit out)(?= \S)",
        fallback="it",
        small=True,
        steps=steps("""
1 Tell whoever expects you
1 Take {it} out of the calendar
3 Find out afterwards what you missed
5 Note when it takes place the next time
"""),
    ),
    Kind(
        name="saying no",
        starts=r"(?:decline|refuse|turn down|say no to|reject)(?= \S)",
        small=True,
        steps=steps("""
1 Decide whether to offer something else instead
1 Say no soon, kindly and without long reasons
3 Take it out of the calendar
5 Suggest somebody else who may want to
"""),
    ),
    Kind(
        name="deleting something",
        starts=r"(?:delete|uninstall|erase)(?= \S)",
        small=True,
        steps=steps("""
1 Save whatever is still needed
1 {task}
3 Check that nothing depended on it
5 Tell those who may look for it
"""),
    ),
    Kind(
        name="throwing something out",
        starts=r"(?:throw (?:out|away)|dispose of|recycle|get rid of)(?= \S)",
        fallback="it",
        small=True,
        steps=steps("""
1 Find out where to take {it}: recycling, collection or the bin
4 Ask whether somebody could still use it
1 {task}
3 Sweep up what is left behind
5 Check the opening hours, and borrow a car if it is big
"""),
    ),
    Kind(
        name="selling or giving away",
        starts=r"sell(?:ing)?|donat(?:e|ing)|give away|auction|list [^.;]{1,40} on ebay",
        things=things("garage sale|yard sale|flea market"),
        fallback="it",
        steps=steps("""
1 Decide what to ask for {it}, and the least you would take
3 Look up what others got for the same
2 Clean it, and collect everything that belongs to it
1 Take pictures in daylight, flaws too
2 Write the advert, and publish it
4 Remove your data and your name
3 Answer questions, and agree on a time
5 Pack it, or find somebody to help carry
1 Hand over {it} against payment
4 Take down the advert
"""),
    ),
)

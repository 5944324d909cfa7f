"""Papers and money, in English, for the rules engine."""

from taskmanager.domain.breakdown_english_words import BETWEEN, doing, things
from taskmanager.domain.breakdown_language import Kind, steps

_DOCUMENTS = (
    r"visas?|passports?|licen[cs]es?|permits?|certificates?|id|id card|identity card|citizenship"
    r"|registration|loan|mortgage|grant|scholarship|green card|social security number|tax number"
    r"|benefits?|parental leave|power of attorney|will"
)
_FORMS = (
    r"tax(?:es)?|tax returns?|paperwork|forms?|claims?|expenses|expense report|registration"
    r"|declaration|questionnaire|finances|pension"
)

PAPERS = (
    Kind(
        name="applying for a document",
        starts=doing(
            r"get|apply for|renew|request|order|replace|extend|obtain|organi[sz]e|arrange"
            r"|sort out|do"
            r"|make|write|update",
            _DOCUMENTS,
        )
        + rf"|get {BETWEEN}(?:{_DOCUMENTS}) (?:renewed|extended|replaced)",
        things=things(_DOCUMENTS),
        fallback="the document",
        steps=steps("""
1 Look up requirements, fees and waiting times for {it}
1 Gather the papers, photos and numbers that are asked for
2 Fill in the application
3 Ask the office about anything unclear
2 Make an appointment, if one is needed
3 Check names, numbers and dates once more
1 Hand in the application, and pay the fee
4 Keep copies and the receipt
4 Note when to ask how it is going
5 Check every entry when it arrives
"""),
    ),
    Kind(
        name="choosing a contract",
        starts=doing(
            r"buy|get|find|choose|compare|switch|change|take out|look for|look into|sort out",
            r"insurance|provider|phone plans?|mobile plans?|broadband|tariffs?|energy supplier",
        ),
        things=things("insurance"),
        fallback="the contract",
        steps=steps("""
1 Note what you have now, what it costs and when it ends
3 Write down what {it} has to cover
1 Compare three offers on an independent site
4 Read the exclusions and the small print
3 Ask about discounts
2 Choose one, and check the notice period
1 Sign up
2 Cancel the old contract in time
4 File the papers
5 Note the end date in the calendar
"""),
    ),
    Kind(
        name="paperwork",
        starts=doing("file|submit|fill in|fill out|hand in|register|do|lodge", _FORMS),
        things=things(_FORMS),
        fallback="it",
        steps=steps("""
2 Find out what exactly is needed, and by when
1 Collect the papers and numbers for {it}
4 Sort them, and note which are missing
3 Ask for the missing ones
1 Fill in the forms
5 Ask somebody who knows about open questions
3 Check names, amounts and dates once more
1 Sign and send everything
2 File a copy and the confirmation
4 Note when to expect an answer
"""),
    ),
    Kind(
        name="a budget",
        starts=doing("make|plan|set|create|prepare|draw up", "budget"),
        things=things("budget"),
        fallback="the budget",
        steps=steps("""
1 List what comes in
1 List what goes out every month: rent, insurance, contracts
3 Go through three months of statements for the rest
2 Sort the spending into needs, wishes and savings
2 Decide what to cut
1 Set a limit for each group in {it}
4 Put something aside for surprises
3 Set up the transfers
4 Check it against what was really spent after a month
5 Adjust the limits
"""),
    ),
    Kind(
        name="a payment",
        starts=r"(?:pay|transfer|reimburse)(?! attention)(?= \S)",
        things=things("bills?|invoices?|rent"),
        action="Pay",
        small=True,
        steps=steps("""
1 Check the amount, the account and the due date
1 {task}
3 File the receipt
4 Check that the payment went through
5 Set up a standing order if it comes back every month
"""),
    ),
    Kind(
        name="a signature",
        starts=r"(?:counter)?sign(?! (?:up|in|out|on)\b)(?= \S)",
        small=True,
        steps=steps("""
1 Read every page, the small print too
4 Ask about what you do not understand
1 {task}
3 Send it back, and keep a copy
5 Put dates and deadlines from it into the calendar
"""),
    ),
    Kind(
        name="a renewal",
        starts=r"(?:renew|extend|upgrade)(?= \S)",
        small=True,
        steps=steps("""
1 Check the price and the terms
4 Compare with what others offer
1 {task}
3 Note the next date in the calendar
5 File the confirmation
"""),
    ),
)

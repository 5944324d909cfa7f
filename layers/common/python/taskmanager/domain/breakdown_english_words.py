"""Patterns of English that the kinds of work are told by: a verb's object, and where it ends."""

_AROUND = (
    "about|after|and|at|before|by|during|for|from|in|of|on|or|over|that|to|under|until|when|which"
    "|with|without|online|this|next|today|tonight|tomorrow|again|asap|soon"
)

BETWEEN = rf"(?:(?!(?:{_AROUND})\b)[\w'’.&-]+ ){{0,5}}"
"""The words between a verb and its object: "the new" of "clean the new car"."""

END = rf"(?! (?!(?:{_AROUND}|planning|plans?|prep|preparations?)\b)(?-i:[a-z]))"
"""No longer word for something else follows: a wedding is one, a "wedding dress" is not."""


def things(nouns: str) -> str:
    """Match these nouns where they are what is talked about."""
    return f"(?:{nouns}){END}"


def doing(verbs: str, nouns: str) -> str:
    """Match one of the verbs with one of the nouns as its object."""
    return f"(?:{verbs}) {BETWEEN}(?:{nouns}){END}"

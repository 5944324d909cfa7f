"""The patterns of texts, and what each means to a person."""

END = r"$(?!\n)"
"""The end of a text: `$` alone is, to Python, also the place before a last newline."""

NO_NUL = r"^[^\x00]*$"
"""PostgreSQL cannot store NUL in a text; no store has to."""

NOT_BLANK = r"^[^\x00]*[^\s\x00][^\x00]*$"
ID = r"^[0-9A-Za-z_-]{1,64}" + END
ID_LIST = r"^[0-9A-Za-z_-]{1,64}(,[0-9A-Za-z_-]{1,64}){0,99}" + END
CURSOR = r"^[0-9A-Za-z_-]+" + END
TIME_ZONE = r"^[0-9A-Za-z_+/-]+" + END
EMAIL = (
    r"^[^@\s\x00-\x1f\x7f\"(),:;<>\[\\\]]{1,64}"
    r"@[0-9A-Za-z-]{1,63}(\.[0-9A-Za-z-]{1,63}){0,8}" + END
)

MEANINGS = {
    NO_NUL: "must not hold a NUL character",
    NOT_BLANK: "must not be blank, nor hold a NUL character",
    ID: "is not an id",
    ID_LIST: "has to be at most 100 ids, comma separated",
    CURSOR: "is not a cursor that a list gave",
    TIME_ZONE: "is not an IANA time zone such as Europe/Berlin",
    EMAIL: "is not an e-mail address",
}

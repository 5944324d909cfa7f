"""What keeps a command of the local cloud from going on."""

FAILED = 1
BAD_SETTING = 2


class LocalError(Exception):
    """The message is for a person: one line, or nothing if it has been told already."""

    exit_code: int = FAILED

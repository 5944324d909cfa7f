"""The gateway's log: one line for each request, one for each event worth telling.

JSON, one object a line, for machines; a short readable line when a person looks at a terminal.
"""

import logging
import sys
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from typing import Any

from local.errors import LocalError
from local.gateway.request import Request
from taskmanager.log import JsonFormatter
from taskmanager.settings import Settings

Extra = dict[str, dict[str, Any]]
"""What `logging` takes as `extra`: our fields under one key."""

logger = logging.getLogger("local.gateway.access")


class LogFileError(LocalError):
    """The log file cannot be written."""


def configure(settings: Settings) -> None:
    """Send the log to LOG_FILE or standard error.

    Raises:
        LogFileError: LOG_FILE cannot be written; the message is one line that names it.
    """
    handler: logging.Handler
    if settings.log_file:
        try:
            handler = WatchedFileHandler(settings.log_file, encoding="utf-8")
        except OSError as error:
            raise LogFileError(
                f"LOG_FILE: {settings.log_file} cannot be written: {error.strerror}"
            ) from error
    else:
        handler = logging.StreamHandler(sys.stderr)
    readable = not settings.log_file and sys.stderr.isatty()
    handler.setFormatter(ReadableFormatter() if readable else JsonFormatter())
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    logging.getLogger("uvicorn").setLevel(logging.ERROR)  # its warnings are told by us
    logging.getLogger("asyncio").setLevel(logging.WARNING)


def fields(request: Request, **more: Any) -> Extra:
    """Name a request in a line of the log; never its query, headers or body."""
    named = {"method": request.method, "path": request.path, "request_id": request.request_id}
    return {"fields": named | more}


def write(request: Request, status: int, function: str | None, seconds: float) -> None:
    """Log one request that was answered."""
    duration = round(seconds * 1000, 2)
    more = {"status": status, "duration_ms": duration, "function": function}
    logger.info("request", extra=fields(request, **more))


class ReadableFormatter(logging.Formatter):
    """Time, level where it matters, and what happened."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the record."""
        known: dict[str, Any] = dict(getattr(record, "fields", {}))
        parts = [f"{_moment(record):%H:%M:%S}"]
        if record.levelno > logging.INFO:
            parts.append(record.levelname)
        if record.name == logger.name:
            parts.append(
                f"{known.get('status')} {known.get('method')} {known.get('path')} "
                f"{known.get('duration_ms')} ms"
            )
        else:
            parts.append(record.getMessage())
        parts += [f"[{known[name]}]" for name in ("function", "request_id") if known.get(name)]
        text = " ".join(parts)
        if stack := known.get("stack"):
            text = f"{text}\n{stack}"
        return f"{text}\n{self.formatException(record.exc_info)}" if record.exc_info else text


def _moment(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)

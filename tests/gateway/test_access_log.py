import json
import logging
import sys

from local.gateway.access_log import ReadableFormatter
from taskmanager.log import JsonFormatter

FIELDS = {
    "method": "GET",
    "path": "/tasks",
    "status": 200,
    "duration_ms": 1.5,
    "function": "tasks",
    "request_id": "abc",
}


def a_record(name: str = "local.gateway.access", level: int = logging.INFO) -> logging.LogRecord:
    record = logging.LogRecord(name, level, "file", 1, "request", (), None)
    record.created = 1583349317.135
    record.fields = dict(FIELDS)
    return record


def with_exception(record: logging.LogRecord) -> logging.LogRecord:
    try:
        int("lost")
    except ValueError:
        record.exc_info = sys.exc_info()
    return record


def test_a_line_for_machines_is_one_json_object() -> None:
    found = json.loads(JsonFormatter().format(a_record()))

    assert found == {
        "time": "2020-03-04T19:15:17.135Z",
        "level": "INFO",
        "logger": "local.gateway.access",
        "message": "request",
        **FIELDS,
    }


def test_an_exception_stays_on_the_line_for_machines() -> None:
    line = JsonFormatter().format(with_exception(a_record()))

    assert "\n" not in line
    assert "ValueError: invalid" in json.loads(line)["exception"]


def test_a_line_for_people_is_short() -> None:
    line = ReadableFormatter().format(a_record())

    assert line == "19:15:17 200 GET /tasks 1.5 ms [tasks] [abc]"


def test_a_line_for_people_names_what_is_serious() -> None:
    record = a_record("local.runtime.pool", logging.ERROR)
    record.fields = {"function": "tasks", "stack": "  File x"}

    assert ReadableFormatter().format(record) == "19:15:17 ERROR request [tasks]\n  File x"


def test_an_exception_follows_the_line_for_people() -> None:
    lines = ReadableFormatter().format(with_exception(a_record())).splitlines()

    assert lines[-1].startswith("ValueError: invalid")

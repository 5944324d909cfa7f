"""One shape for every failure, whatever comes."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app import routers
from taskmanager.http.router import Endpoint
from tests.functions.conftest import (
    PASSWORD,
    NewTask,
    NewWorld,
    SignedUp,
    World,
    open_world,
    sign_up_on,
)
from tests.support.clock import FrozenClock
from tests.support.lambda_client import Answer, Client, proxy_event

KEYS = {
    "type", "title", "status", "detail", "code", "request_id",
    "error", "error_code", "error_tag", "http_code", "error_extra",
}  # fmt: skip
"""RFC 9457's and ours, then Todoist's."""

SOMETIMES = {"errors", "current"}
MEBIBYTE = 1024 * 1024
ENDPOINTS = [endpoint for router in routers for endpoint in router.endpoints]
WITH_BODY = [endpoint for endpoint in ENDPOINTS if endpoint.body is not None]
ENDING = {"logout", "logout_all", "change_password"}
"""Endpoints that may end the very session that asks."""


def name_of(endpoint: Endpoint) -> str:
    return endpoint.name


def assert_problem(answer: Answer, status: int | None = None) -> None:
    """Hold an answer to the shape of every failure."""
    problem = answer.json

    assert 400 <= answer.status < 600
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert KEYS <= set(problem) <= KEYS | SOMETIMES
    assert problem["status"] == problem["error_code"] == problem["http_code"] == answer.status
    assert problem["request_id"] == answer.request_id
    assert problem["type"] == f"/api/v1/docs#problem-{problem['code']}"
    assert problem["error"] == problem["detail"]
    assert problem["title"]
    assert problem["detail"]
    assert problem["error_tag"].replace("_", "").isupper()
    assert (problem["code"] in {"invalid_input", "unprocessable"}) == ("errors" in problem)
    for error in problem.get("errors", [{"field": "x", "message": "x"}]):
        assert set(error) == {"field", "message"}
        assert error["message"]
    if status is not None:
        assert answer.status == status


def assert_no_fault_of_ours(answer: Answer) -> None:
    assert answer.status < 500, answer.body
    if answer.status >= 400:
        assert_problem(answer)


# --- one example of each ----------------------------------------------------------------------


def test_bad_input_is_a_problem(client: Client, ada: SignedUp) -> None:
    answer = client.post("/api/v1/tasks", json={}, token=ada.token)

    assert_problem(answer, 400)
    assert answer.json["error_extra"] == {"argument": "content"}


def test_a_missing_token_is_a_problem(client: Client) -> None:
    answer = client.get("/api/v1/tasks")

    assert_problem(answer, 401)
    assert answer.headers["www-authenticate"] == "Bearer"


def test_what_is_forbidden_is_a_problem(client: Client, ada: SignedUp) -> None:
    assert_problem(client.delete(f"/api/v1/projects/{ada.inbox_id}", token=ada.token), 403)


def test_what_is_not_there_is_a_problem(client: Client, ada: SignedUp) -> None:
    answer = client.get("/api/v1/tasks/nothing", token=ada.token)

    assert_problem(answer, 404)
    assert answer.json["error_tag"] == "NOT_FOUND"


@pytest.mark.parametrize(
    "path", ["/api", "/api/v1", "/api/v1/nowhere", "/api/v1/tasks/a/b/c", "//"]
)
def test_a_path_of_nobodys_is_a_problem(client: Client, path: str) -> None:
    assert_problem(client.get(path), 404)


@pytest.mark.parametrize("method", ["PUT", "HEAD", "OPTIONS", "TRACE", "PATCH", "DELETE", "X"])
def test_a_method_that_a_path_does_not_take_is_a_problem(client: Client, method: str) -> None:
    answer = client.request(method, "/api/v1/tasks")

    assert_problem(answer, 405)
    assert answer.headers["allow"] == "GET, POST"


def test_a_conflict_is_a_problem(client: Client, ada: SignedUp) -> None:
    body = {"email": ada.email, "password": ada.password, "full_name": "Ada"}

    assert_problem(client.post("/api/v1/auth/register", json=body), 409)


def test_another_version_is_a_problem_with_the_present_one(
    client: Client, ada: SignedUp, a_task: NewTask
) -> None:
    task = a_task(ada)
    answer = client.delete(
        f"/api/v1/tasks/{task['id']}", token=ada.token, headers={"If-Match": '"9"'}
    )

    assert_problem(answer, 412)
    assert answer.json["current"] == task


def test_a_large_body_is_a_problem(client: Client, ada: SignedUp) -> None:
    body = json.dumps({"content": "x" * 2 * MEBIBYTE})

    assert_problem(client.post("/api/v1/tasks", body=body, token=ada.token), 413)


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/xml", "multipart/form-data", "x", ""]
)
def test_a_body_of_another_type_is_a_problem(
    client: Client, ada: SignedUp, media_type: str
) -> None:
    answer = client.post(
        "/api/v1/tasks",
        json={"content": "x"},
        token=ada.token,
        headers={"Content-Type": media_type},
    )

    assert_problem(answer, 415)


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json",
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        "application/x+json",
    ],
)
def test_json_by_any_of_its_names_is_taken(client: Client, ada: SignedUp, media_type: str) -> None:
    answer = client.post(
        "/api/v1/tasks",
        json={"content": "x"},
        token=ada.token,
        headers={"Content-Type": media_type},
    )

    assert answer.status == 200


def test_a_key_used_twice_is_a_problem(client: Client, ada: SignedUp) -> None:
    key = {"Idempotency-Key": "1"}
    client.post("/api/v1/tasks", json={"content": "A"}, token=ada.token, headers=key)
    answer = client.post("/api/v1/tasks", json={"content": "B"}, token=ada.token, headers=key)

    assert_problem(answer, 422)


def test_too_many_requests_are_a_problem(new_world: NewWorld) -> None:
    client = new_world(rate_limit_enabled=True, rate_limit_per_minute=1).client
    client.get("/api/v1/tasks")

    assert_problem(client.get("/api/v1/tasks"), 429)


def test_a_failure_of_ours_is_a_problem(world: World, ada: SignedUp) -> None:
    with world.container.database.write() as connection:
        connection.exec_driver_sql("UPDATE projects SET view_style = 'no such style'")

    assert_problem(world.client.get("/api/v1/projects", token=ada.token), 500)


def test_a_storage_that_is_gone_is_a_problem(world: World, ada: SignedUp) -> None:
    with world.container.database.write() as connection:
        connection.exec_driver_sql("ALTER TABLE tasks RENAME TO gone")
    answer = world.client.get("/api/v1/tasks", token=ada.token)

    assert_problem(answer, 503)
    assert answer.headers["retry-after"] == "1"


# --- bodies that are no bodies ----------------------------------------------------------------

NO_BODIES: dict[str, bytes] = {
    "half an object": b'{"content": ',
    "a comma too many": b'{"content": "x",}',
    "single quotes": b"{'content': 'x'}",
    "two values": b"{} {}",
    "words": b"hello",
    "NaN": b'{"priority": NaN}',
    "Infinity": b'{"priority": -Infinity}',
    "a number beyond floats": b'{"priority": 1e999}',
    "a leading zero": b'{"priority": 01}',
    "a lone surrogate": b'{"content": "\\ud800"}',
    "a lone low surrogate": b'{"content": "x\\udfff"}',
    "surrogates turned around": b'{"content": "\\udc00\\ud800"}',
    "a lone surrogate as a name": b'{"\\ud800": 1}',
    "a surrogate in UTF-8": b'{"content": "\xed\xa0\x80"}',
    "no UTF-8": b'{"content": "\xff\xfe"}',
    "an overlong slash": b'{"content": "\xc0\xaf"}',
    "UTF-16": '{"content": "x"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"content": "x"}',
    "a raw NUL": b'{"content": "a\x00b"}',
    "a raw line break": b'{"content": "a\nb"}',
    "nothing but NUL": b"\x00",
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "deep and closed": b'{"content":' + b"[" * 5_000 + b"]" * 5_000 + b"}",
    "null": b"null",
    "a list": b'[{"content": "x"}]',
    "a text": b'"x"',
    "a number": b"7",
    "two mebibytes": b'{"content": "' + b"x" * 2 * MEBIBYTE + b'"}',
    "two mebibytes of space": b" " * 2 * MEBIBYTE,
    "many unknown fields": json.dumps({f"field {number}": 1 for number in range(5000)}).encode(),
    "a field of absurd name": json.dumps({"x" * 100_000: 1}).encode(),
    "a huge integer": b'{"priority": ' + b"9" * 5_000 + b"}",
    "a huge list": b'{"labels": [' + b",".join([b'"x"'] * 50_000) + b"]}",
}


@pytest.mark.parametrize("kind", NO_BODIES)
@pytest.mark.parametrize("endpoint", WITH_BODY, ids=name_of)
def test_what_is_no_body_is_a_fault_of_the_caller(
    lasting: World, endpoint: Endpoint, kind: str
) -> None:
    answer = ask(lasting, endpoint, body=NO_BODIES[kind])

    assert_problem(answer)
    assert answer.status < 500


@pytest.mark.parametrize("endpoint", WITH_BODY, ids=name_of)
def test_a_mebibyte_is_not_too_large(lasting: World, endpoint: Endpoint) -> None:
    answer = ask(lasting, endpoint, body=b"{" + b" " * (MEBIBYTE - 2) + b"}")

    assert answer.status != 413
    assert_no_fault_of_ours(answer)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=name_of)
def test_a_body_of_two_mebibytes_does_no_harm_anywhere(lasting: World, endpoint: Endpoint) -> None:
    assert_no_fault_of_ours(ask(lasting, endpoint, body=b"x" * 2 * MEBIBYTE))


def test_only_the_first_fifty_offending_fields_are_named(client: Client, ada: SignedUp) -> None:
    body = {f"field {number}": 1 for number in range(200)}
    answer = client.post("/api/v1/tasks", json=body, token=ada.token)

    assert_problem(answer, 400)
    assert len(answer.json["errors"]) == 50


def test_a_place_within_a_field_is_named(client: Client, ada: SignedUp) -> None:
    body = {"content": "x", "labels": ["a", "b", 3]}
    answer = client.post("/api/v1/tasks", json=body, token=ada.token)

    assert answer.json["errors"] == [
        {"field": "labels[2]", "message": "has to be a text, not a whole number"}
    ]


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "application/json"},
        {},
    ],
)
def test_a_method_without_a_body_takes_no_body_for_none(
    client: Client, ada: SignedUp, a_task: NewTask, headers: dict[str, str]
) -> None:
    """Todoist's clients send a type without a body, and no type where there is no body."""
    target = f"/api/v1/tasks/{a_task(ada)['id']}"
    answers = [
        client.post(f"{target}/close", body="", token=ada.token, headers=headers),
        client.post(f"{target}/reopen", token=ada.token, headers=headers),
        client.get(target, body="", token=ada.token, headers=headers),
        client.delete(target, body="", token=ada.token, headers=headers),
    ]

    assert [answer.status for answer in answers] == [204, 204, 200, 204]


# --- headers ----------------------------------------------------------------------------------

ODD = ["", " ", "\x00", "x" * 9000, "ä", "🎉", ",,,", '"', "\r\nX-Evil: 1", "-1", "null", "NaN"]


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize(
    "name",
    [
        "Authorization", "Cookie", "Content-Type", "Origin", "If-Match", "Idempotency-Key",
        "X-Request-Id", "User-Agent", "Host", "X-Forwarded-Proto", "Sec-Fetch-Site",
    ],
)  # fmt: skip
def test_an_odd_header_is_no_fault_of_ours(lasting: World, name: str, value: str) -> None:
    for endpoint in ENDPOINTS:
        if endpoint.method == "POST" and endpoint.name not in ENDING:
            answer = ask(lasting, endpoint, body=b"{}", headers={name: value})

            assert_no_fault_of_ours(answer)
            assert "x-evil" not in answer.headers


def test_no_header_of_an_answer_has_a_line_break(lasting: World) -> None:
    for endpoint in ENDPOINTS:
        answer = ask(lasting, endpoint, headers={"Origin": "http://localhost\r\nX-Evil: 1"})

        assert not [value for value in answer.headers.values() if "\n" in value or "\r" in value]


def test_an_event_without_any_header_is_answered(client: Client) -> None:
    """The console's test button sends null instead of headers."""
    event = json.loads(json.dumps(_without_headers()))
    answer = client.handlers["maintenance"](event, None)

    assert answer["statusCode"] == 200


def _without_headers() -> dict[str, Any]:
    event = proxy_event("GET", "/health", "/health", None, headers={})
    return {**event, "headers": None, "multiValueHeaders": None}


# --- garbage ----------------------------------------------------------------------------------

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=-(2**70), max_value=2**70)
    | st.floats()
    | st.text()
    | st.sampled_from(
        [
            "",
            " ",
            "\x00",
            "\ud800",
            "2026-02-30",
            "9999-12-31T23:59:59-14:00",
            "0001-01-01",
            "x" * 600,
        ]
    )
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
QUIET = settings(
    max_examples=50,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


VALID: dict[str, dict[str, Any]] = {
    "register": {"email": "x@example.org", "password": PASSWORD, "full_name": "X"},
    "login": {"email": "lasting@example.org", "password": PASSWORD},
    "refresh": {"refresh_token": "x"},
    "logout": {"refresh_token": "x"},
    "change_password": {"current_password": PASSWORD, "new_password": PASSWORD},
    "create_token": {"name": "X", "scopes": ["data:read"], "expires_in_days": 1},
    "create_task": {"content": "X"},
    "update_task": {},
    "patch_task": {},
    "create_project": {"name": "X"},
    "update_project": {},
    "create_suggestion": {"kind": "breakdown", "task_id": "nothing"},
}


def objects_for(endpoint: Endpoint) -> st.SearchStrategy[Any]:
    """Objects that the endpoint takes, but for a field or some, and objects of such fields."""
    assert endpoint.body is not None
    names = [field.encode_name for field in msgspec.structs.fields(endpoint.body)]
    one = st.dictionaries(st.sampled_from(names), SCALARS, min_size=1, max_size=2)
    some = st.dictionaries(st.sampled_from(names) | st.text(max_size=5), VALUES, max_size=6)
    return one.map(lambda fields: VALID[endpoint.name] | fields) | some


@pytest.fixture(scope="module")
def lasting(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world with a user, for tests that throw much at it and look at nothing in it."""
    world = open_world(migrated, tmp_path_factory.mktemp("errors") / "world", FrozenClock())
    user = sign_up_on(world.client, email="lasting@example.org")
    world.client = Client(world.client.handlers, headers={"Authorization": f"Bearer {user.token}"})
    for kind, body in (("tasks", {"content": "Lasting"}), ("projects", {"name": "Lasting"})):
        assert world.client.post(f"/api/v1/{kind}", json=body).status == 200
    yield world
    world.close()


def ask(
    world: World,
    endpoint: Endpoint,
    *,
    body: bytes | None = None,
    query: str = "",
    headers: dict[str, str] | None = None,
) -> Answer:
    """Ask an endpoint, about the lasting task or project unless it ends them.

    What would end the session is asked by nobody.
    """
    path = endpoint.path
    for name in ("task", "project", "suggestion", "session", "token"):
        if f"{{{name}_id}}" in path:
            is_lasting = endpoint.body is not None and name in {"task", "project"}
            known = lasting_id(world, f"{name}s") if is_lasting else "nothing"
            path = path.replace(f"{{{name}_id}}", known)
    client = world.client
    if endpoint.name in ENDING:
        client = Client(client.handlers, headers={"Authorization": "Bearer garbage"})
    return client.request(endpoint.method, path + query, body=body, headers=headers)


@cache
def lasting_id(world: World, kind: str) -> str:
    results = world.client.get(f"/api/v1/{kind}?limit=200").json["results"]
    return str(min(one["id"] for one in results if not one.get("inbox_project")))


@pytest.mark.parametrize("endpoint", WITH_BODY, ids=name_of)
def test_garbage_in_a_body_is_never_a_fault_of_ours(lasting: World, endpoint: Endpoint) -> None:
    @QUIET
    @given(objects_for(endpoint) | VALUES)
    def holds(value: Any) -> None:
        body = json.dumps(value).encode()

        assert_no_fault_of_ours(ask(lasting, endpoint, body=body))

    holds()
    for path in ("tasks?limit=200", "projects?limit=200", "auth/tokens?limit=200", "user"):
        assert lasting.client.get(f"/api/v1/{path}").status == 200


@pytest.mark.parametrize("endpoint", WITH_BODY, ids=name_of)
def test_random_bytes_are_never_a_fault_of_ours(lasting: World, endpoint: Endpoint) -> None:
    @QUIET
    @given(st.binary(max_size=200))
    @example(b"")
    @example(b"{}")
    def holds(body: bytes) -> None:
        assert_no_fault_of_ours(ask(lasting, endpoint, body=body))

    holds()


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=name_of)
def test_garbage_in_a_query_is_never_a_fault_of_ours(lasting: World, endpoint: Endpoint) -> None:
    known = [] if endpoint.query is None else msgspec.structs.fields(endpoint.query)
    names = st.sampled_from([field.encode_name for field in known] or ["x"]) | st.text(max_size=9)
    numbers = st.integers().map(str)

    @QUIET
    @given(st.lists(st.tuples(names, st.text() | numbers), max_size=4))
    def holds(pairs: list[tuple[str, str]]) -> None:
        query = "&".join(f"{quote(name)}={quote(value)}" for name, value in pairs)

        assert_no_fault_of_ours(ask(lasting, endpoint, query=f"?{query}"))

    holds()


@pytest.mark.parametrize(
    "endpoint", [endpoint for endpoint in ENDPOINTS if "{" in endpoint.path], ids=name_of
)
def test_garbage_in_a_path_is_never_a_fault_of_ours(lasting: World, endpoint: Endpoint) -> None:
    prefix, _, rest = endpoint.path.partition("{")
    suffix = rest.partition("}")[2]

    @QUIET
    @given(st.text(min_size=1))
    @example("../../etc/passwd")
    @example("\x00")
    @example("x" * 5000)
    def holds(segment: str) -> None:
        target = f"{prefix}{quote(segment, safe='')}{suffix}"
        answer = lasting.client.request(endpoint.method, target, body=b"{}")

        assert_no_fault_of_ours(answer)
        assert answer.status in {400, 404, 405}

    holds()

"""The examples of the document: what was asked is what is answered."""

import json
import subprocess
from typing import Any

import msgspec
import pytest

from app import routers
from functions.maintenance import reference
from functions.maintenance.page.examples import curl
from taskmanager.http.router import Endpoint

JSON = "application/json"
FIRST_YEAR = "2030"
ENDPOINTS = [one for router in routers for one in router.endpoints]


def operation_of(endpoint: Endpoint) -> Any:
    document = json.loads(reference.document())
    return document["paths"][endpoint.path][endpoint.method.lower()]


def sent_to(endpoint: Endpoint) -> Any:
    return operation_of(endpoint)["requestBody"]["content"][JSON]["example"]


def answer_of(endpoint: Endpoint) -> Any:
    return operation_of(endpoint)["responses"][str(endpoint.status)]["content"][JSON]["example"]


def named(name: str) -> Endpoint:
    return next(endpoint for endpoint in ENDPOINTS if endpoint.name == name)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda one: f"{one.method} {one.path}")
def test_every_example_is_what_the_endpoint_takes_and_gives(endpoint: Endpoint) -> None:
    if endpoint.body is not None:
        assert sent_to(endpoint)
        msgspec.convert(sent_to(endpoint), endpoint.body)
    if endpoint.media_type == JSON and endpoint.returns not in {None, dict}:
        msgspec.json.decode(json.dumps(answer_of(endpoint)), type=endpoint.returns)


@pytest.mark.parametrize(
    "endpoint",
    [one for one in ENDPOINTS if one.body is not None and one.returns is not None],
    ids=lambda one: f"{one.method} {one.path}",
)
def test_what_an_example_sends_is_what_it_answers(endpoint: Endpoint) -> None:
    sent, answer = sent_to(endpoint), answer_of(endpoint)
    kept = (sent.keys() & answer.keys()) - {"refresh_token"}

    assert {name: answer[name] for name in kept} == {name: sent[name] for name in kept}
    if "due_date" in sent:
        assert answer["due"]["date"] == sent["due_date"]
    if "deadline" in answer:
        assert (answer["deadline"], answer["duration"]) == (None, None)
    if "email" in sent:
        assert answer["user"]["email"] == sent["email"]


def test_what_is_created_is_the_first_version() -> None:
    for name in ("create_task", "create_project", "create_suggestion"):
        assert answer_of(named(name))["version"] == 1


def test_an_accepted_suggestion_tells_what_became_of_each_step() -> None:
    answer = answer_of(named("accept_suggestion"))
    steps = [change["temp_id"] for change in answer["changes"]]

    assert answer["status"] == "accepted"
    assert len(steps) > 1
    assert list(answer["temp_id_mapping"]) == steps
    assert answer["resolved_at"] > answer["created_at"]


def test_a_rejected_suggestion_made_nothing() -> None:
    answer = answer_of(named("reject_suggestion"))

    assert (answer["status"], answer["temp_id_mapping"]) == ("rejected", {})
    assert answer["resolved_at"] > answer["created_at"]


def test_what_ends_ends_after_it_began() -> None:
    token = answer_of(named("create_token"))
    sessions = answer_of(named("list_sessions"))["results"]

    assert token["expires_at"] > token["created_at"]
    assert all(session["expires_at"] > session["created_at"] for session in sessions)


def test_no_example_lies_in_the_past_soon() -> None:
    def dates(value: Any) -> Any:
        if isinstance(value, dict):
            for name, part in value.items():
                if isinstance(part, str) and name.endswith(("_at", "date")):
                    yield part
                yield from dates(part)
        elif isinstance(value, list):
            for part in value:
                yield from dates(part)

    found = [
        day
        for endpoint in ENDPOINTS
        for part in (operation_of(endpoint).get("requestBody", {}),
                     operation_of(endpoint)["responses"][str(endpoint.status)])
        for day in dates(part.get("content", {}).get(JSON, {}).get("example"))
    ]  # fmt: skip

    assert found
    assert min(found) >= FIRST_YEAR


@pytest.mark.parametrize("name", ["create_suggestion", "refresh", "logout"])
def test_a_command_sends_the_readers_own_values(name: str) -> None:
    sent = run_by_a_shell(named(name), TASK_ID="task-7", REFRESH_TOKEN="tmr.7")
    own = {"task_id": "task-7", "refresh_token": "tmr.7"}

    assert sent == {**sent_to(named(name)), **{k: v for k, v in own.items() if k in sent}}


def test_a_command_sends_any_text_as_it_stands() -> None:
    body = {"task_id": "x", "content": 'It\'s `a` \\ $HOME "quote"\n'}
    plain = {"content": body["content"]}
    endpoint = named("create_task")

    assert run_by_a_shell(endpoint, body, TASK_ID="7") == {**body, "task_id": "7"}
    assert run_by_a_shell(endpoint, plain) == plain


def run_by_a_shell(endpoint: Endpoint, body: Any = None, **variables: str) -> Any:
    """Run the command of an endpoint, with a curl that only repeats the body that it is given."""
    written = curl(
        endpoint.method, endpoint.path, operation_of(endpoint), body or sent_to(endpoint)
    )
    repeat = """curl() {
        while [ "$1" != -d ]; do shift; done
        if [ "$2" = @- ]; then cat; else printf %s "$2"; fi
    }"""
    result = subprocess.run(
        ["sh", "-c", f"{repeat}\n{written}"],
        env={"PATH": "/usr/bin:/bin", "API": "http://x", "TOKEN": "t", **variables},
        capture_output=True,
        text=True,
        check=True,
        timeout=10,
    )
    return json.loads(result.stdout)

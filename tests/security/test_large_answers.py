"""No content of a list makes the list unreadable."""

import json

from taskmanager.domain.task import NewTask
from taskmanager.domain.values import ALL_SCOPES, MAX_LABELS, Caller
from tests.functions.conftest import NewToken, SignedUp, World

MAX_RESULT_BYTES = 6_291_556
"""Lambda's limit of an answer, which is JSON with the body as a string in it."""

LARGEST = NewTask(
    content="\x01" * 499 + "x",
    description="\x01" * 16_384,
    labels=tuple(f"{number:03}" + "\x01" * 125 for number in range(MAX_LABELS)),
)


def test_the_largest_tasks_are_listed_in_pages_that_a_function_can_answer(
    world: World, ada: SignedUp, an_api_token: NewToken
) -> None:
    caller = Caller(user_id=ada.id, scopes=ALL_SCOPES)
    made = [world.container.tasks.create(caller, LARGEST).id for _ in range(60)]

    token = an_api_token(ada, "data:read")["token"]
    found: list[str] = []
    target: str | None = "/api/v1/tasks?limit=50"
    while target is not None:
        answer = world.client.get(target, token=token)
        assert answer.status == 200
        assert len(json.dumps({"body": answer.body}).encode()) < MAX_RESULT_BYTES - 10_000
        found += [task["id"] for task in answer.json["results"]]
        cursor = answer.json["next_cursor"]
        target = cursor and f"/api/v1/tasks?limit=50&cursor={cursor}"

    assert found == made


def test_ordinary_tasks_fill_their_page(world: World, ada: SignedUp) -> None:
    caller = Caller(user_id=ada.id, scopes=ALL_SCOPES)
    for number in range(60):
        world.container.tasks.create(caller, NewTask(content=f"Task {number}"))

    answer = world.client.get("/api/v1/tasks?limit=50", token=ada.token)

    assert len(answer.json["results"]) == 50
    assert answer.json["next_cursor"]

from typing import Any

import pytest
import sqlalchemy as sa

from tests.functions.conftest import NewTask, NewWorld, SignedUp, World, sign_up_on
from tests.support.clock import FrozenClock
from tests.support.fakes import EmptyCache, ScriptedModel
from tests.support.lambda_client import Answer, Client

FIELDS = {
    "id", "user_id", "kind", "task_id", "granularity", "status", "engine", "explanation",
    "changes", "temp_id_mapping", "created_at", "expires_at", "resolved_at", "version",
}  # fmt: skip


def suggest(client: Client, owner: SignedUp, task: str, **fields: Any) -> Answer:
    body = {"kind": "breakdown", "task_id": task, "granularity": 3, **fields}
    return client.post("/api/v1/suggestions", json=body, token=owner.token)


def decide(client: Client, owner: SignedUp, suggestion: Any, decision: str) -> Answer:
    target = f"/api/v1/suggestions/{suggestion['id']}/{decision}"
    return client.post(target, token=owner.token)


def get(client: Client, owner: SignedUp, suggestion: Any) -> Answer:
    return client.get(f"/api/v1/suggestions/{suggestion['id']}", token=owner.token)


def listed(client: Client, owner: SignedUp, query: str = "") -> list[str]:
    answer = client.get(f"/api/v1/suggestions{query}", token=owner.token)
    return [suggestion["id"] for suggestion in answer.json["results"]]


def tasks_of(client: Client, owner: SignedUp) -> list[Any]:
    results: list[Any] = client.get("/api/v1/tasks?limit=200", token=owner.token).json["results"]
    return results


def new_task(client: Client, owner: SignedUp, content: str = "Plan a trip to Rome") -> str:
    answer = client.post("/api/v1/tasks", json={"content": content}, token=owner.token)
    return str(answer.json["id"])


@pytest.fixture
def trip(ada: SignedUp, a_task: NewTask) -> Any:
    return a_task(ada, "Plan a trip to Rome")


@pytest.fixture
def suggestion(client: Client, ada: SignedUp, trip: Any) -> Any:
    return suggest(client, ada, trip["id"]).json


# --- create -----------------------------------------------------------------------------------


def test_a_suggestion_is_a_stored_proposal(client: Client, ada: SignedUp, trip: Any) -> None:
    answer = suggest(client, ada, trip["id"])

    assert answer.status == 201
    assert set(answer.json) == FIELDS
    assert answer.json["kind"] == "breakdown"
    assert answer.json["status"] == "pending"
    assert answer.json["engine"] == "rules"
    assert answer.json["explanation"]
    assert get(client, ada, answer.json).json == answer.json


def test_the_changes_are_commands_that_add_subtasks(
    client: Client, ada: SignedUp, trip: Any
) -> None:
    changes = suggest(client, ada, trip["id"]).json["changes"]

    assert len(changes) >= 2
    assert {change["type"] for change in changes} == {"item_add"}
    assert {change["args"]["parent_id"] for change in changes} == {trip["id"]}
    assert {change["args"]["project_id"] for change in changes} == {ada.inbox_id}
    assert len({change["uuid"] for change in changes}) == len(changes)
    assert len({change["temp_id"] for change in changes}) == len(changes)


def test_asking_changes_nothing(client: Client, ada: SignedUp, trip: Any) -> None:
    before = tasks_of(client, ada)
    suggest(client, ada, trip["id"])

    assert tasks_of(client, ada) == before


@pytest.mark.parametrize("granularity", [1, 2, 3, 4, 5])
def test_every_granularity_gives_steps(
    client: Client, ada: SignedUp, trip: Any, granularity: int
) -> None:
    answer = suggest(client, ada, trip["id"], granularity=granularity)

    assert answer.status == 201
    assert 2 <= len(answer.json["changes"]) <= 12
    assert answer.json["granularity"] == granularity


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("granularity", 0),
        ("granularity", 6),
        ("granularity", 2.5),
        ("granularity", "3"),
        ("granularity", None),
        ("kind", "summary"),
        ("kind", None),
        ("task_id", "a/b"),
        ("task_id", None),
        ("changes", []),
        ("engine", "model"),
        ("user_id", "somebody"),
        ("status", "accepted"),
    ],
)
def test_a_field_that_does_not_fit_is_named(
    client: Client, ada: SignedUp, trip: Any, field: str, value: object
) -> None:
    answer = suggest(client, ada, trip["id"], **{field: value})

    assert answer.status == 400
    assert [error["field"] for error in answer.json["errors"]] == [field]
    assert listed(client, ada) == []


def test_a_completed_task_is_not_broken_down(client: Client, ada: SignedUp, trip: Any) -> None:
    client.post(f"/api/v1/tasks/{trip['id']}/close", token=ada.token)
    answer = suggest(client, ada, trip["id"])

    assert (answer.status, answer.json["code"]) == (409, "task_completed")


def test_a_task_that_is_not_there_or_not_ones_own_is_not_found(
    client: Client, ada: SignedUp, stranger: SignedUp, trip: Any
) -> None:
    assert suggest(client, ada, "nothing").status == 404
    assert suggest(client, stranger, trip["id"]).status == 404
    assert listed(client, stranger) == []


@pytest.mark.parametrize("content", ["x", "🎉", "x" * 500, "、。", "<b>", "a, b, c and d"])
def test_any_task_can_be_broken_down(
    client: Client, ada: SignedUp, a_task: NewTask, content: str
) -> None:
    answer = suggest(client, ada, a_task(ada, content)["id"])
    accepted = decide(client, ada, answer.json, "accept")

    assert answer.status == 201
    assert accepted.status == 200


# --- engines ----------------------------------------------------------------------------------


def test_the_model_answers_where_there_is_one(new_world: NewWorld) -> None:
    model = ScriptedModel("Book", "Pack")
    client = new_world(model=model).client
    ada = sign_up_on(client)
    answer = suggest(client, ada, new_task(client, ada))
    contents = [change["args"]["content"] for change in answer.json["changes"]]

    assert answer.json["engine"] == "model"
    assert contents == ["Book", "Pack"]
    assert model.questions == [("Plan a trip to Rome", "", 3)]


def test_the_rules_answer_when_the_model_fails_and_say_so(new_world: NewWorld) -> None:
    client = new_world(model=ScriptedModel(fails=True)).client
    ada = sign_up_on(client)
    answer = suggest(client, ada, new_task(client, ada))

    assert answer.status == 201
    assert answer.json["engine"] == "rules"
    assert answer.json["explanation"].startswith("The language model did not")
    assert len(answer.json["changes"]) >= 2


def test_the_same_question_is_answered_from_the_cache(new_world: NewWorld) -> None:
    model = ScriptedModel("Book", "Pack")
    client = new_world(model=model).client
    ada = sign_up_on(client)
    task = new_task(client, ada)
    first, second = suggest(client, ada, task).json, suggest(client, ada, task).json

    assert len(model.questions) == 1
    assert first["id"] != second["id"]
    assert second["engine"] == "model"
    assert [change["args"] for change in first["changes"]] == [
        change["args"] for change in second["changes"]
    ]


def test_another_question_is_asked_anew(new_world: NewWorld) -> None:
    model = ScriptedModel("Book", "Pack")
    client = new_world(model=model).client
    ada = sign_up_on(client)
    task = new_task(client, ada)
    suggest(client, ada, task)
    suggest(client, ada, task, granularity=4)
    suggest(client, ada, new_task(client, ada, "Plan a trip to Oslo"))

    assert len(model.questions) == 3


def test_one_users_answers_are_not_another_users(new_world: NewWorld) -> None:
    model = ScriptedModel("Book", "Pack")
    client = new_world(model=model).client
    for _ in range(2):
        user = sign_up_on(client)
        suggest(client, user, new_task(client, user))

    assert len(model.questions) == 2


def test_without_a_life_the_cache_keeps_nothing(new_world: NewWorld) -> None:
    model = ScriptedModel("Book", "Pack")
    client = new_world(model=model, cache_ttl=0).client
    ada = sign_up_on(client)
    task = new_task(client, ada)
    suggest(client, ada, task)
    suggest(client, ada, task)

    assert len(model.questions) == 2


def test_what_an_older_version_kept_is_asked_anew(world: World) -> None:
    model = ScriptedModel("Book", "Pack")
    reader = world.again(model=model)
    reader.container.cache = _OlderCache()
    ada = sign_up_on(world.client)
    answer = suggest(reader.client, ada, new_task(world.client, ada))

    assert answer.status == 201
    assert len(model.questions) == 1


class _OlderCache(EmptyCache):
    def get(self, key: str) -> bytes | None:
        return super().get(key) or b'{"steps": []}'


def test_a_failure_is_not_kept(new_world: NewWorld) -> None:
    model = ScriptedModel(fails=True)
    client = new_world(model=model).client
    ada = sign_up_on(client)
    task = new_task(client, ada)
    suggest(client, ada, task)
    suggest(client, ada, task)

    assert len(model.questions) == 2


# --- accept -----------------------------------------------------------------------------------


def test_accepting_adds_every_step_in_order_below_the_task(
    client: Client, ada: SignedUp, trip: Any, suggestion: Any
) -> None:
    answer = decide(client, ada, suggestion, "accept")
    target = f"/api/v1/tasks?parent_id={trip['id']}"
    steps = client.get(target, token=ada.token).json["results"]

    assert answer.status == 200
    assert answer.json["status"] == "accepted"
    assert [step["content"] for step in steps] == [
        change["args"]["content"] for change in suggestion["changes"]
    ]
    assert set(answer.json["temp_id_mapping"].values()) == {step["id"] for step in steps}
    assert set(answer.json["temp_id_mapping"]) == {
        change["temp_id"] for change in suggestion["changes"]
    }
    assert {step["user_id"] for step in steps} == {ada.id}


def test_accepting_twice_adds_once_and_answers_the_same(
    client: Client, ada: SignedUp, suggestion: Any, clock: FrozenClock
) -> None:
    first = decide(client, ada, suggestion, "accept")
    count = len(tasks_of(client, ada))
    clock.advance(minutes=1)
    second = decide(client, ada, suggestion, "accept")

    assert second.status == 200
    assert second.json == first.json
    assert len(tasks_of(client, ada)) == count


def test_accepting_again_answers_the_same_when_the_task_is_done_or_gone(
    client: Client, ada: SignedUp, suggestion: Any, trip: Any
) -> None:
    first = decide(client, ada, suggestion, "accept")
    client.post(f"/api/v1/tasks/{trip['id']}/close", token=ada.token)
    done = decide(client, ada, suggestion, "accept")
    client.delete(f"/api/v1/tasks/{trip['id']}", token=ada.token)
    gone = decide(client, ada, suggestion, "accept")

    assert (done.status, done.json) == (200, first.json)
    assert (gone.status, gone.json) == (200, first.json)
    assert tasks_of(client, ada) == []


def test_accepting_applies_all_or_nothing(world: World, ada: SignedUp) -> None:
    client = world.client
    suggestion = suggest(client, ada, new_task(client, ada)).json
    last = suggestion["changes"][-1]["uuid"]
    with world.container.database.write() as connection:
        connection.execute(
            sa.text(
                "CREATE TRIGGER failing BEFORE INSERT ON tasks WHEN NEW.id = "
                f"'{last}' BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
            )
        )
    answer = decide(client, ada, suggestion, "accept")
    after = get(client, ada, suggestion).json
    count_after_the_failure = len(tasks_of(client, ada))
    with world.container.database.write() as connection:
        connection.execute(sa.text("DROP TRIGGER failing"))
    again = decide(client, ada, suggestion, "accept")

    assert answer.status == 500
    assert after == suggestion
    assert count_after_the_failure == 1
    assert again.status == 200
    assert len(tasks_of(client, ada)) == 1 + len(suggestion["changes"])


def test_steps_go_to_where_the_task_is(
    client: Client, ada: SignedUp, suggestion: Any, trip: Any
) -> None:
    decide(client, ada, suggestion, "accept")

    assert {task["project_id"] for task in tasks_of(client, ada)} == {trip["project_id"]}


def test_a_suggestion_whose_task_is_gone_cannot_be_accepted(
    client: Client, ada: SignedUp, suggestion: Any, trip: Any
) -> None:
    client.delete(f"/api/v1/tasks/{trip['id']}", token=ada.token)
    answer = decide(client, ada, suggestion, "accept")

    assert answer.status == 404
    assert tasks_of(client, ada) == []
    assert get(client, ada, suggestion).json["status"] == "pending"


def test_a_suggestion_whose_task_is_completed_cannot_be_accepted(
    client: Client, ada: SignedUp, suggestion: Any, trip: Any
) -> None:
    client.post(f"/api/v1/tasks/{trip['id']}/close", token=ada.token)
    answer = decide(client, ada, suggestion, "accept")

    assert (answer.status, answer.json["code"]) == (409, "task_completed")
    assert tasks_of(client, ada) == []


def test_an_expired_suggestion_cannot_be_accepted(
    client: Client, ada: SignedUp, suggestion: Any, clock: FrozenClock
) -> None:
    clock.advance(days=30)
    token = client.post(
        "/api/v1/auth/login", json={"email": ada.email, "password": ada.password}
    ).json["access_token"]
    answer = client.post(f"/api/v1/suggestions/{suggestion['id']}/accept", token=token)

    assert answer.status == 409
    assert answer.json["code"] == "suggestion_resolved"


# --- reject -----------------------------------------------------------------------------------


def test_rejecting_changes_no_task(client: Client, ada: SignedUp, suggestion: Any) -> None:
    before = tasks_of(client, ada)
    answer = decide(client, ada, suggestion, "reject")

    assert answer.status == 200
    assert answer.json["status"] == "rejected"
    assert answer.json["temp_id_mapping"] == {}
    assert tasks_of(client, ada) == before


def test_rejecting_twice_answers_the_same(client: Client, ada: SignedUp, suggestion: Any) -> None:
    first = decide(client, ada, suggestion, "reject")
    second = decide(client, ada, suggestion, "reject")

    assert (second.status, second.json) == (200, first.json)


@pytest.mark.parametrize(("first", "then"), [("accept", "reject"), ("reject", "accept")])
def test_a_decision_is_not_turned_around(
    client: Client, ada: SignedUp, suggestion: Any, first: str, then: str
) -> None:
    decided = decide(client, ada, suggestion, first).json
    count = len(tasks_of(client, ada))
    answer = decide(client, ada, suggestion, then)

    assert answer.status == 409
    assert answer.json["code"] == "suggestion_resolved"
    assert get(client, ada, suggestion).json == decided
    assert len(tasks_of(client, ada)) == count


@pytest.mark.parametrize("decision", ["accept", "reject"])
def test_a_stranger_decides_nothing(
    client: Client, ada: SignedUp, stranger: SignedUp, suggestion: Any, decision: str
) -> None:
    answer = decide(client, stranger, suggestion, decision)

    assert answer.status == 404
    assert get(client, ada, suggestion).json == suggestion
    assert len(tasks_of(client, ada)) == 1


# --- list -------------------------------------------------------------------------------------


def test_the_exact_own_suggestions_are_listed_newest_first(
    client: Client, ada: SignedUp, stranger: SignedUp, trip: Any, clock: FrozenClock
) -> None:
    made = []
    for _ in range(3):
        clock.advance(seconds=1)
        made.append(suggest(client, ada, trip["id"]).json["id"])
    suggest(client, stranger, new_task(client, stranger))

    assert listed(client, ada) == made[::-1]


def test_a_list_is_narrowed_by_task_and_status(
    client: Client, ada: SignedUp, stranger: SignedUp, trip: Any
) -> None:
    other = new_task(client, ada)
    first, second = suggest(client, ada, trip["id"]).json, suggest(client, ada, other).json
    decide(client, ada, second, "reject")

    assert listed(client, ada, f"?task_id={trip['id']}") == [first["id"]]
    assert listed(client, ada, "?status=rejected") == [second["id"]]
    assert listed(client, ada, "?status=accepted") == []
    assert listed(client, stranger, f"?task_id={trip['id']}") == []


def test_suggestions_are_paged(client: Client, ada: SignedUp, trip: Any) -> None:
    for _ in range(5):
        suggest(client, ada, trip["id"])
    first = client.get("/api/v1/suggestions?limit=3", token=ada.token).json
    rest = client.get(
        f"/api/v1/suggestions?limit=3&cursor={first['next_cursor']}", token=ada.token
    ).json
    paged = [suggestion["id"] for suggestion in first["results"] + rest["results"]]

    assert len(paged) == 5
    assert paged == listed(client, ada)


@pytest.mark.parametrize("query", ["status=open", "status=", "task_id=a/b", "kind=breakdown"])
def test_a_parameter_that_does_not_fit_is_named(client: Client, ada: SignedUp, query: str) -> None:
    answer = client.get(f"/api/v1/suggestions?{query}", token=ada.token)

    assert answer.status == 400
    assert [error["field"] for error in answer.json["errors"]] == [query.partition("=")[0]]

from typing import Any

import pytest

from tests.functions.conftest import NewProject, NewTask, SignedUp
from tests.support.clock import FrozenClock
from tests.support.lambda_client import Answer, Client

FIELDS = {
    "id", "user_id", "project_id", "section_id", "parent_id", "content", "description", "labels",
    "priority", "due", "deadline", "duration", "child_order", "day_order", "checked",
    "is_deleted", "is_collapsed", "added_at", "updated_at", "completed_at", "added_by_uid",
    "assigned_by_uid", "responsible_uid", "version",
}  # fmt: skip


def get(client: Client, owner: SignedUp, task_id: str) -> Answer:
    return client.get(f"/api/v1/tasks/{task_id}", token=owner.token)


def create(client: Client, owner: SignedUp, **fields: Any) -> Answer:
    body = {"content": "Buy milk", **fields}
    return client.post("/api/v1/tasks", json=body, token=owner.token)


def patch(client: Client, owner: SignedUp, task_id: str, **changes: Any) -> Answer:
    return client.patch(f"/api/v1/tasks/{task_id}", json=changes, token=owner.token)


def listed(client: Client, owner: SignedUp, query: str = "") -> list[Any]:
    answer = client.get(f"/api/v1/tasks{query}", token=owner.token)

    assert answer.status == 200, answer.body
    results: list[Any] = answer.json["results"]
    return results


def ids(client: Client, owner: SignedUp, query: str = "") -> list[str]:
    return [task["id"] for task in listed(client, owner, query)]


def offending(answer: Answer, status: int = 400) -> list[str]:
    """Name the offending fields of a wrong shape, or with 422 of a rule that is broken."""
    assert answer.status == status, answer.body
    return [error["field"] for error in answer.json["errors"]]


# --- create, get ------------------------------------------------------------------------------


def test_a_task_needs_nothing_but_content(client: Client, ada: SignedUp) -> None:
    answer = create(client, ada)

    assert answer.status == 200
    assert set(answer.json) == FIELDS
    assert answer.json["content"] == "Buy milk"
    assert answer.json["project_id"] == ada.inbox_id
    assert answer.json["user_id"] == answer.json["added_by_uid"] == ada.id
    assert answer.json["priority"] == 1
    assert answer.json["labels"] == []
    assert answer.json["due"] is None
    assert answer.json["checked"] is False
    assert answer.json["version"] == 1
    assert answer.headers["etag"] == '"1"'


def test_a_task_is_got_as_it_was_made(client: Client, ada: SignedUp) -> None:
    made = create(
        client,
        ada,
        description="Two litres",
        labels=["shop", "food", "shop"],
        priority=4,
        due_date="2026-02-03",
        deadline_date="2026-02-10",
        duration=45,
        duration_unit="minute",
    )
    got = get(client, ada, made.json["id"])

    assert got.json == made.json
    assert got.headers["etag"] == '"1"'
    assert got.json["labels"] == ["shop", "food"]
    assert got.json["due"]["date"] == "2026-02-03"
    assert got.json["due"]["datetime"] is None
    assert got.json["deadline"] == {"date": "2026-02-10", "lang": "en"}
    assert got.json["duration"] == {"amount": 45, "unit": "minute"}


@pytest.mark.parametrize(
    ("given", "date", "zone"),
    [
        ("2026-02-03T10:30:00Z", "2026-02-03T10:30:00Z", "UTC"),
        ("2026-02-03T10:30:00+02:00", "2026-02-03T08:30:00Z", "UTC"),
        ("2026-02-03T10:30:00.123456Z", "2026-02-03T10:30:00Z", "UTC"),
        ("2026-02-03T10:30:00", "2026-02-03T10:30:00", None),
    ],
)
def test_a_task_is_due_at_a_moment(
    client: Client, ada: SignedUp, given: str, date: str, zone: str | None
) -> None:
    due = create(client, ada, due_datetime=given).json["due"]

    assert (due["date"], due["datetime"], due["timezone"]) == (date, date, zone)


@pytest.mark.parametrize("way", ["create", "post", "patch"])
@pytest.mark.parametrize(
    ("field", "value", "date"),
    [
        ("due_date", "2026-02-03", "2026-02-03"),
        ("due_datetime", "2026-02-03T10:30:00Z", "2026-02-03T10:30:00Z"),
    ],
)
def test_a_due_date_is_set_on_create_on_post_and_on_patch(
    *, client: Client, ada: SignedUp, a_task: NewTask, way: str, field: str, value: str, date: str
) -> None:
    if way == "create":
        answer = create(client, ada, **{field: value})
    else:
        method = {"post": "POST", "patch": "PATCH"}[way]
        target = f"/api/v1/tasks/{a_task(ada)['id']}"
        answer = client.request(method, target, json={field: value}, token=ada.token)

    assert answer.status == 200
    assert answer.json["due"]["date"] == date


def test_a_date_and_a_moment_contradict_each_other(
    client: Client, ada: SignedUp, a_task: NewTask
) -> None:
    both = {"due_date": "2026-02-03", "due_datetime": "2026-02-03T10:30:00Z"}

    assert offending(create(client, ada, **both), 422) == ["due_datetime"]
    assert offending(patch(client, ada, a_task(ada)["id"], **both), 422) == ["due_datetime"]


def test_a_subtask_goes_to_its_parents_project(
    client: Client, ada: SignedUp, a_task: NewTask, a_project: NewProject
) -> None:
    project = a_project(ada)["id"]
    parent = a_task(ada, project_id=project)["id"]
    child = create(client, ada, parent_id=parent)

    assert child.json["parent_id"] == parent
    assert child.json["project_id"] == project


def test_a_subtask_in_another_project_than_its_parent_is_refused(
    client: Client, ada: SignedUp, a_task: NewTask, a_project: NewProject
) -> None:
    answer = create(client, ada, parent_id=a_task(ada)["id"], project_id=a_project(ada)["id"])

    assert offending(answer, 422) == ["project_id"]


@pytest.mark.parametrize("field", ["project_id", "parent_id"])
def test_what_does_not_exist_holds_no_task(client: Client, ada: SignedUp, field: str) -> None:
    answer = create(client, ada, **{field: "nowhere"})

    assert answer.status == 404
    assert ids(client, ada) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("content", ""),
        ("content", " \n"),
        ("content", "x" * 501),
        ("content", "a\x00b"),
        ("content", None),
        ("content", 7),
        ("description", "x" * 16_385),
        ("description", "a\x00b"),
        ("labels", "shop"),
        ("labels", [""]),
        ("labels", ["x" * 129]),
        ("labels", ["a\x00b"]),
        ("labels", [str(number) for number in range(101)]),
        ("labels", [1]),
        ("priority", 0),
        ("priority", 5),
        ("priority", 1.5),
        ("priority", "4"),
        ("priority", True),
        ("project_id", "../x"),
        ("project_id", "x" * 65),
        ("project_id", 7),
        ("parent_id", ""),
        ("order", 2**31),
        ("order", 10**30),
        ("due_date", "tomorrow"),
        ("due_date", "2026-02-30"),
        ("due_date", "2026-02-03T10:30:00Z"),
        ("due_date", 20260203),
        ("due_datetime", "2026-02-03"),
        ("due_datetime", "noon"),
        ("deadline_date", "soon"),
        ("duration", 0),
        ("duration", 525_601),
        ("duration_unit", "fortnight"),
        ("is_deleted", True),
        ("checked", True),
        ("id", "mine"),
        ("user_id", "somebody"),
        ("version", 7),
        ("added_by_uid", "somebody"),
        ("completed_at", "2026-01-01T00:00:00Z"),
        ("added_at", "2026-01-01T00:00:00Z"),
    ],
)
def test_a_field_that_does_not_fit_is_named(
    client: Client, ada: SignedUp, field: str, value: object
) -> None:
    answer = create(client, ada, **{field: value})

    assert {name.partition("[")[0] for name in offending(answer)} == {field}
    assert ids(client, ada) == []


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_outside_of_the_calendar_is_refused(
    client: Client, ada: SignedUp, moment: str
) -> None:
    assert offending(create(client, ada, due_datetime=moment), 422) == ["due_datetime"]


def test_a_unit_without_a_duration_is_refused(client: Client, ada: SignedUp) -> None:
    assert offending(create(client, ada, duration_unit="day"), 422) == ["duration"]


@pytest.mark.parametrize(
    "content", ["日本語 🎉", "<script>alert(1)</script>", "'; DROP TABLE tasks; --", "x" * 500]
)
def test_content_comes_back_as_it_went(client: Client, ada: SignedUp, content: str) -> None:
    made = create(client, ada, content=content)

    assert get(client, ada, made.json["id"]).json["content"] == content


# --- lists ------------------------------------------------------------------------------------


def test_the_exact_own_active_tasks_are_listed_in_their_order(
    client: Client, ada: SignedUp, stranger: SignedUp, a_task: NewTask
) -> None:
    made = [a_task(ada)["id"] for _ in range(4)]
    a_task(stranger)
    client.post(f"/api/v1/tasks/{made[0]}/close", token=ada.token)
    client.delete(f"/api/v1/tasks/{made[1]}", token=ada.token)

    assert ids(client, ada) == made[2:]


def test_a_list_is_narrowed_by_project_parent_label_and_ids(
    client: Client, ada: SignedUp, a_task: NewTask, a_project: NewProject
) -> None:
    project = a_project(ada)["id"]
    inside = a_task(ada, project_id=project, labels=["shop", "food"])["id"]
    child = a_task(ada, parent_id=inside, labels=["food"])["id"]
    outside = a_task(ada, labels=["shop"])["id"]

    assert set(ids(client, ada, f"?project_id={project}")) == {inside, child}
    assert ids(client, ada, f"?parent_id={inside}") == [child]
    assert set(ids(client, ada, "?label=shop")) == {inside, outside}
    assert set(ids(client, ada, f"?ids={outside},{child}")) == {outside, child}
    assert ids(client, ada, f"?project_id={project}&label=shop") == [inside]
    assert ids(client, ada, f"?label=shop&ids={child}") == []


def test_somebody_elses_ids_narrow_a_list_to_nothing(
    client: Client, ada: SignedUp, stranger: SignedUp, a_task: NewTask, a_project: NewProject
) -> None:
    project = a_project(ada)["id"]
    task = a_task(ada, project_id=project, labels=["shop"])["id"]
    a_task(ada, parent_id=task)
    own = a_task(stranger, labels=["shop"])["id"]

    assert ids(client, stranger, f"?project_id={project}") == []
    assert ids(client, stranger, f"?parent_id={task}") == []
    assert ids(client, stranger, f"?ids={task},{own}") == [own]
    assert ids(client, stranger, "?label=shop") == [own]


def test_tasks_are_paged_without_gap_or_overlap(
    client: Client, ada: SignedUp, a_task: NewTask
) -> None:
    made = [a_task(ada)["id"] for _ in range(7)]
    seen: list[str] = []
    cursor = ""
    for _ in range(4):
        page = client.get(f"/api/v1/tasks?limit=2{cursor}", token=ada.token).json
        seen += [task["id"] for task in page["results"]]
        cursor = f"&cursor={page['next_cursor']}"

    assert seen == made
    assert page["next_cursor"] is None


def test_a_page_has_fifty_tasks_unless_asked_otherwise(
    client: Client, ada: SignedUp, a_task: NewTask
) -> None:
    for _ in range(51):
        a_task(ada)

    assert len(ids(client, ada)) == 50
    assert len(ids(client, ada, "?limit=200")) == 51


def test_pages_go_on_behind_the_largest_order(
    client: Client, ada: SignedUp, a_task: NewTask
) -> None:
    largest = a_task(ada, order=2**31 - 1)["id"]
    behind = [a_task(ada)["id"] for _ in range(2)]
    seen: list[str] = []
    cursor = ""
    for _ in range(3):
        page = client.get(f"/api/v1/tasks?limit=1{cursor}", token=ada.token)
        seen += [task["id"] for task in page.json["results"]]
        cursor = f"&cursor={page.json['next_cursor']}"

    assert sorted(seen) == sorted([largest, *behind])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=many", "limit"),
        ("limit=", "limit"),
        ("cursor=%00", "cursor"),
        ("cursor=" + "A" * 501, "cursor"),
        ("project_id=a/b", "project_id"),
        ("ids=a,,b", "ids"),
        ("ids=" + ",".join(["a"] * 101), "ids"),
        ("label=", "label"),
        ("colour=red", "colour"),
        ("user_id=somebody", "user_id"),
    ],
)
def test_a_parameter_that_does_not_fit_is_named(
    client: Client, ada: SignedUp, query: str, field: str
) -> None:
    answer = client.get(f"/api/v1/tasks?{query}", token=ada.token)

    assert offending(answer) == [field]


@pytest.mark.parametrize("cursor", ["x", "W10", "WzEsImEiLDNd", "A" * 500])
def test_a_cursor_that_no_list_gave_is_refused(client: Client, ada: SignedUp, cursor: str) -> None:
    answer = client.get(f"/api/v1/tasks?cursor={cursor}", token=ada.token)

    assert offending(answer, 422) == ["cursor"]


def test_a_cursor_of_another_list_is_refused(
    client: Client, ada: SignedUp, a_project: NewProject
) -> None:
    a_project(ada)
    cursor = client.get("/api/v1/projects?limit=1", token=ada.token).json["next_cursor"]
    answer = client.get(f"/api/v1/tasks?cursor={cursor}", token=ada.token)

    assert offending(answer, 422) == ["cursor"]


# --- change -----------------------------------------------------------------------------------


def test_an_absent_field_stays_as_it_is(
    client: Client, ada: SignedUp, a_task: NewTask, clock: FrozenClock
) -> None:
    before = a_task(
        ada,
        description="Two litres",
        labels=["shop"],
        priority=3,
        due_date="2026-02-03",
        deadline_date="2026-02-10",
        duration=2,
        duration_unit="day",
    )
    clock.advance(minutes=1)
    after = patch(client, ada, before["id"], content="Buy oat milk").json
    changed = {name for name in FIELDS if before[name] != after[name]}

    assert changed == {"content", "version", "updated_at"}


@pytest.mark.parametrize(
    ("field", "shown", "empty"),
    [
        ("description", "description", ""),
        ("labels", "labels", []),
        ("priority", "priority", 1),
        ("due_date", "due", None),
        ("due_datetime", "due", None),
        ("deadline_date", "deadline", None),
        ("duration", "duration", None),
    ],
)
def test_null_clears_a_field(
    *, client: Client, ada: SignedUp, a_task: NewTask, field: str, shown: str, empty: object
) -> None:
    task = a_task(
        ada,
        description="Two litres",
        labels=["shop"],
        priority=3,
        due_date="2026-02-03",
        deadline_date="2026-02-10",
        duration=2,
    )
    patch(client, ada, task["id"], **{field: None})
    after = get(client, ada, task["id"]).json

    assert task[shown] != empty
    assert {name for name in FIELDS if task[name] != after[name]} <= {
        shown,
        "version",
        "updated_at",
    }
    assert after[shown] == empty


@pytest.mark.parametrize("field", ["content", "child_order", "day_order", "is_collapsed"])
def test_what_a_task_always_has_cannot_be_cleared(
    client: Client, ada: SignedUp, a_task: NewTask, field: str
) -> None:
    answer = patch(client, ada, a_task(ada)["id"], **{field: None})

    assert offending(answer) == [field]


def test_a_due_string_of_no_date_clears_the_date(
    client: Client, ada: SignedUp, a_task: NewTask
) -> None:
    task = a_task(ada, due_date="2026-02-03")["id"]

    assert patch(client, ada, task, due_string="no date").json["due"] is None


@pytest.mark.parametrize(
    "field",
    ["id", "user_id", "project_id", "parent_id", "section_id", "version", "checked", "is_deleted"],
)
def test_a_change_cannot_give_what_the_server_decides(
    client: Client, ada: SignedUp, a_task: NewTask, field: str
) -> None:
    before = a_task(ada)
    answer = patch(client, ada, before["id"], **{field: "1"})

    assert answer.json["errors"] == [{"field": field, "message": "is not a known field"}]
    assert get(client, ada, before["id"]).json == before


def test_a_refused_change_changes_nothing(client: Client, ada: SignedUp, a_task: NewTask) -> None:
    before = a_task(ada)
    answer = patch(client, ada, before["id"], content="Sell milk", priority=9)

    assert offending(answer) == ["priority"]
    assert get(client, ada, before["id"]).json == before


def test_labels_are_found_by_their_new_names_only(
    client: Client, ada: SignedUp, a_task: NewTask
) -> None:
    task = a_task(ada, labels=["old"])["id"]
    patch(client, ada, task, labels=["new"])

    assert ids(client, ada, "?label=old") == []
    assert ids(client, ada, "?label=new") == [task]


# --- versions ---------------------------------------------------------------------------------


def test_each_change_is_the_next_version(client: Client, ada: SignedUp, a_task: NewTask) -> None:
    task = a_task(ada)["id"]
    answers = [patch(client, ada, task, priority=number) for number in (2, 3, 4)]

    assert [answer.json["version"] for answer in answers] == [2, 3, 4]
    assert [answer.headers["etag"] for answer in answers] == ['"2"', '"3"', '"4"']


@pytest.mark.parametrize("match", ['"1"', "*", '"9", "1"', ' "1" '])
def test_a_change_of_the_version_that_was_seen_is_made(
    client: Client, ada: SignedUp, a_task: NewTask, match: str
) -> None:
    answer = client.patch(
        f"/api/v1/tasks/{a_task(ada)['id']}",
        json={"content": "Buy oat milk"},
        token=ada.token,
        headers={"If-Match": match},
    )

    assert answer.status == 200
    assert answer.json["version"] == 2


@pytest.mark.parametrize("match", ['"2"', '"0"', "1", 'W/"1"', '"one"', '"1', '"' + "9" * 40 + '"'])
def test_a_change_of_another_version_is_refused_with_the_task_as_it_is(
    client: Client, ada: SignedUp, a_task: NewTask, match: str
) -> None:
    task = a_task(ada)
    answer = client.patch(
        f"/api/v1/tasks/{task['id']}",
        json={"content": "Buy oat milk"},
        token=ada.token,
        headers={"If-Match": match},
    )

    assert answer.status == 412
    assert answer.json["code"] == "version_conflict"
    assert answer.json["current"] == task
    assert get(client, ada, task["id"]).json == task


@pytest.mark.parametrize(
    ("method", "suffix"), [("POST", ""), ("DELETE", ""), ("POST", "/close"), ("POST", "/reopen")]
)
def test_every_change_of_a_task_can_be_held_to_a_version(
    client: Client, ada: SignedUp, a_task: NewTask, method: str, suffix: str
) -> None:
    task = a_task(ada)
    answer = client.request(
        method,
        f"/api/v1/tasks/{task['id']}{suffix}",
        json=None if suffix or method == "DELETE" else {"content": "Buy oat milk"},
        token=ada.token,
        headers={"If-Match": '"7"'},
    )

    assert answer.status == 412
    assert answer.json["current"] == task
    assert get(client, ada, task["id"]).json == task


def test_a_stranger_is_not_shown_the_task_by_a_wrong_version(
    client: Client, ada: SignedUp, stranger: SignedUp, a_task: NewTask
) -> None:
    answer = client.patch(
        f"/api/v1/tasks/{a_task(ada)['id']}",
        json={"content": "Mine"},
        token=stranger.token,
        headers={"If-Match": '"7"'},
    )

    assert answer.status == 404
    assert "current" not in answer.json


# --- close, reopen, delete --------------------------------------------------------------------


def test_a_closed_task_is_checked_and_off_the_list_but_can_be_got(
    client: Client, ada: SignedUp, a_task: NewTask
) -> None:
    task = a_task(ada)["id"]
    answer = client.post(f"/api/v1/tasks/{task}/close", token=ada.token)
    after = get(client, ada, task).json

    assert answer.status == 204
    assert answer.body == ""
    assert after["checked"] is True
    assert after["completed_at"] == after["updated_at"]
    assert after["version"] == 2
    assert ids(client, ada) == []


def test_closing_closes_what_is_below_at_any_depth(
    client: Client, ada: SignedUp, a_task: NewTask
) -> None:
    parent = a_task(ada)["id"]
    child = a_task(ada, parent_id=parent)["id"]
    grandchild = a_task(ada, parent_id=child)["id"]
    beside = a_task(ada)["id"]
    client.post(f"/api/v1/tasks/{parent}/close", token=ada.token)

    assert get(client, ada, grandchild).json["checked"] is True
    assert ids(client, ada) == [beside]


def test_closing_twice_changes_nothing_more(
    client: Client, ada: SignedUp, a_task: NewTask, clock: FrozenClock
) -> None:
    task = a_task(ada)["id"]
    client.post(f"/api/v1/tasks/{task}/close", token=ada.token)
    first = get(client, ada, task).json
    clock.advance(minutes=1)
    answer = client.post(f"/api/v1/tasks/{task}/close", token=ada.token)

    assert answer.status == 204
    assert get(client, ada, task).json == first


def test_a_reopened_task_is_active_again(client: Client, ada: SignedUp, a_task: NewTask) -> None:
    task = a_task(ada)["id"]
    client.post(f"/api/v1/tasks/{task}/close", token=ada.token)
    answer = client.post(f"/api/v1/tasks/{task}/reopen", token=ada.token)
    after = get(client, ada, task).json

    assert answer.status == 204
    assert after["checked"] is False
    assert after["completed_at"] is None
    assert ids(client, ada) == [task]


def test_reopening_an_active_task_changes_nothing(
    client: Client, ada: SignedUp, a_task: NewTask
) -> None:
    before = a_task(ada)
    answer = client.post(f"/api/v1/tasks/{before['id']}/reopen", token=ada.token)

    assert answer.status == 204
    assert get(client, ada, before["id"]).json == before


def test_a_deleted_task_is_not_found_by_any_door(
    client: Client, ada: SignedUp, a_task: NewTask
) -> None:
    task = a_task(ada)["id"]
    target = f"/api/v1/tasks/{task}"
    answer = client.delete(target, token=ada.token)
    afterwards = [
        client.get(target, token=ada.token),
        client.post(target, json={"content": "Back"}, token=ada.token),
        client.patch(target, json={"content": "Back"}, token=ada.token),
        client.delete(target, token=ada.token),
        client.post(f"{target}/close", token=ada.token),
        client.post(f"{target}/reopen", token=ada.token),
        create(client, ada, parent_id=task),
    ]

    assert answer.status == 204
    assert [answer.status for answer in afterwards] == [404] * 7
    assert ids(client, ada, f"?ids={task}") == []


def test_deleting_deletes_what_is_below_and_nothing_beside(
    client: Client, ada: SignedUp, a_task: NewTask
) -> None:
    parent = a_task(ada)["id"]
    child = a_task(ada, parent_id=parent)["id"]
    grandchild = a_task(ada, parent_id=child)["id"]
    beside = a_task(ada)["id"]
    client.delete(f"/api/v1/tasks/{parent}", token=ada.token)

    assert get(client, ada, grandchild).status == 404
    assert ids(client, ada) == [beside]


@pytest.mark.parametrize(
    "task_id", ["nothing", "0", "..", "%00", "a%2Fb", "x" * 65, "%F0%9F%98%80"]
)
def test_an_id_that_is_nobodys_is_not_found(client: Client, ada: SignedUp, task_id: str) -> None:
    answer = client.get(f"/api/v1/tasks/{task_id}", token=ada.token)

    assert answer.status == 404

from typing import Any

import pytest

from tests.functions.conftest import NewProject, NewTask, SignedUp
from tests.support.lambda_client import Answer, Client

FIELDS = {
    "id", "user_id", "name", "description", "color", "parent_id", "child_order", "default_order",
    "can_assign_tasks", "inbox_project", "is_archived", "is_deleted", "is_favorite", "is_frozen",
    "is_collapsed", "is_shared", "view_style", "created_at", "updated_at", "version",
}  # fmt: skip


def create(client: Client, owner: SignedUp, **fields: Any) -> Answer:
    body = {"name": "Home", **fields}
    return client.post("/api/v1/projects", json=body, token=owner.token)


def get(client: Client, owner: SignedUp, project_id: str) -> Answer:
    return client.get(f"/api/v1/projects/{project_id}", token=owner.token)


def update(client: Client, owner: SignedUp, project_id: str, **changes: Any) -> Answer:
    return client.post(f"/api/v1/projects/{project_id}", json=changes, token=owner.token)


def ids(client: Client, owner: SignedUp) -> list[str]:
    answer = client.get("/api/v1/projects?limit=200", token=owner.token)
    return [project["id"] for project in answer.json["results"]]


def test_a_project_needs_nothing_but_a_name(client: Client, ada: SignedUp) -> None:
    answer = create(client, ada)

    assert answer.status == 200
    assert set(answer.json) == FIELDS
    assert answer.json["name"] == "Home"
    assert answer.json["user_id"] == ada.id
    assert answer.json["inbox_project"] is False
    assert answer.json["color"] == "charcoal"
    assert answer.headers["etag"] == '"1"'


def test_a_project_is_got_as_it_was_made(client: Client, ada: SignedUp) -> None:
    made = create(
        client,
        ada,
        description="All about it",
        color="berry_red",
        is_favorite=True,
        view_style="board",
    )

    assert get(client, ada, made.json["id"]).json == made.json
    assert made.json["view_style"] == "board"
    assert made.json["is_favorite"] is True


def test_the_inbox_is_a_project_with_its_mark(client: Client, ada: SignedUp) -> None:
    inbox = get(client, ada, ada.inbox_id).json

    assert inbox["name"] == "Inbox"
    assert inbox["inbox_project"] is True


def test_the_exact_own_projects_are_listed_the_inbox_first(
    client: Client, ada: SignedUp, stranger: SignedUp, a_project: NewProject
) -> None:
    made = [a_project(ada)["id"] for _ in range(3)]
    a_project(stranger)
    client.delete(f"/api/v1/projects/{made[1]}", token=ada.token)

    assert ids(client, ada) == [ada.inbox_id, made[0], made[2]]


def test_projects_are_paged(client: Client, ada: SignedUp, a_project: NewProject) -> None:
    for _ in range(4):
        a_project(ada)
    first = client.get("/api/v1/projects?limit=3", token=ada.token).json
    rest = client.get(
        f"/api/v1/projects?limit=3&cursor={first['next_cursor']}", token=ada.token
    ).json
    paged = [project["id"] for project in first["results"] + rest["results"]]

    assert paged == ids(client, ada)
    assert rest["next_cursor"] is None


def test_pages_go_on_behind_the_largest_order(
    client: Client, ada: SignedUp, a_project: NewProject
) -> None:
    first = a_project(ada)["id"]
    update(client, ada, first, child_order=2**31 - 1)
    for _ in range(2):
        a_project(ada)
    seen: list[str] = []
    cursor = ""
    for _ in range(4):
        page = client.get(f"/api/v1/projects?limit=1{cursor}", token=ada.token)
        seen += [project["id"] for project in page.json["results"]]
        cursor = f"&cursor={page.json['next_cursor']}"

    assert len(set(seen)) == 4


def test_a_project_lies_below_another(client: Client, ada: SignedUp) -> None:
    parent = create(client, ada).json["id"]
    child = create(client, ada, parent_id=parent)

    assert child.json["parent_id"] == parent


def test_the_inbox_holds_no_projects(client: Client, ada: SignedUp) -> None:
    answer = create(client, ada, parent_id=ada.inbox_id)

    assert answer.status == 403


def test_a_parent_that_is_not_there_is_not_found(
    client: Client, ada: SignedUp, stranger: SignedUp, a_project: NewProject
) -> None:
    assert create(client, ada, parent_id="nothing").status == 404
    assert create(client, stranger, parent_id=a_project(ada)["id"]).status == 404
    assert ids(client, stranger) == [stranger.inbox_id]


def test_an_absent_field_stays_as_it_is(
    client: Client, ada: SignedUp, a_project: NewProject
) -> None:
    before = a_project(ada, color="berry_red", is_favorite=True)
    after = update(client, ada, before["id"], name="House")

    assert {name for name in FIELDS if before[name] != after.json[name]} == {"name", "version"}
    assert after.headers["etag"] == '"2"'


def test_a_change_of_another_version_is_refused_with_the_project_as_it_is(
    client: Client, ada: SignedUp, a_project: NewProject
) -> None:
    project = a_project(ada)
    target = f"/api/v1/projects/{project['id']}"
    answers = [
        client.post(target, json={"name": "X"}, token=ada.token, headers={"If-Match": '"7"'}),
        client.delete(target, token=ada.token, headers={"If-Match": '"7"'}),
    ]

    assert [answer.status for answer in answers] == [412, 412]
    assert [answer.json["current"] for answer in answers] == [project, project]
    assert get(client, ada, project["id"]).json == project


def test_the_inbox_keeps_its_name_but_not_its_looks(client: Client, ada: SignedUp) -> None:
    renamed = update(client, ada, ada.inbox_id, name="Outbox")
    coloured = update(client, ada, ada.inbox_id, color="red", name="Inbox")

    assert renamed.status == 403
    assert coloured.status == 200
    assert coloured.json["color"] == "red"


def test_the_inbox_stays(client: Client, ada: SignedUp) -> None:
    answer = client.delete(f"/api/v1/projects/{ada.inbox_id}", token=ada.token)

    assert answer.status == 403
    assert ids(client, ada) == [ada.inbox_id]


def test_a_deleted_project_takes_what_is_below_it_and_nothing_beside(
    client: Client, ada: SignedUp, a_project: NewProject, a_task: NewTask
) -> None:
    project = a_project(ada)["id"]
    below = a_project(ada, parent_id=project)["id"]
    beside = a_project(ada)["id"]
    gone = [a_task(ada, project_id=project)["id"], a_task(ada, project_id=below)["id"]]
    gone.append(a_task(ada, parent_id=gone[0])["id"])
    stays = [a_task(ada, project_id=beside)["id"], a_task(ada)["id"]]
    answer = client.delete(f"/api/v1/projects/{project}", token=ada.token)
    statuses = [
        client.get(f"/api/v1/tasks/{task}", token=ada.token).status for task in [*gone, *stays]
    ]

    assert answer.status == 204
    assert ids(client, ada) == [ada.inbox_id, beside]
    assert statuses == [404, 404, 404, 200, 200]
    assert get(client, ada, below).status == 404


def test_a_deleted_project_is_not_found_by_any_door(
    client: Client, ada: SignedUp, a_project: NewProject
) -> None:
    project = a_project(ada)["id"]
    target = f"/api/v1/projects/{project}"
    client.delete(target, token=ada.token)
    afterwards = [
        client.get(target, token=ada.token),
        client.post(target, json={"name": "Back"}, token=ada.token),
        client.delete(target, token=ada.token),
        client.post("/api/v1/tasks", json={"content": "x", "project_id": project}, token=ada.token),
        create(client, ada, parent_id=project),
    ]

    assert [answer.status for answer in afterwards] == [404] * 5


def test_an_account_has_at_most_three_hundred_projects(client: Client, ada: SignedUp) -> None:
    statuses = {create(client, ada, name=str(number)).status for number in range(299)}
    answer = create(client, ada)

    assert statuses == {200}
    assert answer.status == 403
    assert answer.json["code"] == "limit_reached"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("name", "a\x00b"),
        ("name", None),
        ("description", "x" * 16_385),
        ("color", "pink"),
        ("view_style", "pile"),
        ("is_favorite", "yes"),
        ("parent_id", "../x"),
        ("id", "mine"),
        ("user_id", "somebody"),
        ("inbox_project", True),
        ("version", 7),
        ("is_deleted", True),
    ],
)
def test_a_field_that_does_not_fit_is_named(
    client: Client, ada: SignedUp, field: str, value: object
) -> None:
    answer = create(client, ada, **{field: value})

    assert answer.status == 400
    assert [error["field"] for error in answer.json["errors"]] == [field]
    assert ids(client, ada) == [ada.inbox_id]


@pytest.mark.parametrize(
    "field", ["id", "user_id", "parent_id", "inbox_project", "is_deleted", "version"]
)
def test_a_change_cannot_give_what_the_server_decides(
    client: Client, ada: SignedUp, a_project: NewProject, field: str
) -> None:
    before = a_project(ada)
    answer = update(client, ada, before["id"], **{field: "1"})

    assert answer.json["errors"] == [{"field": field, "message": "is not a known field"}]
    assert get(client, ada, before["id"]).json == before


def test_an_empty_change_changes_nothing(client: Client, ada: SignedUp) -> None:
    made = client.post("/api/v1/projects", json={"name": "Work"}, token=ada.token).json
    answer = client.post(f"/api/v1/projects/{made['id']}", json={}, token=ada.token)

    assert answer.json == made

"""The main job, as a user does it: sign up, keep tasks, get a suggestion."""

import uuid
from typing import Any

import httpx

PASSWORD = "correct horse battery"


def walk(http: httpx.Client) -> list[dict[str, Any]]:
    """Walk the main job against a base URL, and return the subtasks that were suggested."""
    email = f"{uuid.uuid4().hex}@example.org"
    account = {"email": email, "password": PASSWORD, "full_name": "Ada"}
    assert _ok(http.post("/api/v1/auth/register", json=account), 201)["user"]["email"] == email
    credentials = {"email": email, "password": PASSWORD}
    session = _ok(http.post("/api/v1/auth/login", json=credentials))
    auth = {"Authorization": f"Bearer {session['access_token']}"}
    new = {"content": "Plan a trip to Lisbon", "due_date": "2030-05-01"}
    task = _ok(http.post("/api/v1/tasks", json=new, headers=auth))
    listed = _ok(http.get("/api/v1/tasks", headers=auth))
    assert [found["id"] for found in listed["results"]] == [task["id"]]
    wish = {"kind": "breakdown", "task_id": task["id"], "granularity": 3}
    suggestion = _ok(http.post("/api/v1/suggestions", json=wish, headers=auth), 201)
    assert suggestion["engine"] == "rules"
    before = _ok(http.get("/api/v1/tasks", headers=auth))
    assert before == listed, "a suggestion changed something before it was accepted"
    accepted = _ok(http.post(f"/api/v1/suggestions/{suggestion['id']}/accept", headers=auth))
    assert accepted["status"] == "accepted"
    of_task = {"parent_id": task["id"]}
    steps: list[dict[str, Any]] = _ok(http.get("/api/v1/tasks", params=of_task, headers=auth))[
        "results"
    ]
    wanted = [change["args"]["content"] for change in suggestion["changes"]]
    assert [step["content"] for step in steps] == wanted
    assert len(steps) >= 2
    return steps


def _ok(answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status, f"{answer.status_code} {answer.text}"
    return answer.json()

from tests.functions.conftest import NewTask, SignedUp, SignUp
from tests.support.clock import FrozenClock
from tests.support.lambda_client import Client

FIELDS = {
    "id", "email", "full_name", "is_premium", "premium_status", "date_format", "time_format",
    "weekly_goal", "daily_goal", "completed_count", "completed_today", "karma", "karma_trend",
    "lang", "next_week", "start_day", "start_page", "inbox_project_id", "days_off",
    "weekend_start_day", "tz_info", "business_account_id",
}  # fmt: skip


def test_the_user_has_all_that_clients_rely_on(client: Client, ada: SignedUp) -> None:
    answer = client.get("/api/v1/user", token=ada.token)

    assert answer.status == 200
    assert set(answer.json) == FIELDS
    assert answer.json["id"] == ada.id
    assert answer.json["email"] == ada.email
    assert answer.json["full_name"] == "Ada Lovelace"
    assert answer.json["inbox_project_id"] == ada.inbox_id
    assert {name for name in FIELDS if answer.json[name] is None} == {"business_account_id"}


def test_the_time_zone_is_told_with_its_offset_of_now(
    client: Client, sign_up: SignUp, clock: FrozenClock
) -> None:
    user = sign_up(timezone="America/St_Johns")
    winter = client.get("/api/v1/user", token=user.token).json["tz_info"]

    assert winter == {
        "timezone": "America/St_Johns",
        "gmt_string": "-03:30",
        "hours": -3,
        "minutes": 30,
        "is_dst": 0,
    }


def test_summer_time_is_told(client: Client, sign_up: SignUp, clock: FrozenClock) -> None:
    clock.advance(days=180)
    user = sign_up(timezone="Europe/Berlin")
    summer = client.get("/api/v1/user", token=user.token).json["tz_info"]

    assert (summer["gmt_string"], summer["is_dst"]) == ("+02:00", 1)


def test_completed_tasks_are_counted_by_the_users_own_day(
    client: Client, sign_up: SignUp, a_task: NewTask, clock: FrozenClock
) -> None:
    user = sign_up(timezone="Pacific/Auckland")
    client.post(f"/api/v1/tasks/{a_task(user)['id']}/close", token=user.token)
    clock.advance(minutes=30)
    before_midnight = client.get("/api/v1/user", token=user.token).json
    clock.advance(hours=2)
    token = client.post(
        "/api/v1/auth/login", json={"email": user.email, "password": user.password}
    ).json["access_token"]
    after_midnight = client.get("/api/v1/user", token=token).json

    assert (before_midnight["completed_count"], before_midnight["completed_today"]) == (1, 1)
    assert (after_midnight["completed_count"], after_midnight["completed_today"]) == (1, 0)


def test_tasks_of_others_and_deleted_ones_do_not_count(
    client: Client, ada: SignedUp, stranger: SignedUp, a_task: NewTask
) -> None:
    theirs, deleted = a_task(stranger)["id"], a_task(ada)["id"]
    client.post(f"/api/v1/tasks/{theirs}/close", token=stranger.token)
    client.post(f"/api/v1/tasks/{deleted}/close", token=ada.token)
    client.delete(f"/api/v1/tasks/{deleted}", token=ada.token)

    assert client.get("/api/v1/user", token=ada.token).json["completed_count"] == 0


def test_no_answer_holds_the_password_or_its_hash(client: Client, ada: SignedUp) -> None:
    bodies = [
        client.get(path, token=ada.token).body
        for path in ("/api/v1/user", "/api/v1/auth/me", "/api/v1/auth/sessions")
    ]

    assert not [body for body in bodies if ada.password in body or "argon2" in body]

import pytest
from msgspec import structs

from taskmanager.settings import Settings
from tests.functions.conftest import Login, NewWorld, SignedUp, World, sign_up_on
from tests.support.clock import FrozenClock
from tests.support.fakes import RecordingHasher
from tests.support.lambda_client import Answer, Client

UNSAID = {"request_id"}
"""What two answers may differ in."""


def shown(answer: Answer) -> tuple[object, ...]:
    body = {name: value for name, value in answer.json.items() if name not in UNSAID}
    return answer.status, dict(answer.headers), body


def attempt(client: Client, email: str, password: str = "not the password") -> Answer:
    return client.post("/api/v1/auth/login", json={"email": email, "password": password})


def test_the_right_password_opens_a_session(client: Client, ada: SignedUp, login: Login) -> None:
    answer = login(ada)

    assert answer.status == 200
    assert answer.json["token_type"] == "Bearer"
    assert answer.json["user"]["email"] == ada.email
    assert client.get("/api/v1/auth/me", token=answer.json["access_token"]).status == 200


def test_each_sign_in_is_a_session_of_its_own(client: Client, ada: SignedUp, login: Login) -> None:
    login(ada)
    sessions = client.get("/api/v1/auth/sessions", token=ada.token).json["results"]

    assert len({session["id"] for session in sessions}) == 2


def test_the_case_of_the_address_does_not_matter(client: Client, ada: SignedUp) -> None:
    answer = attempt(client, ada.email.upper(), ada.password)

    assert answer.status == 200


def test_the_case_of_the_password_matters(client: Client, ada: SignedUp) -> None:
    answer = attempt(client, ada.email, ada.password.upper())

    assert answer.status == 401
    assert answer.json["code"] == "invalid_credentials"


def test_an_unknown_user_and_a_wrong_password_get_the_same_answer(
    client: Client, ada: SignedUp
) -> None:
    unknown = attempt(client, "nobody@example.org")
    wrong = attempt(client, ada.email)

    assert shown(unknown) == shown(wrong)
    assert wrong.status == 401


def test_an_unknown_user_and_a_wrong_password_get_the_same_answer_with_limits_on(
    new_world: NewWorld,
) -> None:
    client = new_world(rate_limit_enabled=True).client
    ada = sign_up_on(client)
    unknown = attempt(Client(client.handlers, "198.51.100.1"), "nobody@example.org")
    wrong = attempt(Client(client.handlers, "198.51.100.2"), ada.email)

    assert shown(unknown) == shown(wrong)


def test_an_unknown_user_and_a_wrong_password_cost_the_same_work(new_world: NewWorld) -> None:
    hasher = RecordingHasher()
    client = new_world(hasher=hasher).client
    ada = sign_up_on(client)
    hasher.work.clear()
    attempt(client, ada.email)
    work_for_a_wrong_password = list(hasher.work)
    hasher.work.clear()
    attempt(client, "nobody@example.org")

    assert work_for_a_wrong_password == ["verify"]
    assert hasher.work == work_for_a_wrong_password


def test_an_account_is_locked_after_ten_wrong_passwords_even_to_the_right_one(
    new_world: NewWorld,
) -> None:
    client = new_world(rate_limit_enabled=True).client
    ada = sign_up_on(client)
    wrong = [attempt(client, ada.email).status for _ in range(10)]
    answer = attempt(client, ada.email, ada.password)

    assert wrong == [401] * 10
    assert answer.status == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 900


def test_another_address_does_not_unlock_an_account(new_world: NewWorld) -> None:
    client = new_world(rate_limit_enabled=True).client
    ada = sign_up_on(client)
    for number in range(10):
        attempt(Client(client.handlers, f"198.51.100.{number}"), ada.email)
    answer = attempt(Client(client.handlers, "198.51.100.99"), ada.email, ada.password)

    assert answer.status == 429


def test_an_unknown_account_is_locked_like_a_known_one(new_world: NewWorld) -> None:
    client = new_world(rate_limit_enabled=True).client
    statuses = [attempt(client, "nobody@example.org").status for _ in range(11)]

    assert statuses == [401] * 10 + [429]


@pytest.mark.parametrize("spelling", ["ADA@EXAMPLE.ORG", "Ada@Example.Org"])
def test_another_spelling_of_the_address_is_the_same_account(
    new_world: NewWorld, spelling: str
) -> None:
    client = new_world(rate_limit_enabled=True).client
    for _ in range(10):
        attempt(client, "ada@example.org")
    answer = attempt(client, spelling)

    assert answer.status == 429


def test_signing_in_forgives_the_account(new_world: NewWorld) -> None:
    client = new_world(rate_limit_enabled=True).client
    ada = sign_up_on(client)
    for _ in range(9):
        attempt(client, ada.email)
    attempt(client, ada.email, ada.password)
    statuses = [attempt(client, ada.email).status for _ in range(10)]

    assert statuses == [401] * 10


def test_an_address_is_locked_after_a_hundred_attempts_at_any_accounts(
    new_world: NewWorld,
) -> None:
    client = new_world(rate_limit_enabled=True).client
    statuses = [attempt(client, f"user-{number}@example.org").status for number in range(101)]
    elsewhere = attempt(Client(client.handlers, "198.51.100.1"), "user-0@example.org")

    assert statuses == [401] * 100 + [429]
    assert elsewhere.status == 401


def test_signing_in_does_not_forgive_the_address(new_world: NewWorld) -> None:
    client = new_world(rate_limit_enabled=True).client
    ada = sign_up_on(client)
    for number in range(99):
        attempt(client, f"user-{number}@example.org")
    right = attempt(client, ada.email, ada.password)
    last = attempt(client, "user-99@example.org")
    answer = attempt(client, "user-100@example.org")

    assert (right.status, last.status, answer.status) == (200, 401, 429)


def test_signing_in_often_locks_no_address_out(new_world: NewWorld) -> None:
    client = new_world(rate_limit_enabled=True).client
    ada = sign_up_on(client)

    assert {attempt(client, ada.email, ada.password).status for _ in range(120)} == {200}


def test_a_forwarded_address_does_not_dodge_the_limit(new_world: NewWorld) -> None:
    client = new_world(rate_limit_enabled=True).client
    statuses = [
        client.post(
            "/api/v1/auth/login",
            json={"email": f"user-{number}@example.org", "password": "wrong password"},
            headers={"X-Forwarded-For": f"198.51.100.{number}", "X-Real-IP": "10.0.0.1"},
        ).status
        for number in range(101)
    ]

    assert statuses[-1] == 429


def test_without_limits_an_account_is_never_locked(client: Client, ada: SignedUp) -> None:
    statuses = {attempt(client, ada.email).status for _ in range(25)}

    assert statuses == {401}


def test_an_access_token_lives_for_an_hour(
    client: Client, ada: SignedUp, clock: FrozenClock
) -> None:
    clock.advance(minutes=59, seconds=59)
    before = client.get("/api/v1/auth/me", token=ada.token)
    clock.advance(seconds=1)
    after = client.get("/api/v1/auth/me", token=ada.token)

    assert before.status == 200
    assert after.status == 401
    assert after.json["detail"] == "The access token has expired"


def test_the_life_of_an_access_token_is_a_setting(new_world: NewWorld, clock: FrozenClock) -> None:
    client = new_world(access_token_expire_minutes=5).client
    answer = client.post(
        "/api/v1/auth/register",
        json={
            "email": "ada@example.org",
            "password": "a rather good password",
            "full_name": "Ada",
        },
    )
    clock.advance(minutes=5)
    late = client.get("/api/v1/auth/me", token=answer.json["access_token"])

    assert answer.json["expires_in"] == 300
    assert late.status == 401


def test_a_token_of_the_key_before_still_works_and_a_new_one_has_the_new_key(
    world: World, login: Login
) -> None:
    ada = sign_up_on(world.client)
    old = world.settings.jwt_secret_key
    rotated = world.again(settings=_with_keys(world, "another-key-that-is-long-enough-too", old))
    fresh = rotated.client.post(
        "/api/v1/auth/login", json={"email": ada.email, "password": ada.password}
    ).json["access_token"]

    assert rotated.client.get("/api/v1/auth/me", token=ada.token).status == 200
    assert rotated.client.get("/api/v1/auth/me", token=fresh).status == 200
    assert world.client.get("/api/v1/auth/me", token=fresh).status == 401


def test_a_token_of_a_key_that_is_gone_is_refused(world: World) -> None:
    ada = sign_up_on(world.client)
    rotated = world.again(settings=_with_keys(world, "another-key-that-is-long-enough-too"))

    assert rotated.client.get("/api/v1/auth/me", token=ada.token).status == 401


def _with_keys(world: World, newest: str, *older: str) -> Settings:
    return structs.replace(world.settings, jwt_secret_key=newest, jwt_previous_secret_keys=older)

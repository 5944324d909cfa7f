from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from tests.edge.conftest import edge, start_edge  # noqa: F401 - fixtures
from tests.support.main_job import walk
from tests.support.server import Server, until

CLIENTS = 64


def test_the_main_job_works_on_one_command(server: Server) -> None:
    with httpx.Client(base_url=server.url, timeout=30) as http:
        walk(http)


def test_the_main_job_works_through_the_edge(
    server: Server,
    edge: Callable[..., str],  # noqa: F811 - the fixture
) -> None:
    with httpx.Client(base_url=edge(server.address), timeout=30) as http:
        walk(http)


def test_64_clients_at_once_all_get_answers_and_no_write_is_lost(server: Server) -> None:
    with server.sign_up("crowd") as http:

        def create(number: int) -> tuple[int, str]:
            answer = http.post("tasks", json={"content": f"Task {number}"})
            return answer.status_code, answer.text

        with ThreadPoolExecutor(CLIENTS) as clients:
            answers = list(clients.map(create, range(CLIENTS * 4)))
        assert {status for status, _ in answers} == {200}, answers

        first = http.get("tasks", params={"limit": 200}).json()
        rest = http.get("tasks", params={"limit": 200, "cursor": first["next_cursor"]}).json()
        kept = [task["content"] for task in first["results"] + rest["results"]]

    assert sorted(kept) == sorted(f"Task {number}" for number in range(CLIENTS * 4))


def test_64_sign_ups_at_once_all_succeed(server: Server) -> None:
    with server.client() as http:

        def register(number: int) -> int:
            account = {
                "email": f"many{number}@example.org",
                "password": "correct horse battery",
                "full_name": "Many",
            }
            return http.post("auth/register", json=account).status_code

        with ThreadPoolExecutor(CLIENTS) as clients:
            assert set(clients.map(register, range(CLIENTS))) == {201}


def test_one_sandbox_limits_a_caller_as_much_as_many(tmp_path: Path) -> None:
    with Server(tmp_path, RATE_LIMIT_PER_MINUTE="40") as limited, limited.sign_up() as http:
        with ThreadPoolExecutor(16) as clients:
            answers = list(clients.map(lambda _: http.get("user"), range(80)))
        statuses = [answer.status_code for answer in answers]
        refused = next(answer for answer in answers if answer.status_code == 429)

    # The window may turn while the requests are under way, which lets as many through again.
    assert statuses.count(200) in {40, 80}
    assert int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["RateLimit-Remaining"] == "0"


def test_the_schedule_and_the_log_carry_on_in_json(server: Server) -> None:
    with server.client() as http:
        answer = http.get("tasks")

    until(lambda: answer.headers["X-Request-Id"] in server.log)

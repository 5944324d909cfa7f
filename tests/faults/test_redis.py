from pathlib import Path

import httpx

from tests.support.redis import RedisServer
from tests.support.server import Server, until


def test_redis_going_away_fails_no_request_and_its_return_is_noticed(tmp_path: Path) -> None:
    with RedisServer() as redis:
        (tmp_path / "server").mkdir()
        with (
            Server(tmp_path / "server", REDIS_URL=redis.url) as server,
            server.sign_up() as http,
        ):
            assert "RateLimit-Remaining" in http.get("user").headers
            assert server_cache(server) == "ok"

            redis.kill()
            answers = [http.get("user") for _ in range(30)]
            assert {answer.status_code for answer in answers} == {200}
            assert server_cache(server) == "down"

            redis.start()
            until(lambda: "RateLimit-Remaining" in http.get("user").headers)
            assert server_cache(server) == "ok"
            gone = server.log.count("the rate limiter is gone")
            sandboxes = len({line for line in server.log.splitlines() if "is gone" in line})

    assert 1 <= gone <= sandboxes


def server_cache(server: Server) -> str:
    """Ask the health page about the cache."""
    answer = httpx.get(f"{server.url}/health/ready", timeout=30)
    assert answer.status_code == 200
    return str(answer.json()["cache"])

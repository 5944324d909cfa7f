import httpx
import pytest

from tests.edge import raw
from tests.edge.upstream import Upstream


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Real-IP"])
def test_a_client_cannot_forge_its_address(
    client: httpx.Client, upstream: Upstream, name: str
) -> None:
    client.get("/api/v1/tasks", headers=[(name, "203.0.113.7"), (name, "10.0.0.1")])

    assert upstream.seen[0].values(name) == ["127.0.0.1"]


def test_a_client_cannot_forge_protocol_and_host(client: httpx.Client, upstream: Upstream) -> None:
    forged = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    client.get("/api/v1/tasks", headers=forged)

    assert upstream.seen[0].values("X-Forwarded-Proto") == ["http"]
    assert upstream.seen[0].values("X-Forwarded-Host") == upstream.seen[0].values("Host")


@pytest.mark.parametrize(
    "name",
    [
        "Forwarded",
        "X-Forwarded-Port",
        "X-Forwarded-Prefix",
        "X-Client-IP",
        "True-Client-IP",
        "Proxy",
        "X_Forwarded_For",
    ],
)
def test_other_claims_do_not_arrive(client: httpx.Client, upstream: Upstream, name: str) -> None:
    client.get("/api/v1/tasks", headers={name: "for=203.0.113.7"})

    assert upstream.seen[0].values(name) == []


def test_the_host_arrives_with_its_port(client: httpx.Client, upstream: Upstream) -> None:
    client.get("/api/v1/tasks", headers={"Host": "Tasks.Example:8443"})

    assert upstream.seen[0].values("Host") == ["Tasks.Example:8443"]


def test_the_host_of_the_request_line_counts(url: str, upstream: Upstream) -> None:
    """RFC 9112, section 3.2.2: otherwise a Host could be forged past the server's name."""
    raw.get(url, "http://real.example/api/v1/tasks")

    assert upstream.seen[0].values("Host") == ["real.example"]


def test_a_request_id_arrives_unchanged(client: httpx.Client, upstream: Upstream) -> None:
    client.get("/api/v1/tasks", headers={"X-Request-Id": "Client's own/1"})

    assert upstream.seen[0].values("X-Request-Id") == ["Client's own/1"]


def test_a_request_id_is_not_made_up(client: httpx.Client, upstream: Upstream) -> None:
    client.get("/api/v1/tasks")

    assert upstream.seen[0].values("X-Request-Id") == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Idempotency-Key", "5f1d"),
        ("Authorization", "Bearer abc"),
        ("If-Match", '"7"'),
        ("Origin", "http://localhost:3000"),
        ("Content-Type", "application/json"),
    ],
)
def test_what_the_api_reads_arrives(
    client: httpx.Client, upstream: Upstream, name: str, value: str
) -> None:
    client.post("/api/v1/tasks", headers={name: value}, content=b"{}")

    assert upstream.seen[0].values(name) == [value]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_method_query_and_body_arrive(
    client: httpx.Client, upstream: Upstream, method: str
) -> None:
    client.request(method, "/api/v1/tasks?label=a%20b&label=%C3%A9", content=b'{"content":"x"}')
    seen = upstream.seen[0]

    assert (seen.method, seen.path) == (method, "/api/v1/tasks?label=a%20b&label=%C3%A9")
    assert seen.body == b'{"content":"x"}'


def test_connections_to_the_api_are_kept(client: httpx.Client, upstream: Upstream) -> None:
    """Each of nginx's workers, one per core, keeps its own."""
    for _ in range(10):
        client.get("/api/v1/tasks")

    assert upstream.connections == 1

"""Who may do what: every route of the manifest for every kind of caller, with its exact status.

The matrix is generated. A route that `ROUTES` does not know fails, so a new route has to say here
what it needs and how it is asked. Each pair runs on a copy of one prepared world, and whatever is
refused has to leave every row as it was.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from app import routers
from taskmanager.services.api_tokens import token_hash
from tests.functions.conftest import PASSWORD, SignedUp, World, open_world, sign_up_on
from tests.support.clock import FrozenClock
from tests.support.lambda_client import Answer, Client, the_manifest

SESSION = "session"
PUBLIC = "public"
SCOPES = ("data:read", "data:read_write", "data:delete", "task:add")
INCLUDED = {
    "data:read": {"data:read"},
    "data:read_write": {"data:read", "data:read_write", "task:add"},
    "data:delete": {"data:delete"},
    "task:add": {"task:add"},
}
UNKNOWN = (
    "anonymous",
    "garbage",
    "expired access token",
    "ended session",
    "expired API token",
    "revoked API token",
    "refresh token",
)
CALLERS = (*UNKNOWN, *SCOPES, "stranger", "owner")


@dataclass(frozen=True)
class Stage:
    """The owner's things, and a token for every kind of caller."""

    owner: SignedUp
    stranger: SignedUp
    tokens: dict[str, str | None]
    project: str
    task: str
    suggestion: str
    session: str
    api_token: str
    refresh_token: str


@dataclass(frozen=True)
class Route:
    """What a route needs, how the owner asks, and what is answered.

    `stranger` is the status of somebody else who asks exactly the same: 404 where the path or the
    body holds an id of the owner's. `unknown` and `by_token` are for the doors of sign-in, which
    decide by themselves.
    """

    needs: str
    ok: int
    body: Callable[[Stage], Any] = lambda _: None
    stranger: int | None = None
    unknown: int = 401
    by_token: int = 403


ROUTES: dict[tuple[str, str], Route] = {
    ("POST", "/api/v1/auth/register"): Route(
        PUBLIC,
        201,
        lambda _: {"email": "new@example.org", "password": PASSWORD, "full_name": "New"},
    ),
    ("POST", "/api/v1/auth/login"): Route(
        PUBLIC, 200, lambda stage: {"email": stage.owner.email, "password": PASSWORD}
    ),
    ("POST", "/api/v1/auth/refresh"): Route(
        PUBLIC, 200, lambda stage: {"refresh_token": stage.refresh_token}
    ),
    ("POST", "/api/v1/auth/logout"): Route(SESSION, 204),
    ("POST", "/api/v1/auth/logout-all"): Route(SESSION, 204),
    ("POST", "/api/v1/auth/password"): Route(
        SESSION,
        204,
        lambda _: {"current_password": PASSWORD, "new_password": "another good password"},
    ),
    ("GET", "/api/v1/auth/me"): Route("data:read", 200),
    ("GET", "/api/v1/auth/sessions"): Route(SESSION, 200),
    ("DELETE", "/api/v1/auth/sessions/{session_id}"): Route(SESSION, 204, stranger=404),
    ("POST", "/api/v1/auth/tokens"): Route(
        SESSION, 201, lambda _: {"name": "A program", "scopes": ["data:read"]}
    ),
    ("GET", "/api/v1/auth/tokens"): Route(SESSION, 200),
    ("DELETE", "/api/v1/auth/tokens/{token_id}"): Route(SESSION, 204, stranger=404),
    ("GET", "/api/v1/tasks"): Route("data:read", 200),
    ("POST", "/api/v1/tasks"): Route("task:add", 200, lambda _: {"content": "New"}),
    ("GET", "/api/v1/tasks/{task_id}"): Route("data:read", 200, stranger=404),
    ("POST", "/api/v1/tasks/{task_id}"): Route(
        "data:read_write", 200, lambda _: {"content": "Changed"}, stranger=404
    ),
    ("PATCH", "/api/v1/tasks/{task_id}"): Route(
        "data:read_write", 200, lambda _: {"content": "Changed"}, stranger=404
    ),
    ("DELETE", "/api/v1/tasks/{task_id}"): Route("data:delete", 204, stranger=404),
    ("POST", "/api/v1/tasks/{task_id}/close"): Route("data:read_write", 204, stranger=404),
    ("POST", "/api/v1/tasks/{task_id}/reopen"): Route("data:read_write", 204, stranger=404),
    ("GET", "/api/v1/projects"): Route("data:read", 200),
    ("POST", "/api/v1/projects"): Route("data:read_write", 200, lambda _: {"name": "New"}),
    ("GET", "/api/v1/projects/{project_id}"): Route("data:read", 200, stranger=404),
    ("POST", "/api/v1/projects/{project_id}"): Route(
        "data:read_write", 200, lambda _: {"name": "Changed"}, stranger=404
    ),
    ("DELETE", "/api/v1/projects/{project_id}"): Route("data:delete", 204, stranger=404),
    ("GET", "/api/v1/user"): Route("data:read", 200),
    ("POST", "/api/v1/suggestions"): Route(
        "data:read_write",
        201,
        lambda stage: {"kind": "breakdown", "task_id": stage.task},
        stranger=404,
    ),
    ("GET", "/api/v1/suggestions"): Route("data:read", 200),
    ("GET", "/api/v1/suggestions/{suggestion_id}"): Route("data:read", 200, stranger=404),
    ("POST", "/api/v1/suggestions/{suggestion_id}/accept"): Route(
        "data:read_write", 200, stranger=404
    ),
    ("POST", "/api/v1/suggestions/{suggestion_id}/reject"): Route(
        "data:read_write", 200, stranger=404
    ),
    ("GET", "/"): Route(PUBLIC, 302),
    ("GET", "/health"): Route(PUBLIC, 200),
    ("GET", "/health/ready"): Route(PUBLIC, 200),
    ("GET", "/api/v1/openapi.json"): Route(PUBLIC, 200),
    ("GET", "/api/v1/docs"): Route(PUBLIC, 200),
}

IDS_IN_BODIES: dict[tuple[str, str], dict[str, Callable[[Stage], Any]]] = {
    ("POST", "/api/v1/tasks"): {
        "project_id": lambda stage: {"content": "Mine now", "project_id": stage.project},
        "parent_id": lambda stage: {"content": "Mine now", "parent_id": stage.task},
    },
    ("POST", "/api/v1/projects"): {
        "parent_id": lambda stage: {"name": "Mine now", "parent_id": stage.project},
    },
    ("POST", "/api/v1/suggestions"): {
        "task_id": lambda stage: {"kind": "breakdown", "task_id": stage.task},
    },
}
"""Every field of a body that names somebody's object; a new one has to be added."""

IDS_IN_QUERIES: dict[tuple[str, str], dict[str, Callable[[Stage], str]]] = {
    ("GET", "/api/v1/tasks"): {
        "project_id": lambda stage: stage.project,
        "parent_id": lambda stage: stage.task,
        "ids": lambda stage: stage.task,
    },
    ("GET", "/api/v1/suggestions"): {"task_id": lambda stage: stage.task},
}
"""Every parameter that narrows a list by somebody's object."""


def expected_status(route: Route, caller: str) -> int:
    """Tell what a caller has to get."""
    if route.needs == PUBLIC:
        return route.ok
    if caller in UNKNOWN:
        return route.unknown
    if caller in SCOPES:
        return route.ok if route.needs in INCLUDED[caller] else route.by_token
    return route.stranger or route.ok if caller == "stranger" else route.ok


def path_of(template: str, stage: Stage) -> str:
    return template.format(
        session_id=stage.session,
        token_id=stage.api_token,
        task_id=stage.task,
        project_id=stage.project,
        suggestion_id=stage.suggestion,
    )


def rows(world: World) -> dict[str, list[Any]]:
    """Read all that is stored, but for the keys of requests."""
    with world.container.database.read() as connection:
        tables = sa.inspect(connection).get_table_names()
        return {
            table: [tuple(row) for row in connection.execute(sa.text(f"SELECT * FROM {table}"))]  # noqa: S608
            for table in tables
            if table != "idempotency"
        }


@pytest.fixture(scope="session")
def prepared(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Stage]:
    """Prepare the stage once; the pairs run on copies of its file."""
    clock = FrozenClock()
    clock.advance(days=-10)
    folder = tmp_path_factory.mktemp("stage") / "world"
    world = open_world(migrated, folder, clock)
    client = world.client
    owner, stranger = (sign_up_on(client) for _ in range(2))

    def made(target: str, body: Any) -> Any:
        return client.post(f"/api/v1/{target}", json=body, token=owner.token).json

    def minted(*scopes: str, **fields: Any) -> Any:
        return made("auth/tokens", {"name": "A program", "scopes": scopes, **fields})

    expired = minted(*SCOPES, expires_in_days=1)["token"]
    revoked = minted(*SCOPES)
    client.delete(f"/api/v1/auth/tokens/{revoked['id']}", token=owner.token)
    scoped = {scope: minted(scope) for scope in SCOPES}
    clock.advance(days=10)

    def signed_in(user: SignedUp) -> Any:
        body = {"email": user.email, "password": PASSWORD}
        return client.post("/api/v1/auth/login", json=body).json

    late, ended = owner.token, signed_in(owner)["access_token"]
    client.post("/api/v1/auth/logout", token=ended)
    now = signed_in(owner)
    owner = replace(owner, token=now["access_token"])
    stranger = replace(stranger, token=signed_in(stranger)["access_token"])
    project = made("projects", {"name": "Home"})["id"]
    task = made("tasks", {"content": "Plan a trip", "project_id": project})["id"]
    stage = Stage(
        owner=owner,
        stranger=stranger,
        tokens={
            "anonymous": None,
            "garbage": "garbage",
            "expired access token": late,
            "ended session": ended,
            "expired API token": expired,
            "revoked API token": revoked["token"],
            "refresh token": now["refresh_token"],
            "stranger": stranger.token,
            "owner": owner.token,
            **{scope: token["token"] for scope, token in scoped.items()},
        },
        project=project,
        task=task,
        suggestion=made("suggestions", {"kind": "breakdown", "task_id": task})["id"],
        session=owner.session_id,
        api_token=scoped["data:read"]["id"],
        refresh_token=now["refresh_token"],
    )
    world.checkpoint()
    world.close()
    return world.file, stage


@pytest.fixture
def stage(prepared: tuple[Path, Stage]) -> Stage:
    return prepared[1]


@pytest.fixture
def copy(prepared: tuple[Path, Stage], tmp_path: Path) -> Iterator[World]:
    world = open_world(prepared[0], tmp_path / "world", FrozenClock())
    yield world
    world.close()


def ask(client: Client, method: str, path: str, token: str | None, body: Any) -> Answer:
    return client.request(method, path, token=token, json=body)


def test_every_route_of_the_manifest_is_in_the_matrix() -> None:
    assert {(route.method, route.path) for route in the_manifest().routes} == set(ROUTES)


def test_every_route_needs_in_the_matrix_what_it_declares() -> None:
    """Signing out decides by itself, because it takes a refresh token as well."""
    declared = {(route.method, route.path): route.scope for route in the_manifest().routes}
    needed = {
        route: None if details.needs == PUBLIC else details.needs
        for route, details in ROUTES.items()
    }
    needed["POST", "/api/v1/auth/logout"] = None

    assert declared == needed


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_each_caller_gets_what_is_his(
    *, copy: World, stage: Stage, method: str, path: str, caller: str
) -> None:
    route = ROUTES[method, path]
    before = rows(copy)
    answer = ask(copy.client, method, path_of(path, stage), stage.tokens[caller], route.body(stage))

    assert answer.status == expected_status(route, caller), answer.body
    if answer.status >= 400:
        assert rows(copy) == before
        assert (
            answer.json["code"]
            in {
                401: {"unauthenticated"},
                403: {"forbidden", "insufficient_scope"},
                404: {"not_found"},
            }[answer.status]
        )


@pytest.mark.parametrize(
    ("method", "path", "field"),
    [(*route, field) for route, fields in IDS_IN_BODIES.items() for field in fields],
)
def test_somebody_elses_id_in_a_body_is_not_found(
    *, copy: World, stage: Stage, method: str, path: str, field: str
) -> None:
    body = IDS_IN_BODIES[method, path][field](stage)
    before = rows(copy)
    refused = ask(copy.client, method, path, stage.stranger.token, body)
    after = rows(copy)
    granted = ask(copy.client, method, path, stage.owner.token, body)

    assert refused.status == 404
    assert after == before
    assert granted.status in {200, 201}


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [(*route, name) for route, names in IDS_IN_QUERIES.items() for name in names],
)
def test_somebody_elses_id_in_a_query_lists_nothing(
    *, copy: World, stage: Stage, method: str, path: str, name: str
) -> None:
    ask(copy.client, "POST", "/api/v1/tasks", stage.stranger.token, {"content": "His own"})
    target = f"{path}?{name}={IDS_IN_QUERIES[method, path][name](stage)}"
    answer = ask(copy.client, method, target, stage.stranger.token, None)

    assert (answer.status, answer.json["results"]) == (200, [])


def test_every_id_in_bodies_and_queries_is_known() -> None:
    endpoints = [endpoint for router in routers for endpoint in router.endpoints]
    in_bodies = {
        (endpoint.method, endpoint.path): names
        for endpoint in endpoints
        if endpoint.body is not None and (names := _names_of_ids(endpoint.body))
    }
    in_queries = {
        (endpoint.method, endpoint.path): names
        for endpoint in endpoints
        if endpoint.query is not None and (names := _names_of_ids(endpoint.query))
    }

    assert in_bodies == {route: set(fields) for route, fields in IDS_IN_BODIES.items()}
    assert in_queries == {route: set(names) for route, names in IDS_IN_QUERIES.items()}


def _names_of_ids(kind: type[msgspec.Struct]) -> set[str]:
    names = {field.encode_name for field in msgspec.structs.fields(kind)}
    return {name for name in names if name == "ids" or name.endswith(("_id", "_ids", "_uid"))}


@pytest.mark.parametrize(
    "kind", ["tasks", "projects", "suggestions", "auth/tokens", "auth/sessions"]
)
def test_lists_hold_the_exact_own_things(copy: World, stage: Stage, kind: str) -> None:
    hers = copy.client.get(f"/api/v1/{kind}?limit=200", token=stage.owner.token).json["results"]
    his = copy.client.get(f"/api/v1/{kind}?limit=200", token=stage.stranger.token).json["results"]
    expected_hers = {
        "tasks": {stage.task},
        "projects": {stage.owner.inbox_id, stage.project},
        "suggestions": {stage.suggestion},
        "auth/tokens": {_id_of(copy, stage, scope) for scope in SCOPES},
        "auth/sessions": _sessions_of(copy, stage.owner),
    }
    expected_his = {
        "projects": {stage.stranger.inbox_id},
        "auth/sessions": _sessions_of(copy, stage.stranger),
    }

    assert {one["id"] for one in hers} == expected_hers[kind]
    assert {one["id"] for one in his} == expected_his.get(kind, set())


def _id_of(world: World, stage: Stage, scope: str) -> str:
    query = sa.text("SELECT id FROM api_tokens WHERE token_hash = :hash")
    with world.container.database.read() as connection:
        hashed = {"hash": token_hash(str(stage.tokens[scope]))}
        return str(connection.execute(query, hashed).scalar_one())


def _sessions_of(world: World, user: SignedUp) -> set[str]:
    query = sa.text("SELECT id FROM sessions WHERE user_id = :user")
    with world.container.database.read() as connection:
        return set(connection.execute(query, {"user": user.id}).scalars())


def test_the_last_one_to_have_a_token_of_each_kind_really_had_one(
    copy: World, stage: Stage
) -> None:
    """A matrix of refusals proves little when the tokens are wrong by accident."""
    statuses = {
        caller: copy.client.get("/api/v1/auth/me", token=token).status
        for caller, token in stage.tokens.items()
    }

    assert statuses == {
        **dict.fromkeys(UNKNOWN, 401),
        "data:read": 200,
        "data:read_write": 200,
        "data:delete": 403,
        "task:add": 403,
        "stranger": 200,
        "owner": 200,
    }

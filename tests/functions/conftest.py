"""Each function invoked alone, on a real SQLite file that starts out migrated and empty."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy.engine import make_url

from taskmanager.ports.clock import Clock
from taskmanager.ports.language_model import LanguageModel
from taskmanager.ports.passwords import PasswordHasher
from taskmanager.settings import Settings
from tests.support.clock import FrozenClock
from tests.support.fakes import TestContainer, settings_for
from tests.support.lambda_client import Answer, Client, handlers_of

ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class SignedUp:
    """A user who has just signed up, with the first answer of the API."""

    id: str
    email: str
    password: str
    token: str
    refresh_token: str
    inbox_id: str
    session_id: str


@dataclass(eq=False)
class World:
    """A container on a file of its own, and a client of its functions."""

    container: TestContainer
    client: Client
    file: Path
    others: list[TestContainer] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        """The container's settings."""
        return self.container.settings

    def again(self, **parts: Any) -> "World":
        """Make another container on the same file, as another process would have."""
        settings = parts.pop("settings", self.settings)
        container = TestContainer(settings, **{"clock": self.container.clock, **parts})
        self.others.append(container)
        return World(container, Client(handlers_of(container)), self.file)

    def checkpoint(self) -> None:
        """Bring all that was written into the one file, so that it can be copied."""
        with self.container.database.read() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the database of every container."""
        for container in (self.container, *self.others):
            container.database.close()


SignUp = Callable[..., SignedUp]
NewTask = Callable[..., Any]
NewProject = Callable[..., Any]
NewToken = Callable[..., Any]
NewWorld = Callable[..., World]
Login = Callable[..., Answer]

_names = itertools.count(1)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate one file, which each test copies."""
    path = tmp_path_factory.mktemp("template") / "db.sqlite"
    config = Config()
    config.set_main_option("script_location", str(ROOT / "local" / "migrations"))
    config.attributes["url"] = make_url(f"sqlite:///{path}")
    command.upgrade(config, "head")
    return path


@pytest.fixture
def clock() -> FrozenClock:
    """Give the clock of the test's container."""
    return FrozenClock()


def open_world(
    template: Path,
    folder: Path,
    clock: Clock,
    *,
    hasher: PasswordHasher | None = None,
    model: LanguageModel | None = None,
    **values: object,
) -> World:
    """Make a world on a copy of a database. Close its container's database afterwards."""
    folder.mkdir(parents=True)
    file = folder / "db.sqlite"
    shutil.copy(template, file)
    settings = settings_for(folder, **values)
    container = TestContainer(settings, clock=clock, hasher=hasher, model=model)
    return World(container, Client(handlers_of(container)), file)


@pytest.fixture
def new_world(migrated: Path, tmp_path: Path, clock: FrozenClock) -> Iterator[NewWorld]:
    """Make worlds of a test's own wishes: settings as keywords, parts as keywords too."""
    worlds: list[World] = []

    def make(**wishes: Any) -> World:
        worlds.append(open_world(migrated, tmp_path / f"world-{len(worlds)}", clock, **wishes))
        return worlds[-1]

    yield make
    for world in worlds:
        world.close()


@pytest.fixture
def world(new_world: NewWorld) -> World:
    """Give the world of the test."""
    return new_world()


@pytest.fixture
def client(world: World) -> Client:
    """Give a client of the world's functions."""
    return world.client


def sign_up_on(client: Client, **values: Any) -> SignedUp:
    """Sign a new user up; values replace those of the registration."""
    number = next(_names)
    body = {
        "email": f"user-{number}@example.org",
        "password": PASSWORD,
        "full_name": f"User {number}",
        **values,
    }
    answer = client.post("/api/v1/auth/register", json=body)
    assert answer.status == 201, answer.body
    token = answer.json["access_token"]
    (session,) = client.get("/api/v1/auth/sessions", token=token).json["results"]
    return SignedUp(
        id=answer.json["user"]["id"],
        email=body["email"],
        password=body["password"],
        token=token,
        refresh_token=answer.json["refresh_token"],
        inbox_id=answer.json["user"]["inbox_project_id"],
        session_id=session["id"],
    )


@pytest.fixture
def sign_up(client: Client) -> SignUp:
    """Give a factory of signed-in users."""
    return lambda **values: sign_up_on(client, **values)


@pytest.fixture
def ada(sign_up: SignUp) -> SignedUp:
    """Give the user of the test."""
    return sign_up(email="ada@example.org", full_name="Ada Lovelace")


@pytest.fixture
def stranger(sign_up: SignUp) -> SignedUp:
    """Give somebody else."""
    return sign_up(email="eve@example.org", full_name="Eve")


@pytest.fixture
def login(client: Client) -> Login:
    """Give a factory of sign-ins."""

    def sign_in(user: SignedUp, password: str | None = None, **options: Any) -> Answer:
        body = {"email": user.email, "password": password or user.password}
        return client.post("/api/v1/auth/login", json=body, **options)

    return sign_in


@pytest.fixture
def a_task(client: Client) -> NewTask:
    """Give a factory of tasks."""

    def make(owner: SignedUp, content: str = "Buy milk", **fields: Any) -> Any:
        body = {"content": content, **fields}
        answer = client.post("/api/v1/tasks", json=body, token=owner.token)
        assert answer.status == 200, answer.body
        return answer.json

    return make


@pytest.fixture
def a_project(client: Client) -> NewProject:
    """Give a factory of projects."""

    def make(owner: SignedUp, name: str = "Home", **fields: Any) -> Any:
        body = {"name": name, **fields}
        answer = client.post("/api/v1/projects", json=body, token=owner.token)
        assert answer.status == 200, answer.body
        return answer.json

    return make


@pytest.fixture
def an_api_token(client: Client) -> NewToken:
    """Give a factory of API tokens."""

    def make(owner: SignedUp, *scopes: str, **fields: Any) -> Any:
        body = {"name": "A program", "scopes": list(scopes) or ["data:read_write"], **fields}
        answer = client.post("/api/v1/auth/tokens", json=body, token=owner.token)
        assert answer.status == 201, answer.body
        return answer.json

    return make

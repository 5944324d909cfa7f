"""Adapters that tests look into, and containers made of them."""

from pathlib import Path

from taskmanager.adapters.argon2 import CHEAPEST, Argon2Hasher
from taskmanager.container import Container
from taskmanager.domain.breakdown import Breakdown, Granularity, Step
from taskmanager.ports.clock import Clock
from taskmanager.ports.language_model import LanguageModel, ModelFailed
from taskmanager.ports.passwords import PasswordHasher
from taskmanager.settings import Settings
from tests.support.clock import FrozenClock

SECRET_KEY = "the-key-of-the-tests-is-long-enough-for-hs256"


class RecordingHasher:
    """`ports.passwords.PasswordHasher` that remembers what it was asked to do."""

    def __init__(self) -> None:
        self._inner = Argon2Hasher(CHEAPEST)
        self.work: list[str] = []

    def hash(self, password: str) -> str:
        """Hash a password."""
        self.work.append("hash")
        return self._inner.hash(password)

    def verify(self, password: str, password_hash: str | None) -> bool:
        """Compare."""
        self.work.append("verify")
        return self._inner.verify(password, password_hash)

    def is_outdated(self, password_hash: str) -> bool:
        """Tell whether the hash was made with other parameters."""
        return self._inner.is_outdated(password_hash)


class ScriptedModel:
    """`ports.language_model.LanguageModel` that gives the steps it was made with, or fails."""

    name = "scripted"

    def __init__(self, *steps: str, fails: bool = False) -> None:
        self._steps = steps
        self._fails = fails
        self.questions: list[tuple[str, str, int]] = []

    def breakdown(self, content: str, description: str, granularity: Granularity) -> Breakdown:
        """Break a task down."""
        self.questions.append((content, description, granularity))
        if self._fails:
            raise ModelFailed("it is tired")
        steps = tuple(Step(content=step) for step in self._steps)
        return Breakdown(explanation="As scripted.", steps=steps)


class EmptyCache:
    """`ports.cache.Cache` that keeps nothing, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    def get(self, key: str) -> bytes | None:
        """Find nothing."""
        self.keys.append(key)
        return None

    def put(self, key: str, value: bytes, ttl_seconds: int) -> None:
        """Keep nothing."""
        del value, ttl_seconds
        self.keys.append(key)

    def ping(self) -> None:
        """Answer."""


class TestContainer(Container):
    """The real container, with cheap passwords and what else a test hands in."""

    __test__ = False

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        hasher: PasswordHasher | None = None,
        model: LanguageModel | None = None,
    ) -> None:
        super().__init__(settings)
        self.clock = clock or FrozenClock()
        self.hasher = hasher or Argon2Hasher(CHEAPEST)
        self.model = model


def settings_for(folder: Path, **values: object) -> Settings:
    """Make settings on a folder; without limits, unless asked for, so that loops may run."""
    given: dict[str, object] = {
        "data_dir": str(folder),
        "jwt_secret_key": SECRET_KEY,
        "rate_limit_enabled": False,
    }
    return Settings(**{**given, **values})  # type: ignore[arg-type]

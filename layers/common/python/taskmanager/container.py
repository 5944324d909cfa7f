"""Composition: the only module that knows which adapter serves which port.

Adapters are imported when the first service that needs them is asked for, so that a function
loads only what it uses.
"""

from datetime import timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from taskmanager import log, settings
from taskmanager.settings import Settings

if TYPE_CHECKING:
    from taskmanager.adapters.embedded import EmbeddedFile
    from taskmanager.adapters.sql.engine import SqlDatabase
    from taskmanager.ports.cache import Cache
    from taskmanager.ports.clock import Clock
    from taskmanager.ports.ids import Ids
    from taskmanager.ports.language_model import LanguageModel
    from taskmanager.ports.passwords import PasswordHasher
    from taskmanager.ports.rate_limit import RateLimiter
    from taskmanager.ports.tokens import TokenSigner
    from taskmanager.services.accounts import AccountService
    from taskmanager.services.api_tokens import ApiTokenService
    from taskmanager.services.idempotency import IdempotencyService
    from taskmanager.services.maintenance import MaintenanceService
    from taskmanager.services.projects import ProjectService
    from taskmanager.services.sessions import SessionService
    from taskmanager.services.suggestions import SuggestionService
    from taskmanager.services.tasks import TaskService

# ruff: noqa: PLC0415 - importing on demand is what this module is for


class Container:
    """The services of one process, each made when it is first asked for.

    Nothing is opened before that, so a process can be forked with its container in it.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    # --- services ---------------------------------------------------------------------------

    @cached_property
    def accounts(self) -> "AccountService":
        """Sign up, passwords, profile."""
        from taskmanager.adapters.sql.accounts import SqlSessionStore, SqlUserStore
        from taskmanager.adapters.sql.tasks import SqlTaskStore
        from taskmanager.services.accounts import AccountService

        return AccountService(
            users=SqlUserStore(self.database),
            sessions=SqlSessionStore(self.database),
            tasks=SqlTaskStore(self.database),
            hasher=self.hasher,
            limiter=self.limiter,
            clock=self.clock,
            ids=self.ids,
        )

    @cached_property
    def sessions(self) -> "SessionService":
        """Sign in, sign out, who is who."""
        from taskmanager.adapters.sql.accounts import (
            SqlApiTokenStore,
            SqlSessionStore,
            SqlUserStore,
        )
        from taskmanager.services.sessions import SessionService

        return SessionService(
            users=SqlUserStore(self.database),
            sessions=SqlSessionStore(self.database),
            api_tokens=SqlApiTokenStore(self.database),
            hasher=self.hasher,
            signer=self.signer,
            limiter=self.limiter,
            clock=self.clock,
            ids=self.ids,
            lifetime=timedelta(days=self.settings.refresh_token_expire_days),
        )

    @cached_property
    def api_tokens(self) -> "ApiTokenService":
        """Personal API tokens."""
        from taskmanager.adapters.sql.accounts import SqlApiTokenStore
        from taskmanager.services.api_tokens import ApiTokenService

        return ApiTokenService(
            tokens=SqlApiTokenStore(self.database),
            signer=self.signer,
            clock=self.clock,
            ids=self.ids,
        )

    @cached_property
    def projects(self) -> "ProjectService":
        """Projects."""
        from taskmanager.adapters.sql.projects import SqlProjectStore
        from taskmanager.services.projects import ProjectService

        return ProjectService(
            projects=SqlProjectStore(self.database), clock=self.clock, ids=self.ids
        )

    @cached_property
    def tasks(self) -> "TaskService":
        """Tasks."""
        from taskmanager.adapters.sql.accounts import SqlUserStore
        from taskmanager.adapters.sql.projects import SqlProjectStore
        from taskmanager.adapters.sql.tasks import SqlTaskStore
        from taskmanager.services.tasks import TaskService

        return TaskService(
            tasks=SqlTaskStore(self.database),
            projects=SqlProjectStore(self.database),
            users=SqlUserStore(self.database),
            clock=self.clock,
            ids=self.ids,
        )

    @cached_property
    def suggestions(self) -> "SuggestionService":
        """Suggestions."""
        from taskmanager.adapters.sql.suggestions import SqlSuggestionStore
        from taskmanager.services.suggestions import SuggestionService

        return SuggestionService(
            suggestions=SqlSuggestionStore(self.database),
            tasks=self.tasks,
            model=self.model,
            cache=self.cache,
            cache_ttl=self.settings.cache_ttl,
            clock=self.clock,
            ids=self.ids,
        )

    @cached_property
    def idempotency(self) -> "IdempotencyService":
        """Repeated requests."""
        from taskmanager.adapters.sql.idempotency import SqlIdempotencyStore
        from taskmanager.services.idempotency import IdempotencyService

        return IdempotencyService(records=SqlIdempotencyStore(self.database), clock=self.clock)

    @cached_property
    def maintenance(self) -> "MaintenanceService":
        """What runs on a schedule, and whether everything is well."""
        from taskmanager.adapters.sql.accounts import SqlApiTokenStore, SqlSessionStore
        from taskmanager.adapters.sql.idempotency import SqlIdempotencyStore
        from taskmanager.adapters.sql.suggestions import SqlSuggestionStore
        from taskmanager.services.maintenance import MaintenanceService

        return MaintenanceService(
            expiring={
                "sessions": SqlSessionStore(self.database),
                "api_tokens": SqlApiTokenStore(self.database),
                "idempotency_keys": SqlIdempotencyStore(self.database),
                "suggestions": SqlSuggestionStore(self.database),
            },
            database=self.database,
            cache=self.cache,
            clock=self.clock,
        )

    # --- ports ------------------------------------------------------------------------------

    @cached_property
    def database(self) -> "SqlDatabase":
        """The database."""
        from taskmanager.adapters.sql.engine import SqlDatabase

        return SqlDatabase(self.settings.database)

    @cached_property
    def cache(self) -> "Cache":
        """The cache: Redis where there is one, else the embedded one."""
        from taskmanager.adapters.fail_open import FailOpenCache

        if self.settings.redis_url:
            from taskmanager.adapters.redis import RedisCache

            return FailOpenCache(RedisCache(self.settings.redis_url))
        from taskmanager.adapters.embedded import EmbeddedCache

        return FailOpenCache(EmbeddedCache(self._embedded))

    @cached_property
    def limiter(self) -> "RateLimiter":
        """The rate limiter: off, in Redis, or embedded."""
        from taskmanager.adapters.fail_open import FailOpenRateLimiter, NoRateLimiter

        if not self.settings.rate_limit_enabled:
            return NoRateLimiter()
        if self.settings.redis_url:
            from taskmanager.adapters.redis import RedisRateLimiter

            return FailOpenRateLimiter(RedisRateLimiter(self.settings.redis_url))
        from taskmanager.adapters.embedded import EmbeddedRateLimiter

        return FailOpenRateLimiter(EmbeddedRateLimiter(self._embedded))

    @cached_property
    def signer(self) -> "TokenSigner":
        """Signs and verifies tokens."""
        from taskmanager.adapters.signer import HmacSigner

        return HmacSigner(
            self.settings.jwt_keys,
            self.settings.jwt_algorithm,
            timedelta(minutes=self.settings.access_token_expire_minutes),
        )

    @cached_property
    def hasher(self) -> "PasswordHasher":
        """Hashes passwords."""
        from taskmanager.adapters.argon2 import Argon2Hasher

        return Argon2Hasher()

    @cached_property
    def model(self) -> "LanguageModel | None":
        """The language model, where there is a key for one."""
        if not self.settings.openai_api_key:
            return None
        from taskmanager.adapters.openai import OpenAiModel

        return OpenAiModel(
            api_key=self.settings.openai_api_key,
            base_url=self.settings.openai_base_url or None,
            model=self.settings.openai_model,
            max_tokens=self.settings.openai_max_tokens,
            temperature=self.settings.openai_temperature,
            timeout_seconds=self.settings.openai_timeout_seconds,
        )

    @cached_property
    def clock(self) -> "Clock":
        """The time."""
        from taskmanager.adapters.clock import SystemClock

        return SystemClock()

    @cached_property
    def ids(self) -> "Ids":
        """Ids and secrets."""
        from taskmanager.adapters.ids import UlidIds

        return UlidIds()

    @cached_property
    def _embedded(self) -> "EmbeddedFile":
        from taskmanager.adapters.embedded import EmbeddedFile

        return EmbeddedFile(Path(self.settings.data_dir))


@cache
def default() -> Container:
    """Make the container of this process from its environment, once.

    Raises:
        SettingsError: A setting cannot be used.
    """
    loaded = settings.load()
    log.configure(loaded.log_level, loaded.log_file)
    return Container(loaded)

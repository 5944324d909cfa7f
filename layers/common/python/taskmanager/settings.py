"""The settings of the task manager, and the only reader of the environment.

A setting is one field of `Settings`; its environment variable is the field's name in capitals.
`docs/settings.md`, `.env.example` and `docker-compose.yml` are held to these fields by a test.
"""

import os
import re
from collections.abc import Mapping
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from taskmanager.domain.explain import explain

ENV_FILE = Path(".env")
MIN_SECRET_BYTES = 32
"""RFC 7518, section 3.2: an HS256 key has at least as many bits as the hash."""

_DEFAULT_SECRETS = frozenset({"your-secret-key-here-change-in-production", "change-me", "secret"})
_LISTS = frozenset({"jwt_previous_secret_keys", "cors_origins", "trusted_proxies"})
_SECRET = {"secret": True}
_REDIS_SCHEMES = ("redis://", "rediss://", "unix://")
_HTTP_SCHEMES = ("http://", "https://")
_PASSTHROUGH = (
    *("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONDONTWRITEBYTECODE"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
    *("http_proxy", "https_proxy", "all_proxy", "no_proxy"),
)


class SettingsError(Exception):
    """One or more settings cannot be used. The message names each in one line."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Every setting, typed, with its default; the description is its documentation."""

    environment: Annotated[
        Literal["development", "production"],
        Meta(description="`production` refuses dangerous settings instead of warning."),
    ] = "development"
    host: Annotated[str, Meta(description="Address the gateway listens on.")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535, description="Port of the gateway; 0 takes any.")] = (
        8000
    )
    data_dir: Annotated[
        str, Meta(min_length=1, description="Folder of the database and the embedded cache.")
    ] = "./data"
    database_url: Annotated[
        str,
        Meta(
            description="SQLAlchemy URL of the database, SQLite or PostgreSQL. "
            "Empty: `db.sqlite` in `DATA_DIR`.",
            extra=_SECRET,
        ),
    ] = ""
    redis_url: Annotated[
        str,
        Meta(
            description="Redis for cache and rate limits. Empty: an embedded one in `DATA_DIR`.",
            extra=_SECRET,
        ),
    ] = ""
    jwt_secret_key: Annotated[
        str,
        Meta(
            min_length=1,
            description="Key whose bytes sign every token. Required. `make up` writes one.",
            extra=_SECRET,
        ),
    ]
    jwt_previous_secret_keys: Annotated[
        tuple[str, ...],
        Meta(
            description="Older keys, comma separated: they verify but do not sign.", extra=_SECRET
        ),
    ] = ()
    jwt_algorithm: Annotated[
        Literal["HS256", "HS384", "HS512"], Meta(description="HMAC of access tokens.")
    ] = "HS256"
    access_token_expire_minutes: Annotated[
        int, Meta(ge=1, le=1440, description="Life of an access token, in minutes.")
    ] = 60
    refresh_token_expire_days: Annotated[
        int, Meta(ge=1, le=365, description="Life of an unused session, in days.")
    ] = 30
    openai_api_key: Annotated[
        str,
        Meta(
            description="Key of the language model. Empty: the rules engine answers.",
            extra=_SECRET,
        ),
    ] = ""
    openai_base_url: Annotated[
        str, Meta(description="Any OpenAI-compatible server. Empty: OpenAI's own.")
    ] = ""
    openai_model: Annotated[
        str, Meta(min_length=1, description="Model; it has to support Structured Outputs.")
    ] = "gpt-5.4-mini"
    openai_max_tokens: Annotated[
        int, Meta(ge=1, le=100_000, description="Longest answer of the model, in tokens.")
    ] = 4000
    openai_temperature: Annotated[
        float, Meta(ge=0, le=2, description="Sampling temperature of the model.")
    ] = 0.7
    openai_timeout_seconds: Annotated[
        float,
        Meta(gt=0, le=25, description="Longest wait for the model before the rules answer."),
    ] = 15
    cache_ttl: Annotated[
        int, Meta(ge=0, le=2_592_000, description="Life of a cached suggestion, in seconds.")
    ] = 3600
    cors_origins: Annotated[
        tuple[str, ...],
        Meta(description="Origins, comma separated, whose pages may call the API."),
    ] = ("http://localhost", "http://localhost:3000")
    trusted_proxies: Annotated[
        tuple[str, ...],
        Meta(
            description="Addresses or networks, comma separated, whose `X-Forwarded-*` headers "
            "are believed. Set it when nginx stands in front."
        ),
    ] = ()
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"],
        Meta(description="Least severe level that is logged."),
    ] = "INFO"
    log_file: Annotated[str, Meta(description="File for the log. Empty: standard error.")] = ""
    rate_limit_enabled: Annotated[
        bool, Meta(description="`false` turns every limit of the API off, for load tests.")
    ] = True
    rate_limit_per_minute: Annotated[
        int,
        Meta(
            ge=1,
            le=1_000_000,
            description="Requests a minute for each caller (user, or address when signed out).",
        ),
    ] = 600

    @property
    def database(self) -> str:
        """The SQLAlchemy URL, with the driver named and the default filled in."""
        url = self.database_url or f"sqlite:///{Path(self.data_dir) / 'db.sqlite'}"
        scheme, _, rest = url.partition("://")
        return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else url

    @property
    def shown_database(self) -> str:
        """The URL of the database, fit to be shown: without a password."""
        return re.sub(r"://([^:@/]*):[^@]*@", r"://\1:***@", self.database)

    @property
    def jwt_keys(self) -> tuple[str, ...]:
        """Every key that verifies, the signing one first."""
        return (self.jwt_secret_key, *self.jwt_previous_secret_keys)

    def __repr__(self) -> str:
        """Show every setting but the secret ones, whose values never reach a log."""
        shown = (f"{name}={self._shown(name)!r}" for name in self.__struct_fields__)
        return f"Settings({', '.join(shown)})"

    def _shown(self, name: str) -> object:
        value = getattr(self, name)
        return "***" if value and name in secret_fields() else value


@cache
def secret_fields() -> frozenset[str]:
    """Names of the fields whose values are never shown."""
    return frozenset(
        field.name
        for field in msgspec.structs.fields(Settings)
        if any((meta.extra or {}).get("secret") for meta in _metas(field.type))
    )


def describe(field: msgspec.structs.FieldInfo) -> str:
    """Return the documentation of one field of `Settings`."""
    return next(meta.description for meta in _metas(field.type) if meta.description)


def load(environ: Mapping[str, str] | None = None, env_file: Path | None = ENV_FILE) -> Settings:
    """Read and check the settings.

    Args:
        environ: The environment; the process's own by default. It wins over the file.
        env_file: A dotenv file that may be absent; None reads none.

    Raises:
        SettingsError: A setting is missing, malformed, or dangerous in production.
    """
    given = {**_read_env_file(env_file), **(os.environ if environ is None else environ)}
    values: dict[str, Any] = {}
    problems: list[str] = []
    for field in msgspec.structs.fields(Settings):
        name = field.encode_name.upper()
        text = given.get(name, "")
        if text.strip():
            try:
                values[field.name] = _convert(field.name, text, field.type)
            except msgspec.ValidationError as error:
                problems.append(f"{name}: {explain(str(error), field.type)}")
        elif field.required:
            problems.append(f"{name}: is required; `openssl rand -base64 48` makes one")
    if not problems:
        settings = Settings(**values)
        problems = dangers(settings) if settings.environment == "production" else []
        problems += _unusable(settings)
        if not problems:
            return settings
    raise SettingsError("; ".join(problems))


def dangers(settings: Settings) -> list[str]:
    """Say what must not be so in production: one line for each setting."""
    found = []
    for name, keys in (
        ("JWT_SECRET_KEY", (settings.jwt_secret_key,)),
        ("JWT_PREVIOUS_SECRET_KEYS", settings.jwt_previous_secret_keys),
    ):
        if not _DEFAULT_SECRETS.isdisjoint(keys):
            found.append(f"{name}: is a published default")
        elif any(len(key.encode()) < MIN_SECRET_BYTES for key in keys):
            found.append(f"{name}: is shorter than {MIN_SECRET_BYTES} bytes")
    if "*" in settings.cors_origins:
        found.append("CORS_ORIGINS: `*` lets every web page use a signed-in browser")
    return found


def env_names() -> tuple[str, ...]:
    """Every environment variable that is a setting."""
    return tuple(field.encode_name.upper() for field in msgspec.structs.fields(Settings))


def to_environ(settings: Settings) -> dict[str, str]:
    """Write the settings as environment variables, such that `load` reads them back."""
    values = ((name, getattr(settings, name)) for name in settings.__struct_fields__)
    return {name.upper(): _text(value) for name, value in values}


def passthrough_environ() -> dict[str, str]:
    """Return what a child process needs of the machine's environment, none of it a setting.

    Where programs, a home and certificates are, and which proxy leads out.
    """
    return {name: os.environ[name] for name in _PASSTHROUGH if name in os.environ}


def _metas(annotation: Any) -> tuple[Meta, ...]:
    return tuple(part for part in getattr(annotation, "__metadata__", ()) if isinstance(part, Meta))


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(value) or ","  # what is empty is absent, so no entry needs its comma
    return str(value)


def _convert(name: str, text: str, kind: Any) -> Any:
    value: object = text if name in secret_fields() else text.strip()
    if name in _LISTS:
        value = [part.strip() for part in text.split(",") if part.strip()]
    return msgspec.convert(value, kind, strict=False)


def _unusable(settings: Settings) -> list[str]:
    found = []
    if settings.database in {"sqlite://", "sqlite:///:memory:"}:
        found.append("DATABASE_URL: an in-memory database is not shared between the functions")
    elif not settings.database.startswith(("sqlite:///", "postgresql+psycopg://")):
        found.append("DATABASE_URL: has to start with sqlite:/// or postgresql://")
    if settings.redis_url and not settings.redis_url.startswith(_REDIS_SCHEMES):
        found.append(f"REDIS_URL: has to start with {', '.join(_REDIS_SCHEMES)}")
    if settings.openai_base_url and not settings.openai_base_url.startswith(_HTTP_SCHEMES):
        found.append("OPENAI_BASE_URL: has to start with http:// or https://")
    for origin in settings.cors_origins:
        if origin != "*" and (not origin.startswith(_HTTP_SCHEMES) or origin.count("/") > 2):
            found.append(f"CORS_ORIGINS: {origin!r} is not an origin such as https://example.org")
    for proxy in settings.trusted_proxies:
        try:
            ip_network(proxy)
        except ValueError:
            found.append(f"TRUSTED_PROXIES: {proxy!r} is neither an address nor a network")
    return found


def _read_env_file(path: Path | None) -> dict[str, str]:
    if path is None or not path.is_file():
        return {}
    from dotenv import dotenv_values  # noqa: PLC0415 - a function in the cloud has no such file

    return {name: value for name, value in dotenv_values(path).items() if value is not None}

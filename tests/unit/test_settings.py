from pathlib import Path

import pytest

from taskmanager import settings
from taskmanager.settings import Settings, SettingsError, load

KEY = "k" * 48
ASKED_FOR = {
    "JWT_SECRET_KEY": KEY,
    "JWT_ALGORITHM": "HS256",
    "ACCESS_TOKEN_EXPIRE_MINUTES": "60",
    "DATABASE_URL": "sqlite:///./data/db.sqlite",
    "OPENAI_API_KEY": "your-openai-api-key",
    "OPENAI_MODEL": "gpt-3.5-turbo",
    "OPENAI_MAX_TOKENS": "150",
    "OPENAI_TEMPERATURE": "0.7",
    "REDIS_URL": "redis://redis:6379/0",
    "CACHE_TTL": "3600",
    "CORS_ORIGINS": "http://localhost,http://localhost:3000",
    "LOG_LEVEL": "INFO",
    "LOG_FILE": "/app/logs/api.log",
    "RATE_LIMIT_ENABLED": "true",
    "RATE_LIMIT_PER_MINUTE": "60",
}


def test_every_setting_that_was_asked_for_is_honoured() -> None:
    loaded = load(ASKED_FOR, None)

    assert loaded == Settings(
        jwt_secret_key=KEY,
        database_url="sqlite:///./data/db.sqlite",
        openai_api_key="your-openai-api-key",
        openai_model="gpt-3.5-turbo",
        openai_max_tokens=150,
        redis_url="redis://redis:6379/0",
        log_file="/app/logs/api.log",
        rate_limit_per_minute=60,
    )


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(f"JWT_SECRET_KEY={KEY}\nPORT=8001\nCACHE_TTL=5\n")

    loaded = load({"PORT": "8002"}, file)

    assert (loaded.port, loaded.cache_ttl) == (8002, 5)


def test_an_empty_variable_is_an_absent_one() -> None:
    assert load({"JWT_SECRET_KEY": KEY, "PORT": "", "REDIS_URL": " "}, None).port == 8000


def test_the_bytes_of_the_key_are_kept() -> None:
    assert load({"JWT_SECRET_KEY": f" {KEY} "}, None).jwt_secret_key == f" {KEY} "


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("LOG_LEVEL", "LOUD"),
        ("RATE_LIMIT_ENABLED", "maybe"),
        ("JWT_ALGORITHM", "none"),
        ("JWT_ALGORITHM", "RS256"),
        ("OPENAI_TEMPERATURE", "nan"),
        ("OPENAI_TEMPERATURE", "3"),
        ("DATABASE_URL", "mysql://localhost/tasks"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("REDIS_URL", "localhost:6379"),
        ("OPENAI_BASE_URL", "localhost"),
        ("CORS_ORIGINS", "example.org"),
        ("CORS_ORIGINS", "https://example.org/path"),
        ("TRUSTED_PROXIES", "nginx"),
        ("ENVIRONMENT", "staging"),
        ("ACCESS_TOKEN_EXPIRE_MINUTES", "0"),
    ],
)
def test_a_bad_setting_is_refused_in_one_line_that_names_it(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        load({"JWT_SECRET_KEY": KEY, name: value}, None)

    assert str(refusal.value).startswith(f"{name}: ")
    assert "\n" not in str(refusal.value)


def test_every_bad_setting_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as refusal:
        load({"PORT": "x", "CACHE_TTL": "-1"}, None)

    assert all(name in str(refusal.value) for name in ("PORT", "CACHE_TTL", "JWT_SECRET_KEY"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JWT_SECRET_KEY", "your-secret-key-here-change-in-production"),
        ("JWT_SECRET_KEY", "short"),
        ("JWT_PREVIOUS_SECRET_KEYS", "short"),
        ("JWT_PREVIOUS_SECRET_KEYS", "your-secret-key-here-change-in-production"),
        ("CORS_ORIGINS", "*"),
    ],
)
def test_production_refuses_what_development_warns_of(name: str, value: str) -> None:
    environ = {"JWT_SECRET_KEY": KEY, name: value}

    (danger,) = settings.dangers(load(environ, None))
    assert danger.startswith(f"{name}: ")
    with pytest.raises(SettingsError):
        load(environ | {"ENVIRONMENT": "production"}, None)


def test_a_secret_never_shows() -> None:
    loaded = load(
        {"JWT_SECRET_KEY": KEY, "OPENAI_API_KEY": "sk-1", "REDIS_URL": "redis://:pw@host"}, None
    )

    shown = repr(loaded)

    assert KEY not in shown
    assert "sk-1" not in shown
    assert "pw" not in shown


@pytest.mark.parametrize("origins", ["*", ",", "https://a.org,https://b.org"])
def test_settings_survive_the_way_into_a_sandbox(origins: str) -> None:
    loaded = load(ASKED_FOR | {"JWT_PREVIOUS_SECRET_KEYS": "a,b", "CORS_ORIGINS": origins}, None)

    assert load(settings.to_environ(loaded), None) == loaded


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_postgresql_url_gets_the_driver_that_is_installed(scheme: str) -> None:
    loaded = load({"JWT_SECRET_KEY": KEY, "DATABASE_URL": f"{scheme}://u:p@h/db"}, None)

    assert loaded.database == "postgresql+psycopg://u:p@h/db"


def test_the_database_lies_in_the_data_folder_by_default() -> None:
    loaded = load({"JWT_SECRET_KEY": KEY, "DATA_DIR": "/srv/tasks"}, None)

    assert loaded.database == "sqlite:////srv/tasks/db.sqlite"

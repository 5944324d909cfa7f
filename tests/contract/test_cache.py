import time
from pathlib import Path

import pytest

from taskmanager.adapters.embedded import EmbeddedCache
from taskmanager.adapters.redis import RedisCache
from taskmanager.domain.errors import Unavailable
from taskmanager.ports.cache import Cache
from tests.contract.conftest import embedded_file
from tests.support import programs, race, work
from tests.support.redis import RedisServer


def test_a_value_is_found(cache: Cache) -> None:
    cache.put("key", b"value", 60)

    assert cache.get("key") == b"value"


def test_an_unknown_key_has_no_value(cache: Cache) -> None:
    assert cache.get("nothing") is None


def test_the_newest_value_is_found(cache: Cache) -> None:
    cache.put("key", b"first", 60)
    cache.put("key", b"second", 60)

    assert cache.get("key") == b"second"


def test_keys_are_told_apart_to_the_letter(cache: Cache) -> None:
    cache.put("key", b"a", 60)
    cache.put("Key", b"b", 60)
    cache.put("ключ 🔑 'quoted' %_*", b"c", 60)

    assert [cache.get(key) for key in ("key", "Key", "ключ 🔑 'quoted' %_*", "ke*")] == [
        b"a",
        b"b",
        b"c",
        None,
    ]


@pytest.mark.parametrize(
    "value",
    [b"", b"\0", bytes(range(256)), b"\xff\xfe", b"null", b"x" * 2_000_000],
    ids=["empty", "NUL", "every byte", "no UTF-8", "null", "2 MB"],
)
def test_any_bytes_survive(cache: Cache, value: bytes) -> None:
    cache.put("key", value, 60)

    assert cache.get("key") == value


def test_zero_seconds_keep_nothing(cache: Cache) -> None:
    cache.put("key", b"value", 0)

    assert cache.get("key") is None


def test_a_value_is_gone_after_its_time_and_not_before(cache: Cache) -> None:
    started = time.monotonic()
    cache.put("short", b"value", 1)
    cache.put("long", b"value", 60)

    assert cache.get("short") == b"value"
    programs.wait_until(lambda: cache.get("short") is None, "the value is gone", seconds=5)
    assert time.monotonic() - started >= 0.9
    assert cache.get("long") == b"value"


def test_a_value_put_again_lives_for_its_new_time(cache: Cache) -> None:
    cache.put("key", b"first", 1)
    cache.put("other", b"first", 1)
    cache.put("key", b"second", 60)

    programs.wait_until(lambda: cache.get("other") is None, "the other is gone", seconds=5)
    assert cache.get("key") == b"second"


def test_a_cache_that_is_there_answers_a_ping(cache: Cache) -> None:
    cache.ping()


def test_what_one_process_puts_another_finds(redis_server: RedisServer, tmp_path: Path) -> None:
    with embedded_file(tmp_path) as one, embedded_file(tmp_path) as other:
        for writer, reader in (
            (EmbeddedCache(one), EmbeddedCache(other)),
            (RedisCache(redis_server.url), RedisCache(redis_server.url)),
        ):
            writer.put("key", b"value", 60)

            assert reader.get("key") == b"value"


def test_processes_that_start_on_an_empty_folder_at_once_all_use_it(tmp_path: Path) -> None:
    outcomes = race.processes(8, work.cached, str(tmp_path / "fresh"), 20)

    assert outcomes == [[b"value"] * 20] * 8


def test_what_expired_is_removed_from_the_file(tmp_path: Path) -> None:
    with embedded_file(tmp_path) as file:
        cache = EmbeddedCache(file)
        cache.put("short", b"x" * 500_000, 1)
        programs.wait_until(lambda: cache.get("short") is None, "the value is gone", seconds=5)
        for number in range(500):
            cache.put(f"key-{number}", b"value", 60)

        with file.connection() as connection:
            kept = connection.execute("SELECT count(*) FROM entries").fetchone()

    assert kept == (500,)


@pytest.mark.parametrize("obstacle", ["a file in place of the folder", "a file that is no cache"])
def test_an_embedded_cache_that_cannot_be_used_is_unavailable(
    tmp_path: Path, obstacle: str
) -> None:
    folder = tmp_path / "cache"
    if obstacle == "a file in place of the folder":
        folder.write_text("in the way")
    else:
        folder.mkdir()
        (folder / "cache.sqlite").write_bytes(b"no cache at all" * 1000)

    with embedded_file(folder) as file:
        _all_methods_are_unavailable(EmbeddedCache(file))


def test_an_embedded_cache_is_used_as_soon_as_it_can_be(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.write_text("in the way")
    with embedded_file(folder) as file:
        cache = EmbeddedCache(file)
        _all_methods_are_unavailable(cache)

        folder.unlink()
        cache.put("key", b"value", 60)

        assert cache.get("key") == b"value"


def test_a_redis_that_is_not_there_is_unavailable() -> None:
    _all_methods_are_unavailable(RedisCache(f"redis://127.0.0.1:{programs.free_port()}/0"))


def _all_methods_are_unavailable(cache: Cache) -> None:
    with pytest.raises(Unavailable):
        cache.get("key")
    with pytest.raises(Unavailable):
        cache.put("key", b"value", 60)
    with pytest.raises(Unavailable):
        cache.ping()

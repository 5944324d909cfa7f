import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from argon2 import Parameters, extract_parameters, low_level
from argon2.profiles import CHEAPEST, RFC_9106_LOW_MEMORY

from taskmanager.adapters.argon2 import Argon2Hasher


@pytest.fixture
def hasher() -> Argon2Hasher:
    return Argon2Hasher(CHEAPEST)


@pytest.mark.parametrize(
    "password", ["correct horse", "pass\u0000word", "пароль 🔑", " ", "a" * 256]
)
def test_a_password_is_verified_by_its_hash(hasher: Argon2Hasher, password: str) -> None:
    assert hasher.verify(password, hasher.hash(password)) is True


@pytest.mark.parametrize("given", ["", "correct hors", "Correct horse", "correct horse "])
def test_another_password_is_not(hasher: Argon2Hasher, given: str) -> None:
    assert hasher.verify(given, hasher.hash("correct horse")) is False


def test_the_same_password_never_has_the_same_hash(hasher: Argon2Hasher) -> None:
    assert hasher.hash("correct horse") != hasher.hash("correct horse")


def test_a_hash_does_not_show_its_password(hasher: Argon2Hasher) -> None:
    assert "correct horse" not in hasher.hash("correct horse")


@pytest.mark.parametrize("password_hash", ["", "garbage", "$argon2id$v=19$m=8,t=1,p=1$x$y", "\0"])
@pytest.mark.parametrize("password", ["", "correct horse"])
def test_a_hash_that_is_none_verifies_nothing(
    hasher: Argon2Hasher, password: str, password_hash: str
) -> None:
    assert hasher.verify(password, password_hash) is False


@pytest.mark.parametrize("password", ["", "correct horse"])
def test_nobodys_password_is_never_right(hasher: Argon2Hasher, password: str) -> None:
    assert hasher.verify(password, None) is False


def _work_of(call: Callable[[], object]) -> list[tuple[str, Parameters | None]]:
    """Return what Argon2 was asked to do: each hash and each comparison with its parameters."""
    done: list[tuple[str, Parameters | None]] = []
    watched = {low_level.verify_secret.__code__, low_level.hash_secret.__code__}

    def watch(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call" and frame.f_code in watched:
            given = frame.f_locals.get("hash")
            parameters = None if given is None else extract_parameters(given.decode())
            done.append((frame.f_code.co_name, parameters))

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        call()
    finally:
        sys.setprofile(before)
    return done


@pytest.mark.parametrize(
    "parameters", [CHEAPEST, RFC_9106_LOW_MEMORY], ids=["cheapest", "RFC 9106"]
)
def test_an_unknown_user_makes_just_as_much_work_from_the_first_time_on(
    parameters: Parameters,
) -> None:
    password_hash = Argon2Hasher(parameters).hash("correct horse")
    fresh = Argon2Hasher(parameters)

    unknown = [_work_of(lambda: fresh.verify("wrong horse", None)) for _ in range(2)]
    known = _work_of(lambda: fresh.verify("wrong horse", password_hash))

    assert [("verify_secret", parameters)] == known
    assert [known, known] == unknown


def test_a_hash_of_other_parameters_is_outdated() -> None:
    cheap, dear = Argon2Hasher(CHEAPEST), Argon2Hasher()

    assert dear.is_outdated(cheap.hash("correct horse")) is True
    assert cheap.is_outdated(cheap.hash("correct horse")) is False


def test_an_outdated_hash_is_still_verified() -> None:
    assert Argon2Hasher().verify("correct horse", Argon2Hasher(CHEAPEST).hash("correct horse"))


def test_the_parameters_are_those_of_rfc_9106() -> None:
    assert extract_parameters(Argon2Hasher().hash("correct horse")) == RFC_9106_LOW_MEMORY

"""What every store whose rows expire promises of `purge`."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import pytest

from taskmanager.domain.account import User
from taskmanager.services.maintenance import Purgeable
from tests.support.builders import (
    NOW,
    SECOND,
    a_session,
    a_suggestion,
    an_api_token,
    an_idempotency_record,
)
from tests.support.stores import Stores

BEFORE_ALL = NOW.replace(year=2000)


class Expiring(NamedTuple):
    """A store with rows that expire, and how to add and count them."""

    store: Purgeable
    add: Callable[[str, datetime], object]
    is_there: Callable[[str], bool]


@pytest.fixture(params=["sessions", "api_tokens", "suggestions", "idempotency"])
def expiring(request: pytest.FixtureRequest, stores: Stores, ada: User) -> Expiring:
    def add_session(key: str, end: datetime) -> object:
        return stores.sessions.add(a_session(ada, id=key, expires_at=end))

    def add_token(key: str, end: datetime) -> object:
        token = an_api_token(ada, id=key, token_hash=key, expires_at=end)
        return stores.api_tokens.add(token)

    def add_suggestion(key: str, end: datetime) -> object:
        return stores.suggestions.add(a_suggestion(ada, id=key, expires_at=end))

    def add_record(key: str, end: datetime) -> object:
        record = an_idempotency_record(key=key, expires_at=end)
        return stores.idempotency.claim(record, BEFORE_ALL)

    def has_record(key: str) -> bool:
        # Asked for by another request: a claim that is held does not take it over.
        probe = an_idempotency_record(key=key, fingerprint="probe", expires_at=BEFORE_ALL)
        held = stores.idempotency.claim(probe, BEFORE_ALL)
        if held is None:
            stores.idempotency.release(probe)
        return held is not None

    return {
        "sessions": Expiring(
            stores.sessions,
            add_session,
            lambda key: stores.sessions.get(key, BEFORE_ALL) is not None,
        ),
        "api_tokens": Expiring(
            stores.api_tokens,
            add_token,
            lambda key: stores.api_tokens.get_by_hash(key, BEFORE_ALL) is not None,
        ),
        "suggestions": Expiring(
            stores.suggestions,
            add_suggestion,
            lambda key: stores.suggestions.get(key) is not None,
        ),
        "idempotency": Expiring(stores.idempotency, add_record, has_record),
    }[request.param]


def test_purge_deletes_what_expired_and_nothing_else(expiring: Expiring) -> None:
    moments = {"past": NOW - SECOND, "now": NOW, "next": NOW + SECOND / 1_000_000}
    moments["far"] = NOW.replace(year=9999)
    for key, end in moments.items():
        expiring.add(key, end)

    assert expiring.store.purge(NOW, 10) == 2
    assert {key: expiring.is_there(key) for key in moments} == {
        "past": False,
        "now": False,
        "next": True,
        "far": True,
    }


def test_purge_of_nothing_is_nothing(expiring: Expiring) -> None:
    expiring.add("alive", NOW + SECOND)

    assert expiring.store.purge(NOW, 10) == 0


def test_purge_deletes_no_more_than_it_may(expiring: Expiring) -> None:
    keys = [f"key-{number}" for number in range(5)]
    for key in keys:
        expiring.add(key, NOW)

    assert expiring.store.purge(NOW, 2) == 2
    assert sum(expiring.is_there(key) for key in keys) == 3
    assert expiring.store.purge(NOW, 3) == 3
    assert expiring.store.purge(NOW, 3) == 0


def test_a_token_without_an_end_is_never_purged(stores: Stores, ada: User) -> None:
    token = stores.api_tokens.add(an_api_token(ada, expires_at=None))

    assert stores.api_tokens.purge(NOW.replace(year=9999), 10) == 0
    assert token == stores.api_tokens.get_by_hash(token.token_hash, NOW)

import msgspec
import pytest

from taskmanager.domain.account import User
from taskmanager.domain.errors import VersionConflict
from tests.support.builders import DAY, NOW, SECOND, a_session
from tests.support.stores import Stores, ids_of


def test_an_added_session_is_found_with_its_user(stores: Stores, ada: User) -> None:
    session = a_session(ada, user_agent="Firefox", ip_address="2001:db8::7", generation=3)

    assert session == stores.sessions.add(session)
    assert (session, ada) == stores.sessions.get(session.id, NOW)


def test_an_unknown_session_is_none(stores: Stores, ada: User) -> None:
    assert stores.sessions.get("nothing", NOW) is None


def test_a_repeated_add_returns_the_first_session(stores: Stores, ada: User) -> None:
    session = stores.sessions.add(a_session(ada))
    again = msgspec.structs.replace(session, user_agent="another")

    assert session == stores.sessions.add(again)
    assert (session, ada) == stores.sessions.get(session.id, NOW)


def test_a_session_lives_until_the_very_moment_it_expires(stores: Stores, ada: User) -> None:
    session = stores.sessions.add(a_session(ada, expires_at=NOW + SECOND))
    last = NOW + SECOND - SECOND / 1_000_000

    assert (session, ada) == stores.sessions.get(session.id, last)
    assert stores.sessions.get(session.id, NOW + SECOND) is None


def test_a_session_ends_when_its_user_gets_new_credentials(stores: Stores, ada: User) -> None:
    session = stores.sessions.add(a_session(ada))
    stores.users.replace(msgspec.structs.replace(ada, credentials=2, version=2), expected=1)

    assert stores.sessions.get(session.id, NOW) is None
    assert ids_of(stores.sessions.page(ada.id, NOW, None, 10)) == []


def test_a_session_of_the_new_credentials_lives(stores: Stores, ada: User) -> None:
    renewed = msgspec.structs.replace(ada, credentials=2, version=2)
    stores.users.replace(renewed, expected=1)

    session = stores.sessions.add(a_session(renewed))

    assert (session, renewed) == stores.sessions.get(session.id, NOW)


def test_a_session_of_older_credentials_added_late_is_dead(stores: Stores, ada: User) -> None:
    stores.users.replace(msgspec.structs.replace(ada, credentials=2, version=2), expected=1)

    session = stores.sessions.add(a_session(ada))

    assert stores.sessions.get(session.id, NOW) is None


def test_replace_stores_the_next_version(stores: Stores, ada: User) -> None:
    session = stores.sessions.add(a_session(ada))
    refreshed = msgspec.structs.replace(
        session, generation=2, refreshed_at=NOW + DAY, expires_at=NOW + 31 * DAY, version=2
    )

    assert refreshed == stores.sessions.replace(refreshed, expected=1)
    assert (refreshed, ada) == stores.sessions.get(session.id, NOW)


def test_replace_needs_the_present_version(stores: Stores, ada: User) -> None:
    session = stores.sessions.add(a_session(ada))
    refreshed = msgspec.structs.replace(session, generation=2, version=2)

    with pytest.raises(VersionConflict):
        stores.sessions.replace(refreshed, expected=2)

    assert (session, ada) == stores.sessions.get(session.id, NOW)


def test_a_session_that_ended_cannot_be_replaced(stores: Stores, ada: User) -> None:
    session = stores.sessions.add(a_session(ada))
    stores.sessions.delete(ada.id, session.id)

    with pytest.raises(VersionConflict):
        stores.sessions.replace(msgspec.structs.replace(session, version=2), expected=1)

    assert stores.sessions.get(session.id, NOW) is None


def test_only_live_sessions_of_the_user_are_listed(stores: Stores, ada: User, grace: User) -> None:
    live = stores.sessions.add(a_session(ada))
    stores.sessions.add(a_session(ada, expires_at=NOW))
    stores.sessions.add(a_session(grace))

    page = stores.sessions.page(ada.id, NOW, None, 10)

    assert [live] == page.results


def test_delete_ends_a_session_once(stores: Stores, ada: User) -> None:
    session = stores.sessions.add(a_session(ada))

    assert stores.sessions.delete(ada.id, session.id) is True
    assert stores.sessions.delete(ada.id, session.id) is False
    assert stores.sessions.get(session.id, NOW) is None


def test_another_users_session_is_not_deleted(stores: Stores, ada: User, grace: User) -> None:
    session = stores.sessions.add(a_session(ada))

    assert stores.sessions.delete(grace.id, session.id) is False
    assert (session, ada) == stores.sessions.get(session.id, NOW)

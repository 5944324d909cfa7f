from dataclasses import dataclass
from functools import partial

import msgspec
import pytest
from sqlalchemy.exc import IntegrityError

from taskmanager.domain.account import User
from taskmanager.domain.errors import EmailTaken, VersionConflict
from tests.support import race
from tests.support.builders import a_user, an_inbox
from tests.support.stores import Stores, ids_of, opened


def test_an_added_user_is_found_by_id_and_by_address(stores: Stores) -> None:
    user = a_user(email="ada@example.org")

    assert user == stores.users.add(user, an_inbox(user))
    assert user == stores.users.get(user.id)
    assert user == stores.users.get_by_email("ada@example.org")


def test_an_unknown_user_is_none(stores: Stores, ada: User) -> None:
    assert stores.users.get("nobody") is None
    assert stores.users.get_by_email("nobody@example.org") is None


def test_a_user_is_added_together_with_the_inbox(stores: Stores) -> None:
    user = a_user()
    inbox = an_inbox(user)

    stores.users.add(user, inbox)

    assert inbox == stores.projects.get(user.inbox_project_id)
    assert [inbox.id] == ids_of(stores.projects.page(user.id, None, 10))


def test_a_repeated_add_returns_the_first_user_and_keeps_it(stores: Stores, ada: User) -> None:
    again = msgspec.structs.replace(ada, full_name="Somebody Else")

    assert ada == stores.users.add(again, an_inbox(again))
    assert ada == stores.users.get(ada.id)


def test_a_repeated_add_makes_no_second_inbox(stores: Stores, ada: User) -> None:
    stores.users.add(ada, msgspec.structs.replace(an_inbox(ada), id="another-inbox"))

    assert stores.projects.get("another-inbox") is None


def test_an_address_is_taken_by_the_first_account(stores: Stores, ada: User) -> None:
    second = a_user(email=ada.email)

    with pytest.raises(EmailTaken):
        stores.users.add(second, an_inbox(second))

    assert ada == stores.users.get_by_email(ada.email)
    assert stores.users.get(second.id) is None
    assert stores.projects.get(second.inbox_project_id) is None


def test_a_user_whose_inbox_cannot_be_added_is_not_added(stores: Stores, ada: User) -> None:
    second = a_user(inbox_project_id=ada.inbox_project_id)

    with pytest.raises(IntegrityError):
        stores.users.add(second, an_inbox(second))

    assert stores.users.get(second.id) is None
    assert stores.users.get_by_email(second.email) is None


def test_replace_stores_the_next_version(stores: Stores, ada: User) -> None:
    changed = msgspec.structs.replace(ada, full_name="Countess", credentials=2, version=2)

    assert changed == stores.users.replace(changed, expected=1)
    assert changed == stores.users.get(ada.id)


@pytest.mark.parametrize("expected", [0, 2])
def test_replace_needs_the_present_version(stores: Stores, ada: User, expected: int) -> None:
    changed = msgspec.structs.replace(ada, full_name="Countess", version=expected + 1)

    with pytest.raises(VersionConflict):
        stores.users.replace(changed, expected)

    assert ada == stores.users.get(ada.id)


def test_replacing_a_user_that_is_not_there_is_a_conflict(stores: Stores) -> None:
    with pytest.raises(VersionConflict):
        stores.users.replace(a_user(version=2), expected=1)


@dataclass
class _SignUp:
    url: str
    email: str

    def __call__(self, number: int) -> User:
        user = a_user(id=f"racer-{number}", email=self.email)
        with opened(self.url) as own:
            return own.users.add(user, an_inbox(user))


def test_one_of_many_who_sign_up_with_an_address_at_once_gets_it(stores: Stores) -> None:
    outcomes = race.threads(8, _SignUp(stores.url, "ada@example.org"))

    winner = stores.users.get_by_email("ada@example.org")
    assert [winner] == [one for one in outcomes if isinstance(one, User)]
    assert {EmailTaken} == {type(error) for error in race.failures(outcomes)}


def _add(url: str, user: User, _number: int) -> User:
    with opened(url) as own:
        return own.users.add(user, an_inbox(user))


def test_the_same_user_added_many_times_at_once_is_one_user(stores: Stores) -> None:
    user = a_user()

    outcomes = race.threads(8, partial(_add, stores.url, user))

    assert [user] * 8 == outcomes
    assert [user.inbox_project_id] == ids_of(stores.projects.page(user.id, None, 10))

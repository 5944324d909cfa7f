import msgspec

from taskmanager.domain.account import User
from taskmanager.domain.values import Scope
from tests.support.builders import NOW, SECOND, an_api_token
from tests.support.stores import Stores


def test_an_added_token_is_found_by_its_hash(stores: Stores, ada: User) -> None:
    token = an_api_token(
        ada, scopes=(Scope.DATA_READ_WRITE, Scope.TASK_ADD), expires_at=NOW + SECOND
    )

    assert token == stores.api_tokens.add(token)
    assert token == stores.api_tokens.get_by_hash(token.token_hash, NOW)


def test_an_unknown_hash_is_none(stores: Stores, ada: User) -> None:
    stores.api_tokens.add(an_api_token(ada))

    assert stores.api_tokens.get_by_hash("another", NOW) is None


def test_a_repeated_add_returns_the_first_token(stores: Stores, ada: User) -> None:
    token = stores.api_tokens.add(an_api_token(ada))
    again = msgspec.structs.replace(token, name="another")

    assert token == stores.api_tokens.add(again)
    assert token == stores.api_tokens.get_by_hash(token.token_hash, NOW)


def test_a_token_without_an_end_lives(stores: Stores, ada: User) -> None:
    token = stores.api_tokens.add(an_api_token(ada, expires_at=None))

    assert token == stores.api_tokens.get_by_hash(token.token_hash, NOW.replace(year=9999))


def test_a_token_lives_until_the_very_moment_it_expires(stores: Stores, ada: User) -> None:
    token = stores.api_tokens.add(an_api_token(ada, expires_at=NOW + SECOND))
    last = NOW + SECOND - SECOND / 1_000_000

    assert token == stores.api_tokens.get_by_hash(token.token_hash, last)
    assert stores.api_tokens.get_by_hash(token.token_hash, NOW + SECOND) is None


def test_only_live_tokens_of_the_user_are_listed_and_counted(
    stores: Stores, ada: User, grace: User
) -> None:
    live = stores.api_tokens.add(an_api_token(ada))
    stores.api_tokens.add(an_api_token(ada, expires_at=NOW))
    stores.api_tokens.add(an_api_token(grace))

    assert [live] == stores.api_tokens.page(ada.id, NOW, None, 10).results
    assert stores.api_tokens.count(ada.id, NOW) == 1


def test_delete_revokes_a_token_once(stores: Stores, ada: User) -> None:
    token = stores.api_tokens.add(an_api_token(ada))

    assert stores.api_tokens.delete(ada.id, token.id) is True
    assert stores.api_tokens.delete(ada.id, token.id) is False
    assert stores.api_tokens.get_by_hash(token.token_hash, NOW) is None


def test_another_users_token_is_not_deleted(stores: Stores, ada: User, grace: User) -> None:
    token = stores.api_tokens.add(an_api_token(ada))

    assert stores.api_tokens.delete(grace.id, token.id) is False
    assert token == stores.api_tokens.get_by_hash(token.token_hash, NOW)

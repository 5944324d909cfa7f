from functools import partial
from itertools import count

import msgspec
import pytest

from taskmanager.ports.stores import IdempotencyRecord, StoredAnswer
from tests.support import race
from tests.support.builders import DAY, NOW, SECOND, an_answer, an_idempotency_record
from tests.support.stores import Stores, opened


def _done(record: IdempotencyRecord, answer: StoredAnswer | None = None) -> IdempotencyRecord:
    return msgspec.structs.replace(record, is_done=True, answer=answer)


def _later(record: IdempotencyRecord, seconds: int, **fields: object) -> IdempotencyRecord:
    """Make the claim of a repetition of the request."""
    return msgspec.structs.replace(
        record,
        lease_until=record.lease_until + seconds * SECOND,
        expires_at=record.expires_at + seconds * SECOND,
        **fields,
    )


def test_a_free_key_is_claimed(stores: Stores) -> None:
    assert stores.idempotency.claim(an_idempotency_record(), NOW) is None


def test_a_key_that_is_held_gives_the_record_that_holds_it(stores: Stores) -> None:
    record = an_idempotency_record()
    stores.idempotency.claim(record, NOW)

    assert record == stores.idempotency.claim(_later(record, 1), NOW + SECOND)


def test_a_key_held_by_another_request_gives_that_one(stores: Stores) -> None:
    record = an_idempotency_record()
    stores.idempotency.claim(record, NOW)
    other = _later(record, 1, fingerprint="DELETE /tasks")

    assert record == stores.idempotency.claim(other, NOW + SECOND)


@pytest.mark.parametrize("answer", [None, an_answer(), an_answer(headers={}, body="größer 🎉")])
def test_a_finished_request_gives_its_answer(stores: Stores, answer: StoredAnswer | None) -> None:
    record = an_idempotency_record()
    stores.idempotency.claim(record, NOW)

    stores.idempotency.finish(_done(record, answer))

    assert _done(record, answer) == stores.idempotency.claim(_later(record, 1), NOW + SECOND)


def test_a_released_key_is_free(stores: Stores) -> None:
    record = an_idempotency_record()
    stores.idempotency.claim(record, NOW)

    stores.idempotency.release(record)

    assert stores.idempotency.claim(_later(record, 1), NOW + SECOND) is None


def test_a_finished_request_cannot_be_released(stores: Stores) -> None:
    record = an_idempotency_record()
    stores.idempotency.claim(record, NOW)
    stores.idempotency.finish(_done(record))

    stores.idempotency.release(record)

    assert _done(record) == stores.idempotency.claim(_later(record, 1), NOW + SECOND)


def test_a_key_is_taken_over_when_the_lease_ran_out_and_not_before(stores: Stores) -> None:
    record = an_idempotency_record()
    stores.idempotency.claim(record, NOW)
    end = record.lease_until

    assert record == stores.idempotency.claim(_later(record, 60), end - SECOND / 1_000_000)
    assert stores.idempotency.claim(_later(record, 60), end) is None
    assert _later(record, 60) == stores.idempotency.claim(_later(record, 61), end + SECOND)


def test_another_request_does_not_take_over(stores: Stores) -> None:
    record = an_idempotency_record()
    stores.idempotency.claim(record, NOW)
    other = _later(record, 60, fingerprint="DELETE /tasks")

    assert record == stores.idempotency.claim(other, record.lease_until)


def test_a_finished_request_is_not_taken_over(stores: Stores) -> None:
    record = an_idempotency_record()
    stores.idempotency.claim(record, NOW)
    stores.idempotency.finish(_done(record, an_answer()))

    held = stores.idempotency.claim(_later(record, 60), record.lease_until + SECOND)

    assert _done(record, an_answer()) == held


def test_who_was_taken_over_can_neither_finish_nor_release(stores: Stores) -> None:
    record = an_idempotency_record()
    stores.idempotency.claim(record, NOW)
    stores.idempotency.claim(_later(record, 60), record.lease_until)

    stores.idempotency.finish(_done(record, an_answer(body="too late")))
    stores.idempotency.release(record)

    held = stores.idempotency.claim(_later(record, 61), record.lease_until + SECOND)
    assert _later(record, 60) == held


@pytest.mark.parametrize("fingerprint", ["POST /tasks", "DELETE /tasks"])
def test_an_expired_key_is_free_for_any_request(stores: Stores, fingerprint: str) -> None:
    record = an_idempotency_record(expires_at=NOW + DAY)
    stores.idempotency.claim(record, NOW)
    stores.idempotency.finish(_done(record, an_answer()))
    fresh = _later(record, 86_400, fingerprint=fingerprint)

    assert stores.idempotency.claim(fresh, NOW + DAY) is None
    assert fresh == stores.idempotency.claim(_later(fresh, 1), NOW + DAY + SECOND)


def _claim(url: str, record: IdempotencyRecord, number: int) -> IdempotencyRecord | None:
    with opened(url) as own:
        return own.idempotency.claim(_later(record, number), NOW)


def test_one_of_many_who_claim_a_key_at_once_gets_it(stores: Stores) -> None:
    record = an_idempotency_record()

    outcomes = race.threads(8, partial(_claim, stores.url, record))

    winner = _later(record, outcomes.index(None))
    assert [one for one in outcomes if one is None] == [None]
    assert [winner] * 7 == [one for one in outcomes if one is not None]


def test_one_of_many_takes_over_a_key_whose_holder_died(stores: Stores) -> None:
    record = an_idempotency_record(lease_until=NOW)
    stores.idempotency.claim(record, NOW - SECOND)

    outcomes = race.threads(
        8, partial(_claim, stores.url, msgspec.structs.replace(record, lease_until=NOW + SECOND))
    )

    assert [one for one in outcomes if one is None] == [None]
    assert race.failures(outcomes) == []


def _claim_and_release(url: str, record: IdempotencyRecord, number: int) -> int:
    """Hold the key often and shortly; return how often it was held."""
    held = 0
    with opened(url) as own:
        for turn in count():
            mine = _later(record, number * 1000 + turn)
            if own.idempotency.claim(mine, NOW) is None:
                own.idempotency.release(mine)
                held += 1
            if held == 40:
                return held
    return held


def test_a_key_that_is_released_while_others_claim_it_goes_to_one_of_them(stores: Stores) -> None:
    outcomes = race.threads(4, partial(_claim_and_release, stores.url, an_idempotency_record()))

    assert outcomes == [40] * 4

import base64
import hashlib
import hmac
import json
import string
from datetime import timedelta
from typing import Any

import jwt
import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from taskmanager.adapters.signer import AUDIENCE, ISSUER, HmacSigner, key_id
from taskmanager.domain.errors import Unauthenticated
from taskmanager.ports.tokens import AccessClaims, RefreshClaims
from tests.support.builders import NOW, SECOND, a_session, a_user

OLD, NEW, FOREIGN = ("the old key " * 8, "the new key " * 8, "another's key " * 8)
LIFETIME = timedelta(minutes=60)
SESSION = a_session(a_user(id="ada"), id="session-1", generation=3)
SIGNER = HmacSigner((NEW, OLD), "HS256", LIFETIME)
CLAIMS = AccessClaims(user_id="ada", session_id="session-1", opened=SESSION.opened)


def _signer(*keys: str, algorithm: str = "HS256") -> HmacSigner:
    return HmacSigner(keys, algorithm, LIFETIME)


def _claims(**changes: Any) -> dict[str, Any]:
    issued = int(NOW.timestamp())
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "ada",
        "sid": "session-1",
        "opened": SESSION.opened,
        "jti": "session-1.3",
        "iat": issued,
        "exp": issued + 3600,
    } | changes
    return {name: value for name, value in claims.items() if value is not ...}


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _signed(header: object, claims: object, key: str = NEW) -> str:
    """Sign whatever it is, as no library would."""
    text = f"{_part(header)}.{_part(claims)}"
    mac = hmac.digest(key.encode(), text.encode(), hashlib.sha256)
    return f"{text}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


HEADER = {"alg": "HS256", "typ": "JWT"}


def _is_refused(token: str) -> bool:
    try:
        SIGNER.read_access_token(token, NOW)
    except Unauthenticated:
        return True
    return False


# --- access tokens ------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_an_access_token_tells_user_and_session(algorithm: str) -> None:
    signer = _signer(NEW, algorithm=algorithm)

    assert signer.read_access_token(signer.access_token(SESSION), NOW) == CLAIMS


def test_a_hand_made_token_is_read_so_that_the_refusals_below_mean_something() -> None:
    assert SIGNER.read_access_token(_signed(HEADER, _claims()), NOW) == CLAIMS


def test_an_access_token_is_a_function_of_the_session_alone() -> None:
    again = _signer(NEW, OLD)
    next_one = msgspec.structs.replace(SESSION, generation=4)

    assert SIGNER.access_token(SESSION) == again.access_token(SESSION)
    assert SIGNER.access_token(SESSION) != again.access_token(next_one)


def test_the_life_of_an_access_token_is_told_in_seconds() -> None:
    assert SIGNER.access_token_seconds == 3600


def test_an_access_token_lives_from_its_sessions_last_refresh_on() -> None:
    token = SIGNER.access_token(SESSION)
    end = NOW.replace(microsecond=0) + LIFETIME

    assert SIGNER.read_access_token(token, end - SECOND / 1_000_000) == CLAIMS
    with pytest.raises(Unauthenticated):
        SIGNER.read_access_token(token, end)


def test_the_newest_key_signs_and_says_which_it_is() -> None:
    token = SIGNER.access_token(SESSION)

    assert jwt.get_unverified_header(token)["kid"] == key_id(NEW.encode())
    assert token == _signer(NEW).access_token(SESSION)
    assert NEW[:8] not in token


def test_a_token_of_an_older_key_is_verified_while_that_key_is_kept() -> None:
    token = _signer(OLD).access_token(SESSION)

    assert SIGNER.read_access_token(token, NOW) == CLAIMS
    with pytest.raises(Unauthenticated):
        _signer(NEW).read_access_token(token, NOW)


@pytest.mark.parametrize("kid", [None, "unknown", key_id(OLD.encode()), key_id(FOREIGN.encode())])
def test_a_token_of_another_key_is_refused_whatever_key_it_names(kid: str | None) -> None:
    token = _signed(HEADER | ({"kid": kid} if kid else {}), _claims(), FOREIGN)

    assert _is_refused(token)


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "somebody"},
        {"iss": ...},
        {"iss": None},
        {"aud": "another-api"},
        {"aud": ["another-api"]},
        {"aud": ...},
        {"exp": ...},
        {"exp": 0},
        {"exp": -1},
        {"exp": int(NOW.timestamp())},
        {"exp": None},
        {"exp": "never"},
        {"exp": []},
        {"exp": -(10**400)},
        {"exp": float("nan")},
        {"iat": ...},
        {"sub": ...},
        {"sub": None},
        {"sub": 7},
        {"sub": ["ada"]},
        {"sid": ...},
        {"sid": None},
        {"sid": 7},
        {"sid": {"a": 1}},
    ],
    ids=str,
)
def test_claims_that_are_missing_or_wrong_are_refused(changes: dict[str, Any]) -> None:
    assert _is_refused(_signed(HEADER, _claims(**changes)))


@pytest.mark.parametrize("exp", [2**31, 2**55, 2**60, 10**18, 10**30, 10**400, float("inf"), 1e300])
def test_an_end_beyond_all_calendars_is_no_other_error(exp: float) -> None:
    token = _signed(HEADER, _claims(exp=exp))

    assert _is_refused(token) or SIGNER.read_access_token(token, NOW) == CLAIMS


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "", "HS384", "HS512", "RS256", "x"])
def test_another_algorithm_is_refused(algorithm: str) -> None:
    header = {"alg": algorithm, "typ": "JWT"}
    signed = _signed(header, _claims())

    assert _is_refused(signed)
    assert _is_refused(signed.rpartition(".")[0] + ".")
    assert _is_refused(signed.rpartition(".")[0])


def test_a_token_of_another_algorithm_with_the_right_key_is_refused() -> None:
    for algorithm in ("HS384", "HS512"):
        assert _is_refused(_signer(NEW, algorithm=algorithm).access_token(SESSION))


def test_a_token_that_was_changed_anywhere_is_refused() -> None:
    token = SIGNER.access_token(SESSION)
    header, claims, signature = token.split(".")

    assert _is_refused(f"{header}.{_part(_claims(sub='grace'))}.{signature}")
    for place, letter in enumerate(token[:-1]):  # the last letter has bits that do not count
        other = "A" if letter != "A" else "B"
        assert _is_refused(token[:place] + other + token[place + 1 :]), place
    assert claims in token


def test_a_refresh_token_is_no_access_token_and_the_other_way_round() -> None:
    assert _is_refused(SIGNER.refresh_token(SESSION))
    with pytest.raises(Unauthenticated):
        SIGNER.read_refresh_token(SIGNER.access_token(SESSION))


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)
_headers = st.fixed_dictionaries(
    {"alg": st.sampled_from(["HS256", "none"]) | _json},
    optional={
        "typ": _json,
        "kid": st.just(key_id(NEW.encode())) | _json,
        "crit": _json,
        "b64": _json,
        "cty": _json,
        "jwk": _json,
    },
)
_odd_claims = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("iss", "aud", "sub", "sid", "jti", "iat", "exp", "nbf"), _json),
)
_garbage = (
    st.text(st.characters())
    | st.text(string.ascii_letters + string.digits + "-_.=", max_size=300)
    | st.lists(_json.map(_part), max_size=5).map(".".join)
    | st.builds(_signed, _headers | _json, _odd_claims | _json)
    | st.builds(_signed, _headers | _json, _odd_claims | _json, st.just(FOREIGN))
)


@settings(max_examples=400, deadline=None)
@given(token=_garbage)
@example(token="")
@example(token=".")
@example(token="..")
@example(token="....")
@example(token="\0")
@example(token="\ud800")
@example(token="ключ.ключ.ключ")
@example(token="A" * 1_000_000)
@example(token="." * 100_000)
@example(token=base64.urlsafe_b64encode(b"[" * 100_000).decode().rstrip("=") + ".e30.x")
@example(token=base64.urlsafe_b64encode(b'{"a":' * 100_000).decode().rstrip("=") + ".e30.x")
@example(token=_part({"alg": "HS256", "kid": 1}) + ".e30.x")
@example(token=_part({"alg": "HS256", "kid": {}}) + ".e30.x")
@example(token=_part({"alg": ["HS256"]}) + ".e30.x")
@example(token=_part({"alg": {}}) + ".e30.x")
@example(token=_part({"alg": "HS256", "b64": False}) + ".e30.x")
@example(token=_part({"alg": "HS256", "crit": ["b64"]}) + ".e30.x")
@example(token=_part("HS256") + ".e30.x")
@example(token=_signed(HEADER, "[" * 100_000))
@example(token=_signed(HEADER, []))
def test_any_garbage_is_unauthenticated_and_no_other_error(token: str) -> None:
    assert _is_refused(token)
    with pytest.raises(Unauthenticated):
        SIGNER.read_refresh_token(token)


# --- refresh tokens -----------------------------------------------------------------------------


def test_a_refresh_token_tells_session_and_generation() -> None:
    token = SIGNER.refresh_token(SESSION)

    assert SIGNER.read_refresh_token(token) == RefreshClaims("session-1", SESSION.opened, 3)


def test_a_refresh_token_is_a_function_of_session_and_generation() -> None:
    later = msgspec.structs.replace(SESSION, refreshed_at=NOW + SECOND, version=9)
    next_one = msgspec.structs.replace(SESSION, generation=4)

    assert SIGNER.refresh_token(SESSION) == _signer(NEW, OLD).refresh_token(later)
    assert SIGNER.refresh_token(SESSION) != SIGNER.refresh_token(next_one)


def test_a_refresh_token_of_an_older_key_is_verified_while_that_key_is_kept() -> None:
    token = _signer(OLD).refresh_token(SESSION)

    assert SIGNER.read_refresh_token(token) == RefreshClaims("session-1", SESSION.opened, 3)
    with pytest.raises(Unauthenticated):
        _signer(NEW).read_refresh_token(token)


def test_a_refresh_token_that_was_changed_anywhere_is_refused() -> None:
    token = SIGNER.refresh_token(SESSION)
    changed = [
        token[:place] + ("A" if letter != "A" else "B") + token[place + 1 :]
        for place, letter in enumerate(token)
    ]
    changed += [token[:-1], token + "A", token + "=", token + "\n", " " + token, token.upper()]
    changed += [token.replace(".3.", ".4."), token.replace(".3.", ".03."), token + "." + token]

    accepted = []
    for one in changed:
        try:
            accepted.append(SIGNER.read_refresh_token(one))
        except Unauthenticated:
            continue
    assert accepted == []


def test_a_refresh_token_of_another_key_is_refused() -> None:
    with pytest.raises(Unauthenticated):
        SIGNER.read_refresh_token(_signer(FOREIGN).refresh_token(SESSION))


# --- fingerprints -------------------------------------------------------------------------------


def test_equal_data_has_the_same_fingerprint_and_other_data_or_keys_have_not() -> None:
    assert SIGNER.fingerprint(b"data") == _signer(NEW).fingerprint(b"data")
    assert (
        len(
            {
                SIGNER.fingerprint(b"data"),
                SIGNER.fingerprint(b"Data"),
                SIGNER.fingerprint(b""),
                _signer(OLD).fingerprint(b"data"),
            }
        )
        == 4
    )


def test_a_fingerprint_is_no_signature_of_a_refresh_token() -> None:
    payload, _, _ = SIGNER.refresh_token(SESSION).rpartition(".")

    with pytest.raises(Unauthenticated):
        SIGNER.read_refresh_token(f"{payload}.{SIGNER.fingerprint(payload.encode())}")

"""Who can open a snapshot, and that nothing of a changed one is read."""

import dataclasses

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.seals import rules
from casework.seals.rules import Recipient, checked, key_text, new_key, opened, read_key, seal, trusting
from casework.snapshots.rules import from_bytes
from kernel.errors import DomainError
from tests.casework.held_people import DAY, MADE_AT, Ceremony, held, taken

CEREMONY = Ceremony()
TAKEN = taken(held(1), held(2, names=("أحمد بن صالح", "Ahmed ben Salah")))
SEALED = CEREMONY.seal(TAKEN)


def test_each_holder_opens_it_alone():
    for key in (CEREMONY.first, CEREMONY.second):
        header, body = opened(SEALED, key)
        assert from_bytes(body) == TAKEN
        assert header.made_at == MADE_AT


def test_when_one_key_is_lost_the_other_still_opens_it():
    kept = read_key(key_text(CEREMONY.second, DAY))
    assert from_bytes(opened(SEALED, kept)[1]).people == TAKEN.people


@given(st.integers(0, len(SEALED) * 8 - 1))
def test_one_flipped_bit_anywhere_is_refused(bit):
    broken = bytearray(SEALED)
    broken[bit // 8] ^= 1 << bit % 8
    with pytest.raises(DomainError, match=r"changed or damaged|not a snapshot"):
        opened(bytes(broken), CEREMONY.first)
    with pytest.raises(DomainError):
        checked(bytes(broken))


@pytest.mark.slow
def test_every_single_bit_is_refused():
    for bit in range(len(SEALED) * 8):
        broken = bytearray(SEALED)
        broken[bit // 8] ^= 1 << bit % 8
        with pytest.raises(DomainError):
            opened(bytes(broken), CEREMONY.first)


@given(st.integers(0, len(SEALED) - 1))
def test_a_file_cut_short_is_refused(size):
    with pytest.raises(DomainError):
        opened(SEALED[:size], CEREMONY.first)


def test_a_file_with_something_behind_it_is_refused():
    with pytest.raises(DomainError, match="changed or damaged"):
        opened(SEALED + b"\n", CEREMONY.first)


def test_nothing_is_decrypted_before_the_signature_holds(monkeypatch):
    monkeypatch.setattr(rules.pyrage, "decrypt", lambda *_: pytest.fail("it was opened"))
    monkeypatch.setattr(rules.json, "loads", lambda *_: pytest.fail("it was parsed"))
    monkeypatch.setattr(rules, "checked", lambda _data: pytest.fail("its own word was asked"))
    with pytest.raises(pytest.fail.Exception, match="its own word was asked"):
        opened(SEALED[:-1] + bytes([SEALED[-1] ^ 1]), CEREMONY.first)


def test_another_holders_key_is_told_whose_snapshot_it_is():
    stranger = new_key("Stranger", [CEREMONY.signer])
    with pytest.raises(DomainError, match=r"sealed for other keys: Headquarters .*; Escrow .* Yours is Stranger"):
        opened(SEALED, stranger)


def test_a_snapshot_of_a_server_nobody_trusts_is_refused():
    theirs = Ceremony()
    forged = seal(b"x", [CEREMONY.first.recipient, CEREMONY.second.recipient], theirs.server, MADE_AT)
    with pytest.raises(DomainError, match="does not trust"):
        opened(forged, CEREMONY.first)
    assert checked(forged).signer == theirs.signer


def test_a_key_that_trusts_nobody_says_what_to_do():
    with pytest.raises(DomainError, match="keys trust"):
        opened(SEALED, dataclasses.replace(CEREMONY.first, trusts=()))
    text = trusting(key_text(dataclasses.replace(CEREMONY.first, trusts=()), DAY), CEREMONY.signer)
    assert opened(SEALED, read_key(text))[0].signer == CEREMONY.signer
    assert trusting(text, CEREMONY.signer) == text


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ([], "two different holders"),
        (["first"], "two different holders"),
        (["first", "first"], "two different holders"),
        (["first", "nonsense"], "not a public key"),
        (["first", "secret"], "must never lie on the server"),
    ],
)
def test_too_few_or_wrong_holders_seal_nothing(keys, words):
    known = {"first": CEREMONY.first.recipient.key, "nonsense": "age1nonsense", "secret": CEREMONY.second.secret}
    with pytest.raises(DomainError, match=words):
        seal(b"x", [Recipient(name, known[name]) for name in keys], CEREMONY.server, MADE_AT)


@pytest.mark.parametrize("text", ["", "age1publichalf", "AGE-SECRET-KEY-1BROKEN", "# a comment"])
def test_what_is_no_key_file_is_refused(text):
    with pytest.raises(DomainError, match="not a key file"):
        read_key(text)


@pytest.mark.parametrize("signer", ["", "tcsign1", "tcsign1abc", "age1x", "xtcsign1" + "A" * 43])
def test_what_is_no_server_key_is_not_trusted(signer):
    with pytest.raises(DomainError, match="not a server's public key"):
        new_key("Somebody", [signer])


def test_the_key_file_is_one_that_other_age_tools_read():
    secret = next(line for line in key_text(CEREMONY.first, DAY).splitlines() if not line.startswith("#"))
    assert str(pyrage.x25519.Identity.from_str(secret).to_public()) == CEREMONY.first.recipient.key


def test_the_header_says_nothing_about_anybody():
    assert b"Person 1" not in SEALED
    assert TAKEN.people[0].number.encode() not in SEALED

"""Whoever may rewrite the whole table is caught by a checkpoint that somebody kept: by the app, and without it."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import random
import uuid

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from casework.checkpoints import rules
from kernel import audit
from kernel.audit.chain import GENESIS, digest, follow
from kernel.errors import DomainError
from kernel.settings import ROOT

KEY = Ed25519PrivateKey.generate()
NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
KEPT_AT = 40


def outside():
    spec = importlib.util.spec_from_file_location("check_trail", ROOT / "docs" / "check_trail.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def made(seq, reason="", lane=0):
    return {
        "lane": lane, "seq": seq, "at": NOW + dt.timedelta(seconds=seq), "kind": "write", "action": "note.written",
        "actor_id": uuid.UUID(int=seq), "human_id": None, "session_ref": "s", "subject_kind": "note",
        "subject_id": uuid.UUID(int=7), "person_id": None, "purpose": "", "reason": reason or f"because {seq} – ß",
        "changes": {"b": [1, None], "a": "ü"},
    }  # fmt: skip


def chained(rows):
    """Rows as somebody with the whole database would write them: numbered and hashed anew."""
    found, previous, lane, seq = [], GENESIS, None, 0
    for row in rows:
        if row["lane"] != lane:
            previous, lane, seq = GENESIS, row["lane"], 0
        seq += 1
        facts = {**row, "seq": seq}
        previous = digest(previous, facts)
        found.append({**facts, "hash": previous})
    return found


def heads_of(rows):
    return {row["lane"]: (row["seq"], row["hash"]) for row in rows}


def exported(rows):
    return [
        json.dumps(dict(zip(audit.FACTS, audit.facts_of(row), strict=True)) | {"hash": row["hash"].hex()}, default=str)
        for row in rows
    ]


def cut(rows, at):
    return [row for n, row in enumerate(rows) if n != at]


def changed(rows, at, **facts):
    return [{**row, **facts} if n == at else row for n, row in enumerate(rows)]


TAMPERED = {
    "edit": lambda rows, at, _old: changed(rows, at, reason="something else"),
    "flip": lambda rows, at, _old: changed(rows, at, hash=bytes([rows[at]["hash"][0] ^ 1]) + rows[at]["hash"][1:]),
    "delete": lambda rows, at, _old: cut(rows, at),
    "renumber": lambda rows, at, _old: [{**row, "seq": n} for n, row in enumerate(cut(rows, at), 1)],
    "swap": lambda rows, at, _old: [*rows[:at], rows[at + 1], rows[at], *rows[at + 2 :]],
    "insert": lambda rows, at, _old: [*rows[:at], {**rows[at], "reason": "new"}, *rows[at:]],
    "edit and write anew": lambda rows, at, _old: chained(changed(rows, at, reason="something else")),
    "delete and write anew": lambda rows, at, _old: chained(cut(rows, at)),
    "cut the tail": lambda rows, at, _old: rows[: at + 1],
    "replace all": lambda rows, _at, _old: chained([made(n, "invented") for n in range(1, len(rows) + 1)]),
    "old backup, gone on": lambda _rows, at, old: chained([*old[:at], *(made(n, "later") for n in range(at + 1, 90))]),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_every_way_to_tamper_is_caught_by_both(how):
    program, trials = outside(), random.Random(how)
    rows = chained([made(n) for n in range(1, 61)])
    note = rules.read_note(rules.written(heads_of(rows[:KEPT_AT]), NOW, KEY))
    kept = [("kept.txt", note.heads, NOW.isoformat())]
    assert follow(rows, note.marks).is_whole
    assert program.check(program.rows_of(exported(rows)), kept) == ([], 60)
    for _trial in range(20):
        forged = TAMPERED[how](rows, trials.randrange(KEPT_AT - 2), rows)
        assert not follow(forged, note.marks).is_whole
        assert program.check(program.rows_of(exported(forged)), kept)[0]


def test_a_chain_alone_does_not_see_who_writes_it_anew():
    rows = chained([made(n) for n in range(1, 61)])
    for how in ("edit and write anew", "delete and write anew", "cut the tail", "replace all", "old backup, gone on"):
        assert follow(TAMPERED[how](rows, 9, rows), []).is_whole


def test_two_witnesses_who_differ_about_one_row_are_not_both_met():
    rows = chained([made(n) for n in range(1, 41)])
    forged = chained(changed(rows, 9, reason="something else"))
    [one], [other] = (rules.read_note(rules.written(heads_of(told), NOW, KEY)).marks for told in (rows, forged))
    assert (one[:2], one[2] == other[2]) == (other[:2], False)
    for order in ([one, other], [other, one]):
        assert follow(forged, order).unmet == (one[:2],)
    program = outside()
    kept = [(name, {0: (mark[1], mark[2])}, "then") for name, mark in (("one", one), ("other", other))]
    for order in (kept, kept[::-1]):
        assert program.check(program.rows_of(exported(forged)), order)[0] == [
            "one: row 40 of chain 0 is another one now"
        ]


def test_chains_of_several_writers_are_each_held():
    rows = chained([*(made(n) for n in range(1, 9)), *(made(n, lane=3) for n in range(1, 6))])
    note = rules.read_note(rules.written(heads_of(rows), NOW, KEY))
    assert note.rows == 13
    assert follow(rows, note.marks).is_whole
    assert follow(rows[:8], note.marks).unmet == ((3, 5),)
    program = outside()
    wrong, _count = program.check(program.rows_of(exported(rows[:8])), [("kept", note.heads, "then")])
    assert wrong == ["kept: row 5 of chain 3 is gone"]


def test_only_the_signer_makes_a_checkpoint():
    text = rules.written(heads_of(chained([made(1), made(2)])), NOW, KEY)
    line = rules.public_line(KEY.public_key())
    _name, key = rules.read_public_line(line)
    program = outside()
    assert rules.is_signed(rules.read_note(text), key)
    assert program.is_signed(*program.read_checkpoint(text)[:2], line)
    assert rules.is_signed(rules.read_note(f"\r\n{text}\n".replace("\n", "\r\n")), key)
    other = Ed25519PrivateKey.generate()
    assert not rules.is_signed(rules.read_note(text), other.public_key())
    assert not program.is_signed(*program.read_checkpoint(text)[:2], rules.public_line(other.public_key()))
    later = text.replace("at 2026-11-24", "at 2026-11-25")
    assert not rules.is_signed(rules.read_note(later), key)
    assert not program.is_signed(*program.read_checkpoint(later)[:2], line)


@pytest.mark.parametrize("spoil", [
    lambda text: text.replace("\n2\n", "\n3\n"), lambda text: text.split("\n\n")[0], lambda text: text[:40],
    lambda _text: "", lambda text: text.replace("lane 0 2", "lane 0 1"), lambda text: text.replace("lane", "lone"),
], ids=range(6))  # fmt: skip
def test_half_a_checkpoint_is_none(spoil):
    text = rules.written(heads_of(chained([made(1), made(2)])), NOW, KEY)
    with pytest.raises(DomainError, match="not a whole checkpoint"):
        rules.read_note(spoil(text))


@pytest.mark.parametrize("line", ["", "throughcare", "a+b+c", "a+00000000+AA=="])
def test_a_wrong_public_line_is_refused(line):
    with pytest.raises(DomainError, match="no public key"):
        rules.read_public_line(line)


@pytest.mark.parametrize(("text", "words"), [
    ("x = ", "cannot be read"), ("keep = 3", "nothing but"), ("[[witness]]\nname = 'A'", "witness 1"),
    ("[[witness]]\nname = 'A'\nemail = 'nobody'", "no e-mail"), ("[[witness]]\nname = 'A'\nfolder = 'x'", "whole path"),
    ("[[witness]]\nname='A'\nemail='a@b'\n[[witness]]\nname='A'\nfolder='/x'", "name of its own"),
])  # fmt: skip
def test_a_faulty_list_of_witnesses_names_its_entry(text, words):
    with pytest.raises(DomainError, match=words):
        rules.read_keepers(text)

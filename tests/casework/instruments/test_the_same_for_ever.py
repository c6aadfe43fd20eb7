"""A locked assessment scores the same for ever: fixed answers give pinned results, the first format still reads."""

from __future__ import annotations

import hashlib
import json
import random

import pytest

from casework.classification import rules as custody
from casework.definitions.rules import form_of
from casework.instruments.rules import candidates, score
from casework.instruments.service import shipped
from casework.people.models import SecurityLevel

PINNED = {
    "hmpps_tier_v3": "ffeff4cb2fef9aca",
    "idaho_security": "95cfb842cf0a14b1",
    "lds": "b4d1a96bd1e7571b",
    "needs_profile": "94ade2bbefd4b731",
    "ogrs3": "923aceb81a1c3f7a",
    "oregon_earned_time": "d0d25b5972746d1a",
    "psa": "01034b0afae59992",
    "tn_custody": "ddbbdbf75f6f298b",
}


def fingerprint(code: str) -> str:
    """Two hundred sets of answers, some open, with all that is told about each."""
    form, chance, told = form_of(shipped()[code]), random.Random(7), []
    for _nth in range(200):
        answers = {i.key: chance.choice(candidates(i)) for i in form.items if chance.random() < 0.8}
        found = score(form, answers)
        may = {key: sorted(map(str, values)) if isinstance(values, frozenset) else str(values)
               for key, values in found.may.items()}  # fmt: skip
        told.append([may, {key: str(value) for key, value in found.shown.items()}, found.provisional])
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


@pytest.mark.parametrize("code", sorted(PINNED))
def test_the_engine_scores_as_it_did(code):
    assert fingerprint(code) == PINNED[code], "the engine changed what a published form means: add, never alter"


def test_every_shipped_form_is_pinned():
    assert set(PINNED) == set(shipped())


FIRST_FORMAT = {
    "code": "old", "name": "Old form", "version": 1, "kind": "security",
    "gate": {"items": ["a"], "bands": [{"from": 15, "level": "maximum"}, {"from": 10, "level": "close"}]},
    "total": {"bands": [{"from": 17, "level": "close"}, {"from": 7, "level": "medium"}, {"level": "minimum"}]},
    "items": [
        {"key": key, "text": key, "options": [{"value": str(n), "text": str(n), "points": n} for n in points]}
        for key, points in {"a": (0, 4, 10, 15), "b": (0, 3, 7, 20)}.items()
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "level", "number", "gated"),
    [
        ({"a": "0", "b": "3"}, "minimum", 3, False), ({"a": "0", "b": "7"}, "medium", 7, False),
        ({"a": "4", "b": "20"}, "close", 24, False), ({"a": "10", "b": "20"}, "close", 10, True),
        ({"a": "15"}, "maximum", 15, True),
    ],
)  # fmt: skip
def test_a_form_of_the_first_format_scores_as_it_did(answers, level, number, gated):
    found = custody.score(custody.form_of(FIRST_FORMAT), answers)
    assert (found.final, found.lowest, found.total, found.gated) == (True, SecurityLevel(level), number, gated)

"""A form proves itself: its text has a fingerprint, its examples must come out as it says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from casework.classification.rules import Form, score


def definition_hash(definition: Mapping[str, Any]) -> str:
    """SHA-256 of the definition as canonical JSON: one version is one text. Its translations may be mended later."""
    original = {key: part for key, part in definition.items() if key != "words"}
    text = json.dumps(original, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def failing_vectors(form: Form, vectors: Sequence[Mapping[str, Any]]) -> list[str]:
    """The ids of the test vectors that this form does not reproduce; no vectors at all is a failure too."""
    return [str(one["id"]) for one in vectors if not _agrees(form, one)] if vectors else ["no vectors"]


def _agrees(form: Form, vector: Mapping[str, Any]) -> bool:
    answers = {}
    for item in form.items:
        fitting = [value for value, (_text, points) in item.options.items() if points == vector["points"].get(item.key)]
        if not fitting:
            return False
        answers[item.key] = fitting[0]
    got = score(form, answers)
    right_total = "total" not in vector or (not got.gated and got.total == vector["total"])
    right_gate = "gate" not in vector or got.gate == vector["gate"]
    return got.final and right_gate and right_total and got.lowest == vector["level"]

"""What may come with a condition, and how it is named among the condition's answers. Pure."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casework.public import Rebuilt, rebuild_paper
from kernel.errors import DomainError
from kernel.i18n import _
from probation.catalogue.rules import PolicyLine

LARGEST = 10 * 1024 * 1024
IN_PAPER = 1_000_000
"""Bytes of a picture that the maker of PDFs takes."""
LONGEST = (1600, 1200, 900)
"""Points on the longer side, tried until the picture fits into the paper: street names stay readable."""
ENDINGS = {"image/jpeg": "jpg", "application/pdf": "pdf"}


@dataclass(frozen=True, kw_only=True)
class Annex:
    """A file that came with a condition. ``picture``: it can be shown and printed; else it is a PDF."""

    condition_id: uuid.UUID
    name: str
    label: Any
    document_id: uuid.UUID
    picture: bool


def clean_file(given: bytes) -> Rebuilt:
    """The file as it may be kept. Raises DomainError, saying what to do, for anything but a picture or a PDF."""
    if len(given) > LARGEST:
        raise DomainError(
            _("This file is larger than 10 MB. Save it smaller, or take a picture of the part that counts.")
        )
    made = rebuild_paper(given, longest=LONGEST[0])
    if made.media_type not in ENDINGS:
        raise DomainError(_("Only a picture (PNG, JPEG, WebP) or a PDF can come with a condition. Choose such a file."))
    for longest in LONGEST[1:]:
        if made.media_type == "image/jpeg" and len(made.content) > IN_PAPER:
            made = rebuild_paper(given, longest=longest)
    return made


def answer_of(document_id: uuid.UUID, media_type: str) -> str:
    """What stands among a condition's answers for a file: where its bytes lie, and what they are."""
    return f"{document_id}.{ENDINGS[media_type]}"


def annexes_changed(before: Sequence[Annex], now: Sequence[Annex]) -> list[tuple[Any, Annex | None, Annex | None]]:
    """(label, file before, file now) of each file that came, went or was replaced between two versions."""
    left, right = ({one.name: one for one in side} for side in (before, now))
    pairs = [(left.get(name), right.get(name)) for name in dict.fromkeys([*left, *right])]
    return [
        ((new or old).label, old, new)  # type: ignore[union-attr]
        for old, new in pairs
        if (old and old.document_id) != (new and new.document_id)
    ]


def annexes_among(condition_id: uuid.UUID, line: PolicyLine | None, answers: Mapping[str, str]) -> list[Annex]:
    """The files among the answers of a condition, in the order in which the catalogue asks for them."""
    found = []
    for one in line.inputs if line else ():
        if one.kind == "file" and (kept := answers.get(one.name)):
            key, _dot, ending = kept.partition(".")
            found.append(Annex(
                condition_id=condition_id, name=one.name, label=one.label, document_id=uuid.UUID(key),
                picture=ending == "jpg",
            ))  # fmt: skip
    return found

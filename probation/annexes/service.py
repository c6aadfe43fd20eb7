"""Keeping a file that comes with a condition."""

from __future__ import annotations

import uuid

from kernel import documents
from kernel.authz import Actor
from kernel.documents.scanning import refuse_infected
from kernel.errors import DomainError
from probation.annexes.rules import answer_of, clean_file
from probation.catalogue.rules import Input

KIND = "condition.file"


def keep_file(actor: Actor, person_id: uuid.UUID, asked: Input, given: bytes) -> str:
    """Check a file, make it anew and keep it for good; what stands for it among the answers.

    Raises DomainError beside the input for what cannot be kept.
    """
    refuse_infected(given, field=asked.name)
    try:
        made = clean_file(given)
    except DomainError as refusal:
        raise DomainError(refusal.message, field=asked.name) from None
    stored = documents.store(
        actor, KIND, made.content, title=str(asked.label), person_id=person_id, media_type=made.media_type
    )
    return answer_of(stored.id, made.media_type)

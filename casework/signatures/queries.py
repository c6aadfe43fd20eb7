"""Reading signatures, and whether what was signed still scores as it did."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.assessing.rules import kept_result, scored, seal_of, standing
from casework.classification.models import Assessment
from casework.classification.queries import form_for, version_by_id
from casework.instruments.rules import definition_hash
from casework.signatures.models import AssessmentSignature
from kernel.db import session


def signature_of(assessment_id: uuid.UUID) -> AssessmentSignature | None:
    """The signature under an assessment; None for a draft and for what was locked before signatures were kept."""
    return session.scalar(sa.select(AssessmentSignature).where(AssessmentSignature.assessment_id == assessment_id))


def scores_the_same(sheet: Assessment, signed: Any) -> bool:
    """Whether a signed assessment, scored again now, gives to the letter what was signed."""
    version = version_by_id(sheet.version_id)
    form_hash = definition_hash(version.definition)
    again = kept_result(scored(standing(form_for(version.id), signed.answers, signed.as_of_on)))
    seal = seal_of(sheet.id, form_hash, sheet.answers, again, signed.as_of_on)
    return (form_hash, again, seal) == (signed.form_hash, signed.result, signed.seal)


def signed_after(key: uuid.UUID | None, most: int) -> Sequence[AssessmentSignature]:
    """The next signatures in order of their ids. For nightly work: no reader is asked."""
    statement = sa.select(AssessmentSignature).order_by(AssessmentSignature.id).limit(most)
    return session.scalars(statement.where(AssessmentSignature.id > key) if key else statement).all()

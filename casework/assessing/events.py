"""What happened to assessments."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from casework.classification.models import InstrumentKind
from kernel.authz import Actor


@dataclass(frozen=True, kw_only=True)
class AssessmentScored:
    """Answers of a draft were kept, so it scores anew."""

    person_id: uuid.UUID
    assessment_id: uuid.UUID
    by: Actor


@dataclass(frozen=True, kw_only=True)
class AssessmentSigned:
    """An assessment was signed and never changes again. Listeners take over what follows from it."""

    person_id: uuid.UUID
    assessment_id: uuid.UUID
    kind: InstrumentKind
    by: Actor

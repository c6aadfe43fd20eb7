"""What happened to plans, and how other modules tie their facts to a step."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PlanAgreed:
    """A version of a plan was agreed (or disagreement recorded); ``document_id`` is its stored paper, if made."""

    person_id: uuid.UUID
    plan_id: uuid.UUID
    version: int

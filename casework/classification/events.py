"""What was decided about security levels."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from casework.people.models import SecurityLevel
from kernel.authz import Actor


@dataclass(frozen=True, kw_only=True)
class PersonReclassified:
    """A classification was decided.

    ``before`` is None for the first one. Listeners re-read eligibility, place, supervision.
    """

    person_id: uuid.UUID
    classification_id: uuid.UUID
    before: SecurityLevel | None
    after: SecurityLevel
    decided_by: Actor

    @property
    def is_upward(self) -> bool:
        """Whether the new level is higher than the one before."""
        return self.before is not None and self.after.rank > self.before.rank

"""Reading when the reasons of decisions were handed over."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.classification.models import AppealOutcome, Classification
from casework.level_papers.models import LevelPaper
from kernel.accounts.models import Human
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _

_paper, _human = table_of(LevelPaper), table_of(Human)
_decision = sa.bindparam("classification_id", type_=_paper.c.classification_id.type)
_OF = (
    sa.select(_paper, _human.c.name.label("giver"))
    .join(_human, _human.c.id == _paper.c.given_by)
    .where(_paper.c.classification_id == _decision)
    .order_by(_paper.c.given_at)
    .limit(50)
)
_FIRST = sa.select(sa.func.min(_paper.c.given_on)).where(_paper.c.classification_id == _decision)


def papers_of(classification_id: uuid.UUID) -> Sequence[Any]:
    """Each handing over of one decision's reasons, the first one first, with who gave them."""
    return session.execute(_OF, {"classification_id": classification_id}).all()


def handed_on(classification_id: uuid.UUID) -> dt.date | None:
    """The day the reasons were first given or offered; None while nobody has."""
    first: dt.date | None = session.scalar(_FIRST, {"classification_id": classification_id})
    return first


def paper_of(person_id: uuid.UUID, paper_id: uuid.UUID) -> LevelPaper:
    """One handing over of this person. Raises NotFound."""
    found = session.get(LevelPaper, paper_id)
    if found is None or found.person_id != person_id:
        raise NotFound(_("There is no such paper in this file."))
    return found


def appeal_of(record: Classification) -> Classification | None:
    """The appeal the paper tells of: against this decision, or the one that brought it about; None without one."""
    if record.appeal_words:
        return record
    return session.scalar(
        sa.select(Classification).where(
            Classification.person_id == record.person_id, Classification.appeal_new_id == record.id,
            Classification.appeal_outcome == AppealOutcome.CHANGED,
        )
    )  # fmt: skip

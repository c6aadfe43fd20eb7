"""Reading what was said of a person's skills."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from casework.public import whole_file
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from programmes.catalogue.models import Programme
from programmes.catalogue.policies import can_take_register
from programmes.intakes.models import Intake
from programmes.places.models import Allocation, AllocationState
from programmes.skills.models import Skill, SkillComment, SkillRecord

_record, _comment, _human = table_of(SkillRecord), table_of(SkillComment), table_of(Human)
_place, _intake, _programme = table_of(Allocation), table_of(Intake), table_of(Programme)
_PERSON = sa.bindparam("person_id", type_=_record.c.person_id.type)
_RECORDS = (
    sa.select(
        _record, _human.c.name.label("by"), _programme.c.name.label("programme"), _intake.c.name.label("group"),
        _comment.c.shown_on, _comment.c.words,
    )
    .join(_human, _human.c.id == _record.c.recorded_by)
    .join(_place, _place.c.id == _record.c.allocation_id)
    .join(_intake, _intake.c.id == _place.c.intake_id)
    .join(_programme, _programme.c.id == _intake.c.programme_id)
    .outerjoin(_comment, _comment.c.record_id == _record.c.id)
    .where(_record.c.person_id.in_(whole_file(_PERSON)))
    .order_by(_record.c.seen_on.desc(), _record.c.recorded_at.desc(), _record.c.id.desc())
    .limit(400)
)  # fmt: skip
_HELD = (
    sa.select(_place.c.id, _place.c.starts_on, _intake.c.name, _intake.c.unit_id, _intake.c.instructor_id)
    .join(_intake, _intake.c.id == _place.c.intake_id)
    .where(_place.c.person_id == _PERSON, _place.c.state != AllocationState.ENDED)
    .order_by(_place.c.starts_on, _place.c.id)
)


@dataclass(kw_only=True)
class SkillStory:
    """One skill with what was said of it, the newest first."""

    skill: Skill
    records: list[Any] = field(default_factory=list)

    @property
    def now(self) -> Any | None:
        """What was said last; None when nobody looked at it yet."""
        return self.records[0] if self.records else None


def stories_of(person_id: uuid.UUID) -> list[SkillStory]:
    """All ten skills in order, each with its records. The caller has fetched the person."""
    found = {skill: SkillStory(skill=skill) for skill in Skill}
    for row in session.execute(_RECORDS, {"person_id": person_id}):
        found[Skill(row.skill)].records.append(row)
    return list(found.values())


def places_to_speak_of(actor: Actor, person_id: uuid.UUID) -> Sequence[Any]:
    """The open places of a person in which this actor sees them at work. The caller has fetched the person."""
    held = session.execute(_HELD, {"person_id": person_id}).all()
    return [row for row in held if can_take_register(actor, row.unit_id, row.instructor_id)]


def record_by_id(record_id: uuid.UUID) -> SkillRecord:
    """One record. The caller decides whether the actor may know of the person. Raises NotFound."""
    found = session.get(SkillRecord, record_id)
    if found is None:
        raise NotFound(_("There is no such record."))
    return found


def comment_on(record_id: uuid.UUID) -> SkillComment | None:
    """What the person said to a record; None while it was not shown to them."""
    return session.scalar(sa.select(SkillComment).where(SkillComment.record_id == record_id))

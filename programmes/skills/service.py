"""Saying what was seen of a skill, and taking down what the person says to it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field

from casework.public import person_for
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _
from kernel.ids import new_id
from programmes.catalogue.policies import can_manage, demand
from programmes.skills.models import Skill, SkillComment, SkillLevel, SkillRecord
from programmes.skills.queries import comment_on, places_to_speak_of, record_by_id
from programmes.wording.rules import refuse_custody

LEAST_WORDS, MOST_WORDS = 20, 300
MOST_DAYS_BACK = 60


@dataclass(frozen=True, kw_only=True)
class NewSkillRecord:
    """What was seen, where and when. The same id twice is one record."""

    person_id: uuid.UUID
    allocation_id: uuid.UUID
    skill: Skill
    level: SkillLevel
    evidence: str
    seen_on: dt.date
    id: uuid.UUID = field(default_factory=new_id)


def say_skill(actor: Actor, new: NewSkillRecord) -> SkillRecord:
    """Keep what an instructor or coordinator saw of a skill. An employer may read it: no word of custody in it."""
    card = person_for(actor, new.person_id)
    existing = session.get(SkillRecord, new.id)
    if existing:
        return existing
    places = {row.id: row for row in places_to_speak_of(actor, card.id)}
    demand(bool(places))
    if new.allocation_id not in places:
        raise DomainError(_("Choose a group in which you see this person."), field="allocation_id")
    if not LEAST_WORDS <= len(new.evidence) <= MOST_WORDS:
        raise DomainError(_("Write one or two sentences: what did they do, and when?"), field="evidence")
    refuse_custody(new.evidence, "evidence")
    today = clock.today(card.zone)
    first = max(places[new.allocation_id].starts_on, today - dt.timedelta(days=MOST_DAYS_BACK))
    if not first <= new.seen_on <= today:
        raise DomainError(
            _("Write a day since the place began and within the last %(most)d days, until today.", most=MOST_DAYS_BACK),
            field="seen_on",
        )
    made = SkillRecord(**vars(new), recorded_by=actor.human_id, recorded_at=clock.now())
    session.add(made)
    audit.record(actor, "skill.recorded", made)
    session.flush()
    return made


def take_comment(actor: Actor, record_id: uuid.UUID, words: str) -> SkillComment:
    """Note that the person was shown a record and what they said."""
    found = record_by_id(record_id)
    card = person_for(actor, found.person_id)
    demand(bool(places_to_speak_of(actor, card.id)) or can_manage(actor, card.establishment_id))
    existing = comment_on(found.id)
    if existing:
        return existing
    made = SkillComment(
        record_id=found.id, person_id=found.person_id, shown_on=clock.today(card.zone), words=words.strip(),
        taken_down_by=actor.human_id,
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "skill.shown", made)
    session.flush()
    return made

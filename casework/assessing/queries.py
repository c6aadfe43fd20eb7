"""Reading assessments: drafts in hand, what was signed, who made it, and whether it still scores as it did."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.access.queries import whole_file
from casework.assessing.rules import PRESUMED, UNTRIED, Standing, standing
from casework.classification.models import Assessment, AssessmentState, Instrument, InstrumentKind, InstrumentVersion
from casework.classification.queries import form_for, version_by_id
from casework.file_facts.queries import facts_of
from casework.file_facts.rules import Told, told_of, wanted
from casework.instruments.queries import Group, fits
from casework.people.models import LegalStatus, Sex
from casework.people.queries import PersonCard
from casework.signatures.models import AssessmentSignature
from kernel import clock
from kernel.accounts.models import Human
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _

_sheet, _signature, _human = table_of(Assessment), table_of(AssessmentSignature), table_of(Human)
_version, _instrument = table_of(InstrumentVersion), table_of(Instrument)
_LINES = (
    sa.select(
        _sheet.c.id, _sheet.c.state, _sheet.c.begun_at, _sheet.c.begun_by, _sheet.c.scored_at, _sheet.c.ended_at,
        _instrument.c.name, _instrument.c.kind, _version.c.number, _human.c.name.label("author"),
        _signature.c.signed_at, _signature.c.result, _sheet.c.version_id,
    )
    .select_from(
        _sheet.join(_version, _version.c.id == _sheet.c.version_id)
        .join(_instrument, _instrument.c.id == _version.c.instrument_id)
        .join(_human, _human.c.id == _sheet.c.begun_by)
        .outerjoin(_signature, _signature.c.assessment_id == _sheet.c.id)
    )
    .where(_sheet.c.person_id.in_(whole_file(sa.bindparam("person_id", type_=_sheet.c.person_id.type))))
    .order_by(_sheet.c.id.desc())
)  # fmt: skip
_IN_HAND = _LINES.where(_sheet.c.state != AssessmentState.LOCKED, _sheet.c.ended_at.is_(None))
LISTED = 60


def sheet_of(person_id: uuid.UUID, assessment_id: uuid.UUID) -> Assessment:
    """An assessment of this person. Raises NotFound."""
    found = session.get(Assessment, assessment_id)
    if found is None or found.person_id != person_id:
        raise NotFound(_("There is no such assessment in this file."))
    return found


def lines_of(person_id: uuid.UUID) -> Sequence[Any]:
    """The newest assessments of a person, drafts and signed ones. The caller fetched the person."""
    return session.execute(_LINES.limit(LISTED), {"person_id": person_id}).all()


def drafts_of(person_id: uuid.UUID, author: uuid.UUID) -> Sequence[Any]:
    """What this author has in hand about a person."""
    return session.execute(_IN_HAND.where(_sheet.c.begun_by == author), {"person_id": person_id}).all()


def draft_in_hand(person_id: uuid.UUID, version_id: uuid.UUID, author: uuid.UUID) -> Assessment | None:
    """The author's own draft with a version about a person, where there is one."""
    return session.scalar(
        sa.select(Assessment).where(
            Assessment.person_id == person_id, Assessment.version_id == version_id, Assessment.begun_by == author,
            Assessment.state != AssessmentState.LOCKED, Assessment.ended_at.is_(None),
        )
    )  # fmt: skip


def makers_of(assessment_id: uuid.UUID) -> set[uuid.UUID]:
    """The humans who began or answered an assessment, or one that it took over or corrects."""
    start = sa.select(_sheet.c.id, _sheet.c.supersedes_id, _sheet.c.begun_by, _sheet.c.scored_by)
    chain = start.where(_sheet.c.id == assessment_id).cte("chain", recursive=True)
    before = _sheet.alias("before")
    columns = (before.c.id, before.c.supersedes_id, before.c.begun_by, before.c.scored_by)
    chain = chain.union(sa.select(*columns).join(chain, before.c.id == chain.c.supersedes_id))
    rows = session.execute(sa.select(chain.c.begun_by, chain.c.scored_by))
    return {human for row in rows for human in row if human}


def kind_of(sheet: Assessment) -> InstrumentKind:
    """What the form of an assessment is for."""
    return session.get_one(Instrument, version_by_id(sheet.version_id).instrument_id).kind


def standing_of(sheet: Assessment, today: dt.date | None = None) -> Standing:
    """An assessment as it counts: a signed one as of the day of its signature, for ever; a draft as of today."""
    day = sheet.as_of_on if sheet.state is AssessmentState.LOCKED else today
    return standing(form_for(sheet.version_id), sheet.answers, day or clock.today())


def told_to(card: PersonCard, sheet: Assessment) -> dict[str, Told]:
    """Question → what the file says on it today."""
    definition = version_by_id(sheet.version_id).definition
    facts = facts_of(card, wanted(definition).values(), clock.today(card.zone))
    return told_of(form_for(sheet.version_id), definition, facts)


def offered(card: PersonCard) -> list[tuple[Any, bool]]:
    """(version in force, whether it may be used for this person): the newest of each form but those of security."""
    today = clock.today(card.zone)
    statement = (
        sa.select(_version.c.id, _version.c.definition, _instrument.c.name, _instrument.c.kind, _instrument.c.code)
        .join(_instrument, _instrument.c.id == _version.c.instrument_id)
        .where(
            _version.c.activated_at.is_not(None), _version.c.in_force_from <= today,
            _instrument.c.kind != InstrumentKind.SECURITY,
            sa.or_(_version.c.in_force_to.is_(None), _version.c.in_force_to >= today),
        )
        .order_by(_instrument.c.name, _version.c.number)
    )  # fmt: skip
    newest = {row.code: row for row in session.execute(statement)}
    return [(row, may_be_assessed(card, row.kind, row.definition)) for row in newest.values()]


def may_be_assessed(card: PersonCard, kind: InstrumentKind, definition: Any) -> bool:
    """Whether a form was made for somebody like this person, and takes no conviction for granted that there is not."""
    group = Group(sex=Sex(card.sex), status=LegalStatus(card.legal_status), age=card.age.least)
    return not (kind in PRESUMED and card.legal_status in UNTRIED) and fits(definition, group)

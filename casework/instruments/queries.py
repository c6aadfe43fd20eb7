"""Reading scoring forms: every version, and the one in force for a purpose, a day and a population."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.classification.models import Assessment, Classification, Instrument, InstrumentKind, InstrumentVersion
from casework.classification.rules import CURRENT
from casework.form_trials.models import FormTrial
from casework.people.models import LegalStatus, Sex
from casework.people.queries import person
from kernel import clock
from kernel.accounts.models import Human
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of

_version, _instrument, _human = table_of(InstrumentVersion), table_of(Instrument), table_of(Human)
_first, _second = _human.alias("first"), _human.alias("second")
_ALL = (
    sa.select(
        _version.c.id, _version.c.number, _version.c.in_force_from, _version.c.in_force_to, _version.c.activated_at,
        _version.c.withdrawn_at, _version.c.why, _version.c.first_human_id, _instrument.c.code, _instrument.c.name,
        _instrument.c.kind, _first.c.name.label("first_name"), _second.c.name.label("second_name"),
    )
    .join(_instrument, _instrument.c.id == _version.c.instrument_id)
    .outerjoin(_first, _first.c.id == _version.c.first_human_id)
    .outerjoin(_second, _second.c.id == _version.c.second_human_id)
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Group:
    """Whom a form is wanted for, as far as it is known."""

    sex: Sex | None = None
    status: LegalStatus | None = None
    age: int | None = None


def versions(after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """Every version of every form with who stands for it, newest first."""
    return page_of(_ALL, row_id=_version.c.id, after=after, newest_first=True)


def line_of(version_id: uuid.UUID) -> Any:
    """One version as the list shows it. Raises NotFound."""
    row = session.execute(_ALL.where(_version.c.id == version_id)).first()
    if row is None:
        raise NotFound(_("There is no such version of a form."))
    return row


def version_record(version_id: uuid.UUID) -> InstrumentVersion:
    """One version, to be changed by a command. Raises NotFound."""
    found = session.get(InstrumentVersion, version_id)
    if found is None:
        raise NotFound(_("There is no such version of a form."))
    return found


def codes() -> set[str]:
    """The codes of all forms on file."""
    return set(session.scalars(sa.select(_instrument.c.code)))


def version_in_force(purpose: InstrumentKind, on: dt.date, population: Group | None = None) -> InstrumentVersion:
    """The activated form of a purpose in force on a day, for this population; the newest where several fit.

    Raises NotFound when there is none, saying since when where the last one has expired.
    """
    statement = (
        sa.select(InstrumentVersion)
        .join(Instrument, Instrument.id == InstrumentVersion.instrument_id)
        .where(
            Instrument.kind == purpose, InstrumentVersion.activated_at.is_not(None),
            InstrumentVersion.in_force_from <= on,
        )
        .order_by(InstrumentVersion.in_force_from.desc(), InstrumentVersion.number.desc())
    )  # fmt: skip
    group = population or Group()
    fitting = [one for one in session.scalars(statement) if fits(one.definition, group)]
    found = next((one for one in fitting if one.in_force_to is None or one.in_force_to >= on), None)
    if found is not None:
        return found
    if fitting:
        day = max(one.in_force_to for one in fitting if one.in_force_to)
        raise NotFound(
            _("The form for this purpose expired on %(day)s. Ask for its next version to be put in force.", day=day)
        )
    raise NotFound(_("No form for this purpose is in force. Ask for one to be put in force by two people."))


def fits(definition: Mapping[str, Any], group: Group) -> bool:
    """Whether a form was made for this group. What is not known about the group excludes nothing."""
    made_for = definition.get("population", {})
    by_sex = group.sex is None or not made_for.get("sex") or group.sex.value in made_for["sex"]
    by_status = group.status is None or not made_for.get("status") or group.status.value in made_for["status"]
    old_enough = group.age is None or group.age >= made_for.get("age_from", 0)
    young_enough = group.age is None or group.age <= made_for.get("age_to", 999)
    return by_sex and by_status and old_enough and young_enough


def standing_before(version: InstrumentVersion) -> InstrumentVersion | None:
    """The version of the same form that is in force today, which this one would replace."""
    today = clock.today()
    return session.scalar(
        sa.select(InstrumentVersion)
        .where(
            InstrumentVersion.instrument_id == version.instrument_id, InstrumentVersion.id != version.id,
            InstrumentVersion.activated_at.is_not(None), InstrumentVersion.in_force_from <= today,
            sa.or_(InstrumentVersion.in_force_to.is_(None), InstrumentVersion.in_force_to >= today),
        )
        .order_by(InstrumentVersion.in_force_from.desc(), InstrumentVersion.number.desc())
        .limit(1)
    )  # fmt: skip


def dry_run_of(version: InstrumentVersion) -> FormTrial | None:
    """The newest finished dry run of exactly this text beside the version in force now."""
    before = standing_before(version)
    if before is None:
        return None
    return session.scalar(
        sa.select(FormTrial)
        .where(
            FormTrial.version_id == version.id, FormTrial.definition_hash == version.definition_hash,
            FormTrial.against_id == before.id, FormTrial.finished_at.is_not(None),
        )
        .order_by(FormTrial.finished_at.desc())
        .limit(1)
    )  # fmt: skip


def anybody_stands_on(instrument_id: uuid.UUID) -> bool:
    """Whether the level in force of somebody inside rests on a score of this form."""
    statement = (
        sa.select(Classification.id)
        .join(Assessment, Assessment.id == Classification.assessment_id)
        .join(InstrumentVersion, InstrumentVersion.id == Assessment.version_id)
        .join(person, person.c.id == Classification.person_id)
        .where(
            InstrumentVersion.instrument_id == instrument_id,
            Classification.state.in_(sorted(CURRENT)),
            person.c.in_custody,
        )
    )
    return session.scalar(statement.limit(1)) is not None

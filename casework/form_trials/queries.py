"""Reading dry runs: how many move from where to where, in which groups, by which questions, and who they are."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.access.queries import visible_to
from casework.class_monitor.queries import may_count
from casework.class_monitor.rules import band_starts
from casework.classification.models import Assessment, Classification, InstrumentVersion
from casework.classification.rules import CURRENT
from casework.form_trials.models import FormTrial, FormTrialLine, FormTrialReason, Move
from casework.people.models import SecurityLevel
from casework.people.queries import person
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from kernel.units.models import Unit

_trial, _line, _reason = table_of(FormTrial), table_of(FormTrialLine), table_of(FormTrialReason)
_made, _sheet, _version = table_of(Classification), table_of(Assessment), table_of(InstrumentVersion)
_human, _unit = table_of(Human), table_of(Unit)
_trial_id = sa.bindparam("trial_id", type_=_line.c.trial_id.type)
_SCORED = (
    _made.join(_sheet, _sheet.c.id == _made.c.assessment_id)
    .join(_version, _version.c.id == _sheet.c.version_id)
    .join(person, person.c.id == _made.c.person_id)
)
_IN_FORCE = sa.and_(sa.cast(_made.c.state, sa.String).in_(sorted(CURRENT)), person.c.in_custody)
"""Cast, so that no part begins by sorting everybody found by state: parts go along the index of people."""
_INSTRUMENT = _version.c.instrument_id == sa.bindparam("instrument_id", type_=_version.c.instrument_id.type)
_NEXT = (
    sa.select(_made.c.person_id, _made.c.suggested_level, _sheet.c.answers, _sheet.c.version_id)
    .select_from(_SCORED)
    .where(_IN_FORCE, _INSTRUMENT, _made.c.person_id > sa.bindparam("last", type_=_made.c.person_id.type))
    .order_by(_made.c.person_id)
    .limit(sa.bindparam("most"))
)
_HOW_MANY = sa.select(sa.func.count()).select_from(_SCORED).where(_IN_FORCE, _INSTRUMENT)
_LAST = (
    sa.select(_line.c.person_id).where(_line.c.trial_id == _trial_id).order_by(_line.c.person_id.desc()).limit(1)
)  # fmt: skip
_TRIALS = (
    sa.select(_trial, _human.c.name.label("by_name"), _version.c.number.label("against"))
    .join(_human, _human.c.id == _trial.c.asked_by)
    .join(_version, _version.c.id == _trial.c.against_id)
    .where(_trial.c.version_id == sa.bindparam("version_id", type_=_trial.c.version_id.type))
    .order_by(_trial.c.asked_at.desc(), _trial.c.id.desc())
    .limit(20)
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which people of a dry run: of a level before, of a settled level after, moved this way, by this question."""

    move: Move | None = None
    before: SecurityLevel | None = None
    after: SecurityLevel | None = None
    item: str = ""


def next_people(instrument_id: uuid.UUID, last: uuid.UUID, most: int) -> Sequence[Any]:
    """The next people inside whose level stands on a score of this form, by key, with their answers."""
    return session.execute(_NEXT, {"instrument_id": instrument_id, "last": last, "most": most}).all()


def how_many(instrument_id: uuid.UUID) -> int:
    """How many people inside have a level that stands on a score of this form."""
    return session.scalar(_HOW_MANY, {"instrument_id": instrument_id}) or 0


def last_person(trial_id: uuid.UUID) -> uuid.UUID:
    """Up to whom a dry run has come; the lowest key before it has begun."""
    return session.scalar(_LAST, {"trial_id": trial_id}) or uuid.UUID(int=0)


def trials_of(version_id: uuid.UUID) -> Sequence[Any]:
    """The dry runs of a version, newest first."""
    return session.execute(_TRIALS, {"version_id": version_id}).all()


def trial(trial_id: uuid.UUID) -> FormTrial:
    """One dry run. Raises NotFound."""
    found = session.get(FormTrial, trial_id)
    if found is None:
        raise NotFound(_("There is no such dry run."))
    return found


Groups = Mapping[str, Mapping[Any, Mapping[Any, int]]]


def groups(actor: Actor, trial_id: uuid.UUID, today: dt.date) -> Groups:
    """Table → group → column → people this reader counts; one pass over the lines.

    The table ``before`` has the level after as columns (None while it is open), the others the move.
    """
    bands = [(person.c.born_latest <= born, age) for born, age in band_starts(today)]
    parts = (_line.c.before, _line.c.lowest, _line.c.highest, _line.c.move, _unit.c.name, person.c.sex,
             sa.case(*bands, else_=None))  # fmt: skip
    joined = _line.join(person, person.c.id == _line.c.person_id).outerjoin(
        _unit, _unit.c.id == person.c.establishment_id
    )
    statement = sa.select(*parts, sa.func.count()).select_from(joined).group_by(*parts)
    rows = session.execute(statement.where(_line.c.trial_id == trial_id, may_count(actor)))
    found: dict[str, dict[Any, dict[Any, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for before, lowest, highest, move, place, sex, age, many in rows:
        found["before"][before][highest if lowest is highest else None] += many
        for name, group in (("level", before), ("place", place), ("sex", sex), ("age", age)):
            found[name][group][move] += many
    return found


def by_reason(actor: Actor, trial_id: uuid.UUID) -> list[tuple[str, dict[Move, int]]]:
    """(question, move → people this reader counts), the question that moves most first."""
    joined = _reason.join(_line, _line.c.id == _reason.c.line_id).join(person, person.c.id == _line.c.person_id)
    statement = (
        sa.select(_reason.c.item, _line.c.move, sa.func.count())
        .select_from(joined)
        .where(_reason.c.trial_id == trial_id, may_count(actor))
        .group_by(_reason.c.item, _line.c.move)
    )
    found: dict[str, dict[Move, int]] = defaultdict(lambda: defaultdict(int))
    for item, move, many in session.execute(statement):
        found[item][move] += many
    return sorted(found.items(), key=lambda one: (-sum(one[1].values()), one[0]))


def _seen(actor: Actor, trial_id: uuid.UUID, wanted: Wanted) -> sa.Select[Any]:
    rows = (
        sa.select(
            _line.c.id, _line.c.person_id, _line.c.before, _line.c.lowest, _line.c.highest, _line.c.low, _line.c.high,
            _line.c.move, person.c.name, person.c.other_name, person.c.number, _unit.c.name.label("prison"),
        )
        .join(person, person.c.id == _line.c.person_id)
        .outerjoin(_unit, _unit.c.id == person.c.establishment_id)
        .where(_line.c.trial_id == trial_id, visible_to(actor))
    )  # fmt: skip
    rows = rows.where(_line.c.move == wanted.move if wanted.move else _line.c.move != Move.SAME) if not (
        wanted.before and wanted.after
    ) else rows  # fmt: skip
    if wanted.before:
        rows = rows.where(_line.c.before == wanted.before)
    if wanted.after:
        rows = rows.where(_line.c.lowest == wanted.after, _line.c.highest == wanted.after)
    if wanted.item:
        named = sa.select(_reason.c.line_id).where(_reason.c.trial_id == trial_id, _reason.c.item == wanted.item)
        rows = rows.where(_line.c.id.in_(named))
    return rows


def people(actor: Actor, trial_id: uuid.UUID, wanted: Wanted, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """The people this reader may see that a dry run moves or leaves open, a page at a time by key."""
    return page_of(_seen(actor, trial_id, wanted), row_id=_line.c.id, after=after)


def for_export(actor: Actor, trial_id: uuid.UUID, most: int) -> Sequence[Any]:
    """Everybody this reader may see who would not stay where they are, at most ``most``."""
    return session.execute(_seen(actor, trial_id, Wanted()).order_by(_line.c.id).limit(most)).all()


def reasons_of(line_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """Line → the questions that count otherwise for that person."""
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    statement = sa.select(_reason.c.line_id, _reason.c.item).where(_reason.c.line_id.in_(list(line_ids)))
    for line_id, item in session.execute(statement.order_by(_reason.c.item)):
        found[line_id].append(item)
    return found

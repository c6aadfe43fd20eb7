"""Reading what a person has done of the curricula they were taught by, in a constant number of statements."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import whole_file
from kernel.accounts.models import Human
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from programmes.catalogue.models import Programme, ProgrammeKind, ProgrammeVersion
from programmes.completions.models import Completion, Outcome
from programmes.intakes.models import ClassSession, Intake, SessionState
from programmes.modules.models import Assessment
from programmes.modules.rules import Course, Credit, Taught, Try, modules_in, spread, standing_of
from programmes.places.models import Allocation
from programmes.registers.queries import counted_minutes

_place, _intake, _version = table_of(Allocation), table_of(Intake), table_of(ProgrammeVersion)
_programme, _session, _done = table_of(Programme), table_of(ClassSession), table_of(Completion)
_made, _human = table_of(Assessment), table_of(Human)
_later = _made.alias("later")
_PERSON = sa.bindparam("person_id", type_=_place.c.person_id.type)
_PLACES = (
    sa.select(
        _place.c.id, _place.c.intake_id, _place.c.starts_on, _place.c.ended_on, _place.c.end_reason, _place.c.state,
        _intake.c.name.label("intake"), _intake.c.unit_id, _programme.c.id.label("programme_id"),
        _programme.c.name.label("programme"), _programme.c.kind, _programme.c.certificate_title,
        _programme.c.awarding_body, _version.c.modules, _version.c.pass_percent, _done.c.outcome,
    )
    .join(_intake, _intake.c.id == _place.c.intake_id)
    .join(_programme, _programme.c.id == _intake.c.programme_id)
    .join(_version, _version.c.id == _intake.c.version_id)
    .outerjoin(_done, _done.c.allocation_id == _place.c.id)
    .where(_place.c.person_id.in_(whole_file(_PERSON)))
    .order_by(_place.c.starts_on, _place.c.id)
)  # fmt: skip
_groups_of_person = sa.select(_place.c.intake_id).where(_place.c.person_id.in_(whole_file(_PERSON)))
TAUGHT = (
    sa.select(_session.c.id, _session.c.intake_id, _session.c.minutes, sa.null().label("makes_up"))
    .where(_session.c.intake_id.in_(_groups_of_person), _session.c.state != SessionState.CANCELLED)
    .order_by(_session.c.intake_id, _session.c.held_on, _session.c.starts_at)
)
"""The sessions that count for modules. ``makes_up`` names the session that a catch-up repeats."""
_TRIES = (
    sa.select(_made, _human.c.name.label("assessor"))
    .join(_human, _human.c.id == _made.c.assessor_id)
    .where(_made.c.person_id.in_(whole_file(_PERSON)), ~sa.exists().where(_later.c.amends_id == _made.c.id))
    .order_by(_made.c.allocation_id, _made.c.attempt)
)


def courses_of(person_id: uuid.UUID) -> list[Course]:
    """Every place of a person with its modules, oldest first: what one achieved counts in the next of its programme.

    The caller has fetched the person.
    """
    of = {"person_id": person_id}
    taught: dict[uuid.UUID, list[Taught]] = defaultdict(list)
    for row in session.execute(TAUGHT, of):
        taught[row.intake_id].append(Taught(session_id=row.id, minutes=row.minutes, makes_up=row.makes_up))
    attended: dict[uuid.UUID, dict[uuid.UUID, int]] = defaultdict(dict)
    for row in counted_minutes(person_id):
        attended[row.allocation_id][row.session_id] = row.minutes
    tries = _tries_of(person_id)
    credits_: dict[uuid.UUID, dict[str, Credit]] = defaultdict(dict)
    found = []
    for row in session.execute(_PLACES, of).all():
        course = _course(row, taught[row.intake_id], attended[row.id], tries[row.id], credits_[row.programme_id])
        for one in course.achieved:
            credits_[row.programme_id].setdefault(one.module.name, Credit(group=row.intake, on=row.ended_on))
        found.append(course)
    return found


def _course(
    row: Any, taught: Sequence[Taught], attended: Mapping[uuid.UUID, int], tries: Sequence[Try],
    credits_: Mapping[str, Credit],
) -> Course:  # fmt: skip
    modules = modules_in(row.modules)
    standings = standing_of(modules, row.pass_percent, spread(modules, taught), attended, tries, credits_)
    return Course(
        id=row.id, intake=row.intake, programme_id=row.programme_id, programme=row.programme,
        kind=ProgrammeKind(row.kind), certificate_title=row.certificate_title, awarding_body=row.awarding_body,
        starts_on=row.starts_on, ended_on=row.ended_on, outcome=row.outcome and Outcome(row.outcome),
        minutes=sum(attended.values()), modules=standings,
    )  # fmt: skip


def _tries_of(person_id: uuid.UUID) -> dict[uuid.UUID, list[Try]]:
    found: dict[uuid.UUID, list[Try]] = defaultdict(list)
    for row in session.execute(_TRIES, {"person_id": person_id}):
        made = Try(
            id=row.id, module=row.module, attempt=row.attempt, result=str(row.result), evidence=row.evidence,
            on=row.assessed_on, assessor=row.assessor,
        )  # fmt: skip
        found[row.allocation_id].append(made)
    return found


def course_at(person_id: uuid.UUID, allocation_id: uuid.UUID) -> Course:
    """One place with its modules. The caller has fetched the person."""
    return next(one for one in courses_of(person_id) if one.id == allocation_id)


def assessment_by_id(assessment_id: uuid.UUID) -> Assessment:
    """One attempt, as it was recorded. The caller decides whether the actor may know of it. Raises NotFound."""
    found = session.get(Assessment, assessment_id)
    if found is None:
        raise NotFound(_("There is no such assessment."))
    return found


def is_amended(assessment_id: uuid.UUID) -> bool:
    """Whether another row has taken the place of this one."""
    return session.scalar(sa.select(_made.c.id).where(_made.c.amends_id == assessment_id)) is not None


def history_of(allocation_id: uuid.UUID) -> Sequence[Any]:
    """Every row about a place with the assessor's name, as they were written, amendments too."""
    statement = sa.select(_made, _human.c.name.label("assessor")).join(_human, _human.c.id == _made.c.assessor_id)
    return session.execute(
        statement.where(_made.c.allocation_id == allocation_id).order_by(_made.c.recorded_at, _made.c.id)
    ).all()

"""Making the demo's assessments and skills with the modules' own commands, by the instructors of running groups."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import sqlalchemy as sa

from casework.public import World, person_for
from kernel import clock
from kernel.authz import Actor
from kernel.db import in_transaction, session
from kernel.errors import DomainError
from programmes.catalogue.models import Programme
from programmes.completions.models import Certificate
from programmes.intakes.models import Intake
from programmes.modules.models import ModuleResult
from programmes.modules.queries import course_at
from programmes.modules.service import NewAssessment, assess
from programmes.passports.documents import passport_pdf
from programmes.passports.queries import offered_to
from programmes.passports.rules import Addresses, Chosen
from programmes.passports.service import give, sheet_of
from programmes.places.models import Allocation, AllocationState
from programmes.skills.models import Skill, SkillLevel
from programmes.skills.service import NewSkillRecord, say_skill, take_comment

MOST = 6
SEEN = {
    Skill.TIMEKEEPING: "Was at the bench at nine on every day of the last month, twice as the first.",
    Skill.TEAMWORK: "Held the long boards for the next bench without being asked to.",
    Skill.RELIABILITY: "Locked the tools away each evening and noted what was missing.",
    Skill.PROBLEM_SOLVING: "Found out alone why the drawer jammed, and planed the runner.",
    Skill.COMMUNICATION: "Explained the drawing to a newcomer until he could go on alone.",
    Skill.ORGANISATION: "Laid out screws and boards in the order of the plan before the first cut.",
    Skill.INITIATIVE: "Asked for the next drawing before the first box was dry.",
    Skill.ADAPTABILITY: "Went on by hand when the planer stood still, and kept the measure.",
    Skill.PLANNING: "Wrote down the steps of the shelf and how long each would take.",
    Skill.CREATIVITY: "Found a second use for the offcuts: a frame that is now in the catalogue.",
}
RESULTS = (ModuleResult.NOT_YET, ModuleResult.PASSED, ModuleResult.EXEMPT)
COMMENTS = ("I did not know that anybody had seen it.", "", "That is true. The runner was harder than it looked.")
AT = Addresses(
    passport=lambda token: f"https://proof.example.org/verify/passport/{token}",
    certificate=lambda token: f"https://proof.example.org/verify/{token}",
)


@dataclass(frozen=True)
class _Seat:
    id: uuid.UUID
    person_id: uuid.UUID
    unit_id: uuid.UUID
    teacher: Actor


def seed(world: World) -> None:
    """A few people of every running group are assessed and described; one gets a passport."""
    skills, words = itertools.cycle(SEEN.items()), itertools.cycle(COMMENTS)
    levels = itertools.cycle((SkillLevel.BEGINNING, SkillLevel.USUALLY, SkillLevel.ALWAYS, SkillLevel.NOT_YET))
    for n, seat in enumerate(_seats(world)):
        with clock.held_at(world.days_ago(3)):
            new = NewSkillRecord(
                person_id=seat.person_id, allocation_id=seat.id, skill=(one := next(skills))[0], level=next(levels),
                evidence=one[1], seen_on=clock.today() - dt.timedelta(days=1), id=world.id(),
            )  # fmt: skip
            _quietly(partial(_say, seat.teacher, new, next(words) if n % 2 else None))
            _quietly(partial(_assess, world, seat, RESULTS[n % len(RESULTS)]))
    with clock.held_at(world.days_ago(1)):
        _quietly(partial(_passport, world))


def _seats(world: World) -> Iterator[_Seat]:
    rows = session.execute(
        sa.select(Allocation.id, Allocation.person_id, Intake.unit_id, Intake.instructor_id, Intake.id.label("group"))
        .join(Intake, Intake.id == Allocation.intake_id)
        .join(Programme, Programme.id == Intake.programme_id)
        .where(Allocation.state == AllocationState.ACTIVE, Intake.starts_on < world.today)
        .order_by(Programme.code, Intake.starts_on, Allocation.id)
    ).all()
    session.remove()
    staff = {one.human_id: one for one in world.staff.values()}
    for _group, seats in itertools.groupby(rows, key=lambda row: row.group):
        for row in itertools.islice(seats, MOST):
            teacher = staff[row.instructor_id]
            reach = teacher.establishments | {row.unit_id}
            yield _Seat(row.id, row.person_id, row.unit_id, replace(teacher, establishments=reach))


def _quietly(deed: partial[None]) -> None:
    """What a rule refuses (somebody moved since, no paper can be pressed here) the demo goes without."""
    try:
        in_transaction(deed)
    except DomainError:
        session.remove()


def _say(teacher: Actor, new: NewSkillRecord, words: str | None) -> None:
    made = say_skill(teacher, new)
    if words is not None:
        take_comment(teacher, made.id, words)


def _assess(world: World, seat: _Seat, result: ModuleResult) -> None:
    first = course_at(seat.person_id, seat.id).modules[0].module.name
    assessor = replace(world.staff["coordinator"], everywhere=True) if result is ModuleResult.EXEMPT else seat.teacher
    assess(assessor, NewAssessment(
        allocation_id=seat.id, module=first, result=result, assessed_on=clock.today() - dt.timedelta(days=1),
        evidence="Named every guard of the machine and stopped it twice when asked.", id=world.id(),
    ))  # fmt: skip


def _passport(world: World) -> None:
    coordinator = replace(world.staff["coordinator"], everywhere=True)
    here = [one["id"] for one in world.people if one["prison"] == "HRB"]
    valid = sa.select(Certificate.person_id).where(Certificate.revoked_on.is_(None), Certificate.person_id.in_(here))
    found = session.scalar(valid.order_by(Certificate.id).limit(1))
    if found is None:
        return
    card = person_for(coordinator, found)
    offered = offered_to(card)
    chosen = Chosen(
        issuer=offered.certificates[0].issuer, language="en", spoken=frozenset(offered.spoken),
        certificates=frozenset(str(one.id) for one in offered.certificates),
        trades=frozenset(one.title for one in offered.trades),
        skills=frozenset(str(one.now.id) for one in offered.skills),
    )  # fmt: skip
    sheet = sheet_of(coordinator, card.id, chosen, AT)
    give(coordinator, card.id, chosen, sheet, passport_pdf(sheet))

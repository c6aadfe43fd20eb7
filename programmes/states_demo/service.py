"""The demo's rarer turns: places that stop and end, wishes of every kind, papers handed over and withdrawn."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa

from casework.public import World
from kernel import clock
from kernel.authz import Actor
from kernel.db import in_transaction, session
from programmes.applications.service import NewApplication, answer_application, apply, offer
from programmes.catalogue.models import ProgrammeKind, ProgrammeStatus
from programmes.catalogue.service import NewVersion, ProgrammeFacts, add_version, create_programme, set_status
from programmes.completions.models import Certificate, Completion
from programmes.completions.service import hand_over, revoke
from programmes.eligibility.models import RuleKind, Severity
from programmes.eligibility.service import NewRule, set_rule
from programmes.intakes.models import Intake
from programmes.pay.models import PayLine
from programmes.places.models import Allocation, AllocationState, ApplicationState, EndReason, Requester
from programmes.places.service import end, suspend
from programmes.registers.models import Attendance
from programmes.registers.service import ATTENDANCE, Correction, correct
from programmes.reviews.service import put_under_review

ENDS = (EndReason.STAFF, EndReason.HEALTH, EndReason.NOT_ADMITTED)
LEAVES = ("transfer", "release")
WORDS = {
    EndReason.STAFF: "Brought a blade into the workshop.", EndReason.HEALTH: "Back trouble; the doctor advises rest.",
    EndReason.NOT_ADMITTED: "The security level went up.",
}  # fmt: skip


def what_happened(world: World, coordinator: Actor, seats: Sequence[uuid.UUID]) -> None:
    """In a group that runs: two places suspended (one with pay), one under review, two ended, some about to leave."""
    if len(seats) < 6:  # noqa: PLR2004
        return
    turn = world.tally["groups with rare turns"]
    world.tally["groups with rare turns"] += 1
    why = ENDS[turn % len(ENDS)]
    deeds = (
        partial(suspend, coordinator, seats[0], reason="In hospital until Friday", paid=False),
        partial(suspend, coordinator, seats[1], reason="Called as a witness, the service pays", paid=True),
        partial(_review, coordinator, seats[2]),
        partial(end, coordinator, seats[3], reason=EndReason.OWN_WISH, words="Wants to study instead."),
        partial(end, coordinator, seats[4], reason=why, words=WORDS[why]),
    )
    for deed in deeds:
        in_transaction(deed)
    leaving = set(session.scalars(sa.select(Allocation.person_id).where(Allocation.id.in_(seats[5:]))))
    session.remove()
    for person in world.people:
        if person["id"] in leaving:
            person.setdefault("leaves", LEAVES[turn % 2])


def _review(coordinator: Actor, seat: uuid.UUID) -> None:
    found = session.get_one(Allocation, seat)
    if found.state is AllocationState.ACTIVE:
        put_under_review(coordinator, found, words="The security level went up.", reason="reclassified")


def waiting_list(
    world: World, coordinator: Actor, programme_id: uuid.UUID, intake_id: uuid.UUID, people: Iterator[dict[str, Any]]
) -> None:
    """Wishes of every kind: asked for by each side, drafts, an offer, answers."""
    for n, person in enumerate(itertools.islice(people, 9)):
        with clock.held_at(world.days_ago(3 + 9 * n)):
            wish = _wish(world, programme_id, person, list(Requester)[n % 4], draft=n == 1)
            in_transaction(partial(apply, coordinator, wish))
            if n == 2:  # noqa: PLR2004
                with clock.held_at(world.days_ago(3)):  # an offer is held for a week
                    in_transaction(partial(offer, coordinator, wish.id, intake_id))
            elif n in {3, 4}:
                state = ApplicationState.DECLINED if n == 3 else ApplicationState.WITHDRAWN  # noqa: PLR2004
                in_transaction(partial(answer_application, coordinator, wish.id, state, "Chose another course."))


def _wish(
    world: World, programme_id: uuid.UUID, person: dict[str, Any], requester: Requester, *, draft: bool = False
) -> NewApplication:
    return NewApplication(
        person_id=person["id"], programme_id=programme_id, requested_by=requester, consented=not draft, draft=draft,
        id=world.id(),
    )  # fmt: skip


def papers(world: World, coordinator: Actor, seats: Sequence[uuid.UUID]) -> None:
    """Certificates: most are in the person's hands, one waits to be handed over, one was withdrawn."""
    found = session.scalars(
        sa.select(Certificate.id)
        .join(Completion, Completion.id == Certificate.completion_id)
        .where(Completion.allocation_id.in_(seats))
        .order_by(Certificate.id)
    ).all()
    session.remove()
    with clock.held_at(world.days_ago(40)):
        for n, key in enumerate(found):
            if n == 0:
                in_transaction(partial(revoke, coordinator, key, "The hours of another person were counted."))
            elif n > 1:
                in_transaction(partial(hand_over, coordinator, key))


def rarities(world: World) -> None:
    """Once in the demo: a programme put away, one being drafted with every kind of rule, pay that was too high."""
    coordinator = world.staff["coordinator"]
    with clock.held_at(world.days_ago(200)):
        away = in_transaction(
            partial(_programme, world, coordinator, "FIRST", "First fortnight", ProgrammeKind.INDUCTION)
        )
        in_transaction(partial(set_status, coordinator, away, ProgrammeStatus.LIVE))
        inside = [p for p in world.people if p["prison"] == "HRB" and p["state"] == "sentenced"][:2]
        for person in inside:
            in_transaction(partial(apply, coordinator, _wish(world, away, person, Requester.CASE_MANAGER)))
    with clock.held_at(world.days_ago(90)):
        in_transaction(partial(set_status, coordinator, away, ProgrammeStatus.ARCHIVED))
        draft = in_transaction(
            partial(_programme, world, coordinator, "COOK", "Cooking for one", ProgrammeKind.LIFE_SKILLS)
        )
        in_transaction(partial(_rules, world, coordinator, draft, away))
    with clock.held_at(world.days_ago(1)):
        in_transaction(partial(_lower, world))


def _programme(world: World, coordinator: Actor, code: str, name: str, kind: ProgrammeKind) -> uuid.UUID:
    facts = ProgrammeFacts(code=code, name=name, kind=kind, summary="Small group, mornings.", id=world.id())
    made = create_programme(coordinator, facts)
    modules = [("Together", 300), ("Alone", 300)]
    add_version(coordinator, NewVersion(programme_id=made.id, valid_from=clock.today(), modules=modules, id=world.id()))
    return made.id


def _rules(world: World, coordinator: Actor, programme_id: uuid.UUID, before: uuid.UUID) -> None:
    farm: dict[str, Any] = {"any_of": [str(world.units["KES"])]}
    wanted: tuple[tuple[RuleKind, dict[str, Any]], ...] = (
        (RuleKind.LEVEL_AT_MOST, {"level": "minimum"}), (RuleKind.LEGAL_STATUS, {"any_of": ["sentenced"]}),
        (RuleKind.NEED_AT_LEAST, {"area": "accommodation", "least": 1}), (RuleKind.DAYS_AT_LEAST, {"days": 14}),
        (RuleKind.DAYS_AT_MOST, {"days": 180}), (RuleKind.UNIT, farm), (RuleKind.FIT, {}),
        (RuleKind.LANGUAGE, {"any_of": ["en", "fr"]}), (RuleKind.AGE_AT_LEAST, {"years": 18}),
        (RuleKind.COMPLETED, {"programme": str(before), "name": "First fortnight"}), (RuleKind.FIRST_TIME, {}),
    )  # fmt: skip
    for kind, given in wanted:
        severity = Severity.WARN if kind is RuleKind.FIRST_TIME else Severity.BLOCK
        rule = NewRule(
            programme_id=programme_id, kind=kind, given=given, valid_from=clock.today(), severity=severity,
            id=world.id(),
        )  # fmt: skip
        set_rule(coordinator, rule)


def _lower(world: World) -> None:
    """A register that said too much: the row is corrected, and what was paid too much waits for a human."""
    since = world.today - dt.timedelta(days=40)
    row = session.execute(
        sa.select(Attendance.id, Attendance.minutes)
        .join(PayLine, sa.and_(PayLine.source == ATTENDANCE, PayLine.source_id == Attendance.id))
        .join(Allocation, Allocation.id == Attendance.allocation_id)
        .join(Intake, Intake.id == Allocation.intake_id)
        .where(Intake.unit_id == world.units["HRB"], Attendance.code == "present", Attendance.held_on >= since)
        .order_by(Attendance.held_on.desc(), Attendance.id)
        .limit(1)
    ).first()
    if row:
        less = Correction(code="late", minutes=row.minutes // 2, reason="Left at half time.", id=world.id())
        correct(world.staff["coordinator"], row.id, less)

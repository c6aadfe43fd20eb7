"""Making the demo's limits, tools, accidents, bands and private work with the features' own commands."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from dataclasses import replace
from functools import partial

import sqlalchemy as sa

from casework.public import World
from casework.public import person as person_rows
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import in_transaction, session
from programmes.accidents import service as accidents
from programmes.accidents.models import Care, EntryKind, Part
from programmes.accidents.service import Attending, NewAccident
from programmes.bands.service import set_band
from programmes.catalogue.models import Workshop
from programmes.intakes.models import ClassSession, Intake, SessionState
from programmes.limits.models import LimitAnswer, LimitKind, LimitOverride
from programmes.limits.rules import Limit
from programmes.limits.service import set_limit
from programmes.pay.models import RateBasis
from programmes.pay.service import NewRate, set_rate
from programmes.places.models import Allocation, AllocationState
from programmes.private_work import service as private_work
from programmes.private_work.documents import consent_pdf
from programmes.private_work.models import HowRead, HowSigned
from programmes.private_work.queries import comparisons_of, work_for
from programmes.private_work.rules import text_on
from programmes.private_work.service import NewComparison, NewConsent, NewWork
from programmes.registers.queries import is_expected, roll_of
from programmes.tools import service as tools
from programmes.tools.models import CountMoment
from programmes.tools.service import NewTool

BOARD = (
    ("A01", "Hacksaw", "A", "1-1"), ("A02", "Metal file", "A", "1-2"), ("A03", "Angle grinder", "A", "1-3"),
    ("B01", "Hammer", "B", "2-1"), ("B02", "Hammer", "B", "2-2"), ("B03", "Screwdriver", "B", "2-3"),
    ("B04", "Pliers", "B", "2-4"), ("B05", "Scriber", "B", "2-5"), ("C01", "Folding rule", "C", "3-1"),
    ("C02", "Brush", "C", "3-2"), ("C03", "Set square", "C", "3-3"), ("C04", "Glue gun", "C", "3-4"),
)  # fmt: skip
ORDER = "Service order 12/2026 on the work of young people"


def seed(world: World, boss: Actor, instructor: Actor) -> None:
    """Everything of the big prison's metal workshop, and limits for the service, the young and one prison."""
    with clock.held_at(world.days_ago(2)):
        in_transaction(partial(_limits, world))
    room = session.scalar(sa.select(Workshop.id).where(Workshop.name == "Metal workshop"))
    group = session.scalar(
        sa.select(Intake.id).where(Intake.workshop_id == room, Intake.starts_on < world.today).order_by(
            Intake.starts_on.desc()
        )
    )  # fmt: skip
    session.remove()
    assert room
    assert group
    _tools(world, room, group, boss, instructor)
    _accidents(world, room, group, boss, instructor)
    _band(world, group, boss)
    _private(world, group, boss)


def _limits(world: World) -> None:
    everywhere = replace(world.staff["governor"], everywhere=True)
    young = ((LimitKind.DAY, 420), (LimitKind.WEEK, 2100), (LimitKind.ROW, 5), (LimitKind.STUDY, 600))
    for kind, most in young:
        set_limit(everywhere, Limit(
            kind=kind, most=most, answer=LimitAnswer.REFUSE, source=ORDER, valid_from=clock.today(), under_age=21,
        ))  # fmt: skip
    for kind, most in ((LimitKind.DAY, 450), (LimitKind.STUDY, 300)):
        set_limit(everywhere, Limit(
            kind=kind, most=most, answer=LimitAnswer.REASON if kind is LimitKind.DAY else LimitAnswer.WARN,
            source="House order of the governor of 2 November 2026", valid_from=clock.today(),
            unit_id=world.units["HRB"],
        ))  # fmt: skip


def _open_session(group: uuid.UUID) -> uuid.UUID:
    wanted = (ClassSession.intake_id == group, ClassSession.state == SessionState.PLANNED)
    found = session.scalar(sa.select(ClassSession.id).where(*wanted).order_by(ClassSession.held_on))
    session.remove()
    assert found
    return found


def _people_in(instructor: Actor, session_id: uuid.UUID) -> int:
    """How many may be handed a tool: on some days only a few are expected."""
    held = session.get_one(ClassSession, session_id)
    many = len([row for row in roll_of(instructor, held) if row.attendance_id or is_expected(row, held)])
    session.remove()
    return many


def _tools(world: World, room: uuid.UUID, group: uuid.UUID, boss: Actor, instructor: Actor) -> None:
    held, keys = _open_session(group), {}
    with clock.held_at(world.days_ago(60)):
        for code, name, kind, board in BOARD:
            keys[code] = world.id()
            new = NewTool(id=keys[code], workshop_id=room, code=code, name=name, tool_class=kind, board=board)
            in_transaction(partial(tools.add_tool, boss, new))
    with clock.held_at(world.days_ago(1)):
        in_transaction(partial(tools.count, instructor, held, CountMoment.BEGIN, len(BOARD)))
        hands = itertools.cycle(range(1, _people_in(instructor, held) + 1))
        out = {keys[code]: next(hands) for code in ("A01", "A02", "B01", "B02", "B03", "C04")}
        in_transaction(partial(tools.hand_out, instructor, held, out))
        said = dict.fromkeys([keys["A01"], keys["B01"]], "in")
        lost = dict.fromkeys([keys["A02"], keys["B02"], keys["B03"], keys["C04"]], "missing")
        words = "Last seen on the bench by the window."
        in_transaction(partial(tools.take_in, instructor, held, {**said, **lost}, words))
        in_transaction(partial(tools.find, instructor, keys["B02"], "Behind the drill press."))
        for code in ("A02", "B03", "C04"):
            note = "Bench and bins searched twice with the wing; the metal detector found nothing."
            in_transaction(partial(tools.ask_write_off, instructor, keys[code], note))
        in_transaction(partial(tools.decide_write_off, boss, keys["C04"], approved=True))
        in_transaction(partial(tools.decide_write_off, boss, keys["A02"], approved=False))
        in_transaction(partial(tools.hand_out, instructor, held, {keys["B04"]: next(hands)}))
        less = "Three are missing or written off, one is out."
        in_transaction(partial(tools.count, instructor, held, CountMoment.END, len(BOARD) - 5, less))


def _numbers(group: uuid.UUID, many: int) -> list[str]:
    held = sa.select(person_rows.c.number).join(Allocation, Allocation.person_id == person_rows.c.id)
    wanted = (Allocation.intake_id == group, Allocation.state == AllocationState.ACTIVE)
    found = list(session.scalars(held.where(*wanted).order_by(Allocation.id).limit(many)))
    session.remove()
    return found


def _accidents(world: World, room: uuid.UUID, group: uuid.UUID, boss: Actor, instructor: Actor) -> None:
    people = _numbers(group, 5)
    told = (
        (70, "A grinding disc broke and a piece of it flew off.", (Care.FIRST_AID, Care.NONE)),
        (31, "A sheet of metal slid off the rack onto a foot.", (Care.HOSPITAL,)),
        (3, "Dizzy after welding with the fan switched off.", (Care.HEALTH_CARE,)),
    )
    for days, what, cares in told:
        hurt = zip(people, cares, strict=False)
        rows = [Attending(number=number, part=Part.HURT, care=care) for number, care in hurt]
        others = zip(people[3:], (Part.WITNESS, Part.INVOLVED), strict=False)
        rows += [Attending(number=number, part=part) for number, part in others]
        new = NewAccident(
            id=world.id(), workshop_id=room, happened_at=world.days_ago(days) - dt.timedelta(hours=2), what=what,
            cause="Still being looked into.", people=rows,
        )  # fmt: skip
        with clock.held_at(world.days_ago(days)):
            made = in_transaction(partial(accidents.record, instructor, new)).id
            in_transaction(partial(accidents.add_entry, instructor, made, EntryKind.SIGNED))
            due = clock.today() + dt.timedelta(days=14)
            words = "Check the machine and write the result into its book."
            measure = in_transaction(partial(accidents.add_measure, boss, made, words, "S0001", due)).id
        if days > 60:  # noqa: PLR2004 - the old ones are dealt with
            with clock.held_at(world.days_ago(days - 5)):
                known = partial(accidents.add_entry, boss, made, EntryKind.NOTIFIED, "Told the labour inspector.")
                in_transaction(known)
                more = "The guard of the machine was loose; it is replaced."
                in_transaction(partial(accidents.add_entry, boss, made, EntryKind.AMENDED, more))
                in_transaction(partial(accidents.finish_measure, boss, measure, "Checked and in order."))


def _places(group: uuid.UUID) -> list[uuid.UUID]:
    wanted = (Allocation.intake_id == group, Allocation.state == AllocationState.ACTIVE)
    found = list(session.scalars(sa.select(Allocation.id).where(*wanted).order_by(Allocation.id)))
    session.remove()
    return found


def _band(world: World, group: uuid.UUID, boss: Actor) -> None:
    found = session.get_one(Intake, group)
    new = NewRate(
        id=world.id(), programme_id=found.programme_id, basis=RateBasis.HOUR, minor=150, currency="EUR",
        valid_from=world.today, band="Skilled",
    )  # fmt: skip
    session.remove()
    in_transaction(partial(set_rate, boss, new))
    why = "Works alone at the lathe."
    in_transaction(partial(set_band, boss, _places(group)[0], "Skilled", world.today + dt.timedelta(days=1), why))
    in_transaction(partial(_allowed, boss, group))


def _allowed(boss: Actor, group: uuid.UUID) -> None:
    """One leave of each kind beyond a limit, as the inspector's list shows them."""
    place = session.scalar(sa.select(Allocation).where(
        Allocation.intake_id == group, Allocation.state == AllocationState.ACTIVE
    ))  # fmt: skip
    assert place
    for kind, amount, most in ((LimitKind.DAY, 480, 450), (LimitKind.WEEK, 2700, 2640), (LimitKind.ROW, 7, 6),
                               (LimitKind.STUDY, 2400, 2340)):  # fmt: skip
        made = LimitOverride(
            person_id=place.person_id, allocation_id=place.id, session_id=None, kind=kind, on_day=clock.today(),
            amount=amount, most=most, source="House order of the governor of 2 November 2026",
            reason="An urgent repair of the kitchen's boiler.", allowed_by=boss.human_id, allowed_at=clock.now(),
        )  # fmt: skip
        session.add(made)
        audit.record(boss, "limit_override.allowed", made, reason=made.reason)


def _private(world: World, group: uuid.UUID, boss: Actor) -> None:
    new = NewWork(
        id=world.id(), unit_id=world.units["HRB"], beneficiary="Meridian Garden Supplies Ltd", contract="C-2026/17",
        from_on=world.today - dt.timedelta(days=20), until_on=world.today + dt.timedelta(days=200),
        complaints_to="Labour Inspectorate, Harbour Street 4, Meridian", declared=True, intake_id=group,
    )  # fmt: skip
    people = _numbers(group, 6)
    with clock.held_at(world.days_ago(6)):
        work = in_transaction(partial(private_work.mark, boss, new)).id
        in_transaction(partial(private_work.compare, boss, NewComparison(
            id=world.id(), work_id=work, basis=RateBasis.HOUR, minor=980, currency="EUR",
            source="Statistics office, wages in metal work, 2026", found_on=world.today - dt.timedelta(days=10),
        )))  # fmt: skip
        for n, number in enumerate(people):
            _consent(world, boss, work, number, n)


def _consent(world: World, boss: Actor, work: uuid.UUID, number: str, n: int) -> None:
    """A yes of each kind; the last one is taken back."""
    row = work_for(boss, work)
    free, said = comparisons_of(work)[0], text_on(world.today)
    paper = consent_pdf(row, said, free, ("en", "ar", "ru")[n % 3]) if n == 0 else b""
    session.remove()
    new = NewConsent(
        id=world.id(), work_id=work, number=number, language=("en", "ar", "ru")[n % 3],
        how_read=tuple(HowRead)[n % 2], how_signed=tuple(HowSigned)[n % 2], signed_name="Own hand",
        witness="Robin Field, teacher", paper=paper,
    )  # fmt: skip
    made = in_transaction(partial(private_work.consent, boss, new)).id
    if n == 5:  # noqa: PLR2004 - the last of six
        in_transaction(partial(private_work.withdraw, boss, made, "Would rather learn to weld."))

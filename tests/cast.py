"""The cast of every story: plain functions that make one believable thing each, kept in a transaction of their own.

Each takes overrides by keyword and gives back the record. Add yours here, named ``make_<thing>``.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import uuid
from collections.abc import Iterator

import sqlalchemy as sa

from casework.classification.models import Classification
from casework.people.models import SecurityLevel
from kernel.accounts import service as accounts
from kernel.accounts.models import Account, RoleGrant
from kernel.accounts.service import NewAccount
from kernel.authz import Actor, Role
from kernel.db import is_writing, session, table_of, transaction
from kernel.units import service as units
from kernel.units.models import ESTABLISHMENTS, Unit, UnitKind
from kernel.units.service import NewUnit

_numbers = itertools.count(1)
_unit = table_of(Unit)


@contextlib.contextmanager
def deed() -> Iterator[None]:
    """The open write transaction, or one of its own: so that makers may call makers."""
    if is_writing():
        yield
        session.flush()
    else:
        with transaction():
            yield


def make_unit(*, kind: UnitKind | str = UnitKind.PRISON, parent: Unit | None = None, **over: object) -> Unit:
    """A unit; a prison unless told otherwise."""
    number = next(_numbers)
    facts = {"code": f"U{number}", "name": f"Northfield Prison {number}", "zone": "Europe/Paris"}
    with deed():
        return units.open_unit(
            None, NewUnit(kind=UnitKind(kind), parent_id=parent.id if parent else None, **{**facts, **over})
        )


def make_account(*grants: tuple[Role, uuid.UUID | None], **over: object) -> Account:
    """An account with these (role, unit id) grants. It has a password only when one is given."""
    number = next(_numbers)
    facts = {"name": f"Robin Field {number}", "staff_number": f"S{number:05}", "username": f"user{number}"}
    with deed():
        return accounts.open_account(None, NewAccount(grants=grants, **{**facts, **over}))


def make_actor(role: Role | tuple[Role, ...], unit: Unit | None = None, **over: object) -> Actor:
    """Somebody who holds the role (or roles) at ``unit`` and under it; over the whole service without a unit."""
    roles = role if isinstance(role, tuple) else (role,)
    account = make_account(*((one, unit.id if unit else None) for one in roles), **over)
    return Actor(
        account_id=account.id,
        human_id=account.human_id,
        name=str(over.get("name", "Robin Field")),
        roles=frozenset(roles),
        establishments=_reach(unit),
        everywhere=unit is None,
    )


def _reach(unit: Unit | None) -> frozenset[uuid.UUID]:
    """The establishments a grant over ``unit`` covers, as the sign-in query reads them."""
    if unit is None:
        return frozenset()
    under = sa.or_(_unit.c.id == unit.id, _unit.c.parent_id == unit.id)
    statement = sa.select(_unit.c.id).where(under, _unit.c.kind.in_(sorted(ESTABLISHMENTS)))
    return frozenset(session.scalars(statement))


def begin_session(actor: Actor) -> str:
    """The secret token of a fresh web session of this actor."""
    with deed():
        account = session.get(Account, actor.account_id)
        assert account is not None
        return accounts.begin_session(account, "tests")


def actor_behind(account_id: uuid.UUID) -> Actor:
    """Who acts with an account, with the roles it holds now."""
    from kernel.accounts.queries import actor_of

    found = actor_of(account_id)
    assert found is not None
    return found


SECRET = b"a secret of the tests"


def make_factor(actor: Actor, *, wanted: str = "app", secret: bytes = SECRET) -> tuple[str, list[str]]:
    """A second factor that counts: the seed of the app, and the codes of the card. Set up five minutes ago."""
    from kernel import clock
    from kernel.factors import queries, rules, service

    with clock.held_at(clock.now() - dt.timedelta(minutes=5)), deed():
        codes = service.begin(actor, rules.Wanted(wanted), secret)
        seed = service.seed_begun(actor, secret)
        first = code_of(seed) if seed else codes.pop(0)
        _passed, made = service.confirm(actor, first, browser="", secret=secret)
        assert queries.factor_of(actor.account_id)
    return seed, codes or made


def code_of(seed: str, steps: int = 0) -> str:
    """What an app with this seed shows now, or so many steps later."""
    from kernel import clock
    from kernel.factors.rules import code_at, step_at

    return code_at(seed, step_at(clock.now()) + steps)


def revoke(actor: Actor) -> None:
    """Take every role away, as an administrator would."""
    from kernel import audit

    with deed():
        for grant in session.scalars(sa.select(RoleGrant).where(RoleGrant.account_id == actor.account_id)):
            session.delete(grant)
            audit.record(None, "role.withdrawn", grant)


def make_wing(prison: Unit, *, places: int = 50, **limits: object) -> Unit:
    """A wing of a prison with its rule: so many places in all three senses, and whom it may hold."""
    from casework.custody.models import HoldingRule
    from kernel import audit

    wing = make_unit(kind=UnitKind.WING, name=f"Wing {next(_numbers)}", parent=prison)
    with deed():
        rule = HoldingRule(unit_id=wing.id, official=places, operational=places, emergency=places, **limits)
        session.add(rule)
        audit.record(None, "holding_rule.set", rule)
    return wing


def make_trial(version: object, actor: Actor | None = None) -> uuid.UUID:
    """A finished dry run of a proposed law over everybody there is; its id."""
    from casework.trials import queries, service

    with deed():
        trial_id = service.begin(actor or make_actor(Role.GOVERNOR), version).id
        people = queries.everybody()
        service.try_on(trial_id, people)
        service.finish(trial_id, len(people))
    return trial_id


def make_level_decision(prison: Unit, person_id: uuid.UUID, level: SecurityLevel) -> Classification:
    """A level decided by an approver on an officer's recommendation; at most one step from the score, medium."""
    from casework.classification import service
    from casework.instruments import service as instruments

    officer, approver = (
        make_actor(Role.CLASSIFICATION_OFFICER, prison),
        make_actor(Role.CLASSIFICATION_APPROVER, prison),
    )
    given = ("none", "no", "high", "moderate", "none", "one", "b", "none", "one")
    answers = {f"q{number}": value for number, value in enumerate(given, 1)}
    with deed():
        version = instruments.load_instrument(None)
        if version.activated_at is None:
            instruments.activate(None, version, officer.human_id, approver.human_id)
        service.begin(officer, person_id)
        service.save_answers(officer, person_id, answers, {})
        service.recommend(officer, person_id, level, "As the reports of June say.", account="I see it otherwise.")
    with deed():
        why = {"override_code": "conduct", "override_words": "Threats in May."}
        return service.decide(approver, person_id, service.Decision(level=level, **why))


def make_held(prison: Unit, **over: object) -> uuid.UUID:
    """The id of somebody inside; ``over`` are columns of the person."""
    from casework.people.models import LegalStatus, Person
    from kernel import audit, clock
    from kernel.ids import new_id

    facts = {
        "number": f"T{new_id().hex[-12:]}", "name": "Sami Haddad", "sort_name": "haddad sami", "in_custody": True,
        "establishment_id": prison.id, "legal_status": LegalStatus.SENTENCED, "opened_at": clock.now(),
        "match_key": "haddad",
    }  # fmt: skip
    with deed():
        made = Person(**{**facts, **over})
        session.add(made)
        audit.record(None, "person.registered", made)
    return made.id


def make_workshop(actor: Actor, prison: Unit, *, seats: int = 20) -> uuid.UUID:
    """A workshop with four tools on its board: A1, A2, B1 and C1."""
    from programmes.catalogue.service import NewWorkshop, open_workshop
    from programmes.tools.service import NewTool, add_tool

    with deed():
        room = open_workshop(actor, NewWorkshop(unit_id=prison.id, name=f"Shop {next(_numbers)}", seats=seats)).id
        for code in ("A1", "A2", "B1", "C1"):
            add_tool(actor, NewTool(workshop_id=room, code=code, name=f"Tool {code}", tool_class=code[0]))
    return room


def make_work_group(
    actor: Actor, prison: Unit, *, slots: object, room: uuid.UUID | None = None, **over: object
) -> object:
    """A running group of a paid work programme with these weekly (weekday, from, to) times, nobody in it."""
    import datetime as dt

    from kernel import clock
    from programmes.catalogue import service as catalogue
    from programmes.catalogue.models import ProgrammeKind, ProgrammeStatus
    from programmes.catalogue.service import NewVersion, ProgrammeFacts
    from programmes.intakes.service import NewIntake, NewSlot, add_slot, open_intake

    first, number = clock.today(), next(_numbers)
    kind = over.pop("kind", ProgrammeKind.WORK)
    with deed():
        made = catalogue.create_programme(
            actor, ProgrammeFacts(code=f"P{number}", name=f"Work {number}", kind=kind, paid=True)
        )
        version = NewVersion(programme_id=made.id, valid_from=first, modules=[("All", 120)])
        catalogue.add_version(actor, version)
        catalogue.set_status(actor, made.id, ProgrammeStatus.LIVE)
        facts = {
            "programme_id": made.id, "unit_id": prison.id, "instructor_id": actor.human_id, "name": f"Group {number}",
            "starts_on": first, "ends_on": first + dt.timedelta(days=13), "capacity": 10, "workshop_id": room,
        }  # fmt: skip
        group = open_intake(actor, NewIntake(**{**facts, **over}))
        for weekday, since, until in slots:
            times = {"starts_at": dt.time(since), "ends_at": dt.time(until)}
            add_slot(actor, NewSlot(intake_id=group.id, weekday=weekday, **times))
    return group


def make_extra(**over: object) -> object:
    """A condition of the catalogue, whole, for a draft."""
    import datetime as dt

    from probation.conditions.models import Purpose
    from probation.extras.service import ExtraCondition

    facts = {
        "code": "live-at-address", "inputs": {"address": "4 Mill Row"}, "purpose": Purpose.SUPPORT,
        "necessity": "Lost two flats within a year.", "proportionality": "Help alone was tried and not enough.",
        "review_on": dt.date(2026, 9, 1),
    }  # fmt: skip
    return ExtraCondition(**{**facts, **over})


def make_variation(reason: str = "Asked for help to keep a flat.", **over: object) -> object:
    """Why conditions should change: the person asked, and it was talked over on 2 March 2026."""
    import datetime as dt

    from probation.conditions.models import Asker
    from probation.drafting.service import NewVariation

    return NewVariation(**{"reason": reason, "asked_by": Asker.PERSON, "talked_on": dt.date(2026, 3, 2), **over})


def make_pay_run(people: int) -> object:
    """A frozen pay run of so many people with one line each, of different sums; nobody has approved it."""
    import datetime as dt

    from casework.people.models import Person
    from kernel import audit, clock
    from kernel.ids import new_id
    from programmes.catalogue.models import Programme, ProgrammeKind
    from programmes.pay.models import PayLine, PayRate, RateBasis
    from programmes.pay_periods.service import NewRun, freeze

    prison, day = make_unit(), clock.today() - dt.timedelta(days=3)
    boss = make_actor(Role.PROGRAMME_COORDINATOR, prison)
    with deed():
        programme = Programme(code=f"P{next(_numbers)}", name="Tailoring", kind=ProgrammeKind.WORK, paid=True)
        rate = PayRate(
            programme_id=programme.id, basis=RateBasis.HOUR, minor=100, currency="EUR", valid_from=day
        )  # fmt: skip
        session.add_all([programme, rate])
        audit.record(boss, "programme.created", programme)
        audit.record(boss, "pay_rate.set", rate)
        for n in range(people):
            one = Person(
                number=f"R{n:05}", name=f"Runner {n}", sort_name=f"runner {n:05}", match_key="", in_custody=True,
                establishment_id=prison.id, opened_at=clock.now(),
            )  # fmt: skip
            line = PayLine(
                person_id=one.id, source="attendance", source_id=new_id(), rate_id=rate.id, earned_on=day,
                minor=100 + n % 977, currency="EUR", explain={"programme": "Tailoring"}, unit_id=prison.id,
            )  # fmt: skip
            session.add_all([one, line])
            audit.record(boss, "person.registered", one)
            audit.record(boss, "pay_line.made", line)
            if n % 250 == 0:
                session.flush()
    with deed():
        return freeze(boss, NewRun(unit_id=prison.id, last_on=day))


def publish(writer: Actor, product_id: uuid.UUID) -> Actor:
    """Offer a product as its writer and put it into the shop as somebody else, who is given back."""
    from marketplace.publishing.service import ask_review, list_product

    second = make_actor(Role.SHOP_MANAGER, name="Sam Second")
    with deed():
        ask_review(writer, product_id)
        list_product(second, product_id)
    return second

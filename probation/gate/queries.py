"""What must stand before release, and the first days outside."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import Check, PersonCard, person, person_for, visible_to
from kernel.accounts.models import Human
from kernel.authz import Actor, Role
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from probation.conditions.rules import UNFINISHED, needs_second_human
from probation.contacts.queries import open_appointments
from probation.gate.models import DayCheck, DayItem, FirstDays
from probation.orders.models import OrderKind, OrderState, SetState
from probation.orders.queries import order, order_for, orders_of, sets_of

first_days, item, check = table_of(FirstDays), table_of(DayItem), table_of(DayCheck)
_human = table_of(Human)
_ID = first_days.c.id.type
RULE_EXPLAINED, RULE_AFTERCARE, RULE_TWO = "Tokyo Rule 12.3", "Mandela Rule 90", "Two humans"
_READERS = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR, Role.CASE_MANAGER, Role.GOVERNOR, Role.INSPECTOR)


def follows_release(row: Any) -> bool:
    """Whether supervision under an order row begins or goes on at the gate."""
    return bool(row.state == OrderState.NOT_STARTED or (row.state == OrderState.SUSPENDED and row.before_custody))


def release_checks(actor: Actor, person_id: uuid.UUID) -> Sequence[Check]:
    """For who has supervision to follow: conditions approved and explained, and the first appointment booked.

    What somebody only wished for themselves keeps nobody inside.
    """
    orders = [row for row in orders_of(person_id) if follows_release(row)]
    booked = {row.order_id for row in open_appointments(person_id)}
    if not orders:
        return _runs_on(actor, person_for(actor, person_id), known=bool(orders_of(person_id)))
    must = [row for row in orders if row.kind != OrderKind.VOLUNTARY]
    checks: list[Check] = []
    for row in must or orders:
        checks += _checks_of(actor, row, booked=row.id in booked, blocking=bool(must))
    return checks


def _runs_on(actor: Actor, card: PersonCard, *, known: bool) -> list[Check]:
    """A word to the gate where the sentence runs on after the release and nobody wrote an order down yet."""
    if known or not (card.release_date and card.expiry_date and card.expiry_date > card.release_date):
        return []
    text = _("The sentence runs on after the release. If supervision follows, write the order down and prepare it.")
    return [Check(
        key="supervision_prepared", title=_("Supervision after release prepared"), done=False, blocking=False,
        text=text, rule=RULE_AFTERCARE, href=f"/people/{card.id}/supervision" if actor.has(*_READERS) else "",
    )]  # fmt: skip


def _checks_of(actor: Actor, row: Any, *, booked: bool, blocking: bool) -> list[Check]:
    told = bool(row.explained_orally_on and row.explained_in_writing_on)
    newest = next((one for one in sets_of(row.id) if one.state in {*UNFINISHED, SetState.ACTIVE}), None)
    waits = newest is not None and needs_second_human(newest) and newest.state in UNFINISHED - {SetState.APPROVED}
    href = f"/supervision/orders/{row.id}" if actor.has(*_READERS) else ""
    found = [Check(
        key="conditions_explained", title=_("Licence conditions explained"), done=told, rule=RULE_EXPLAINED,
        text="" if told else _("Explain the conditions by word of mouth and in "
            "writing, in a language the person understands."),
        href=href, blocking=blocking,
    )]  # fmt: skip
    if waits:
        found.append(Check(
            key="conditions_approved", title=_("Conditions approved by a supervisor"), done=False, rule=RULE_TWO,
            text=_("A condition made for one person needs the yes of a supervisor."), href=href, blocking=blocking,
        ))  # fmt: skip
    found.append(Check(
        key="first_appointment", title=_("First appointment after release booked"), done=booked, rule=RULE_AFTERCARE,
        text="" if booked else _("Book the first appointment with the probation office."), blocking=blocking,
        href=f"/people/{row.person_id}/appointments/new" if actor.has(Role.PROBATION_OFFICER) else "",
    ))  # fmt: skip
    return found


_NEWEST = (
    sa.select(first_days)
    .where(first_days.c.person_id == sa.bindparam("person_id", type_=_ID))
    .order_by(first_days.c.released_on.desc(), first_days.c.id.desc())
    .limit(1)
)
_ITEMS = sa.select(item).where(item.c.first_days_id == sa.bindparam("key", type_=_ID)).order_by(item.c.id)
_CHECKS = (
    sa.select(check, _human.c.name.label("who"))
    .outerjoin(_human, _human.c.id == check.c.done_by)
    .where(check.c.first_days_id == sa.bindparam("key", type_=_ID))
    .order_by(check.c.day)
)


def newest_first_days(person_id: uuid.UUID) -> Any | None:
    """The newest release with supervision to follow."""
    return session.execute(_NEWEST, {"person_id": person_id}).first()


def items_of(first_days_id: uuid.UUID) -> Sequence[Any]:
    """The things of the day of release, as they stand."""
    return session.execute(_ITEMS, {"key": first_days_id}).all()


def checks_of(first_days_id: uuid.UUID) -> Sequence[Any]:
    """The looks on day 1, 3 and 7."""
    return session.execute(_CHECKS, {"key": first_days_id}).all()


def first_days_for(actor: Actor, first_days_id: uuid.UUID) -> tuple[PersonCard, Any, Any]:
    """(person, order, first days). Raises NotFound when there are none or their person is hidden."""
    key = sa.literal(first_days_id, _ID)
    row = session.execute(sa.select(first_days).where(first_days.c.id == key)).first()
    if row is None:
        raise NotFound(_("There is no such release."))
    card, found = order_for(actor, row.order_id)
    return card, found, row


def _due(actor: Actor, today: dt.date, *, mine: bool) -> sa.ColumnElement[bool]:
    due = sa.and_(check.c.done_at.is_(None), check.c.due_on <= today, person.c.in_custody.is_(False), visible_to(actor))
    own = sa.or_(order.c.officer_id == actor.human_id, order.c.officer_id.is_(None))
    return sa.and_(due, own) if mine else due


_FROM = (
    check.join(first_days, first_days.c.id == check.c.first_days_id)
    .join(person, person.c.id == check.c.person_id)
    .join(order, order.c.id == first_days.c.order_id)
)


def checks_due(actor: Actor, today: dt.date, after: uuid.UUID | None, *, mine: bool) -> Page[Any]:
    """One page of looks that are due, the oldest first; an officer's own, and those nobody has taken yet."""
    statement = (
        sa.select(check.c.id, check.c.day, check.c.due_on, first_days.c.id.label("first_days_id"), person.c.name,
                  person.c.number, first_days.c.released_on)
        .select_from(_FROM)
        .where(_due(actor, today, mine=mine))
    )  # fmt: skip
    return page_of(statement, check.c.due_on, row_id=check.c.id, after=after, size=25)


def count_due(actor: Actor, today: dt.date, *, mine: bool) -> int:
    """How many looks are due."""
    return session.scalar(sa.select(sa.func.count()).select_from(_FROM).where(_due(actor, today, mine=mine))) or 0

"""A death ends every open order and cancels what was planned; a death that was none gives the orders back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from casework.public import DeathTakenBack, PersonDied
from kernel import audit
from kernel.db import session
from kernel.i18n import _
from kernel.units.queries import unit_of
from probation.contacts.queries import open_appointments
from probation.endings.service import cancel_planned
from probation.orders.models import OPEN, OrderState, SupervisionOrder
from probation.standards.service import refresh_due


def _orders(person_id: uuid.UUID, states: Sequence[OrderState]) -> Sequence[SupervisionOrder]:
    found = sa.select(SupervisionOrder).where(
        SupervisionOrder.person_id == person_id, SupervisionOrder.state.in_(states)
    )
    return session.scalars(found).all()


def end_for_good(event: PersonDied) -> None:
    """Nothing is owed any more: orders end, appointments are cancelled by nobody's fault."""
    for order in _orders(event.person_id, sorted(OPEN)):
        order.before_death, order.state = order.state, OrderState.DIED
        audit.record(event.by, "order.ended_by_death", order)
        session.flush()
        refresh_due(order, unit_of(order.office_id).zone)
    cancel_planned(event.by, open_appointments(event.person_id), _("The person died."), "died")


def take_up_again(event: DeathTakenBack) -> None:
    """Orders stand where they stood. Appointments are made anew by the officer: their days may have passed."""
    for order in _orders(event.person_id, [OrderState.DIED]):
        order.state, order.before_death = order.before_death or OrderState.SUSPENDED, None
        audit.record(event.by, "order.taken_up_again", order)
        session.flush()
        refresh_due(order, unit_of(order.office_id).zone)

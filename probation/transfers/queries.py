"""Reading transfers, and what is open in a case when it changes hands."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import PersonCard, active_alerts, open_to, person, person_for, visible_to
from kernel import clock
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.units.models import Unit, UnitKind
from probation.contacts.queries import open_appointments
from probation.orders.queries import conditions_of, sets_of
from probation.places.queries import contact_place
from probation.referrals.queries import live_of
from probation.requirements.queries import progress, requirements_of
from probation.standards.queries import picture_of
from probation.transfers.models import Transfer, TransferState

transfer = table_of(Transfer)
_from, _to = table_of(Human).alias("sender"), table_of(Human).alias("receiver")
_there, _unit = table_of(Unit).alias("there"), table_of(Unit)
_ID = transfer.c.id.type
_SHOWN = (
    sa.select(
        transfer, _from.c.name.label("sender"), _to.c.name.label("receiver"), _there.c.name.label("office_to"),
        person.c.name.label("person"), person.c.number,
    )
    .join(_from, _from.c.id == transfer.c.from_officer_id)
    .join(_to, _to.c.id == transfer.c.to_officer_id)
    .join(_there, _there.c.id == transfer.c.to_office_id)
    .join(person, person.c.id == transfer.c.person_id)
)  # fmt: skip


def open_items(card: PersonCard, order: Any) -> dict[str, Any]:
    """What is open in a case: counts and days only, for the receiver's eye and for the record of the transfer.

    The words stay where they are; the receiver reads them in the file.
    """
    planned = [row for row in open_appointments(card.id) if row.order_id == order.id]
    now, picture = clock.now(), picture_of(order, order.zone)
    shown = next((one for one in sets_of(order.id) if one.state == "active"), None)
    beyond = [one for one in conditions_of(shown.id) if one.kind != "standard"] if shown else []
    ahead = [row for row in planned if row.scheduled_at >= now]
    return {
        "next_appointment": ahead[0].scheduled_at.isoformat() if ahead else "",
        "appointments": len(ahead), "unlogged": len(planned) - len(ahead), "failures": picture.failures,
        "review_due": picture.review_due, "conditions": len(beyond),
        "reviews": sorted(one.review_on.isoformat() for one in beyond if one.review_on),
        "requirements": sum(progress(row).left > 0 for row in requirements_of(order.id)),
        "referrals": len(live_of(card.id)), "alerts": len(active_alerts(card.id)), "safety": _has_safety_note(card.id),
        "draft": any(one.state in {"draft", "submitted", "approved", "rejected"} for one in sets_of(order.id)),
    }  # fmt: skip


def _has_safety_note(person_id: uuid.UUID) -> bool:
    key = sa.literal(person_id, _ID)
    noted = sa.select(contact_place.c.id).where(
        contact_place.c.person_id == key, contact_place.c.ended_at.is_(None), contact_place.c.safety_note != ""
    )
    return session.scalar(noted.limit(1)) is not None


def transfers_of(order_id: uuid.UUID) -> Sequence[Any]:
    """The transfers of an order, newest first."""
    mine = _SHOWN.where(transfer.c.order_id == sa.literal(order_id, _ID))
    return session.execute(mine.order_by(transfer.c.proposed_at.desc())).all()


def transfer_for(actor: Actor, transfer_id: uuid.UUID) -> tuple[PersonCard | None, Any]:
    """(person, transfer); no card for a receiver who may not read the file yet.

    Raises NotFound for everybody else, and for whom the person is hidden from.
    """
    row = session.execute(_SHOWN.where(transfer.c.id == sa.literal(transfer_id, _ID), open_to(actor))).first()
    card = known_to(actor, row.person_id) if row is not None else None
    waiting = row is not None and row.state == TransferState.PROPOSED and may_answer(actor, row)
    if row is None or not (card or waiting):
        raise NotFound(_("There is no such transfer, or you may not know of it."))
    return card, row


def may_answer(actor: Actor, row: Any) -> bool:
    """Whether the actor answers for the receiving side: its officer, or who supervises there."""
    return bool(actor.human_id == row.to_officer_id or actor.covers(row.to_office_id))


def incoming(actor: Actor) -> Sequence[Any]:
    """Transfers that wait for the actor's side, oldest first."""
    here = transfer.c.to_officer_id == actor.human_id
    if not actor.everywhere:
        here = sa.or_(here, transfer.c.to_office_id.in_(list(actor.establishments)))
    waits = _SHOWN.where(
        transfer.c.state == TransferState.PROPOSED, here, transfer.c.proposed_by != actor.human_id, open_to(actor)
    )
    return session.execute(waits.order_by(transfer.c.proposed_at).limit(50)).all()


def outgoing(actor: Actor) -> Sequence[Any]:
    """Transfers of the actor's side that wait for an answer, oldest first."""
    waits = _SHOWN.where(transfer.c.state == TransferState.PROPOSED, visible_to(actor))
    return session.execute(waits.order_by(transfer.c.proposed_at).limit(50)).all()


def offices() -> list[tuple[uuid.UUID, str]]:
    """Every probation office: one may send to any."""
    rows = sa.select(_unit.c.id, _unit.c.name).where(_unit.c.kind == UnitKind.PROBATION_OFFICE)
    return [(row.id, row.name) for row in session.execute(rows.order_by(_unit.c.name))]


def known_to(actor: Actor, person_id: uuid.UUID) -> PersonCard | None:
    """The person's card where the actor may read the file, else None."""
    try:
        return person_for(actor, person_id)
    except NotFound:
        return None

"""What a pack is filled with, in a constant number of statements. Restricted people only where assigned."""

from __future__ import annotations

import base64
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import file_now, goals_of_many, graded, open_codes, person, small_face, visible_to
from kernel import clock
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.units.models import Unit
from probation.catalogue.queries import plain_of
from probation.contacts.models import ContactKind, ContactState, Outcome
from probation.contacts.queries import contact, stands
from probation.field_devices.queries import device
from probation.field_packs.models import FieldPack, FieldPackPerson
from probation.field_packs.rules import MOST, map_link
from probation.orders.models import OPEN, SetState
from probation.orders.queries import condition, condition_set, in_scope, order
from probation.places.queries import contact_place

_unit, _human = table_of(Unit), table_of(Human)
pack, pack_person = table_of(FieldPack), table_of(FieldPackPerson)
LAST = 3
WEEK = dt.timedelta(days=7)
_PEOPLE = (
    sa.select(
        order.c.id.label("order_id"), order.c.office_id, person.c.id.label("person_id"), person.c.name,
        person.c.known_as, person.c.number, person.c.language, contact_place.c.address, contact_place.c.phone,
        contact_place.c.note, contact_place.c.safety_note, _unit.c.zone, small_face(person.c.id).label("face"),
        open_codes(person.c.id).label("alert_codes"),
    )
    .select_from(order)
    .join(person, person.c.id == file_now(order.c.person_id))
    .join(_unit, _unit.c.id == order.c.office_id)
    .outerjoin(contact_place, sa.and_(contact_place.c.person_id == person.c.id, contact_place.c.ended_at.is_(None)))
    .where(order.c.state.in_(sorted(OPEN)))
)  # fmt: skip


def route_of(actor: Actor, start: dt.datetime, end: dt.datetime) -> list[uuid.UUID]:
    """The orders of the actor's planned contacts between two instants, in order of time, each once."""
    rows = session.execute(
        sa.select(contact.c.order_id)
        .where(
            contact.c.officer_id == actor.human_id, contact.c.state == ContactState.SCHEDULED, stands,
            contact.c.scheduled_at >= start, contact.c.scheduled_at < end,
        )
        .order_by(contact.c.scheduled_at, contact.c.id)
    )  # fmt: skip
    return list(dict.fromkeys(row.order_id for row in rows))


def people_for(actor: Actor, orders: Sequence[uuid.UUID]) -> list[Any]:
    """Who of these orders may travel on the actor's phone, in the given order. The rest is as if it were not there."""
    assigned = sa.or_(person.c.restricted.is_(False), person.c.officer_id == actor.human_id)
    rows = session.execute(_PEOPLE.where(order.c.id.in_(orders), visible_to(actor), assigned)).all()
    place = {order_id: at for at, order_id in enumerate(orders)}
    return sorted(rows, key=lambda row: place[row.order_id])[: MOST + 1]


def _planned(actor: Actor, orders: Collection[uuid.UUID], end: dt.datetime) -> dict[uuid.UUID, Any]:
    rows = session.execute(
        sa.select(contact.c.id, contact.c.order_id, contact.c.scheduled_at, contact.c.kind, contact.c.place)
        .where(
            contact.c.order_id.in_(orders), contact.c.officer_id == actor.human_id,
            contact.c.state == ContactState.SCHEDULED, stands, contact.c.scheduled_at < end,
        )
        .order_by(contact.c.scheduled_at)
    )  # fmt: skip
    return {row.order_id: row for row in rows}


def _conditions(orders: Collection[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    rows = session.execute(
        sa.select(
            condition_set.c.order_id, condition.c.policy, condition.c.code, condition.c.inputs, condition.c.plain
        )
        .join(condition, condition.c.set_id == condition_set.c.id)
        .where(condition_set.c.order_id.in_(orders), condition_set.c.state == SetState.ACTIVE)
        .order_by(condition.c.sequence)
    )  # fmt: skip
    found = defaultdict(list)
    for row in rows:
        found[row.order_id].append(plain_of(row))
    return found


def _contacts(people: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Any]]:
    ranked = (
        sa.select(
            contact.c.person_id, contact.c.at, contact.c.kind, contact.c.outcome, contact.c.agreed_action,
            contact.c.received_at,
            sa.func.row_number().over(partition_by=contact.c.person_id, order_by=contact.c.at.desc()).label("place"),
        )
        .where(contact.c.person_id.in_(people), contact.c.outcome.is_not(None), stands)
        .subquery()
    )  # fmt: skip
    found = defaultdict(list)
    for row in session.execute(sa.select(ranked).where(ranked.c.place <= LAST).order_by(ranked.c.place)):
        found[row.person_id].append(row)
    return found


def contents(actor: Actor, rows: Sequence[Any], end: dt.datetime) -> list[dict[str, Any]]:
    """What travels of these people: how to find them, what keeps the visitor safe, what was agreed, what is asked."""
    orders, people = [row.order_id for row in rows], [row.person_id for row in rows]
    planned, asked, met = _planned(actor, orders, end), _conditions(orders), _contacts(people)
    goals = goals_of_many(people)
    return [
        _one(row, planned.get(row.order_id), asked[row.order_id], met[row.person_id], goals.get(row.person_id, []))
        for row in rows
    ]


def _one(row: Any, planned: Any, asked: list[str], met: list[Any], goals: list[str]) -> dict[str, Any]:
    warned = [words for words, _tone in graded((row.alert_codes or "").split())]
    face = f"data:image/jpeg;base64,{base64.b64encode(row.face).decode()}" if row.face else None
    newest = max((one.received_at for one in met), default=None)
    return {
        "order_id": str(row.order_id), "person_id": str(row.person_id), "name": row.known_as or row.name,
        "number": row.number, "photo": face, "address": row.address or "", "phones": [row.phone] if row.phone else [],
        "map": map_link(row.address or ""), "safety": [*filter(None, [row.safety_note]), *warned],
        "how_to_find": row.note or "", "appointment": _appointment(planned, row.zone), "conditions": asked,
        "contacts": [_contact(one, row.zone) for one in met],
        "actions": [one.agreed_action for one in met if one.agreed_action], "goals": goals,
        "version": int(newest.timestamp()) if newest else 0,
    }  # fmt: skip


def _appointment(planned: Any, zone: str) -> dict[str, Any] | None:
    if planned is None:
        return None
    at = clock.local(planned.scheduled_at, zone).isoformat()
    return {"id": str(planned.id), "at": at, "kind": planned.kind, "place": planned.place}


def _contact(row: Any, zone: str) -> dict[str, str]:
    return {
        "at": clock.local(row.at, zone).isoformat(), "kind": str(ContactKind(row.kind).label),
        "outcome": str(Outcome(row.outcome).label), "agreed_action": row.agreed_action,
    }  # fmt: skip


def pack_row(pack_id: uuid.UUID) -> Any | None:
    """A pack as it stands."""
    return session.execute(sa.select(pack).where(pack.c.id == pack_id)).first()


def in_pack(pack_id: uuid.UUID, order_id: uuid.UUID) -> bool:
    """Whether a pack held this order's person."""
    found = sa.select(sa.literal(1)).where(pack_person.c.pack_id == pack_id, pack_person.c.order_id == order_id)
    return session.scalar(found) is not None


def orders_in(pack_id: uuid.UUID) -> list[uuid.UUID]:
    """The orders of a pack."""
    return list(session.scalars(sa.select(pack_person.c.order_id).where(pack_person.c.pack_id == pack_id)))


_SHOWN = (
    sa.select(pack, device.c.label, device.c.seen_at, device.c.revoked_at, _human.c.name.label("officer"),
              _unit.c.zone, _unit.c.name.label("office"))
    .join(device, device.c.id == pack.c.device_id)
    .join(_human, _human.c.id == pack.c.human_id)
    .join(_unit, _unit.c.id == pack.c.office_id)
)  # fmt: skip


def packs_of(human_id: uuid.UUID) -> Sequence[Any]:
    """The newest packs somebody was given."""
    statement = _SHOWN.where(pack.c.human_id == human_id).order_by(pack.c.issued_at.desc(), pack.c.id.desc())
    return session.execute(statement.limit(20)).all()


def packs_out(actor: Actor) -> Sequence[Any]:
    """The packs of the actor's offices that were given out and not returned, the oldest first."""
    statement = _SHOWN.where(pack.c.returned_at.is_(None), in_scope(actor, pack.c.office_id))
    return session.execute(statement.order_by(pack.c.issued_at, pack.c.id).limit(200)).all()


def packs_about(order_id: uuid.UUID) -> Sequence[Any]:
    """The packs of the last week that held this order's person, newest first, returned or not."""
    statement = (
        _SHOWN.join(pack_person, pack_person.c.pack_id == pack.c.id)
        .where(pack_person.c.order_id == order_id, pack.c.issued_at > clock.now() - WEEK)
        .order_by(pack.c.issued_at.desc())
    )
    return session.execute(statement.limit(20)).all()

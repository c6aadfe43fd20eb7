"""Giving out packs and taking them back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kernel import audit, clock
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import Conflict, DomainError, NotFound
from kernel.i18n import _, show_moment
from probation.day.queries import day_bounds, zone_of
from probation.field_packs.models import FieldPack, FieldPackPerson
from probation.field_packs.queries import contents, orders_in, pack_row, packs_about, people_for, route_of
from probation.field_packs.rules import LASTS, MOST, waits_until


@dataclass(frozen=True, kw_only=True)
class AskPack:
    """A pack for a day: today's route unless people are named by their orders."""

    pack_id: uuid.UUID
    device_id: uuid.UUID
    date: dt.date | None = None
    people: Sequence[uuid.UUID] | None = None


@dataclass(frozen=True, kw_only=True)
class Pack:
    """A pack with what is in it. ``again`` when it had been given out before."""

    row: Any
    zone: str
    people: list[dict[str, Any]]
    again: bool = False


def issue(actor: Actor, asked: AskPack) -> Pack:
    """Give a pack out; each person in it is a noted look into their file. Asked again, the same people again.

    Raises DomainError when nobody is on the route or too many are named, Conflict for a pack that is over.
    """
    zone = zone_of(actor)
    day = asked.date or clock.today(zone)
    if not clock.today(zone) <= day <= clock.today(zone) + dt.timedelta(days=1):
        raise DomainError(_("A pack is for today or tomorrow."), field="date")
    start, end = day_bounds(day, zone)
    before = _before(actor, asked)
    rows = people_for(actor, orders_in(before.id) if before else _wanted(actor, asked, start, end))
    if not rows:
        raise DomainError(_("Nobody is on your route that day. Choose the people you will visit."), field="people")
    for row in rows:
        audit.note_read(actor, row.person_id, "field_pack.read")
    made = before or _give(actor, asked, day, rows)
    return Pack(row=made, zone=zone, people=contents(actor, rows, end), again=before is not None)


def _wanted(actor: Actor, asked: AskPack, start: dt.datetime, end: dt.datetime) -> list[uuid.UUID]:
    orders = list(dict.fromkeys(asked.people)) if asked.people is not None else route_of(actor, start, end)[:MOST]
    if len(orders) > MOST:
        raise DomainError(_("A pack holds 40 people at most. Choose whom you will visit first."), field="people")
    return orders


def _before(actor: Actor, asked: AskPack) -> Any | None:
    row = pack_row(asked.pack_id)
    if row is None:
        return None
    if row.account_id != actor.account_id or row.device_id != asked.device_id:
        raise Conflict(_("This pack's number is taken. Prepare your day again."))
    if row.returned_at is not None or row.expires_at <= clock.now():
        raise Conflict(_("This pack is over. Prepare your day again."))
    return row


def _give(actor: Actor, asked: AskPack, day: dt.date, rows: Sequence[Any]) -> FieldPack:
    now = clock.now()
    made = FieldPack(
        id=asked.pack_id, device_id=asked.device_id, account_id=actor.account_id, human_id=actor.human_id,
        office_id=rows[0].office_id, day=day, people=len(rows), issued_at=now, expires_at=now + LASTS,
    )  # fmt: skip
    session.add(made)
    session.add_all(FieldPackPerson(pack_id=made.id, order_id=row.order_id, person_id=row.person_id) for row in rows)
    audit.record(actor, "field_pack.issued", made)
    session.flush()
    return made


def give_back(actor: Actor, pack_id: uuid.UUID) -> FieldPack:
    """Take a pack back: everything in it was sent and the device has wiped it. Twice is as good as once.

    The officer says so, or a supervisor for a device that will not come back.
    """
    found = session.get(FieldPack, pack_id)
    mine = found is not None and found.account_id == actor.account_id
    if found is None or not (mine or (actor.has(Role.PROBATION_SUPERVISOR) and actor.covers(found.office_id))):
        raise NotFound(_("There is no such pack, or you may not know of it."))
    if found.returned_at is None:
        found.returned_at = clock.now()
        audit.record(actor, "field_pack.returned", found)
        session.flush()
    return found


def letter_may_go(order_id: uuid.UUID) -> str:
    """What a letter about missed contacts waited for: the packs that held the person, or 24 hours; "" without any.

    Raises DomainError while a pack is out, because the visit that the letter misses may be on that phone.
    """
    now, packs = clock.now(), packs_about(order_id)
    away = [one for one in packs if one.returned_at is None]
    out = next((one for one in away if now < waits_until(one.issued_at)), None)
    if out:
        raise DomainError(
            _("%(officer)s has had a field pack with this person since %(since)s: a visit may still come. The letter "
              "can be made when the pack is returned or closed, or from %(until)s.", officer=out.officer,
              since=show_moment(out.issued_at, out.zone), until=show_moment(waits_until(out.issued_at), out.zone)),
            rule=_("letters wait for the field"),
        )  # fmt: skip
    if away:
        since = show_moment(away[0].issued_at, away[0].zone)
        return _("The 24 hours for the field pack of %(officer)s, given out %(since)s, have passed.",
                 officer=away[0].officer, since=since)  # fmt: skip
    back = next((one for one in packs if now < waits_until(one.issued_at)), None)
    if back is None:
        return ""
    returned = show_moment(back.returned_at, back.zone)
    return _("The field pack of %(officer)s was returned %(when)s.", officer=back.officer, when=returned)

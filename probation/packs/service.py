"""Choosing the standards of an office, and declaring that it is overloaded."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import DomainError, NotFound
from kernel.i18n import _
from kernel.units.models import Unit, UnitKind
from kernel.units.queries import unit_of
from probation.packs.models import Overload, StandardsChoice
from probation.packs.queries import packs

LONGEST = dt.timedelta(days=90)
LEAST_REASON = 10
_overload = table_of(Overload)


@dataclass(frozen=True, kw_only=True)
class Choose:
    """From a day on an office goes by a pack."""

    office_id: uuid.UUID
    pack: str
    valid_from: dt.date
    reason: str


@dataclass(frozen=True, kw_only=True)
class Declare:
    """An office is overloaded from a day to a day."""

    office_id: uuid.UUID
    begins_on: dt.date
    ends_on: dt.date
    reason: str


def office_for(actor: Actor, office_id: uuid.UUID) -> Unit:
    """The probation office, if it lies in the actor's scope. Raises NotFound otherwise."""
    found = unit_of(office_id)
    reached = actor.everywhere or found.id in actor.establishments
    if found.kind is not UnitKind.PROBATION_OFFICE or not reached:
        raise NotFound(_("There is no such office, or it is not yours."))
    return found


def choose_pack(actor: Actor, chosen: Choose) -> StandardsChoice:
    """Let an office go by a pack from today or later; what was due before stays as it was."""
    office = office_for(actor, chosen.office_id)
    if chosen.pack not in packs():
        raise DomainError(_("There are no such standards."), field="pack")
    if chosen.valid_from < clock.today(office.zone):
        raise DomainError(
            _("Standards hold from today or a later day: what was due in the past is not written anew."),
            field="valid_from",
        )
    _check_reason(chosen.reason, "reason")
    made = StandardsChoice(
        office_id=office.id, pack=chosen.pack, valid_from=chosen.valid_from, reason=chosen.reason,
        chosen_by=actor.human_id, chosen_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "standards.chosen", made, reason=chosen.reason)
    session.flush()
    return made


def declare_overload(actor: Actor, said: Declare) -> Overload:
    """Declare that an office has too few officers for a span of ninety days at most."""
    office = office_for(actor, said.office_id)
    if said.ends_on < said.begins_on or said.ends_on - said.begins_on > LONGEST:
        raise DomainError(
            _("The end must be after the start, and at most 90 days later. Declare it again if it goes on."),
            field="ends_on",
        )
    if said.begins_on < clock.today(office.zone) - dt.timedelta(days=7):
        raise DomainError(_("It may begin at most a week ago."), field="begins_on")
    _check_reason(said.reason, "why")
    meets = sa.select(_overload.c.id).where(
        _overload.c.office_id == office.id, _overload.c.begins_on <= said.ends_on, _overload.c.ends_on >= said.begins_on
    )
    if session.scalar(meets):
        raise DomainError(_("The office is declared overloaded in a part of this span already."), field="begins_on")
    made = Overload(
        office_id=office.id, begins_on=said.begins_on, ends_on=said.ends_on, reason=said.reason,
        declared_by=actor.human_id, declared_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "overload.declared", made, reason=said.reason)
    session.flush()
    return made


def _check_reason(reason: str, field: str) -> None:
    if len(reason) < LEAST_REASON:
        raise DomainError(_("Say in a sentence why."), field=field)

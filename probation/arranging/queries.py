"""Whether a time is free, and which appointments are confirmed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import PersonCard
from kernel import clock
from kernel.db import Prepared, session, table_of
from kernel.errors import DomainError
from kernel.fields import moment_of
from kernel.i18n import _, _l, show_moment
from probation.arranging.models import Confirmation
from probation.arranging.rules import USUAL_MINUTES, meeting
from probation.contacts.models import ContactKind, ContactState
from probation.contacts.queries import contact, stands, suggested_day
from probation.contacts.rules import by_day, rounded
from probation.places.queries import check_place

confirmation = table_of(Confirmation)
LONGEST = dt.timedelta(hours=12)
MOST_NAMED = 3
SLOTS = 16
RULE_ON_PURPOSE = _l("House rule: appointments overlap only on purpose")
_ID = contact.c.id.type
_OPEN = sa.select(contact.c.id, contact.c.scheduled_at, contact.c.minutes, contact.c.kind).where(
    contact.c.state == ContactState.SCHEDULED,
    contact.c.at.between(sa.bindparam("since"), sa.bindparam("until")),  # an open one stands at its planned time
    stands,
)
_AROUND = Prepared(  # two searches, each by an index with its hours: one with OR reads all an officer ever planned
    sa.union(
        _OPEN.where(contact.c.officer_id == sa.bindparam("officer_id", type_=_ID)),
        _OPEN.where(contact.c.person_id == sa.bindparam("person_id", type_=_ID)),
    )
)


def _around(officer_id: uuid.UUID | None, person_id: uuid.UUID, first: dt.datetime, last: dt.datetime) -> Sequence[Any]:
    given = {"officer_id": officer_id, "person_id": person_id, "since": first - LONGEST, "until": last + LONGEST}
    return sorted(_AROUND.all(**given), key=lambda row: row.scheduled_at)


def check_free(
    wanted: Sequence[tuple[dt.datetime, int | None]], officer_id: uuid.UUID | None, person_id: uuid.UUID, zone: str,
    *, but: uuid.UUID | None = None,
) -> None:  # fmt: skip
    """Refuse times, (start, minutes) in order, over an open appointment of the officer or of the person but one."""
    found = _around(officer_id, person_id, wanted[0][0], wanted[-1][0])
    met = meeting(wanted, [row for row in found if row.id != but])
    if not met:
        return
    named = "; ".join(f"{show_moment(row.scheduled_at, zone)}, {row.kind.label}" for row in met[:MOST_NAMED])
    raise DomainError(
        _("This overlaps with what is planned already: %(what)s. Choose another time, or tick that it is on purpose.",
          what=named),
        rule=str(RULE_ON_PURPOSE), field="overlapping",
    )  # fmt: skip


def proposed_next(
    order: Any, officer_id: uuid.UUID, kind: ContactKind, begun: dt.datetime, planned: Sequence[Any], *,
    soon: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """The day and the time that a form proposes for what comes after a contact: free, from its own time of day on.

    ``begun`` on the office's clock. Nothing is proposed where something is planned already.
    """
    day = suggested_day(order, kind, begun.date(), planned, soon=soon)
    if day is None:
        return {"next_on": None, "next_time": None}
    wanted = moment_of(day, by_day(rounded(begun)), order.zone)
    found = _around(officer_id, order.person_id, wanted, wanted)
    later = [wanted + dt.timedelta(minutes=USUAL_MINUTES * n) for n in range(SLOTS)]
    free = next((at for at in later if not meeting([(at, None)], found)), wanted)
    return {"next_on": day, "next_time": clock.local(free, order.zone).time()}


def check_next(new: Any, card: PersonCard, instead_of: uuid.UUID | None) -> None:
    """Refuse an appointment at home without an address, and one that overlaps another but not on purpose."""
    check_place(card.id, new.kind, new.place, "next_place")
    if not new.overlapping:
        check_free([(new.at, new.minutes)], new.officer_id or card.officer_id, card.id, card.zone, but=instead_of)


def confirmed_among(ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these appointments the person confirmed."""
    if not ids:
        return set()
    return set(session.scalars(sa.select(confirmation.c.contact_id).where(confirmation.c.contact_id.in_(list(ids)))))

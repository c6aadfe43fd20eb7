"""Commands of a roll check: open, mark, close."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from casework.counts.queries import standing
from casework.people.queries import by_number
from casework.rollcall import queries
from casework.rollcall.models import Mark, RollCheck, RollLine
from casework.rollcall.rules import check_close
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import DomainError, NotFound
from kernel.i18n import _
from kernel.ids import new_id

_line = table_of(RollLine)


def start(actor: Actor, prison_id: uuid.UUID, *, id: uuid.UUID) -> RollCheck:  # noqa: A002 - the record's key
    """Open a check with everybody who is on the roll now. Who is out by the ledger is marked so, with the reason."""
    if (known := session.get(RollCheck, id)) is not None:
        return known
    if not actor.covers(prison_id):
        raise NotFound(_("There is no such prison in your care."))
    if queries.open_check(prison_id):
        raise DomainError(_("A roll check is going on in this prison already. Finish that one first."))
    now = clock.now()
    listed = standing(prison_id, now)
    row = RollCheck(
        id=id, prison_id=prison_id, at=now, opened_by=actor.human_id, opened_at=now, expected=len(listed)
    )  # fmt: skip
    session.add(row)
    audit.record(actor, "roll_check.opened", row)
    session.flush()
    if listed:
        session.execute(sa.insert(_line), [_values(row.id, one) for one in listed])
    return row


def _values(check_id: uuid.UUID, one: Any) -> dict[str, Any]:
    person_id, wing_id, place, destination = one
    outside = place != "inside"
    reasons = {"court": _("At court"), "hospital": _("In hospital"), "leave": _("Temporary release"),
               "way": _("On the way here")}  # fmt: skip
    reason = ": ".join(filter(None, (reasons.get(place, ""), destination))) if outside else ""
    return {
        "id": new_id(), "check_id": check_id, "person_id": person_id, "wing_id": wing_id, "listed": True,
        "mark": Mark.OUT if outside else Mark.UNSEEN, "reason": reason[:200], "marked_by": None, "marked_at": None,
    }  # fmt: skip


def _going_on(actor: Actor, check_id: uuid.UUID) -> RollCheck:
    check = queries.check_of(actor, check_id)
    if check.closed_at:
        raise DomainError(_("This roll check is closed. Nothing in it changes any more."))
    return check


def mark(actor: Actor, check_id: uuid.UUID, marks: Mapping[uuid.UUID, tuple[Mark, str]]) -> int:
    """Write what was seen of some people; of how many. Out needs a reason."""
    check = _going_on(actor, check_id)
    done = 0
    for line_id, (seen, reason) in marks.items():
        line = session.get(RollLine, line_id)
        if line is None or line.check_id != check.id:
            raise NotFound(_("There is no such line on this roll."))
        if seen is Mark.OUT and not reason:
            raise DomainError(_("Write why somebody is out: court, hospital, work outside."), field="marks")
        if (line.mark, line.reason) != (seen, reason):
            line.mark, line.reason = seen, reason[:200]
            line.marked_by, line.marked_at = actor.human_id, clock.now()
            done += 1
    return done


def mark_rest(actor: Actor, check_id: uuid.UUID, wing_id: uuid.UUID | None) -> int:
    """Everybody of a wing who has no mark yet was seen there; how many."""
    check = _going_on(actor, check_id)
    place = _line.c.wing_id == wing_id if wing_id else _line.c.wing_id.is_(None)
    changed = session.execute(
        sa.update(_line)
        .where(_line.c.check_id == check.id, place, _line.c.mark == Mark.UNSEEN)
        .values(mark=Mark.PRESENT, marked_by=actor.human_id, marked_at=clock.now())
        .returning(_line.c.id)
    )
    return len(changed.all())


def add_found(actor: Actor, check_id: uuid.UUID, number: str, reason: str) -> None:
    """Somebody is here who is not on the list. The check closes when the ledger knows of it."""
    check = _going_on(actor, check_id)
    found = by_number(actor, number)
    if found is None:
        raise DomainError(_("No file that you may know of has this number. Check it."), field="number")
    line = session.scalar(sa.select(RollLine).where(RollLine.check_id == check.id, RollLine.person_id == found))
    if line is None:
        line = RollLine(check_id=check.id, person_id=found, listed=False)
        session.add(line)
    line.mark, line.reason = Mark.PRESENT, reason[:200]
    line.marked_by, line.marked_at = actor.human_id, clock.now()


def close(actor: Actor, check_id: uuid.UUID, words: str) -> RollCheck:
    """Close a check with its two figures. Raises DomainError while somebody is unaccounted for."""
    check = queries.check_of(actor, check_id)
    if check.closed_at:
        return check
    session.flush()
    tally = queries.tally(actor, check)
    check_close(tally, words)
    check.found, check.words = tally.found, words
    check.closed_by, check.closed_at = actor.human_id, clock.now()
    audit.record(actor, "roll_check.closed", check, reason=words)
    return check

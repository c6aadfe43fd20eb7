"""Freezing pay: lines go into a run once, and the ledger hears of them then."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from casework.public import EarningsDue, EarningsDueTogether
from kernel import audit, clock, events, jobs
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden, NotFound
from kernel.i18n import _, _l
from kernel.ids import new_id
from kernel.jobs import Progress
from kernel.units.queries import unit_of
from programmes.catalogue.policies import MANAGERS, can_manage, demand
from programmes.pay_periods.models import FrozenLine, PayApproval, PayPeriod, PayReturn
from programmes.pay_periods.queries import (
    Due,
    dues_until,
    frozen_lines,
    last_run,
    returned_lines,
    times_returned,
    to_announce,
)

APPROVERS = (Role.FINANCE_APPROVER, *MANAGERS)
JOB = "pay.post"
LEAST_REASON = 5
PART = 250
"""So many lines are booked in one transaction: others wait for no more than that."""


@dataclass(frozen=True, kw_only=True)
class NewRun:
    """A run to freeze. ``seen`` is the sum that was looked at before; None freezes whatever is due."""

    unit_id: uuid.UUID
    last_on: dt.date
    seen: int | None = None
    id: uuid.UUID = field(default_factory=new_id)


def freeze(actor: Actor, new: NewRun) -> PayPeriod:
    """Freeze every open line of a prison up to a day. The same id twice is one run; a second human approves it.

    Raises Conflict when something changed since the preview, DomainError when there is nothing to pay.
    """
    demand(can_manage(actor, new.unit_id))
    existing = session.get(PayPeriod, new.id)
    if existing:
        return existing
    _check(new)
    dues = [due for due in dues_until(new.unit_id, new.last_on).values() if due.parts is not None]
    if not dues:
        raise DomainError(_("Nothing is due up to that day, so there is no run."), field="last_on")
    if new.seen is not None and new.seen != sum(due.minor for due in dues):
        raise Conflict(_("A register changed since you looked. Look at the sums again, then freeze them."))
    made = PayPeriod(
        id=new.id, unit_id=new.unit_id, last_on=new.last_on, frozen_by=actor.human_id, frozen_at=clock.now(),
        nth=1 + times_returned(new.unit_id, new.last_on),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "pay_period.frozen", made)
    before = returned_lines(new.unit_id)
    for n, due in enumerate(dues):
        _freeze_person(actor, made, due, before)
        if n % PART == 0:
            session.flush()  # the database gives up on a transaction that says nothing for long
    session.flush()
    return made


def approve(actor: Actor, period_id: uuid.UUID) -> uuid.UUID:
    """Let the ledger hear of a run, as a job; gives the job. The same run twice is one job.

    Raises Forbidden for the human who froze it: two people, always.
    """
    run = _run(actor, period_id)
    if run.frozen_by == actor.human_id:
        raise Forbidden(_("You froze this run yourself, so somebody else has to approve it."))
    if found := session.get(PayApproval, period_id):
        return found.job_id
    if run.announced:
        raise Conflict(_("This run was booked when it was frozen. There is nothing to approve."))
    if session.get(PayReturn, period_id):
        raise Conflict(_("This run was sent back. Its lines stand in the next one; approve that."))
    job_id = jobs.enqueue(actor, JOB, {"period": str(period_id)}, key=f"{JOB}:{period_id}")
    made = PayApproval(
        id=period_id, frozen_by=run.frozen_by, approved_by=actor.human_id, approved_at=clock.now(), job_id=job_id
    )
    session.add(made)
    audit.record(actor, "pay_period.approved", made)
    session.flush()
    return job_id


def send_back(actor: Actor, period_id: uuid.UUID, reason: str) -> PayReturn:
    """Refuse a frozen run with a reason: nothing is booked, its lines wait again for the next run. Twice is once.

    Who froze it may do so too: one human is enough to stop. Raises Conflict once somebody approved it.
    """
    run = _run(actor, period_id)
    if found := session.get(PayReturn, period_id):
        return found
    if run.announced or session.get(PayApproval, period_id) is not None:
        raise Conflict(
            _("This run was approved already. What is wrong is mended in the register and goes to the next.")
        )
    if len(reason.strip()) < LEAST_REASON:
        raise DomainError(_("Say in a few words what has to be mended."), field="reason")
    made = PayReturn(id=period_id, reason=reason.strip(), returned_by=actor.human_id, returned_at=clock.now())
    session.add(made)
    audit.record(actor, "pay_period.sent_back", made, reason=reason.strip())
    session.flush()
    return made


def _run(actor: Actor, period_id: uuid.UUID) -> PayPeriod:
    run = session.get(PayPeriod, period_id)
    if run is None or not actor.covers(run.unit_id):
        raise NotFound(_("There is no such pay run."))
    demand(actor.has(*APPROVERS))
    return run


def announce(actor: Actor | None, line_ids: Sequence[uuid.UUID]) -> None:
    """Tell the ledger of frozen lines. It books a line once, however often it hears of it."""
    lines = tuple(_due(actor, row) for row in frozen_lines(line_ids))
    events.publish(EarningsDueTogether(lines=lines, by=actor))


def _check(new: NewRun) -> None:
    if new.last_on > clock.today(unit_of(new.unit_id).zone):
        raise DomainError(_("This day lies ahead. Freeze pay up to a day that is over."), field="last_on")
    last = last_run(new.unit_id)
    if last is not None and new.last_on <= last:
        raise DomainError(_("A run up to that day or a later one is frozen. Choose a later day."), field="last_on")


def _freeze_person(actor: Actor, run: PayPeriod, due: Due, before: Mapping[uuid.UUID, uuid.UUID]) -> None:
    for line in due.lines:
        minor = (due.parts or {})[line.id]
        made = FrozenLine(
            id=line.id, period_id=run.id, person_id=line.person_id, paid_minor=minor, again_after=before.get(line.id)
        )
        session.add(made)
        audit.record(actor, "pay_line.frozen", made)


@jobs.handler(JOB, label=_l("Booking a pay run"), roles=APPROVERS, minutes=240)
def post_run(actor: Actor | None, payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Tell the ledger of a run part by part: broken off anywhere, the next try goes on where the last part was kept."""
    lines = to_announce(uuid.UUID(payload["period"]))
    progress.parts(lines, partial(announce, actor), size=PART)
    return {"lines": len(lines)}


def _due(actor: Actor | None, row: Any) -> EarningsDue:
    less = {"taken_off": row.minor - row.paid_minor} if row.paid_minor != row.minor else {}
    return EarningsDue(
        person_id=row.person_id, kind="wage", source=row.source, source_id=row.source_id, minor=row.paid_minor,
        currency=row.currency, earned_on=row.earned_on, explain={**row.explain, **less}, by=actor,
    )  # fmt: skip

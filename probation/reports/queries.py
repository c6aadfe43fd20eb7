"""Reading reports."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.public import person, person_for, visible_to
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from probation.enforcement.queries import reviews_of
from probation.orders.models import SetState
from probation.orders.queries import condition, conditions_of, sets_of
from probation.reports.models import AccountAttempt, BreachReport, ReportState

_report, _attempt, _human = table_of(BreachReport), table_of(AccountAttempt), table_of(Human)
OPEN = (ReportState.DRAFT, ReportState.SUBMITTED)
KEEP_IN_TOUCH = "keep-in-touch"
"""The condition of the catalogue that a missed contact breaks."""


def report_for(actor: Actor, report_id: uuid.UUID) -> BreachReport:
    """The report, in the file of a person whom the actor may know of. Raises NotFound."""
    found = session.get(BreachReport, report_id)
    if found is None:
        raise NotFound(_("There is no such report, or you may not know of it."))
    person_for(actor, found.person_id)
    return found


def reports_of(order_id: uuid.UUID, most: int = 50) -> Sequence[Any]:
    """The reports under an order, newest first, with who wrote it."""
    statement = (
        sa.select(_report, _human.c.name.label("who"))
        .join(_human, _human.c.id == _report.c.prepared_by)
        .where(_report.c.order_id == order_id)
        .order_by(_report.c.prepared_at.desc())
    )
    return session.execute(statement.limit(most)).all()


def conditions_in_force(order_id: uuid.UUID) -> Sequence[Any]:
    """The conditions that bind the person now, as served."""
    shown = next((one for one in sets_of(order_id) if one.state == SetState.ACTIVE), None)
    return conditions_of(shown.id) if shown else ()


def conditions_to_choose(report: BreachReport) -> Sequence[Any]:
    """What a report may be about: the conditions in force, and those it names already."""
    now = conditions_in_force(report.order_id)
    return [*now, *(one for one in conditions_named(report) if one.id not in {row.id for row in now})]


def broken_by_missing(order_id: uuid.UUID) -> str:
    """The ids of the conditions in force that a missed contact breaks: what a new report is about until changed."""
    return " ".join(str(one.id) for one in conditions_in_force(order_id) if one.code == KEEP_IN_TOUCH)


def conditions_named(report: BreachReport) -> Sequence[Any]:
    """The conditions that a report is about, in their order; a later variation does not change them."""
    named = [uuid.UUID(one) for one in report.conditions.split()]
    wanted = sa.select(condition).where(condition.c.id.in_(named)).order_by(condition.c.sequence)
    return session.execute(wanted).all() if named else ()


@dataclass(frozen=True)
class Beside:
    """What a report rests on besides the missed contacts: conditions, the help that came first, who wrote it."""

    conditions: Sequence[Any]
    reviews: Sequence[Any]
    written: str


def beside(report: BreachReport, since: dt.date) -> Beside:
    """What is printed beside the facts; of the support reviews those that were held since the count began."""
    held = [one for one in reviews_of(report.order_id) if one.closed_on and one.since == since]
    return Beside(conditions_named(report), held, human_name(report.prepared_by))


def attempts_of(report_id: uuid.UUID) -> Sequence[Any]:
    """The attempts to hear the person, oldest first."""
    statement = (
        sa.select(_attempt, _human.c.name.label("who"))
        .join(_human, _human.c.id == _attempt.c.made_by)
        .where(_attempt.c.report_id == report_id)
        .order_by(_attempt.c.made_at)
    )
    return session.execute(statement.limit(50)).all()


def waiting_for_signature(actor: Actor) -> Sequence[Any]:
    """Reports in the actor's scope that wait for another human than the one who wrote them."""
    statement = (
        sa.select(_report.c.id, _report.c.kind, _report.c.prepared_at, person.c.name)
        .join(person, person.c.id == _report.c.person_id)
        .where(_report.c.state == ReportState.SUBMITTED, _report.c.prepared_by != actor.human_id, visible_to(actor))
        .order_by(_report.c.prepared_at)
    )
    return session.execute(statement.limit(50)).all()


def human_name(human_id: uuid.UUID | None) -> str:
    """The name of who signed."""
    return session.scalar(sa.select(_human.c.name).where(_human.c.id == human_id)) or ""

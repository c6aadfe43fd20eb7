"""Reading reports."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import person, person_for, visible_to
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from probation.reports.models import AccountAttempt, BreachReport, ReportState

_report, _attempt, _human = table_of(BreachReport), table_of(AccountAttempt), table_of(Human)
OPEN = (ReportState.DRAFT, ReportState.SUBMITTED)


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

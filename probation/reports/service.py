"""Commands on breach and recall reports."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from kernel import audit, clock, documents
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.i18n import _
from kernel.units.queries import unit_of
from probation.enforcement.queries import standing_of, steps_of
from probation.ladders.rules import why_not
from probation.orders.models import OrderState
from probation.orders.queries import order_for, order_record
from probation.reports.models import (
    AccountAttempt,
    AccountHow,
    Alternative,
    BreachReport,
    ReportKind,
    ReportState,
    Vulnerability,
)
from probation.reports.queries import (
    attempts_of,
    beside,
    broken_by_missing,
    conditions_in_force,
    conditions_to_choose,
    human_name,
    report_for,
)
from probation.standards.service import refresh_due

Print = Callable[..., bytes]
"""Makes a PDF of a report or a letter."""
BOTH_SIDES, LAST_RESORT = "Tokyo Rule 14.2", "Tokyo Rule 14.4"
LEAST_WORDS, LEAST_ATTEMPTS = 10, 2


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a report says."""

    report_id: uuid.UUID
    account_how: AccountHow | None = None
    account: str = ""
    conditions: tuple[uuid.UUID, ...] | None = None
    """The conditions it is about; None leaves them as they stand."""
    alternatives: tuple[Alternative, ...] = ()
    vulnerabilities: tuple[Vulnerability, ...] = ()
    reasons: str = ""


def begin_report(actor: Actor, order_id: uuid.UUID, kind: ReportKind) -> BreachReport:
    """Begin a report where the ladder leads to one. An order has one open at most."""
    _card, order = order_for(actor, order_id)
    where = standing_of(order, order.zone)
    if why := why_not(where.ladder, kind, where.rung):
        raise DomainError(why, rule="Tokyo Rules 14.2 to 14.4")
    made = BreachReport(
        order_id=order.id, person_id=order.person_id, kind=kind, prepared_by=actor.human_id, prepared_at=clock.now(),
        conditions=broken_by_missing(order.id),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "breach_report.begun", made)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(_("A report is open for this order already. Open the page again.")) from error
    return made


def _open(actor: Actor, report_id: uuid.UUID, state: ReportState) -> BreachReport:
    found = report_for(actor, report_id)
    if found.state is not state:
        raise DomainError(_("This report is not at that point any more. Open the page again."))
    return found


def write_report(actor: Actor, draft: Draft) -> BreachReport:
    """Keep what the report says so far. It may be unfinished; only what is whole can be sent to a supervisor."""
    found = _open(actor, draft.report_id, ReportState.DRAFT)
    none, some = Vulnerability.NONE_KNOWN, draft.vulnerabilities
    if none in some and len(some) > 1:
        raise DomainError(_("Either nothing is known, or what is."), field="vulnerabilities")
    if draft.conditions is not None:
        _check_in_force(found, draft.conditions)
        found.conditions = " ".join(str(one) for one in draft.conditions)
    found.account_how, found.account, found.reasons = draft.account_how, draft.account.strip(), draft.reasons.strip()
    found.alternatives, found.vulnerabilities = " ".join(draft.alternatives), " ".join(some)
    audit.record(actor, "breach_report.written", found)
    session.flush()
    return found


def _check_in_force(found: BreachReport, named: tuple[uuid.UUID, ...]) -> None:
    if not set(named) <= {one.id for one in conditions_to_choose(found)}:
        raise DomainError(_("Choose from the conditions that are in force."), field="conditions")


def log_attempt(actor: Actor, report_id: uuid.UUID, how: str) -> AccountAttempt:
    """Note one attempt to hear the person's side."""
    found = _open(actor, report_id, ReportState.DRAFT)
    if len(how.strip()) < LEAST_WORDS:
        raise DomainError(_("Say how you tried to reach the person."), field="how")
    made = AccountAttempt(
        report_id=found.id, person_id=found.person_id, made_at=clock.now(), how=how.strip(), made_by=actor.human_id
    )
    session.add(made)
    found.attempts += 1
    audit.record(actor, "account_attempt.made", made)
    audit.record(actor, "breach_report.written", found)
    session.flush()
    return made


def submit_report(actor: Actor, report_id: uuid.UUID) -> BreachReport:
    """Send a whole report to a supervisor. Raises DomainError naming what is missing."""
    found = _open(actor, report_id, ReportState.DRAFT)
    _check_whole(found)
    found.state, found.given_back = ReportState.SUBMITTED, ""
    audit.record(actor, "breach_report.submitted", found)
    session.flush()
    return found


def _check_whole(found: BreachReport) -> None:
    how, rule = found.account_how, BOTH_SIDES
    if how is None or (how is AccountHow.GIVEN and len(found.account) < LEAST_WORDS):
        raise DomainError(_("The person's own account is missing. Ask, and write what they say."), rule=rule,
                          field="account")  # fmt: skip
    if how is AccountHow.NOT_REACHED and found.attempts < LEAST_ATTEMPTS:
        raise DomainError(_("Log at least two attempts to reach the person."), rule=rule, field="account_how")
    if not found.conditions and conditions_in_force(found.order_id):
        raise DomainError(_("Say which condition was not kept."), field="conditions")
    if not found.alternatives:
        raise DomainError(_("Say what was tried before. Custody is the last resort."), rule=LAST_RESORT,
                          field="alternatives")  # fmt: skip
    if found.kind is ReportKind.RECALL and not found.vulnerabilities:
        raise DomainError(_("Say what the receiving prison must know, or that you looked and nothing is known."),
                          field="vulnerabilities")  # fmt: skip
    if len(found.reasons) < LEAST_WORDS:
        raise DomainError(_("Say why nothing lighter is enough."), field="reasons")


def _to_decide(actor: Actor, report_id: uuid.UUID) -> BreachReport:
    found = _open(actor, report_id, ReportState.SUBMITTED)
    if not actor.has(Role.PROBATION_SUPERVISOR):
        raise Forbidden(_("A supervisor decides on this."))
    if found.prepared_by == actor.human_id:
        raise Forbidden(_("You wrote this report. Another human must decide on it."))
    return found


def give_back(actor: Actor, report_id: uuid.UUID, words: str) -> BreachReport:
    """Give a report back to its writer with words."""
    found = _to_decide(actor, report_id)
    _check_words(words, "words")
    found.state, found.given_back = ReportState.DRAFT, words.strip()
    audit.record(actor, "breach_report.given_back", found, reason=words)
    session.flush()
    return found


def sign_report(actor: Actor, report_id: uuid.UUID, printed: Print) -> BreachReport:
    """Sign and file what ``printed`` makes of it: the paper is kept, the order is in breach or recalled."""
    found = _to_decide(actor, report_id)
    _check_whole(found)
    card, order = order_for(actor, found.order_id)
    where = standing_of(order, order.zone)
    if why := why_not(where.ladder, found.kind, where.rung):
        raise DomainError(why, rule="Tokyo Rules 14.2 to 14.4")
    steps = [one for one in steps_of(order.id) if one.since == where.since]
    paper = printed(
        card, order, found, where.failures, steps, attempts_of(found.id), unit_of(order.office_id),
        human_name(actor.human_id), beside(found, where.since),
    )  # fmt: skip
    _decide(actor, found, ReportState.FILED, paper)
    record = order_record(actor, found.order_id)
    record.state = OrderState.RECALLED if found.kind is ReportKind.RECALL else OrderState.IN_BREACH
    audit.record(actor, "order.enforced", record)
    session.flush()
    refresh_due(record, order.zone)
    return found


def do_not_file(actor: Actor, report_id: uuid.UUID, progress: str, expectations: str, printed: Print) -> BreachReport:
    """Decide not to file, with the person's progress and what is expected: the count begins anew, a letter says so."""
    found = _to_decide(actor, report_id)
    _check_words(progress, "progress")
    _check_words(expectations, "expectations")
    card, order = order_for(actor, found.order_id)
    found.progress, found.expectations = progress.strip(), expectations.strip()
    paper = printed(card, order, found, unit_of(order.office_id), human_name(actor.human_id))
    _decide(actor, found, ReportState.NOT_FILED, paper)
    record = order_record(actor, found.order_id)
    record.reset_on = clock.today(order.zone)
    audit.record(actor, "order.count_reset", record)
    session.flush()
    return found


def _decide(actor: Actor, found: BreachReport, state: ReportState, paper: bytes) -> None:
    kind = "breach_report" if state is ReportState.FILED else "breach_report.not_filed"
    kept = documents.store(actor, kind, paper, title=str(found.kind.label), person_id=found.person_id)
    found.state, found.document_id = state, kept.id
    found.signed_by, found.signed_at = actor.human_id, clock.now()
    audit.record(actor, f"breach_report.{state.value}", found)
    session.flush()


def drop_report(actor: Actor, report_id: uuid.UUID) -> BreachReport:
    """Drop a draft: what it was about is mended."""
    found = _open(actor, report_id, ReportState.DRAFT)
    found.state = ReportState.DROPPED
    audit.record(actor, "breach_report.dropped", found)
    session.flush()
    return found


def _check_words(words: Any, field: str) -> None:
    if len(words.strip()) < LEAST_WORDS:
        raise DomainError(_("Say it in a sentence."), field=field)

"""Noting what a service tells us. Each session also becomes a line in the person's log of contacts."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from casework.public import PersonCard
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError
from kernel.i18n import _
from probation.contacts.models import ContactKind
from probation.contacts.service import NewVisit, record_visit
from probation.corrections.service import strike_out
from probation.orders.models import RUNNING
from probation.orders.queries import current_order
from probation.referrals.models import Absence, Referral, ReferralState, Score, ServiceSession, SessionTakenBack
from probation.referrals.queries import first_session, outcomes_of, referral_for, session_for
from probation.referrals.rules import days_between, may_become, outcome_of
from probation.services.queries import service_of

LEAST_REPORT, LEAST_REASON = 10, 5
TAKING_PART = frozenset({ReferralState.ACCEPTED, ReferralState.IN_PROGRESS})


@dataclass(frozen=True, kw_only=True)
class NewSession:
    """What the service said of one session. ``absence`` None: the person took part."""

    id: uuid.UUID
    referral_id: uuid.UUID
    at: dt.datetime
    absence: Absence | None = None
    late: bool = False
    feedback: str = ""
    concern: str = ""


@dataclass(frozen=True, kw_only=True)
class Scored:
    """A desired outcome at the end, with what was seen of it."""

    outcome_id: uuid.UUID
    score: Score
    why: str = ""


def note_session(actor: Actor, new: NewSession) -> ServiceSession:
    """Note a session, once however often it is sent. The first one that took place begins the referral."""
    card, found = referral_for(actor, new.referral_id)
    known = session.get(ServiceSession, new.id)
    if known is not None and known.referral_id == found.id:
        return known
    if found.state not in TAKING_PART:
        raise Conflict(_("Sessions are noted between the service's yes and the end. Open the referral again."))
    if new.at > clock.now():
        raise DomainError(_("This time is still to come. Note the session when it has been."), field="on")
    assert found.sent_at
    if new.at < found.sent_at:
        raise DomainError(_("This is before the referral was sent. Check the day."), field="on")
    made = ServiceSession(
        id=new.id, referral_id=found.id, person_id=card.id, at=new.at, attended=new.absence is None, late=new.late,
        absence=new.absence, feedback=new.feedback, concern=new.concern, recorded_by=actor.human_id,
        received_at=clock.now(), contact_id=_logged(actor, card, found, new),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "referral.session_noted", made)
    if new.absence is None and found.state is ReferralState.ACCEPTED:
        _begin(actor, card, found, clock.local(new.at, card.zone).date())
    session.flush()
    return made


def _begin(actor: Actor, card: PersonCard, found: Referral, on: dt.date) -> None:
    found.state = ReferralState.IN_PROGRESS
    _date(card, found, on)
    audit.record(actor, "referral.begun", found)


def _date(card: PersonCard, found: Referral, on: dt.date | None) -> None:
    """Write down when the work of the service began, and how long that took."""
    assert found.sent_at
    found.begun_on = on
    found.waited_days = days_between(clock.local(found.sent_at, card.zone).date(), on) if on else None


def take_back_session(actor: Actor, session_id: uuid.UUID, reason: str) -> Referral:
    """Take back a session that was noted wrongly. It stays on file; its line in the log of contacts no longer counts.

    Without another session the referral has not begun. The right session is noted anew.
    """
    card, found, wrong = session_for(actor, session_id)
    if session.scalar(sa.select(SessionTakenBack.id).where(SessionTakenBack.session_id == wrong.id)):
        raise Conflict(_("This was taken back already."))
    if len(reason.strip()) < LEAST_REASON:
        raise DomainError(_("Say in a few words what was wrong."), field="reason")
    back = SessionTakenBack(
        session_id=wrong.id, person_id=card.id, reason=reason.strip(), taken_back_by=actor.human_id,
        taken_back_at=clock.now(),
    )  # fmt: skip
    session.add(back)
    audit.record(actor, "referral.session_taken_back", back, reason=back.reason)
    if wrong.concern:
        _see(actor, wrong)
    session.flush()
    _begin_anew(actor, card, found)
    if wrong.contact_id:
        strike_out(actor, wrong.contact_id, _("The session was noted wrongly: %(why)s", why=back.reason))
    return found


def _begin_anew(actor: Actor, card: PersonCard, found: Referral) -> None:
    """Where the referral stands after a session is gone. What has ended stays ended."""
    first = first_session(found.id)
    on = clock.local(first, card.zone).date() if first else None
    if on == found.begun_on:
        return
    _date(card, found, on)
    if on is None and found.state is ReferralState.IN_PROGRESS:
        found.state = ReferralState.ACCEPTED
    audit.record(actor, "referral.begun_anew", found)
    session.flush()


def _logged(actor: Actor, card: PersonCard, found: Referral, new: NewSession) -> uuid.UUID | None:
    """The session's line in the log of contacts; none without a running order, to which such a log belongs."""
    order = current_order(card.id)
    if order is None or order.state not in RUNNING:
        return None
    note = "\n".join(filter(None, (new.absence and str(new.absence.label), new.feedback)))
    done = record_visit(
        actor,
        NewVisit(
            id=uuid.uuid5(new.id, "contact"), order_id=order.id, kind=ContactKind.COLLATERAL, occurred_at=new.at,
            outcome=outcome_of(new.absence), place=service_of(found.service_id).name, needs=(found.need.value,),
            note=note,
        ),
    )  # fmt: skip
    return done.id


def see_concern(actor: Actor, session_id: uuid.UUID) -> Referral:
    """The officer has read a concern; it leaves their day and stays with the referral."""
    _card, found, noted = session_for(actor, session_id)
    _see(actor, noted)
    session.flush()
    return found


def _see(actor: Actor, noted: ServiceSession) -> None:
    if noted.seen_at is None:
        noted.seen_at = clock.now()
        audit.record(actor, "referral.concern_seen", noted)


def complete(actor: Actor, referral_id: uuid.UUID, scores: tuple[Scored, ...], report: str) -> Referral:
    """Close a referral with the service's report: every desired outcome has its score."""
    card, found = referral_for(actor, referral_id)
    if not may_become(found.state, ReferralState.COMPLETED):
        raise Conflict(
            _("This cannot be done: the referral stands at “%(state)s”. Open it again.", state=found.state.label)
        )
    given = {one.outcome_id: one for one in scores}
    rows = outcomes_of(found.id)
    if {row.id for row in rows} != set(given):
        raise DomainError(_("Give every desired outcome its score."), field="scores")
    if len(report.strip()) < LEAST_REPORT:
        raise DomainError(_("Write what the service reports, in a sentence or two."), field="report")
    for row in rows:
        row.score, row.why = given[row.id].score, given[row.id].why
        audit.record(actor, "referral.outcome_scored", row)
    found.state, found.report, found.ended_on = ReferralState.COMPLETED, report, clock.today(card.zone)
    audit.record(actor, "referral.completed", found)
    session.flush()
    return found

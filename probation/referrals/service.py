"""Commands on referrals: draft, look at what is told, send, note the answer, withdraw; what events end."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from casework.public import DeathTakenBack, PersonCard, PersonDied, PersonReceived, active_alerts, person_for
from kernel import audit, clock, documents
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError
from kernel.i18n import _
from probation.contacts.models import NeedArea
from probation.referrals.models import (
    BY_EVENT,
    Complexity,
    DesiredOutcome,
    Referral,
    ReferralState,
    SentRisk,
    Withdrawal,
)
from probation.referrals.queries import live_of, outcomes_of, referral_for
from probation.referrals.rules import digest, may_become, risk_text
from probation.services.models import OutsideService
from probation.services.queries import service_of, takes_from

LEAST_WORDS = 5
MOST_OUTCOMES = 6
RULE_TOLD = "Mandela Rule 9"
Print = Callable[[PersonCard, Referral, OutsideService, list[str], str], bytes]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A referral as it is written. ``alerts``: the words of the alerts that the service must know."""

    id: uuid.UUID
    person_id: uuid.UUID
    service_id: uuid.UUID
    need: NeedArea
    goal: str
    complexity: Complexity
    outcomes: tuple[str, ...]
    language: str = ""
    practical: str = ""
    agreed: bool = False
    alerts: tuple[str, ...] = ()
    risk_words: str = ""


def draft_referral(actor: Actor, new: Draft) -> Referral:
    """Begin a referral. Sent twice, it is one."""
    card = person_for(actor, new.person_id)
    known = session.get(Referral, new.id)
    if known is not None and known.person_id == card.id:
        return known
    _check(actor, card, new)
    made = Referral(
        id=new.id, person_id=card.id, prepared_by=actor.human_id, prepared_at=clock.now(), service_id=new.service_id,
        need=new.need, goal=new.goal, complexity=new.complexity,
    )  # fmt: skip
    _write(made, new)
    session.add(made)
    session.flush()
    _set_outcomes(actor, made, new)
    audit.record(actor, "referral.drafted", made)
    return made


def change_draft(actor: Actor, new: Draft) -> Referral:
    """Write on at a draft. What was sent is not changed any more."""
    card, found = referral_for(actor, new.id)
    if found.state is not ReferralState.DRAFT:
        raise Conflict(_("This referral was sent already. What the service was told stays as it was."))
    _check(actor, card, new)
    found.service_id, found.need, found.goal, found.complexity = new.service_id, new.need, new.goal, new.complexity
    _write(found, new)
    for old in outcomes_of(found.id):
        session.delete(old)
        audit.record(actor, "referral.outcome_dropped", old)
    session.flush()
    _set_outcomes(actor, found, new)
    audit.record(actor, "referral.changed", found)
    session.flush()
    return found


def _write(found: Referral, new: Draft) -> None:
    found.language, found.practical, found.agreed = new.language, new.practical, new.agreed
    found.shared_alerts, found.risk_words = "\n".join(new.alerts), new.risk_words


def _set_outcomes(actor: Actor, found: Referral, new: Draft) -> None:
    for n, words in enumerate(new.outcomes, 1):
        row = DesiredOutcome(referral_id=found.id, person_id=found.person_id, n=n, words=words)
        session.add(row)
        audit.record(actor, "referral.outcome_set", row)


def _check(actor: Actor, card: PersonCard, new: Draft) -> None:
    chosen = service_of(new.service_id)
    today = clock.today(card.zone)
    if chosen.closes_on and chosen.closes_on <= today:
        raise DomainError(_("This service takes nobody any more. Choose another one."), field="service_id")
    if not set(chosen.referrers.split()) & {role.value for role in actor.roles}:
        raise DomainError(
            _("Your role may not send people to this service. Ask one of those its page names."), field="service_id"
        )
    if not takes_from(chosen.id, card.office_id):
        raise DomainError(_("This service takes people of other offices only. Choose another one."), field="service_id")
    if not 1 <= len(new.outcomes) <= MOST_OUTCOMES:
        raise DomainError(_("Write one to six outcomes: what is to be different afterwards."), field="outcomes")
    if set(new.alerts) - {words for words, _tone in active_alerts(card.id)}:
        raise DomainError(_("One of these alerts is not in the file any more. Look at them again."), field="alerts")


def told(found: Referral) -> str:
    """What the service will be told, word for word."""
    return risk_text(found.shared_alerts.splitlines(), found.risk_words)


def send_referral(actor: Actor, referral_id: uuid.UUID, shown: str, printed: Print) -> Referral:
    """Send a draft with the risk information exactly as it was shown. ``shown``: the SHA-256 of what the sender saw.

    Raises Conflict when what would be sent is not what was shown, DomainError without the person's agreement.
    """
    card, found = referral_for(actor, referral_id)
    _step(found, ReferralState.SENT)
    chosen = service_of(found.service_id)
    if chosen.closes_on and chosen.closes_on <= clock.today(card.zone):
        raise DomainError(_("This service takes nobody any more. Choose another one."))
    if not found.agreed:
        raise DomainError(
            _("Ask the person first: nobody is sent to a service without agreeing to what it is told."), rule=RULE_TOLD
        )
    text = told(found)
    if digest(text) != shown:
        raise Conflict(_("What the service would be told has changed since you looked. Read it again, then send."))
    now = clock.now()
    kept = SentRisk(
        referral_id=found.id, person_id=card.id, text=text, sha256=digest(text), sent_at=now, sent_by=actor.human_id
    )
    session.add(kept)
    audit.record(actor, "referral.risk_frozen", kept)
    found.state, found.sent_at = ReferralState.SENT, now
    paper = printed(card, found, chosen, [one.words for one in outcomes_of(found.id)], text)
    stored = documents.store(actor, "referral.letter", paper, title=_("Referral"), person_id=card.id)
    found.document_id = stored.id
    audit.record(actor, "referral.sent", found)
    session.flush()
    return found


def accept(actor: Actor, referral_id: uuid.UUID, on: dt.date) -> Referral:
    """The service takes the person."""
    card, found = referral_for(actor, referral_id)
    _step(found, ReferralState.ACCEPTED)
    _check_day(found, on, clock.today(card.zone))
    found.state, found.answered_on = ReferralState.ACCEPTED, on
    audit.record(actor, "referral.accepted", found)
    session.flush()
    return found


def decline(actor: Actor, referral_id: uuid.UUID, on: dt.date, why: str) -> Referral:
    """The service does not take the person, and says why."""
    card, found = referral_for(actor, referral_id)
    _step(found, ReferralState.DECLINED)
    today = clock.today(card.zone)
    _check_day(found, on, today)
    _check_words(why, "why")
    found.state, found.answered_on, found.decline_reason, found.ended_on = ReferralState.DECLINED, on, why, on
    audit.record(actor, "referral.declined", found, reason=why)
    session.flush()
    return found


def withdraw(actor: Actor, referral_id: uuid.UUID, reason: Withdrawal, words: str) -> Referral:
    """End a referral early, with the reason."""
    card, found = referral_for(actor, referral_id)
    _step(found, ReferralState.WITHDRAWN)
    if reason in BY_EVENT:
        raise DomainError(_("This reason comes from the file by itself. Choose another one."), field="reason")
    _check_words(words, "words")
    _end(found, reason, clock.today(card.zone), words)
    audit.record(actor, "referral.withdrawn", found, reason=words)
    session.flush()
    return found


def _end(found: Referral, reason: Withdrawal, on: dt.date, words: str = "") -> None:
    found.state, found.withdrawal, found.ended_on, found.end_words = ReferralState.WITHDRAWN, reason, on, words


def _step(found: Referral, new: ReferralState) -> None:
    if not may_become(found.state, new):
        raise Conflict(
            _("This cannot be done: the referral stands at “%(state)s”. Open it again.", state=found.state.label)
        )


def _check_day(found: Referral, on: dt.date, today: dt.date) -> None:
    assert found.sent_at
    if on > today or on < found.sent_at.date() - dt.timedelta(days=1):
        raise DomainError(_("Choose a day from the sending until today."), field="on")


def _check_words(words: str, field: str) -> None:
    if len(words.strip()) < LEAST_WORDS:
        raise DomainError(_("Say in a few words why."), field=field)


def end_by_death(event: PersonDied) -> None:
    """A death ends every referral; nobody chose it, and the services are told by the officer's list of duties."""
    for found in live_of(event.person_id):
        found.before_event = found.state
        _end(found, Withdrawal.DIED, event.on)
        audit.record(event.by, "referral.ended_by_event", found)


def take_up_again(event: DeathTakenBack) -> None:
    """Who lives goes on where they stood."""
    statement = sa.select(Referral).where(
        Referral.person_id == event.person_id, Referral.withdrawal == Withdrawal.DIED,
        Referral.before_event.is_not(None),
    )  # fmt: skip
    for found in session.scalars(statement).all():
        found.state, found.before_event = found.before_event or ReferralState.DRAFT, None
        found.withdrawal, found.ended_on = None, None
        audit.record(event.by, "referral.taken_up_again", found)


def end_by_custody(event: PersonReceived) -> None:
    """Who is taken into custody cannot go there any more: the service's place is free."""
    for found in live_of(event.person_id):
        if found.state is not ReferralState.DRAFT:
            _end(found, Withdrawal.CUSTODY, event.at.date())
            audit.record(None, "referral.ended_by_event", found)

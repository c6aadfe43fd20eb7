"""Writing an appeal down in the person's words, and deciding it."""

from __future__ import annotations

import uuid

from kernel import audit, clock
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import Conflict, DomainError
from kernel.i18n import _
from kernel.units.queries import unit_of
from programmes.appeals import rules
from programmes.appeals.models import AppealState, ApplicationAppeal
from programmes.appeals.queries import appeal_for, can_appeal
from programmes.catalogue.models import ProgrammeStatus
from programmes.catalogue.policies import can_apply, demand
from programmes.catalogue.queries import programme_of
from programmes.places.models import Application, ApplicationState
from programmes.places.queries import application_for, open_application

DECIDERS = (Role.PROGRAMME_COORDINATOR, Role.GOVERNOR)
LEAST_WORDS = 10


def make(actor: Actor, application_id: uuid.UUID, words: str, appeal_id: uuid.UUID) -> ApplicationAppeal:
    """Write an appeal down. The same id twice is one appeal.

    Raises DomainError where the wish was not declined, or too long ago, or was appealed before.
    """
    if known := session.get(ApplicationAppeal, appeal_id):
        return known
    wish = application_for(actor, application_id)
    demand(can_apply(actor, wish.unit_id))
    today = clock.today(unit_of(wish.unit_id).zone)
    if not can_appeal(wish, today):
        raise DomainError(
            _(
                "Only a declined application can be appealed, once, and within %(days)d days.",
                days=rules.MADE_WITHIN.days,
            )
        )
    if len(words) < LEAST_WORDS:
        raise DomainError(_("Write down in the person's words why the answer is wrong."), field="words")
    assert wish.closed_by is not None
    made = ApplicationAppeal(
        id=appeal_id, application_id=wish.id, unit_id=wish.unit_id, against=wish.closed_by, words=words,
        made_on=today, due_on=rules.due_on(today),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "application_appeal.made", made, person_id=wish.person_id)
    session.flush()
    return made


def decide(actor: Actor, appeal_id: uuid.UUID, *, upheld: bool, answer: str) -> ApplicationAppeal:
    """Decide an appeal as somebody else than who declined. Upheld, the person waits again, from the day they asked.

    Raises DomainError for who declined, and Conflict when it is decided already.
    """
    found = appeal_for(appeal_id)
    wish = application_for(actor, found.application_id)
    demand(actor.has(*DECIDERS) and actor.covers(found.unit_id))
    if found.state is not AppealState.OPEN:
        raise Conflict(_("This appeal is decided already."))
    if actor.human_id == found.against:
        raise DomainError(
            _("Who declined the application does not decide the appeal. Ask another coordinator or the governor."),
        )
    if len(answer) < LEAST_WORDS:
        raise DomainError(_("Give the person a reason in plain words."), field="answer")
    if upheld:
        _refuse_reopening(wish)
        wish.state, wish.state_reason, wish.closed_on, wish.closed_by = ApplicationState.PENDING, "", None, None
        audit.record(actor, "application.reopened", wish, reason=answer)
    found.state = AppealState.UPHELD if upheld else AppealState.DISMISSED
    found.answer, found.decided_by = answer, actor.human_id
    found.decided_on = clock.today(unit_of(found.unit_id).zone)
    audit.record(actor, f"application_appeal.{found.state.value}", found, person_id=wish.person_id, reason=answer)
    return found


def _refuse_reopening(wish: Application) -> None:
    if open_application(wish.person_id, wish.programme_id):
        raise DomainError(_("This person waits for this programme already."))
    if programme_of(wish.programme_id).status is not ProgrammeStatus.LIVE:
        raise DomainError(_("This programme takes no applications now. Choose another one."))

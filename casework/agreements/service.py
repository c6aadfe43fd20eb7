"""Reading the plan together: what the person said of it, and the paper of that moment, kept byte for byte."""

from __future__ import annotations

import uuid

from casework.people.queries import PersonCard
from casework.plans import queries
from casework.plans.events import PlanAgreed
from casework.plans.models import Agreement, PlanVersion
from casework.plans.service import plan_person
from kernel import audit, clock, documents, events
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _
from kernel.ids import new_id


def agree(
    actor: Actor, person_id: uuid.UUID, agreement: Agreement, words: str = "", *, paper: bytes | None = None,
    version_id: uuid.UUID | None = None,
) -> PlanVersion:  # fmt: skip
    """Keep the plan as it was read together, with what the person said and its paper byte for byte.

    ``version_id`` is made by the form: the same form sent twice keeps one version.
    """
    card = plan_person(actor, person_id)
    if version_id and session.get(PlanVersion, version_id) is not None:
        return queries.version_record(card.id, version_id)
    if agreement is not Agreement.AGREED and not words.strip():
        raise DomainError(_("Write down what the person said, or why they could not answer."), field="words")
    made = _version(actor, card, agreement, words.strip(), paper, version_id or new_id())
    kept = queries.plan_record(card.id)
    kept.agreed_at = made.agreed_at
    audit.record(actor, f"plan.{agreement.value}", kept)
    session.flush()
    events.publish(PlanAgreed(person_id=card.id, plan_id=kept.id, version=made.number))
    return made


def _version(  # noqa: PLR0917 - the facts of one version
    actor: Actor, card: PersonCard, agreement: Agreement, words: str, paper: bytes | None, key: uuid.UUID
) -> PlanVersion:
    kept, sheet = queries.plan_record(card.id), queries.sheet_of(card.id)
    assert sheet is not None
    title = _("Plan of %(name)s", name=card.name)
    stored = documents.store(actor, "plan.agreed", paper, title=title, person_id=card.id) if paper else None
    made = PlanVersion(
        id=key, plan_id=kept.id, person_id=card.id, number=len(sheet.versions) + 1, agreement=agreement, words=words,
        snapshot=queries.snapshot_of(sheet), document_id=stored.id if stored else None,
        sha256=stored.sha256 if stored else "", agreed_by=actor.human_id, agreed_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "plan_version.kept", made)
    return made

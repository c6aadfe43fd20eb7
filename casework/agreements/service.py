"""The commands that keep a version of the plan as it was read together, and the scan of its signed page."""

from __future__ import annotations

import uuid

from casework.agreements.models import PlanSignature
from casework.agreements.rules import Reading, demand_whole, updated
from casework.papers.rules import rebuild_paper
from casework.people.queries import PersonCard
from casework.plans import queries
from casework.plans.events import PlanAgreed
from casework.plans.models import Agreement, PlanVersion, Signed
from casework.plans.rules import REVIEW_EVERY
from casework.plans.service import plan_person
from kernel import audit, clock, documents, events
from kernel.authz import Actor
from kernel.db import session
from kernel.documents.scanning import refuse_infected
from kernel.errors import DomainError
from kernel.i18n import _


def agree(
    actor: Actor, person_id: uuid.UUID, agreement: Agreement, words: str = "", reading: Reading | None = None
) -> PlanVersion:
    """Keep the plan as it was read together, with what the person said and its paper byte for byte.

    To read it together is to look at it again: the next review is counted from today. The same reading sent twice
    keeps one version. Raises DomainError for an answer without words, or a signature that nobody saw.
    """
    card, read = plan_person(actor, person_id), reading or Reading()
    if session.get(PlanVersion, read.id) is not None:
        return queries.version_record(card.id, read.id)
    demand_whole(agreement, words.strip(), read)
    made = _version(actor, card, agreement, words.strip(), read)
    kept = queries.plan_record(card.id)
    kept.agreed_at, kept.review_on = made.agreed_at, clock.today(card.zone) + REVIEW_EVERY
    audit.record(actor, f"plan.{made.agreement.value}", kept)
    session.flush()
    events.publish(PlanAgreed(person_id=card.id, plan_id=kept.id, version=made.number))
    return made


def _version(actor: Actor, card: PersonCard, agreement: Agreement, words: str, read: Reading) -> PlanVersion:
    kept, sheet = queries.plan_record(card.id), queries.sheet_of(card.id)
    assert sheet is not None
    title = _("Plan of %(name)s", name=card.name)
    paper = documents.store(actor, "plan.agreed", read.paper, title=title, person_id=card.id) if read.paper else None
    made = PlanVersion(
        id=read.id, plan_id=kept.id, person_id=card.id, number=len(sheet.versions) + 1,
        agreement=updated(agreement, len(sheet.versions)), words=words,
        snapshot={**queries.snapshot_of(sheet), "whys": dict(read.whys)},
        document_id=paper.id if paper else None, sha256=paper.sha256 if paper else "", agreed_by=actor.human_id,
        agreed_at=clock.now(), language=read.language, public_token=read.token, signed=read.signed,
        signed_name=read.signed_name, witness=read.witness,
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "plan_version.kept", made)
    return made


def add_scan(
    actor: Actor, person_id: uuid.UUID, version_id: uuid.UUID, content: bytes, key: uuid.UUID
) -> PlanSignature:
    """Keep the scan of the page that was signed on paper. The same form sent twice keeps one.

    Raises DomainError for a version that was not signed on paper, and for what cannot be kept.
    """
    card = plan_person(actor, person_id)
    version = queries.version_record(card.id, version_id)
    if (there := session.get(PlanSignature, key)) is not None:
        return there
    if version.signed is not Signed.PAPER:
        raise DomainError(_("This version was not signed on paper, so there is no page to scan."))
    refuse_infected(content)
    made = rebuild_paper(content)
    title = _("Signed page of the plan, version %(n)s", n=version.number)
    stored = documents.store(
        actor, "plan.signed", made.content, title=title, person_id=card.id, media_type=made.media_type
    )
    row = PlanSignature(
        id=key, version_id=version.id, person_id=card.id, document_id=stored.id, added_by=actor.human_id,
        added_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    audit.record(actor, "plan_version.signed_page_added", row)
    session.flush()
    return row

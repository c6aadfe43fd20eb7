"""Commands on assessments: begin, keep answers, take over, set aside, sign."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from casework.assessing import queries
from casework.assessing.events import AssessmentScored, AssessmentSigned
from casework.assessing.rules import (
    PRESUMED,
    UNTRIED,
    UNTRIED_RULE,
    WRITERS,
    Given,
    scored,
    unanswered_contradictions,
    unasked,
)
from casework.classification import rules as security
from casework.classification.models import Assessment, AssessmentState, InstrumentKind, InstrumentVersion
from casework.classification.queries import form_for, instrument_of, version_by_id
from casework.instruments.service import must_be_in_force
from casework.people.queries import PersonCard, person_for
from casework.signatures.models import AssessmentSignature
from casework.signatures.service import lock
from kernel import audit, clock, events
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.i18n import _


def person_to_assess(actor: Actor, person_id: uuid.UUID, kind: InstrumentKind) -> PersonCard:
    """The person, for who fills in forms of this kind. Raises NotFound, Forbidden."""
    card = person_for(actor, person_id)
    if not actor.has(*WRITERS[kind]):
        raise Forbidden(_("Somebody else fills in this form: it belongs to another role."))
    return card


def begin(actor: Actor, person_id: uuid.UUID, version_id: uuid.UUID) -> Assessment:
    """Begin a form about a person, or take up the draft that this author has in hand."""
    version = version_by_id(version_id)
    kind = instrument_of(version).kind
    card = person_to_assess(actor, person_id, kind)
    if kind is InstrumentKind.SECURITY:
        raise DomainError(_("A security level is assessed from the classification page. Begin it there."))
    return queries.draft_in_hand(card.id, version.id, actor.human_id) or new_sheet(actor, card, version)


def new_sheet(
    actor: Actor, card: PersonCard, version: InstrumentVersion, before: Assessment | None = None
) -> Assessment:
    """An empty sheet, or one with the answers of ``before``, which it then corrects or takes over."""
    refuse_for(actor, card, version)
    must_be_in_force(version, clock.today(card.zone))
    made = Assessment(
        person_id=card.id, version_id=version.id, begun_by=actor.human_id, begun_at=clock.now(),
        supersedes_id=before.id if before else None, answers=dict(before.answers) if before else {},
    )  # fmt: skip
    if before is not None and before.state is not AssessmentState.LOCKED:
        set_aside(actor, before)
    session.add(made)
    audit.record(actor, "assessment.begun", made)
    session.flush()
    return made


def refuse_for(actor: Actor, card: PersonCard, version: InstrumentVersion) -> None:
    """Refuse a form that was not made for this person; a needs score of the unconvicted leaves its trace as well."""
    kind = instrument_of(version).kind
    if kind in PRESUMED and card.legal_status in UNTRIED:
        audit.note_refusal(actor, card.id, "assessment.refused", f"{kind.value}: {UNTRIED_RULE}")
        raise DomainError(
            _("Do not score the needs of someone who is not convicted, or how likely a new offence is. Security and "
              "safety may be assessed, and help that they ask for may be offered."), rule=UNTRIED_RULE,
        )  # fmt: skip
    if kind is not InstrumentKind.SECURITY and not queries.may_be_assessed(card, kind, version.definition):
        made_for = version.definition.get("population", {}).get("text", "")
        raise DomainError(
            _("This form was not made for this person. It is for: %(whom)s Choose another form.", whom=made_for)
        )


def my_draft(actor: Actor, person_id: uuid.UUID, assessment_id: uuid.UUID) -> tuple[PersonCard, Assessment]:
    """The draft, for its author alone. Raises NotFound, Forbidden, or Conflict for what is signed or set aside."""
    card = person_for(actor, person_id)
    sheet = queries.sheet_of(card.id, assessment_id)
    person_to_assess(actor, card.id, queries.kind_of(sheet))
    if sheet.state is AssessmentState.LOCKED:
        raise Conflict(_("This assessment is signed and never changes. Correct it by a new one."))
    if sheet.ended_at is not None:
        raise Conflict(_("This assessment was set aside. Begin a new one."))
    if sheet.begun_by != actor.human_id:
        raise Forbidden(_("This draft is a colleague's. Take it over first; the answers come along."))
    return card, sheet


def keep(actor: Actor, person_id: uuid.UUID, assessment_id: uuid.UUID, given: Mapping[str, Given]) -> Assessment:
    """Keep some answers of the author's draft; what is not named stays as it was. What is not known is never zero."""
    card, sheet = my_draft(actor, person_id, assessment_id)
    form = form_for(sheet.version_id)
    hidden = unasked(form, card.legal_status)
    known = {key: one for key, one in given.items() if key in form.questions and key not in hidden}
    kept = {key: one.kept() for key, one in {**known, **hidden}.items()}
    sheet.answers = {**sheet.answers, **kept}
    rescore(actor, card, sheet)
    return sheet


def rescore(actor: Actor, card: PersonCard, sheet: Assessment) -> None:
    """Score a draft as it counts today, and tell who listens."""
    today = clock.today(card.zone)
    one = queries.standing_of(sheet, today)
    result = scored(one)
    sheet.state = AssessmentState.PROVISIONAL if result.provisional else AssessmentState.COMPLETE
    sheet.scored_at, sheet.scored_by, sheet.as_of_on = clock.now(), actor.human_id, today
    if queries.kind_of(sheet) is InstrumentKind.SECURITY:
        found = security.score(one.form, one.known, one.stale)
        sheet.low, sheet.high, sheet.score = found.low, found.high, found.total
        sheet.band = found.lowest if found.final else None
    audit.record(actor, "assessment.scored", sheet)
    session.flush()
    events.publish(AssessmentScored(person_id=card.id, assessment_id=sheet.id, by=actor))


def take_over(actor: Actor, person_id: uuid.UUID, assessment_id: uuid.UUID) -> Assessment:
    """A sheet of the actor's own with the answers of a colleague's draft or of a signed one that needs correction.

    A security assessment is taken over with its classification: see there.
    """
    card = person_for(actor, person_id)
    before = queries.sheet_of(card.id, assessment_id)
    version = version_by_id(before.version_id)
    kind = instrument_of(version).kind
    person_to_assess(actor, card.id, kind)
    if kind is InstrumentKind.SECURITY:
        raise Conflict(_("A security level is assessed from the classification page. Begin it there."))
    if before.ended_at is not None:
        raise Conflict(_("This assessment was set aside. Begin a new one."))
    return queries.draft_in_hand(card.id, version.id, actor.human_id) or new_sheet(actor, card, version, before)


def set_aside(actor: Actor | None, sheet: Assessment, reason: str = "") -> None:
    """End a draft without a signature; it stays readable. What is signed or ended already stays as it is."""
    if sheet.state is not AssessmentState.LOCKED and sheet.ended_at is None:
        sheet.ended_at = clock.now()
        audit.record(actor, "assessment.set_aside", sheet, reason=reason)
        session.flush()


def stop(actor: Actor, person_id: uuid.UUID, assessment_id: uuid.UUID) -> None:
    """Set the author's own draft aside. One of a security level is stopped with its classification, with a reason."""
    _card, sheet = my_draft(actor, person_id, assessment_id)
    if queries.kind_of(sheet) is InstrumentKind.SECURITY:
        raise Conflict(_("Stop it from the classification page, with a reason."))
    set_aside(actor, sheet)


def refuse_unexplained(card: PersonCard, sheet: Assessment) -> None:
    """Refuse answers that contradict the file without a word on why they stand, naming the questions."""
    one = queries.standing_of(sheet, clock.today(card.zone))
    open_ = unanswered_contradictions(one, queries.told_to(card, sheet))
    if open_:
        named = "; ".join(str(one.form.item(key).text) for key in open_)
        raise DomainError(
            _("The file says otherwise on: %(questions)s. Change the answer, or write beside it why it stands.",
              questions=named),
        )  # fmt: skip


def sign(actor: Actor, person_id: uuid.UUID, assessment_id: uuid.UUID) -> AssessmentSignature:
    """Sign the author's own draft. From then on nothing in it changes; a correction is a new assessment."""
    card, sheet = my_draft(actor, person_id, assessment_id)
    version = version_by_id(sheet.version_id)
    refuse_for(actor, card, version)
    must_be_in_force(version, clock.today(card.zone))
    if not any(one.value is not None for one in queries.standing_of(sheet).given.values()):
        raise DomainError(_("Nothing is answered yet. Answer what you know first."))
    refuse_unexplained(card, sheet)
    rescore(actor, card, sheet)
    made = lock(actor, sheet)
    kind = queries.kind_of(sheet)
    events.publish(AssessmentSigned(person_id=card.id, assessment_id=sheet.id, kind=kind, by=actor))
    return made

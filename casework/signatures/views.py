"""The end of an assessment on screen: signed, set aside, taken over by a colleague or corrected by a new one."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from casework.assessing import queries, service
from casework.assessing.rules import EVERY_WRITER
from casework.assessing.views import ONE, my_facts, page_of, tab_of
from casework.classification.queries import open_record
from casework.classification.service import own_sheet
from casework.people.queries import person_for
from kernel.authz import actor, allows
from kernel.errors import Conflict, DomainError
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("signatures", __name__)


@bp.get(f"{ONE}/signature")
@allows(*sorted(EVERY_WRITER))
def signing(person_id: uuid.UUID, assessment_id: uuid.UUID) -> ResponseReturnValue:
    """All answers once more before the signature."""
    card, facts = my_facts(person_id, assessment_id)
    if facts["is_security"]:
        raise Conflict(_("A security level is signed by recommending it."))
    return page_of("sign", card, tab=tab_of(facts), trouble="", **facts)  # type: ignore[no-any-return]


@bp.post(f"{ONE}/signature")
@allows(*sorted(EVERY_WRITER))
@writes
def sign(person_id: uuid.UUID, assessment_id: uuid.UUID) -> ResponseReturnValue:
    """Sign: from now on nothing in it changes."""
    card, facts = my_facts(person_id, assessment_id)
    if facts["is_security"]:
        raise Conflict(_("A security level is signed by recommending it."))
    try:
        service.sign(actor(), card.id, assessment_id)
    except DomainError as refusal:
        return page_of("sign", card, refusal.status, tab=tab_of(facts), trouble=str(refusal), **facts)  # type: ignore[no-any-return]
    flash(_("Signed. It stays as it is; a correction is a new assessment."), "success")
    return redirect(url_for("assessing.page", person_id=card.id, assessment_id=assessment_id), 303)


@bp.post(f"{ONE}/taken-over")
@allows(*sorted(EVERY_WRITER))
@writes
def take_over(person_id: uuid.UUID, assessment_id: uuid.UUID) -> ResponseReturnValue:
    """Go on with a colleague's draft, or correct what was signed, with the answers so far."""
    who, card = actor(), person_for(actor(), person_id)
    sheet, record = queries.sheet_of(card.id, assessment_id), open_record(card.id)
    if record is not None and record.assessment_id == sheet.id:
        made = own_sheet(who, card.id)
    else:
        made = service.take_over(who, card.id, sheet.id)
    return redirect(url_for("assessing.page", person_id=card.id, assessment_id=made.id), 303)


@bp.post(f"{ONE}/set-aside")
@allows(*sorted(EVERY_WRITER))
@writes
def stop(person_id: uuid.UUID, assessment_id: uuid.UUID) -> ResponseReturnValue:
    """Set a draft aside."""
    service.stop(actor(), person_id, assessment_id)
    flash(_("It is set aside and stays readable."), "success")
    return redirect(url_for("assessing.listing", person_id=person_id), 303)

"""What stands beside the usual way of a decision: a second signature, and a score carried over to the form in force."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from casework.classification import service
from casework.people.queries import person_for
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("decisions", __name__)


@bp.post("/people/<uuid:person_id>/classification/second-signature")
@allows(Role.CLASSIFICATION_APPROVER, Role.GOVERNOR)
@writes
def countersign(person_id: uuid.UUID) -> ResponseReturnValue:
    """The second approver signs a decision that lies far from the score."""
    card = person_for(actor(), person_id)
    made = service.countersign(actor(), card.id)
    assert made.decided_level
    flash(_("The level is decided: %(level)s. Give the person the reasons.", level=made.decided_level.label), "success")
    return redirect(url_for("classification.page", person_id=card.id), 303)


@bp.post("/people/<uuid:person_id>/classification/form-in-force")
@allows(Role.CLASSIFICATION_OFFICER)
@writes
def renew(person_id: uuid.UUID) -> ResponseReturnValue:
    """Take the answers over into the version of the form that is in force."""
    card = person_for(actor(), person_id)
    try:
        made = service.renew(actor(), card.id)
    except DomainError as refusal:
        flash(str(refusal), "error")
        return redirect(url_for("classification.page", person_id=card.id), 303)
    flash(_("The answers are taken over. Look at them and keep them, then they are scored."), "success")
    return redirect(url_for("assessing.page", person_id=card.id, assessment_id=made.assessment_id), 303)

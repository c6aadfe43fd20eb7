"""The page that corrects a logged contact."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.public import PersonCard, tabs_for
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from probation.contacts.models import ContactKind, Outcome
from probation.contacts.queries import contact_for
from probation.corrections.forms import AmendForm
from probation.corrections.service import amend_contact

bp = Blueprint("corrections", __name__)
KEPT = ("note", "agreed_action", "minutes", "place", "strengths", "needs", "person_words", "who", "sensitive")
CORRECTORS = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR)


def _page(card: PersonCard, form: AmendForm, visit: Any) -> str:
    shown = {"person": card, "tabs": tabs_for(actor()), "tab": "contacts", "form": form, "visit": visit}
    return render_template("probation/corrections/page.html", **shown)


@bp.get("/contacts/<uuid:contact_id>/amend")
@allows(*CORRECTORS)
def page(contact_id: uuid.UUID) -> str:
    """The form that corrects a logged contact."""
    card, row = contact_for(actor(), contact_id)
    was = clock.local(row.occurred_at or row.at, card.zone)
    form = AmendForm(
        formdata=None, outcome=row.outcome and Outcome(row.outcome), kind=ContactKind(row.kind), on=was.date(),
        time=was.time(), **{name: getattr(row, name) for name in KEPT},
    )  # fmt: skip
    return _page(card, form, row)


@bp.post("/contacts/<uuid:contact_id>/amend")
@allows(*CORRECTORS)
@writes
def amend(contact_id: uuid.UUID) -> ResponseReturnValue:
    """Correct a logged contact; the old words stay on file."""
    card, row = contact_for(actor(), contact_id)
    form = AmendForm()
    if form.validate():
        try:
            done = amend_contact(actor(), form.to_amendment(contact_id, card.zone))
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Corrected. What was written before stays beneath it."), "success")
            return redirect(url_for("contacts.show", contact_id=done.id), 303)
    return _page(card, form, row), 422

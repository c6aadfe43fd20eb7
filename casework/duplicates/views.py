"""Deciding whether two alike files are one person."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.duplicates import queries, service
from casework.duplicates.forms import TwoPeopleForm
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("duplicates", __name__)


@bp.get("/people/duplicates")
@allows(Role.RECORDS_OFFICER, Role.INSPECTOR)
def listing() -> ResponseReturnValue:
    """Pairs of files that may be one person."""
    after = request.args.get("after", default=None, type=uuid.UUID)
    return render_template(
        "casework/duplicates/listing.html", found=queries.proposals_page(actor(), after), form=TwoPeopleForm()
    )


@bp.post("/people/duplicates/<uuid:proposal_id>")
@allows(Role.RECORDS_OFFICER)
@writes
def keep_two(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Decide that the two files are two people."""
    form = TwoPeopleForm()
    try:
        if form.validate():
            service.decide_two_people(actor(), proposal_id, form.reason.data)
            flash(_("Noted: they are two people. This pair will not be proposed again."))
            return redirect(url_for("duplicates.listing"), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return render_template("casework/duplicates/listing.html", found=queries.proposals_page(actor()), form=form), 422

"""The last payout of somebody who leaves."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.public import person_for, tabs_for
from kernel.authz import Role, actor, allows
from kernel.documents import pdf_response
from kernel.errors import DomainError, NotFound
from kernel.http import writes
from kernel.i18n import _
from kernel.ids import new_id
from marketplace.earnings.models import PayoutState
from marketplace.earnings.views import READERS
from marketplace.leaving import queries, service
from marketplace.leaving.documents import leaving_pdf
from marketplace.ledger.models import AccountRole
from marketplace.ledger.queries import holdings_of

bp = Blueprint("leaving", __name__)


def _page(person_id: uuid.UUID, refused: str = "") -> str:
    person = person_for(actor(), person_id)
    return render_template(
        "marketplace/leaving/page.html", person=person, tabs=tabs_for(actor()), tab="money", roles=AccountRole,
        held=[row for row in holdings_of(person.id) if row.balance], rows=queries.release_payouts_of(person.id),
        refused=refused, id=new_id(), states=PayoutState,
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/money/leaving")
@allows(*READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """What would be handed over, and what was."""
    return _page(person_id)


@bp.post("/people/<uuid:person_id>/money/leaving")
@allows(Role.FINANCE_CLERK)
@writes
def ask(person_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for everything to be paid out."""
    person = person_for(actor(), person_id)
    payout_id = request.form.get("id", type=uuid.UUID) or new_id()
    try:
        service.ask(actor(), person.id, payout_id)
    except DomainError as refusal:
        return _page(person_id, str(refusal)), 422
    flash(_("Asked for. It is paid when a second person has approved it."))
    return redirect(url_for("leaving.page", person_id=person_id), 303)


@bp.post("/people/<uuid:person_id>/money/leaving/<uuid:release_payout_id>")
@allows(Role.FINANCE_APPROVER)
@writes
def decide(person_id: uuid.UUID, release_payout_id: uuid.UUID) -> ResponseReturnValue:
    """Pay it, or refuse."""
    person = person_for(actor(), person_id)
    approve = request.form.get("decision") == "approve"
    try:
        service.decide(actor(), person.id, release_payout_id, approve=approve)
    except DomainError as refusal:
        return _page(person_id, str(refusal)), refusal.status
    flash(_("Paid out. Print the receipt and let the person sign it.") if approve else _("Refused. Nothing was paid."))
    return redirect(url_for("leaving.page", person_id=person_id), 303)


@bp.get("/people/<uuid:person_id>/money/leaving/<uuid:release_payout_id>.pdf")
@allows(*READERS)
def receipt(person_id: uuid.UUID, release_payout_id: uuid.UUID) -> ResponseReturnValue:
    """The receipt with the statement of the whole stay."""
    person = person_for(actor(), person_id)
    row = queries.release_payout_of(person.id, release_payout_id)
    if row.state is not PayoutState.PAID:
        raise NotFound(_("There is no such payout."))
    lines, first, last = queries.whole_stay(person.id)
    return pdf_response(leaving_pdf(person, row, lines, (first, last)), f"{person.number}.pdf")

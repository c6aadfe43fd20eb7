"""Files for the bank: make one, fetch it, note that it was carried out."""

from __future__ import annotations

import uuid

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.documents import pdf_response
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from marketplace.bank_files import queries, service
from marketplace.bank_lines.queries import to_send
from marketplace.earnings.views import DESK
from marketplace.refunds.queries import for_the_bank

bp = Blueprint("bank_files", __name__, url_prefix="/finance/bank/files")
MAKERS = (Role.FINANCE_CLERK, Role.FINANCE_APPROVER)


@bp.get("")
@allows(*DESK)
def page() -> ResponseReturnValue:
    """What waits to go back, what has no account yet, and the files that were made."""
    return _page()


def _page(refused: str = "") -> str:
    refunds = [row for row in for_the_bank() if row.minor]
    currencies = sorted({row.currency for row in refunds} | {"EUR"})
    lines = [row for one in currencies for row in to_send(one)]
    return render_template(
        "marketplace/bank_files/page.html", refunds=refunds, lines=lines, files=queries.newest(), refused=refused,
        currencies=currencies, may=actor().has(*MAKERS), me=actor().human_id, today=clock.today(),
    )  # fmt: skip


@bp.post("")
@allows(*MAKERS)
@writes
def make() -> ResponseReturnValue:
    """Make a file of everything that can be sent."""
    try:
        service.make_file(actor(), request.form.get("currency", "EUR")[:3])
    except DomainError as refusal:
        return _page(str(refusal)), refusal.status
    flash(_("The file is ready. Fetch it and give it to the bank."))
    return redirect(url_for("bank_files.page"), 303)


@bp.post("/<uuid:file_id>/fetch")
@allows(*MAKERS)
@writes
def fetch(file_id: uuid.UUID) -> ResponseReturnValue:
    """The file itself. A POST, because the account numbers in it are read for it."""
    body = service.file_bytes(file_id, str(current_app.secret_key).encode())
    return pdf_response(body, f"refunds-{file_id.hex[-8:]}.xml", attachment=True, media_type="application/xml")


@bp.post("/<uuid:file_id>/sent")
@allows(*MAKERS)
@writes
def sent(file_id: uuid.UUID) -> ResponseReturnValue:
    """The bank has carried it out today."""
    try:
        service.note_sent(actor(), file_id, clock.today())
    except DomainError as refusal:
        return _page(str(refusal)), refusal.status
    flash(_("Noted. Orders and books say so, and the account numbers are shredded."))
    return redirect(url_for("bank_files.page"), 303)

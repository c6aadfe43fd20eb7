"""The alarm page: proofs night by night, counts, and the form for a count."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from marketplace.counts import queries
from marketplace.counts.forms import CountForm
from marketplace.counts.service import write_down
from marketplace.earnings.views import DESK
from marketplace.ledger.models import AccountRole
from marketplace.trust_places.queries import prison_funds

bp = Blueprint("proofs", __name__, url_prefix="/finance/proofs")


def _page(form: CountForm) -> str:
    accounts = queries.countable()
    form.offer(accounts)
    return render_template(
        "marketplace/counts/page.html", form=form, accounts=accounts, roles=AccountRole,
        open_counts=queries.unexplained(), counts=queries.counts_newest(),
        prisons=prison_funds(), page=queries.proofs_page(request.args.get("after", type=UUID)),
    )  # fmt: skip


@bp.get("")
@allows(*DESK)
def page() -> ResponseReturnValue:
    """What is not right, the proofs night by night, and the counts."""
    return _page(CountForm(None, on=clock.today()))


@bp.post("")
@allows(Role.FINANCE_CLERK)
@writes
def count() -> ResponseReturnValue:
    """Write a count down."""
    form = CountForm()
    form.offer(queries.countable())
    if not form.validate():
        return _page(form), 422
    try:
        made = write_down(actor(), form.to_count())
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form), 422
    flash(_("Written down. It agrees with the books.") if made.counted == made.booked
          else _("Written down. It differs from the books."))  # fmt: skip
    return redirect(url_for("proofs.page"), 303)

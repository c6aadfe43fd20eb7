"""Writing a card, reading it before it goes on, and hanging it up in the workshop."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import Role, actor, allows, public
from kernel.errors import DomainError, NotFound
from kernel.http import writes
from kernel.i18n import _
from marketplace.production.queries import batch_row
from marketplace.production.views import READERS
from marketplace.thanks import queries, service
from marketplace.thanks.forms import CardForm, DecisionForm

bp = Blueprint("thanks", __name__)


def _card(product_id: uuid.UUID, form: CardForm) -> str:
    title = queries.product_title(product_id)
    if title is None:
        raise NotFound(_("There is no such product."))
    return render_template("marketplace/thanks/write.html", form=form, title=title, product_id=product_id)


@bp.get("/shop/product/<uuid:product_id>/thanks")
@public
def write(product_id: uuid.UUID) -> ResponseReturnValue:
    """The form for a card."""
    return _card(product_id, CardForm(None, label=request.args.get("label", "")[:64]))


@bp.post("/shop/product/<uuid:product_id>/thanks")
@public
@writes
def send(product_id: uuid.UUID) -> ResponseReturnValue:
    """Keep a card until it was read."""
    form = CardForm()
    if not form.validate():
        return _card(product_id, form), 422
    try:
        service.write_card(form.to_card(product_id))
    except NotFound:
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return _card(product_id, form), 422
    flash(_("Thank you. The shop reads your card, then the makers get it."))
    return redirect(url_for("shop.page"), 303)


def _queue(refused: DecisionForm | None = None, card_id: uuid.UUID | None = None) -> str:
    page = queries.queue_page(request.args.get("after", type=uuid.UUID))
    forms = {row.id: DecisionForm(None, prefix=f"c{at}-") for at, row in enumerate(page.rows)}
    if refused and card_id:
        forms[card_id] = refused
    return render_template("marketplace/thanks/queue.html", page=page, forms=forms, form=refused)


@bp.get("/thanks")
@allows(Role.SHOP_MANAGER)
def queue() -> ResponseReturnValue:
    """Cards to be read."""
    return _queue()


@bp.post("/thanks/<uuid:card_id>")
@allows(Role.SHOP_MANAGER)
@writes
def decide(card_id: uuid.UUID) -> ResponseReturnValue:
    """Pass a card on or not."""
    form = DecisionForm(prefix=request.form.get("prefix", "")[:8])
    try:
        if form.validate():
            approve = form.decision.data == "approve"
            service.decide(actor(), card_id, approve=approve, reason=form.reason.data or "")
            flash(_("Passed on to the makers.") if approve else _("Not passed on."))
            return redirect(url_for("thanks.queue"), 303)
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
    return _queue(form, card_id), 422


@bp.get("/batches/<uuid:batch_id>/cards")
@allows(*READERS)
def of_batch(batch_id: uuid.UUID) -> ResponseReturnValue:
    """The cards for a batch, to be read out or printed and hung up."""
    row = batch_row(actor(), batch_id)
    cards = queries.cards_of_batch(batch_id, row.product_id)
    return render_template("marketplace/thanks/batch.html", batch=row, cards=cards)

"""The public form for many pieces, and the shop's queue of what was asked."""

from __future__ import annotations

import uuid

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import Role, actor, allows, public
from kernel.errors import DomainError, NotFound
from kernel.http import writes
from kernel.i18n import _, language
from kernel.throttling import network_key
from marketplace.enquiries import queries, service
from marketplace.enquiries.forms import AnswerForm, EnquiryForm
from marketplace.enquiries.models import Asker, EnquiryState
from marketplace.shop.queries import listed

bp = Blueprint("enquiries", __name__)


def _public(form: EnquiryForm) -> str:
    key = form.product.data
    row = listed(uuid.UUID(key), language(), clock.today()) if key else None
    return render_template("marketplace/enquiries/ask.html", form=form, product=row, done=False)


@bp.get("/shop/enquiry")
@public
def ask() -> ResponseReturnValue:
    """The form for shops that sell on and for public buyers."""
    form = EnquiryForm(None)
    key = request.args.get("product", type=uuid.UUID)
    form.product.data = str(key) if key else ""
    return _public(form)


@bp.post("/shop/enquiry")
@public
@writes
def send() -> ResponseReturnValue:
    """Put an enquiry into the shop's queue. A program that filled in the decoy is thanked and forgotten."""
    form = EnquiryForm()
    if form.is_from_a_program():
        return redirect(url_for("enquiries.thanks"), 303)
    if not form.validate():
        if form.product.errors:
            form.product.data = ""
        return _public(form), 422
    secret = str(current_app.secret_key).encode()
    service.count_asked(network_key("enquiry", request.remote_addr or "", clock.today(), secret))
    if form.product.data:
        listed(uuid.UUID(form.product.data), language(), clock.today())
    service.ask(form.to_enquiry())
    return redirect(url_for("enquiries.thanks"), 303)


@bp.get("/shop/enquiry/thanks")
@public
def thanks() -> ResponseReturnValue:
    """It has arrived."""
    return render_template("marketplace/enquiries/ask.html", form=None, product=None, done=True)


@bp.get("/enquiries")
@allows(Role.SHOP_MANAGER)
def page() -> ResponseReturnValue:
    """What was asked, by state."""
    asked = request.args.get("state", "")
    state = EnquiryState(asked) if asked in set(EnquiryState) else EnquiryState.NEW
    found = queries.enquiries_page(state, request.args.get("after", type=uuid.UUID))
    return render_template(
        "marketplace/enquiries/page.html", page=found, state=state, states=list(EnquiryState), askers=Asker
    )


def _one(enquiry_id: uuid.UUID, form: AnswerForm) -> str:
    row = queries.enquiry_row(enquiry_id)
    return render_template(
        "marketplace/enquiries/one.html", enquiry=row, form=form, answers=queries.answers_to(enquiry_id),
        state=EnquiryState(row.state), asker=Asker(row.asker),
    )  # fmt: skip


@bp.get("/enquiries/<uuid:enquiry_id>")
@allows(Role.SHOP_MANAGER)
def one(enquiry_id: uuid.UUID) -> ResponseReturnValue:
    """One enquiry with what was answered."""
    return _one(enquiry_id, AnswerForm(None))


@bp.post("/enquiries/<uuid:enquiry_id>/answer")
@allows(Role.SHOP_MANAGER)
@writes
def answer(enquiry_id: uuid.UUID) -> ResponseReturnValue:
    """Write an answer into the outbox."""
    form = AnswerForm()
    if not form.validate():
        return _one(enquiry_id, form), 422
    try:
        service.answer(actor(), enquiry_id, form.words.data)
    except NotFound:
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return _one(enquiry_id, form), 422
    flash(_("The answer is in the outbox."))
    return redirect(url_for("enquiries.one", enquiry_id=enquiry_id), 303)


@bp.post("/enquiries/<uuid:enquiry_id>/close")
@allows(Role.SHOP_MANAGER)
@writes
def close(enquiry_id: uuid.UUID) -> ResponseReturnValue:
    """Close an enquiry."""
    service.close(actor(), enquiry_id)
    flash(_("Closed."))
    return redirect(url_for("enquiries.page"), 303)


@bp.post("/enquiries/<uuid:enquiry_id>/open")
@allows(Role.SHOP_MANAGER)
@writes
def open_again(enquiry_id: uuid.UUID) -> ResponseReturnValue:
    """Open a closed enquiry again."""
    service.open_again(actor(), enquiry_id)
    flash(_("Open again."))
    return redirect(url_for("enquiries.one", enquiry_id=enquiry_id), 303)

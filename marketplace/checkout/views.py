"""Ordering without an account, and the order's page: amounts, how to pay, the code for the gate, papers."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from kernel import i18n
from kernel.authz import public
from kernel.db import in_transaction
from kernel.documents import pdf_response
from kernel.errors import Conflict, DomainError
from kernel.http import writes
from kernel.i18n import _
from kernel.ids import new_id
from marketplace.checkout.forms import CheckoutForm
from marketplace.orders import queries as orders
from marketplace.orders.models import OPEN_STEPS, Method, Way
from marketplace.orders.rules import MOST_PIECES, amounts_of, state_of
from marketplace.orders.service import place_order
from marketplace.other_goods.queries import in_place_of
from marketplace.payments.rules import adapter_of, offered
from marketplace.payments.service import bill_of
from marketplace.quotes import queries as quotes
from marketplace.quotes.rules import quote
from marketplace.receipts.documents import paper_pdf
from marketplace.receipts.models import ReceiptKind
from marketplace.receipts.queries import paper_of, papers_of
from marketplace.shipping.queries import countries
from marketplace.shipping.rules import country_name
from marketplace.shop.views import basket
from marketplace.transfers.documents import epc_code
from marketplace.transfers.queries import in_use

bp = Blueprint("checkout", __name__, url_prefix="/shop")
PRIVATE = {"X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


def _ready(form: CheckoutForm, pieces: dict[uuid.UUID, int]) -> list[Any]:
    """Fill the form's choices; gives the products of the basket."""
    rows = quotes.goods(list(pieces))
    can_be_sent = rows and all(row.ships for row in rows)
    form.offer(quotes.places_with(pieces), countries() if can_be_sent else [],
               offered(rows[0].currency) if rows else [])  # fmt: skip
    return rows


def _page(form: CheckoutForm, rows: list[Any], pieces: dict[uuid.UUID, int]) -> str:
    lines = [(row, pieces[row.id]) for row in rows]
    known = {row.id: row for row in rows}
    costs, refusal = quote(lines), ""
    if rows and form.way.data == Way.DELIVERY.value and form.country.data:
        try:
            costs = quotes.quote_for(known, {row.id: pieces[row.id] for row in rows}, Way.DELIVERY, form.country.data)
        except DomainError as wrong:
            refusal = str(wrong)
    return render_template(
        "marketplace/checkout/page.html", form=form, rows=lines, costs=costs, refusal=refusal,
        places=form.place.choices, most=MOST_PIECES,
        method_words={one.method.value: one.words for one in offered(costs.currency)},
    )  # fmt: skip


@bp.get("/basket")
@public
def page() -> ResponseReturnValue:
    """The basket and the order on one page."""
    form, pieces = CheckoutForm(), basket()
    return _page(form, _ready(form, pieces), pieces)


@bp.post("/basket/cost")
@public
@writes
def cost() -> ResponseReturnValue:
    """What sending to the chosen country costs, before anything is ordered. What was typed stays."""
    form, pieces = CheckoutForm(), basket()
    rows = _ready(form, pieces)
    form.way.data = Way.DELIVERY.value
    return _page(form, rows, pieces)


def _link(token: str) -> str:
    """The address of the order's page for a mail; none where any host name is answered: a stranger might choose it."""
    hosts = current_app.config["TRUSTED_HOSTS"]
    return url_for("checkout.order", token=token, _external=True) if hosts else ""


@bp.post("/order")
@public
@writes
def place() -> ResponseReturnValue:
    """Place the order: the pieces are reserved and the buyer gets a code. A second click gives the same order."""
    form, pieces = CheckoutForm(), basket()
    if not pieces and orders.exists(form.token.data or ""):
        return redirect(url_for("checkout.order", token=form.token.data), 303)
    rows = _ready(form, pieces)
    if not form.place.choices and pieces:
        form.form_errors.append(_("There are not enough pieces left in one place. Choose fewer."))
    if form.form_errors or not form.validate() or not form.is_complete():
        return _page(form, rows, pieces), 422
    try:
        place_id = uuid.UUID(form.place.data or form.place.choices[0].value)
        place_order(form.to_new_order(pieces, place_id, _link(form.token.data or "")))
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form, rows, pieces), 422
    session.pop("basket", None)
    return redirect(url_for("checkout.order", token=form.token.data), 303)


@bp.get("/order/<token>")
@public
def order(token: str) -> ResponseReturnValue:
    """The order by its secret link: what to pay and how, the code for the gate, papers. Made to be printed."""
    row = orders.by_token(token)
    money, adapter = amounts_of(row), adapter_of(Method(row.method))
    told = None
    if row.step in OPEN_STEPS and money.owed and not adapter.capabilities.starts_elsewhere and adapter.is_open():
        told = adapter.start(bill_of(row))
    answer = render_template(
        "marketplace/checkout/order.html", order=row, lines=orders.lines_of(row.id), state=state_of(row), money=money,
        told=told, qr=_qr(told.payload) if told else "", token=token, papers=papers_of(row.id), kinds=ReceiptKind,
        method=Method(row.method), is_open=row.step in OPEN_STEPS, country=country_name(row.country),
        instead=in_place_of(row.id) if money.refunded and not money.kept else None,
        by_card=adapter.capabilities.starts_elsewhere and adapter.is_open(),
    )  # fmt: skip
    return answer, 200, PRIVATE


def _qr(payload: str) -> str:
    """The code as a picture of lines, in the way that EPC069-12 asks for."""
    return str(epc_code(payload).svg_data_uri(scale=4, border=4, light="#fff")) if payload else ""


@bp.post("/order/<token>/card")
@public
def by_card(token: str) -> ResponseReturnValue:
    """Go to the card company's page, for what is owed as we know it. No transaction is open while it answers."""
    row = orders.by_token(token)
    adapter = adapter_of(Method(row.method))
    if row.step not in OPEN_STEPS or not amounts_of(row).owed or not adapter.capabilities.starts_elsewhere:
        raise Conflict(_("There is nothing to pay by card for this order."))
    link = url_for("checkout.order", token=token, _external=True)
    bill = bill_of(row, link)
    told = adapter.start(bill)
    key = new_id()
    in_transaction(lambda: adapter.started(bill, told, key))
    return redirect(told.go_to, 303)


@bp.get("/order/<token>/papers/<uuid:receipt_id>")
@public
def paper(token: str, receipt_id: uuid.UUID) -> ResponseReturnValue:
    """A receipt, an invoice or a credit note of this order as PDF."""
    row = orders.by_token(token)
    found = paper_of(row.id, receipt_id)
    pdf = paper_pdf(row, orders.lines_of(row.id), found, in_use(row.currency), i18n.language())
    return pdf_response(pdf, f"{ReceiptKind(found.kind).value}-{found.year}-{found.number}.pdf")

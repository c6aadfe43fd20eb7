"""The public shop: look, put into the basket, order, collect. No account, nothing about makers as persons."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import public
from kernel.fields import plain_digits
from kernel.http import safe_next, writes
from kernel.i18n import _, language
from kernel.money import parse_minor
from marketplace.fairness.queries import label
from marketplace.orders.rules import MOST_PIECES
from marketplace.photos.queries import passed, pictures
from marketplace.products.models import Category, Origin
from marketplace.products.rules import CostCard, shown_countries
from marketplace.published_credits.queries import credit_lines
from marketplace.shop import queries

bp = Blueprint("shop", __name__, url_prefix="/shop")
KEPT = ("q", "category", "least", "most", "there", "all")


@bp.app_template_global()
def shop_name() -> str:
    """The brand's name, for the head of pages that are about something else; empty before there is a brand."""
    found = queries.brand_words(language())
    return found.name if found else ""


def basket() -> dict[uuid.UUID, int]:
    """Pieces by product in this browser's basket. What does not read as a basket is dropped."""
    found: dict[uuid.UUID, int] = {}
    for key, count in session.get("basket", {}).items():
        with contextlib.suppress(ValueError):
            found[uuid.UUID(key)] = max(1, min(MOST_PIECES, int(count)))
    return found


def _keep(pieces: dict[uuid.UUID, int]) -> None:
    session["basket"] = {str(key): count for key, count in pieces.items()}


def _asked() -> queries.Asked:
    """What the address asks for; what does not read as a question is left out."""
    category, given = request.args.get("category", ""), request.args
    return queries.Asked(
        words=given.get("q", "").strip()[:80],
        category=Category(category) if category in set(Category) else None,
        least=_minor(given.get("least", "")),
        most=_minor(given.get("most", "")),
        in_stock=bool(given.get("there")),
    )


def _minor(typed: str) -> int | None:
    try:
        return parse_minor(plain_digits(typed), "EUR") if typed.strip() else None
    except ValueError:
        return None


@bp.get("")
@public
def page() -> ResponseReturnValue:
    """The home of the shop; the shelves where something is asked for."""
    asked, after, speech, today = _asked(), request.args.get("after", type=uuid.UUID), language(), clock.today()
    home = not asked.is_narrow and after is None and "all" not in request.args
    found = queries.newest(speech, today) if home else queries.shelf(asked, speech, today, after)
    rows = found if isinstance(found, Sequence) else found.rows
    return render_template(
        "marketplace/shop/home.html" if home else "marketplace/shop/page.html",
        page=found,
        rows=rows,
        asked=asked,
        kept={name: value for name, value in request.args.items() if name in KEPT and value},
        shelves=queries.shelves(today),
        brand=queries.brand_words(speech),
        pictures=pictures([row.photo_id for row in rows if row.photo_id], speech),
    )


@bp.get("/product/<uuid:product_id>")
@public
def product(product_id: uuid.UUID) -> ResponseReturnValue:
    """One product: what it is, what it costs, what the price pays for, where it can be had."""
    speech, today = language(), clock.today()
    row = queries.listed(product_id, speech, today)
    shown = passed(row.id) or (passed(row.variant_of_id) if row.variant_of_id else [])
    card = CostCard(
        materials=row.materials_minor, labour=row.labour_minor, overhead=row.overhead_minor, margin=row.margin_minor
    )
    return render_template(
        "marketplace/shop/product.html",
        product=row,
        shelf=Category(row.category),
        origin=Origin(row.origin),
        parts=label(card, row.currency, today),
        most=min(row.free, row.per_buyer or MOST_PIECES, MOST_PIECES),
        family=queries.family(row, speech, today),
        places=queries.collected_at(row.id),
        photos=list(pictures(shown, speech).values()),
        blocked=shown_countries(row.ship_blocks, speech),
        credits=credit_lines(row.id),
    )


@bp.get("/language")
@public
def speech() -> ResponseReturnValue:
    """Choose a language. A page of its own, so that no other page needs a cookie for it."""
    return render_template("marketplace/shop/language.html", back=safe_next("shop.page"))


@bp.post("/basket")
@public
@writes
def put() -> ResponseReturnValue:
    """Put pieces into the basket, or change how many there are; none takes the product out."""
    pieces = basket()
    key = request.form.get("product", type=uuid.UUID)
    typed = request.form.get("quantity", "1").strip()
    if key is None:
        return redirect(url_for("shop.page"))
    if not typed.isdecimal():
        flash(_("Enter a whole number of pieces, such as 2. Your basket is as it was."), "warning")
        return redirect(url_for("checkout.page"), 303)
    wanted = int(typed[:9])
    if request.form.get("add"):
        wanted += pieces.get(key, 0)
    if wanted <= 0:
        pieces.pop(key, None)
    else:
        pieces[key] = min(wanted, MOST_PIECES)
    _keep(pieces)
    flash(_("Your basket is up to date."))
    return redirect(url_for("checkout.page"), 303)

"""Offering a product, looking at it as a second human, taking it out of the shop."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.public import Block, HomeSection, Stat, contribute_home
from kernel.authz import Actor, Role, actor, allows
from kernel.errors import DomainError, Forbidden, NotFound
from kernel.http import writes
from kernel.i18n import _
from marketplace.enquiries.queries import waiting_count as enquiries_waiting
from marketplace.photos.queries import waiting_count as photos_waiting
from marketplace.products.models import Product, ProductState
from marketplace.products.queries import counts, product_row
from marketplace.publishing.forms import GiveBackForm
from marketplace.publishing.service import ask_review, give_back, list_product, take_up_again, withdraw_product

bp = Blueprint("publishing", __name__, url_prefix="/products")


def connect() -> None:
    """Add to the shop manager's home what waits for a second look or an answer."""
    contribute_home(HomeSection(key="shop_window", roles=frozenset({Role.SHOP_MANAGER}), order=20, load=_waiting))


def _waiting(_actor: Actor) -> Block:
    offered = counts().get(ProductState.IN_REVIEW, 0)
    return Block(
        title=_("The shop window"),
        stats=[
            Stat(
                number=offered, label=_("products that wait for a second person"), tone="warning",
                href=url_for("products.page", state=ProductState.IN_REVIEW.value),
            ),
            Stat(
                number=photos_waiting(), label=_("photographs to check"), href=url_for("photos.waiting"),
                tone="warning",
            ),
            Stat(
                number=enquiries_waiting(), label=_("enquiries nobody has answered"), href=url_for("enquiries.page"),
                tone="warning",
            ),
        ],
    )  # fmt: skip


def _do(deed: Callable[[Actor, uuid.UUID], Product], product_id: uuid.UUID, said: str) -> ResponseReturnValue:
    deed(actor(), product_id)
    flash(said)
    return redirect(url_for("products.one", product_id=product_id), 303)


@bp.post("/<uuid:product_id>/offer")
@allows(Role.SHOP_MANAGER)
@writes
def offer(product_id: uuid.UUID) -> ResponseReturnValue:
    """Offer a draft to a second human."""
    return _do(ask_review, product_id, _("Offered. A second person puts it into the shop or gives it back."))


@bp.post("/<uuid:product_id>/publish")
@allows(Role.SHOP_MANAGER)
@writes
def publish(product_id: uuid.UUID) -> ResponseReturnValue:
    """Put an offered product into the shop."""
    return _do(list_product, product_id, _("It is in the shop."))


@bp.post("/<uuid:product_id>/withdraw")
@allows(Role.SHOP_MANAGER)
@writes
def withdraw(product_id: uuid.UUID) -> ResponseReturnValue:
    """Take a product out of the shop."""
    return _do(withdraw_product, product_id, _("It is out of the shop. Orders placed before go on."))


@bp.post("/<uuid:product_id>/take-up")
@allows(Role.SHOP_MANAGER)
@writes
def take_up(product_id: uuid.UUID) -> ResponseReturnValue:
    """Make a draft of a product that was taken out."""
    return _do(take_up_again, product_id, _("It is a draft again. Offer it to a second person when it is ready."))


def _page(form: GiveBackForm, product_id: uuid.UUID) -> str:
    return render_template("marketplace/publishing/give_back.html", form=form, product=product_row(product_id))


@bp.get("/<uuid:product_id>/give-back")
@allows(Role.SHOP_MANAGER)
def ask_back(product_id: uuid.UUID) -> ResponseReturnValue:
    """Ask what has to be mended."""
    return _page(GiveBackForm(None), product_id)


@bp.post("/<uuid:product_id>/give-back")
@allows(Role.SHOP_MANAGER)
@writes
def back(product_id: uuid.UUID) -> ResponseReturnValue:
    """Give an offered product back to whoever wrote it."""
    form = GiveBackForm()
    if not form.validate():
        return _page(form, product_id), 422
    try:
        return _do(lambda who, key: give_back(who, key, form.words.data), product_id, _("Given back, with your words."))
    except (NotFound, Forbidden):
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form, product_id), 422

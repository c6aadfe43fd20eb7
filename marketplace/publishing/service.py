"""Putting a product into the shop: one human writes and offers it, another looks and decides."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, Forbidden
from kernel.i18n import _
from marketplace.listings.models import Channel, Listing
from marketplace.products.models import Product, ProductState
from marketplace.products.rules import refuse_step
from marketplace.products.service import human_of, note_writer, open_review, product_of
from marketplace.publishing.models import ReviewState

RULE = "House rule: two humans look at what the public reads"


def ask_review(actor: Actor | None, product_id: uuid.UUID) -> Product:
    """Offer a draft to a second human."""
    product = product_of(product_id)
    refuse_step(product.state, ProductState.IN_REVIEW)
    review = open_review(product_id) or note_writer(actor, product_id)
    review.state, review.asked_by, review.asked_at = ReviewState.WAITING, human_of(actor), clock.now()
    product.state = ProductState.IN_REVIEW
    audit.record(actor, "product.offered", product)
    session.flush()
    return product


def _decide(actor: Actor | None, product_id: uuid.UUID, state: ReviewState, words: str) -> None:
    review = open_review(product_id)
    if review is None:
        raise DomainError(_("Nobody has asked for a second look at this product. Offer it first."), rule=RULE)
    who = human_of(actor)
    if state is ReviewState.PUBLISHED and who is not None and who in {review.written_by, review.asked_by}:
        raise Forbidden(_("You wrote or offered this product. Somebody else must put it into the shop."), rule=RULE)
    review.state, review.decided_at, review.words = state, clock.now(), words
    review.decided_by = who if who not in {review.written_by, review.asked_by} else None
    session.flush()


def list_product(actor: Actor | None, product_id: uuid.UUID) -> Product:
    """Put a product that waits for a second human into the shop. Raises Forbidden for whoever wrote or offered it.

    Where no door was chosen it is sold in the public shop and at the gate from today on.
    """
    product = product_of(product_id)
    refuse_step(product.state, ProductState.LISTED)
    _decide(actor, product_id, ReviewState.PUBLISHED, "")
    product.state, product.published_at = ProductState.LISTED, clock.now()
    if not session.scalar(sa.select(sa.func.count()).where(Listing.product_id == product_id)):
        both = (Channel.WEB, Channel.GATE)
        session.add_all(Listing(product_id=product_id, channel=door, visible_from=clock.today()) for door in both)
    audit.record(actor, "product.listed", product)
    session.flush()
    return product


def give_back(actor: Actor, product_id: uuid.UUID, words: str) -> Product:
    """Give an offered product back to whoever wrote it, saying what to mend."""
    if not words.strip():
        raise DomainError(_("Say what has to be mended."), field="words")
    product = product_of(product_id)
    if product.state is not ProductState.IN_REVIEW:
        refuse_step(product.state, ProductState.LISTED)
    _decide(actor, product_id, ReviewState.GIVEN_BACK, words)
    product.state = ProductState.DRAFT
    audit.record(actor, "product.given_back", product, reason=words)
    return product


def withdraw_product(actor: Actor, product_id: uuid.UUID) -> Product:
    """Take a product out of the shop. Orders placed before go on."""
    product = product_of(product_id)
    refuse_step(product.state, ProductState.WITHDRAWN)
    product.state = ProductState.WITHDRAWN
    audit.record(actor, "product.withdrawn", product)
    return product


def take_up_again(actor: Actor, product_id: uuid.UUID) -> Product:
    """Make a draft of a product that was taken out: it needs a second human again."""
    product = product_of(product_id)
    if product.state is not ProductState.WITHDRAWN:
        refuse_step(product.state, ProductState.DRAFT)
    product.state = ProductState.DRAFT
    note_writer(actor, product_id)
    audit.record(actor, "product.taken_up", product)
    return product

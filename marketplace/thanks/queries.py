"""Reading cards: the queue for the shop, what arrived for a batch or a person. The public reads none."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import whole_file
from kernel.db import session, table_of
from kernel.paging import Page, page_of
from marketplace.production.models import Batch, Contribution
from marketplace.products.models import Product
from marketplace.provenance.models import Provenance
from marketplace.thanks.models import CardState, ThankCard

card, _product, _batch = table_of(ThankCard), table_of(Product), table_of(Batch)
_work, _proof = table_of(Contribution), table_of(Provenance)
_CARDS = sa.select(
    card.c.id, card.c.words, card.c.sent_at, card.c.state, card.c.refused_why, _product.c.title,
    _batch.c.code.label("batch"),
).select_from(
    card.join(_product, _product.c.id == card.c.product_id).outerjoin(_batch, _batch.c.id == card.c.batch_id)
)  # fmt: skip


def queue_page(after: uuid.UUID | None = None) -> Page[Any]:
    """A page of cards to be read, the oldest first."""
    return page_of(_CARDS.where(card.c.state == CardState.WAITING), card.c.sent_at, row_id=card.c.id, after=after)


def waiting_count() -> int:
    """How many cards wait to be read."""
    return session.scalar(sa.select(sa.func.count()).where(card.c.state == CardState.WAITING)) or 0


def sent_since(product_id: uuid.UUID, since: dt.datetime) -> int:
    """How many cards about a product came since a moment."""
    wanted = (card.c.product_id == product_id, card.c.sent_at >= since)
    return session.scalar(sa.select(sa.func.count()).where(*wanted)) or 0


def cards_of_batch(batch_id: uuid.UUID, product_id: uuid.UUID, limit: int = 60) -> Sequence[Any]:
    """The cards that arrived for a batch, or for its product without naming one; newest first."""
    mine = sa.or_(card.c.batch_id == batch_id, sa.and_(card.c.batch_id.is_(None), card.c.product_id == product_id))
    wanted = _CARDS.where(card.c.state == CardState.APPROVED, mine)
    return session.execute(wanted.order_by(card.c.sent_at.desc(), card.c.id.desc()).limit(limit)).all()


def cards_of_person(person_id: uuid.UUID, limit: int = 5) -> Sequence[Any]:
    """The newest cards for what a person worked on. The caller has fetched the person."""
    file = whole_file(sa.literal(person_id, _work.c.person_id.type))
    made = sa.select(_work.c.batch_id).where(_work.c.person_id.in_(file))
    products = sa.select(_batch.c.product_id).where(_batch.c.id.in_(made))
    mine = sa.or_(card.c.batch_id.in_(made), sa.and_(card.c.batch_id.is_(None), card.c.product_id.in_(products)))
    wanted = _CARDS.where(card.c.state == CardState.APPROVED, mine)
    return session.execute(wanted.order_by(card.c.sent_at.desc(), card.c.id.desc()).limit(limit)).all()


def product_title(product_id: uuid.UUID) -> str | None:
    """What a product is called; None for one that was never offered."""
    wanted = sa.select(_product.c.title).where(_product.c.id == product_id, _product.c.state != "draft")
    return session.scalar(wanted)


def batch_behind(token: str, product_id: uuid.UUID) -> uuid.UUID | None:
    """The batch whose label leads to this card; None without a label of this product."""
    wanted = (_proof.c.token == token, _proof.c.product_id == product_id, _proof.c.revoked_on.is_(None))
    return session.scalar(sa.select(_proof.c.batch_id).where(*wanted)) if token else None

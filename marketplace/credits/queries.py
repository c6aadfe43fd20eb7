"""Reading consents: of a person for who asks them, of a product for what may be published."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import file_now, person, publicity_facts, visible_to, whole_file
from kernel import clock
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.paging import Page, page_of
from marketplace.brand.models import Brand
from marketplace.credits.models import Channel, CreditAnswer, CreditConsent
from marketplace.credits.rules import SOON_DAYS, why_not
from marketplace.production.models import Batch, Contribution
from marketplace.products.models import Product
from marketplace.pseudonyms.models import Pseudonym

consent, _brand = table_of(CreditConsent), table_of(Brand)
_batch, _work, _product = table_of(Batch), table_of(Contribution), table_of(Product)
_name = table_of(Pseudonym)
_HOLDS = (consent.c.answer == CreditAnswer.AGREED, consent.c.ended_on.is_(None))


def _file(person_id: uuid.UUID) -> Any:
    return whole_file(sa.literal(person_id, consent.c.person_id.type))


def history_of(person_id: uuid.UUID, limit: int = 50) -> Sequence[Any]:
    """Every answer of a person with the brand's name, newest first. The caller has fetched the person."""
    return session.execute(
        sa.select(consent, _brand.c.name.label("brand"))
        .join(_brand, _brand.c.id == consent.c.brand_id)
        .where(consent.c.person_id.in_(_file(person_id)))
        .order_by(consent.c.asked_on.desc(), consent.c.id.desc())
        .limit(limit)
    ).all()


def open_of(person_id: uuid.UUID, brand_id: uuid.UUID | None = None) -> Sequence[CreditConsent]:
    """The consents of a person that hold, to be changed."""
    wanted = sa.select(CreditConsent).where(CreditConsent.person_id.in_(_file(person_id)))
    wanted = wanted.where(CreditConsent.answer == CreditAnswer.AGREED, CreditConsent.ended_on.is_(None))
    if brand_id:
        wanted = wanted.where(CreditConsent.brand_id == brand_id)
    return session.scalars(wanted.order_by(CreditConsent.id)).all()


def last_no(person_id: uuid.UUID, brand_id: uuid.UUID) -> dt.date | None:
    """When the person last said no to a brand."""
    found: dt.date | None = session.scalar(
        sa.select(sa.func.max(consent.c.asked_on)).where(
            consent.c.person_id.in_(_file(person_id)), consent.c.brand_id == brand_id,
            consent.c.answer == CreditAnswer.REFUSED,
        )
    )  # fmt: skip
    return found


def products_of(person_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The products a person worked on."""
    return session.scalars(
        sa.select(_batch.c.product_id)
        .join(_work, _work.c.batch_id == _batch.c.id)
        .where(_work.c.person_id.in_(_file(person_id)))
        .distinct()
    ).all()


def given_for(product_id: uuid.UUID, channel: Channel = Channel.WEB, batch_id: uuid.UUID | None = None) -> list[Any]:
    """The consents to be credited for a product in a channel: of its makers, its brand, in force and still allowed.

    With ``batch_id`` only of the makers of that batch.
    """
    made = _batch.c.id == batch_id if batch_id else _batch.c.passed > 0
    makers = (
        sa.select(file_now(_work.c.person_id))
        .join(_batch, _batch.c.id == _work.c.batch_id)
        .where(_batch.c.product_id == product_id, made)
    )
    rows = session.execute(
        sa.select(consent, _name.c.words.label("pseudonym"))
        .join(_product, sa.and_(_product.c.id == product_id, _product.c.brand_id == consent.c.brand_id))
        .outerjoin(
            _name,
            sa.and_(_name.c.person_id == consent.c.person_id, _name.c.brand_id == consent.c.brand_id,
                    _name.c.free_from.is_(None)),
        )
        .where(*_HOLDS, consent.c.expires_on >= clock.today(), consent.c.person_id.in_(makers))
        .order_by(consent.c.id)
    ).all()  # fmt: skip
    facts = publicity_facts([row.person_id for row in rows], clock.today())
    return [row for row in rows if channel in row.channels and not why_not(facts[row.person_id])]


def to_look_at(limit: int = 2000) -> Sequence[CreditConsent]:
    """The consents that hold, to be weighed again."""
    wanted = sa.select(CreditConsent).where(
        CreditConsent.answer == CreditAnswer.AGREED, CreditConsent.ended_on.is_(None)
    )
    return session.scalars(wanted.order_by(CreditConsent.expires_on, CreditConsent.id).limit(limit)).all()


def _expiring(today: dt.date) -> tuple[sa.ColumnElement[bool], ...]:
    return (*_HOLDS, consent.c.expires_on <= today + dt.timedelta(days=SOON_DAYS))


def expiring_page(actor: Actor, after: uuid.UUID | None = None) -> Page[Any]:
    """A page of consents that run out soon, of people this actor may know of, the first to run out first."""
    wanted = (
        sa.select(consent.c.id, consent.c.person_id, consent.c.expires_on, person.c.name, _brand.c.name.label("brand"))
        .join(_brand, _brand.c.id == consent.c.brand_id)
        .join(person, person.c.id == consent.c.person_id)
        .where(*_expiring(clock.today()), visible_to(actor))
    )
    return page_of(wanted, consent.c.expires_on, row_id=consent.c.id, after=after)


def count_expiring_for(actor: Actor) -> int:
    """How many consents run out soon, of people this actor may know of."""
    wanted = sa.select(sa.func.count()).select_from(consent.join(person, person.c.id == consent.c.person_id))
    return session.scalar(wanted.where(*_expiring(clock.today()), visible_to(actor))) or 0


def count_expiring() -> int:
    """How many consents run out soon: a number for the shop, which learns nobody's name."""
    return session.scalar(sa.select(sa.func.count()).where(*_expiring(clock.today()))) or 0

"""What a visitor sees. Reads products, brands, stock, photographs and places; no statement here can reach a person."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kernel import clock
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from kernel.units.models import Unit
from marketplace.brand.models import Brand, BrandText
from marketplace.finding.queries import found_by
from marketplace.listings.models import Channel, Listing
from marketplace.photos.models import PhotoState, ProductPhoto
from marketplace.products.models import Category, Product, ProductState, ProductText
from marketplace.stock.models import Stock

_product, _text, _brand, _said = (table_of(one) for one in (Product, ProductText, Brand, BrandText))
_stock, _unit, _listing, _photo = (table_of(one) for one in (Stock, Unit, Listing, ProductPhoto))
_kin = _product.alias("kin")
SHELF, NEW = 24, 8
_language = sa.bindparam("language", type_=sa.String)
_seen = sa.exists().where(
    _listing.c.product_id == _product.c.id, _listing.c.channel == Channel.WEB,
    _listing.c.visible_from <= sa.bindparam("today", type_=sa.Date),
)  # fmt: skip
_free = (
    sa.select(sa.func.coalesce(sa.func.sum(_stock.c.on_hand - _stock.c.reserved), 0))
    .where(_stock.c.product_id == _product.c.id)
    .scalar_subquery()
)
_family_free = (
    sa.select(sa.func.coalesce(sa.func.sum(_stock.c.on_hand - _stock.c.reserved), 0))
    .select_from(_stock.join(_kin, _kin.c.id == _stock.c.product_id))
    .where(sa.or_(_kin.c.id == _product.c.id, _kin.c.variant_of_id == _product.c.id),
           _kin.c.state == ProductState.LISTED)
    .scalar_subquery()
)  # fmt: skip
_picture = (
    sa.select(_photo.c.id)
    .where(_photo.c.product_id == sa.func.coalesce(_product.c.variant_of_id, _product.c.id),
           _photo.c.state == PhotoState.PASSED)
    .order_by(_photo.c.place, _photo.c.id)
    .limit(1)
    .scalar_subquery()
)  # fmt: skip
_title = sa.func.coalesce(_text.c.title, _product.c.title)
_told = _product.outerjoin(_text, sa.and_(_text.c.product_id == _product.c.id, _text.c.language == _language))
_CARDS = (
    sa.select(_product.c.id, _product.c.sku, _title.label("title"), _product.c.variant, _product.c.price_minor,
              _product.c.currency, _product.c.category, _product.c.published_at, _family_free.label("free"),
              _picture.label("photo_id"))
    .select_from(_told)
    .where(_product.c.state == ProductState.LISTED, _seen)
)  # fmt: skip
_SHELVES = _CARDS.where(_product.c.variant_of_id.is_(None))
_NEWEST = _SHELVES.order_by(_product.c.published_at.desc(), _product.c.id.desc()).limit(sa.bindparam("most"))
_COUNTS = (
    sa.select(_product.c.category, sa.func.count())
    .where(_product.c.state == ProductState.LISTED, _product.c.variant_of_id.is_(None), _seen)
    .group_by(_product.c.category)
)
_ONE = (
    sa.select(_product, _title.label("name"),
              sa.func.coalesce(_text.c.description, _product.c.description).label("told"),
              sa.func.coalesce(sa.func.nullif(_text.c.safety, ""), _product.c.safety).label("warned"),
              _brand.c.name.label("brand"), _brand.c.owner, _brand.c.operator, _brand.c.producers, _brand.c.complaints,
              sa.func.coalesce(_said.c.story, _brand.c.story).label("story"),
              sa.func.coalesce(sa.func.nullif(_said.c.policies, ""), _brand.c.policies).label("policies"),
              _free.label("free"))
    .select_from(
        _told.join(_brand, _brand.c.id == _product.c.brand_id)
        .outerjoin(_said, sa.and_(_said.c.brand_id == _brand.c.id, _said.c.language == _language))
    )
    .where(_product.c.id == sa.bindparam("id", type_=_product.c.id.type), _product.c.state == ProductState.LISTED,
           _seen)
)  # fmt: skip
_BRAND = (
    sa.select(_brand.c.name, sa.func.coalesce(_said.c.story, _brand.c.story).label("story"), _brand.c.operator,
              _brand.c.complaints,
              sa.func.coalesce(sa.func.nullif(_said.c.policies, ""), _brand.c.policies).label("policies"))
    .select_from(_brand.outerjoin(_said, sa.and_(_said.c.brand_id == _brand.c.id, _said.c.language == _language)))
    .order_by(_brand.c.name)
    .limit(1)
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a visitor looks for: words in any language, a shelf, a price in minor units, only what is there."""

    words: str = ""
    category: Category | None = None
    least: int | None = None
    most: int | None = None
    in_stock: bool = False

    @property
    def is_narrow(self) -> bool:
        """Whether anything was asked for."""
        return bool(self.words or self.category or self.in_stock or self.least is not None or self.most is not None)


def _narrowed(statement: sa.Select[Any], asked: Asked) -> sa.Select[Any]:
    if asked.category:
        statement = statement.where(_product.c.category == asked.category)
    if asked.least is not None:
        statement = statement.where(_product.c.price_minor >= asked.least)
    if asked.most is not None:
        statement = statement.where(_product.c.price_minor <= asked.most)
    return statement.where(_family_free > 0) if asked.in_stock else statement


def shelf(asked: Asked, language: str, today: dt.date, after: uuid.UUID | None = None) -> Page[Any]:
    """A page of what is sold on the web: by name, or best answers first where words were asked for."""
    given = {"language": language, "today": today}
    statement = _narrowed(_SHELVES, asked)
    if not asked.words:
        return page_of(statement.params(**given), _product.c.title, row_id=_product.c.id, after=after, size=SHELF)
    found = found_by(asked.words)
    heads = sa.select(_product.c.id, _product.c.variant_of_id).where(_product.c.id.in_(found))
    head_of = {row.id: row.variant_of_id for row in session.execute(heads)} if found else {}
    ranked = list(dict.fromkeys(head_of.get(key) or key for key in found))
    rows = {row.id: row for row in session.execute(statement.where(_product.c.id.in_(ranked)), given)} if ranked else {}
    best = [rows[key] for key in ranked if key in rows]
    begin = next((n + 1 for n, row in enumerate(best) if row.id == after), 0)
    page = best[begin : begin + SHELF]
    return Page(page, page[-1].id if len(best) > begin + SHELF else None)


def newest(language: str, today: dt.date, most: int = NEW) -> Sequence[Any]:
    """What came into the shop last."""
    return session.execute(_NEWEST, {"language": language, "today": today, "most": most}).all()


def shelves(today: dt.date) -> list[tuple[Category, int]]:
    """The categories that have something, with how many things."""
    counts = {row[0]: row[1] for row in session.execute(_COUNTS, {"today": today})}
    return [(shelf, counts[shelf]) for shelf in Category if shelf in counts]


def listed(product_id: uuid.UUID, language: str, today: dt.date) -> Any:
    """A product in the public shop, with its brand and the pieces left. Raises NotFound."""
    found = session.execute(_ONE, {"id": product_id, "language": language, "today": today}).first()
    if found is None:
        raise NotFound(_("This product is not in the shop. Look what else there is."))
    return found


def family(row: Any, language: str, today: dt.date) -> Sequence[Any]:
    """The sizes and colours that a product comes in, itself among them; nothing for one that has none."""
    head = row.variant_of_id or row.id
    wanted = _CARDS.add_columns(_free.label("left")).where(
        sa.or_(_product.c.id == head, _product.c.variant_of_id == head)
    )
    order = (_product.c.variant_of_id.is_not(None), _product.c.price_minor, _product.c.id)
    rows = session.execute(wanted.order_by(*order).limit(40), {"language": language, "today": today}).all()
    return rows if len(rows) > 1 else []


def brand_words(language: str = "en") -> Any:
    """The name and the story of the brand, for the head of the shop."""
    return session.execute(_BRAND, {"language": language}).first()


def goods(ids: Sequence[uuid.UUID], language: str = "en", today: dt.date | None = None) -> list[Any]:
    """The products in the shop behind these ids, by title."""
    given = {"language": language, "today": today or clock.today()}
    return list(session.execute(_CARDS.where(_product.c.id.in_(ids)).order_by(_title), given)) if ids else []


def collected_at(product_id: uuid.UUID) -> Sequence[Any]:
    """The places where pieces lie free now, the most first: name, address, how many."""
    free = (_stock.c.on_hand - _stock.c.reserved).label("free")
    return session.execute(
        sa.select(_unit.c.name, _unit.c.address, free)
        .select_from(_stock.join(_unit, _unit.c.id == _stock.c.place_id))
        .where(_stock.c.product_id == product_id, _stock.c.on_hand > _stock.c.reserved)
        .order_by(free.desc(), _unit.c.name)
        .limit(12)
    ).all()

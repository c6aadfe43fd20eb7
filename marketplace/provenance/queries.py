"""Reading provenance: the public page by its token, the counter by its batch. Reads no person and no contribution."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel import clock
from kernel.db import session, table_of
from marketplace.brand.models import Brand
from marketplace.products.models import Product, ProductState, ProductText
from marketplace.provenance.models import Provenance, ProvenanceScan
from marketplace.provenance.rules import WINDOW_DAYS, looks_copied

proof, scan = table_of(Provenance), table_of(ProvenanceScan)
_product, _brand, _text = table_of(Product), table_of(Brand), table_of(ProductText)
_since: sa.BindParameter[dt.date] = sa.bindparam("since", type_=sa.Date)
_scans = (
    sa.select(sa.func.coalesce(sa.func.sum(scan.c.scans), 0))
    .where(scan.c.provenance_id == proof.c.id, scan.c.day > _since)
    .scalar_subquery()
)
_ONE = (
    sa.select(
        proof, _scans.label("scans"), _product.c.origin, _product.c.sku, _product.c.state.label("product_state"),
        sa.func.coalesce(_text.c.title, _product.c.title).label("title"),
        sa.func.coalesce(sa.func.nullif(_text.c.safety, ""), _product.c.safety).label("safety"),
        _brand.c.name.label("brand"), _brand.c.producers, _brand.c.complaints,
    )
    .select_from(
        proof.join(_product, _product.c.id == proof.c.product_id)
        .join(_brand, _brand.c.id == _product.c.brand_id)
        .outerjoin(_text, sa.and_(_text.c.product_id == _product.c.id, _text.c.language == sa.bindparam("language")))
    )
)  # fmt: skip
_BY_TOKEN = _ONE.where(proof.c.token == sa.bindparam("token"))
_BY_BATCH = _ONE.where(proof.c.batch_id == sa.bindparam("batch", type_=proof.c.batch_id.type))


def _since_day() -> dt.date:
    return clock.today() - dt.timedelta(days=WINDOW_DAYS)


def by_token(token: str, language: str) -> Any | None:
    """What a label's page says, in a language where the product has words in it; None for a token we do not know."""
    return session.execute(_BY_TOKEN, {"token": token, "language": language, "since": _since_day()}).first()


def of_batch(batch_id: uuid.UUID, language: str = "") -> Any | None:
    """The published row of a batch; None before it is published. The caller may see the batch."""
    return session.execute(_BY_BATCH, {"batch": batch_id, "language": language, "since": _since_day()}).first()


def is_in_shop(row: Any) -> bool:
    """Whether the product behind a page can be looked at in the shop."""
    return bool(row.product_state == ProductState.LISTED)


def read_too_often(limit: int = 50) -> Sequence[Any]:
    """Labels that were looked at too often within thirty days: perhaps copied. The most first."""
    rows = session.execute(
        sa.select(proof.c.batch_id, proof.c.code, proof.c.pieces, sa.func.sum(scan.c.scans).label("scans"))
        .join(scan, scan.c.provenance_id == proof.c.id)
        .where(scan.c.day > _since_day())
        .group_by(proof.c.batch_id, proof.c.code, proof.c.pieces)
        .order_by(sa.func.sum(scan.c.scans).desc())
        .limit(limit)
    ).all()
    return [row for row in rows if looks_copied(int(row.scans), row.pieces)]

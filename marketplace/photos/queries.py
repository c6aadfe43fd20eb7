"""Reading photographs. What the public is given has passed; the file as it came is never among it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from kernel.accounts.models import Human
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from marketplace.listings.models import Channel, Listing
from marketplace.photos.models import PhotoCheck, PhotoSize, PhotoState, PhotoText, ProductPhoto
from marketplace.products.models import Product, ProductState

_photo, _size, _text, _check = (table_of(one) for one in (ProductPhoto, PhotoSize, PhotoText, PhotoCheck))
_product, _listing, _human = table_of(Product), table_of(Listing), table_of(Human)
_SHOWN = (
    sa.select(_size.c.content)
    .select_from(
        _size.join(_photo, _photo.c.id == _size.c.photo_id)
        .join(_product, _product.c.id == _photo.c.product_id)
        .join(_listing, sa.and_(_listing.c.product_id == _product.c.id, _listing.c.channel == Channel.WEB))
    )
    .where(
        _size.c.sha256 == sa.bindparam("sha256"), _photo.c.state == PhotoState.PASSED,
        _product.c.state == ProductState.LISTED, _listing.c.visible_from <= sa.bindparam("today"),
    )
    .limit(1)
)  # fmt: skip
_own, _english = _text.alias("own"), _text.alias("english")
_PICTURES = (
    sa.select(_size.c.photo_id, _size.c.wide, _size.c.tall, _size.c.sha256,
              sa.func.coalesce(_own.c.words, _english.c.words, ""))
    .select_from(
        _size.outerjoin(_own, sa.and_(_own.c.photo_id == _size.c.photo_id,
                                      _own.c.language == sa.bindparam("language", type_=sa.String)))
        .outerjoin(_english, sa.and_(_english.c.photo_id == _size.c.photo_id, _english.c.language == "en"))
    )
    .where(_size.c.photo_id.in_(sa.bindparam("keys", expanding=True, type_=_size.c.photo_id.type)))
    .order_by(_size.c.wide)
)  # fmt: skip
_STAFF = (
    sa.select(_photo, _check.c.added_at, _check.c.added_by, _check.c.checked_at, _check.c.looked_for, _check.c.reason,
              _product.c.title)
    .select_from(
        _photo.join(_check, _check.c.photo_id == _photo.c.id).join(_product, _product.c.id == _photo.c.product_id)
    )
)  # fmt: skip


def shown_bytes(sha256: str, today: Any) -> bytes:
    """The bytes of a picture that has passed, of a product in the public shop. Raises NotFound for any other."""
    found = session.scalar(_SHOWN, {"sha256": sha256, "today": today})
    if found is None:
        raise NotFound(_("There is no such photograph."))
    return bytes(found)


def staff_bytes(photo_id: uuid.UUID) -> bytes:
    """The middle size of any photograph, for the staff. Raises NotFound."""
    wanted = sa.select(_size.c.content).where(_size.c.photo_id == photo_id, _size.c.wide <= 800)  # noqa: PLR2004
    found = session.scalar(wanted.order_by(_size.c.wide.desc()).limit(1))
    if found is None:
        raise NotFound(_("There is no such photograph."))
    return bytes(found)


def gallery(product_id: uuid.UUID) -> Sequence[Any]:
    """All photographs of a product in their order, with what was decided. For the staff."""
    wanted = _STAFF.where(_photo.c.product_id == product_id)
    return session.execute(wanted.order_by(_photo.c.place, _photo.c.id).limit(60)).all()


def photo_row(photo_id: uuid.UUID) -> Any:
    """One photograph with its check and who brought it. For the staff. Raises NotFound."""
    wanted = _STAFF.add_columns(_human.c.name.label("brought_by")).outerjoin(_human, _human.c.id == _check.c.added_by)
    found = session.execute(wanted.where(_photo.c.id == photo_id)).first()
    if found is None:
        raise NotFound(_("There is no such photograph."))
    return found


def waiting_page(after: uuid.UUID | None = None) -> Page[Any]:
    """A page of the photographs that wait for a second human, the oldest first."""
    wanted = _STAFF.where(_photo.c.state == PhotoState.PENDING)
    return page_of(wanted, _check.c.added_at, row_id=_photo.c.id, after=after, size=24)


def waiting_count() -> int:
    """How many photographs wait for a second human."""
    return session.scalar(sa.select(sa.func.count()).where(_photo.c.state == PhotoState.PENDING)) or 0


def words_of(photo_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, dict[str, str]]:
    """Photograph to what it shows, by language."""
    found: dict[uuid.UUID, dict[str, str]] = {key: {} for key in photo_ids}
    for row in session.execute(sa.select(_text).where(_text.c.photo_id.in_(list(photo_ids)))) if photo_ids else ():
        found[row.photo_id][row.language] = row.words
    return found


def pictures(photo_ids: Sequence[uuid.UUID], language: str) -> dict[uuid.UUID, dict[str, Any]]:
    """Photograph to ``words`` (what it shows, in the language or the first) and ``sizes`` (width, height, hash).

    For the public, who names only photographs that have passed.
    """
    if not photo_ids:
        return {}
    found: dict[uuid.UUID, dict[str, Any]] = {key: {"words": "", "sizes": []} for key in photo_ids}
    for key, wide, tall, mark, words in session.execute(_PICTURES, {"keys": list(photo_ids), "language": language}):
        one = found[key]
        one["words"] = words
        one["sizes"].append((wide, tall, mark))
    return found


def passed(product_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The photographs of a product that have passed, in their order."""
    wanted = sa.select(_photo.c.id).where(_photo.c.product_id == product_id, _photo.c.state == PhotoState.PASSED)
    return session.scalars(wanted.order_by(_photo.c.place, _photo.c.id).limit(12)).all()

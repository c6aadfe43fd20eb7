"""Feeds, facts, the map of the site and pictures for sharing: all public, none knows a person."""

from __future__ import annotations

import hashlib
import uuid
from email.utils import format_datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import public
from kernel.i18n import _, language, show_money
from kernel.present import tone_of
from marketplace.feeds import queries
from marketplace.feeds.rules import facts_of, rss, share_picture, sitemap
from marketplace.photos.queries import passed, shown_bytes
from marketplace.shop.queries import brand_words, listed, newest

bp = Blueprint("shop_feeds", __name__)
HOUR, DAY = 3_600, 86_400


def _kept(body: bytes, kind: str, seconds: int = HOUR) -> Response:
    """An answer that caches may keep, known by the hash of its bytes."""
    answer = Response(body, mimetype=kind)
    answer.headers["Cache-Control"] = f"public, max-age={seconds}"
    answer.set_etag(hashlib.sha256(body).hexdigest()[:32])
    answer.make_conditional(request)
    return answer


def _address(row: Any) -> str:
    return url_for("shop.product", product_id=row.id, _external=True)


def _picture(row: Any) -> str:
    return url_for("shop_feeds.share", product_id=row.id, _external=True)


def _amount(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


@bp.get("/shop/news.xml")
@public
def news() -> ResponseReturnValue:
    """The newest things, as RSS."""
    speech = language()
    brand, rows = brand_words(speech), newest(speech, clock.today(), 40)
    name = brand.name if brand else _("Shop")
    channel = {"title": name, "link": url_for("shop.page", _external=True), "language": speech,
               "description": _("New from the workshops of %(brand)s", brand=name)}  # fmt: skip
    items = (
        {"title": row.title, "link": _address(row), "guid": _address(row),
         "description": show_money(row.price_minor, row.currency),
         "pubDate": format_datetime(row.published_at or clock.now())}
        for row in rows
    )  # fmt: skip
    return _kept(rss(channel, items), "application/rss+xml")


@bp.get("/shop/products.json")
@public
def products() -> ResponseReturnValue:
    """All that is sold on the web, a page at a time, for price comparison and partners: ``next`` leads on."""
    found = queries.page(language(), clock.today(), request.args.get("after", type=uuid.UUID))
    answer = jsonify({
        "products": [
            {
                "id": str(row.id), "sku": row.sku, "title": row.title, "category": str(row.category),
                "price": _amount(row.price_minor), "currency": row.currency, "available": row.free > 0,
                "url": _address(row), "image": _picture(row),
            }
            for row in found.rows
        ],
        "next": url_for("shop_feeds.products", after=found.after, _external=True) if found.after else None,
    })  # fmt: skip
    answer.headers["Cache-Control"] = f"public, max-age={HOUR}"
    return answer


@bp.get("/shop/product/<uuid:product_id>/facts.jsonld")
@public
def facts(product_id: uuid.UUID) -> ResponseReturnValue:
    """One product in the words of schema.org."""
    row = listed(product_id, language(), clock.today())
    answer = jsonify(
        facts_of(row, _address(row), _picture(row), _amount(row.price_minor)) | {
            "name": row.name, "description": row.told, "brand": {"@type": "Brand", "name": row.brand},
        }
    )  # fmt: skip
    answer.mimetype = "application/ld+json"
    answer.headers["Cache-Control"] = f"public, max-age={HOUR}"
    return answer


@bp.get("/shop/product/<uuid:product_id>/share.jpg")
@public
def share(product_id: uuid.UUID) -> ResponseReturnValue:
    """The picture shown where somebody shares a product."""
    today = clock.today()
    row = listed(product_id, language(), today)
    shown = passed(row.id) or (passed(row.variant_of_id) if row.variant_of_id else [])
    photo = shown_bytes(queries.photo_mark(shown[0]), today) if shown else None
    body = share_picture(row.name, show_money(row.price_minor, row.currency), row.brand, photo, tone_of(row.name))
    return _kept(body, "image/jpeg", DAY)


@bp.get("/shop/share.jpg")
@public
def share_home() -> ResponseReturnValue:
    """The picture shown where somebody shares the shop."""
    today, brand = clock.today(), brand_words(language())
    first = next((row for row in newest(language(), today, 8) if row.photo_id), None)
    photo = shown_bytes(queries.photo_mark(first.photo_id), today) if first else None
    return _kept(share_picture(brand.name if brand else "", "", "", photo, 0), "image/jpeg", DAY)


@bp.get("/shop/sitemap.xml")
@public
def site_map() -> ResponseReturnValue:
    """Where everything of the shop is."""
    rows = queries.everything("en", clock.today())
    pages = [(url_for("shop.page", _external=True), ""), (url_for("shop.page", all=1, _external=True), "")]
    pages += [(_address(row), row.published_at.date().isoformat() if row.published_at else "") for row in rows]
    return _kept(sitemap(pages), "application/xml")


@bp.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    """Programs may read the shop and nothing else of the house."""
    lines = ("User-agent: *", "Allow: /shop", "Allow: /static/", "Disallow: /shop/order", "Disallow: /shop/basket",
             "Disallow: /", f"Sitemap: {url_for('shop_feeds.site_map', _external=True)}")  # fmt: skip
    return _kept("\n".join(lines).encode() + b"\n", "text/plain", DAY)

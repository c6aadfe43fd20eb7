"""Writing feeds and drawing the picture that is shown where somebody shares a product. Pure."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree as ET

from PIL import Image, ImageDraw, ImageFont, ImageOps

SHARE = (1200, 630)
LATIN_ENDS = 0x250
PAPER, ACCENT, INK = "#fdf9f3", "#a8471c", "#2b211a"
_TONES = ("#e9c9ab", "#cfdccb", "#d5dde6", "#f0dfb4", "#e8cfd3", "#cfe0df")
AVAILABLE, GONE = "https://schema.org/InStock", "https://schema.org/OutOfStock"


def _xml(root: ET.Element) -> bytes:
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def rss(channel: Mapping[str, str], items: Iterable[Mapping[str, str]]) -> bytes:
    """An RSS 2.0 feed. ``channel`` and each item are element name to text."""
    root = ET.Element("rss", version="2.0")
    head = ET.SubElement(root, "channel")
    for name, text in channel.items():
        ET.SubElement(head, name).text = text
    for item in items:
        entry = ET.SubElement(head, "item")
        for name, text in item.items():
            ET.SubElement(entry, name).text = text
    return _xml(root)


def sitemap(addresses: Iterable[tuple[str, str]]) -> bytes:
    """A map of the site (sitemaps.org): (address, day of the last change or nothing)."""
    root = ET.Element("urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    for address, changed in addresses:
        entry = ET.SubElement(root, "url")
        ET.SubElement(entry, "loc").text = address
        if changed:
            ET.SubElement(entry, "lastmod").text = changed
    return _xml(root)


def facts_of(row: Any, address: str, picture: str, amount: str) -> dict[str, Any]:
    """A product in the words of schema.org: what it is and costs, never who made it."""
    return {
        "@context": "https://schema.org",
        "@type": "Product",
        "@id": address,
        "url": address,
        "sku": row.sku,
        "name": row.title,
        "image": picture,
        "offers": {
            "@type": "Offer", "price": amount, "priceCurrency": row.currency, "url": address,
            "availability": AVAILABLE if row.free > 0 else GONE, "itemCondition": "https://schema.org/NewCondition",
        },
    }  # fmt: skip


@lru_cache(maxsize=48)
def share_picture(title: str, price: str, brand: str, photo: bytes | None, tone: int) -> bytes:
    """A picture of 1200 by 630 points as JPEG: the photograph, and the words where the house's letters can write them.

    Kept by what it is made of, so the same product is drawn once.
    """
    image = Image.new("RGB", SHARE, PAPER)
    if photo:
        with Image.open(io.BytesIO(photo), formats=("WEBP",)) as given:
            image.paste(ImageOps.fit(given.convert("RGB"), (630, 630)), (570, 0))
    else:
        draw = ImageDraw.Draw(image)
        draw.rectangle((570, 0, 1200, 630), fill=_TONES[tone % len(_TONES)])
        draw.ellipse((700, 130, 1070, 500), fill=PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 16, 630), fill=ACCENT)
    _write(draw, title, price, brand)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=84, optimize=True)
    return out.getvalue()


def _write(draw: ImageDraw.ImageDraw, title: str, price: str, brand: str) -> None:
    """Words in Latin letters; others are left to the page that shares them, which no letter here can write."""
    y = 110
    for text, size, colour in ((brand, 34, ACCENT), (title, 62, INK), (price, 44, INK)):
        font = ImageFont.load_default(size)
        for line in _lines(text if text.isascii() or _is_latin(text) else "", font, draw):
            draw.text((72, y), line, font=font, fill=colour)
            y += round(size * 1.25)
        y += 24


def _is_latin(text: str) -> bool:
    return all(ord(sign) < LATIN_ENDS or sign in "€–’“” \u202f" for sign in text)


def _lines(text: str, font: Any, draw: ImageDraw.ImageDraw) -> list[str]:
    found = [""]
    for word in text.split():
        longer = f"{found[-1]} {word}".strip()
        if draw.textlength(longer, font=font) <= 470 or not found[-1]:  # noqa: PLR2004 - the width beside the picture
            found[-1] = longer
        else:
            found.append(word)
    return [line for line in found if line][:4]

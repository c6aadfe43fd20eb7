"""Saying a product or a brand in another language."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from kernel import audit
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, NotFound
from kernel.i18n import _
from marketplace.brand.models import Brand, BrandText
from marketplace.finding.service import note_words
from marketplace.products.models import ProductText
from marketplace.products.service import product_of, unpublish
from marketplace.wording.rules import refuse_unworthy


@dataclass(frozen=True, kw_only=True)
class ProductWords:
    """A product in one language."""

    language: str
    title: str
    description: str
    safety: str = ""


@dataclass(frozen=True, kw_only=True)
class BrandWords:
    """A brand in one language."""

    language: str
    story: str
    policies: str = ""


def _guard(words: ProductWords | BrandWords) -> dict[str, str]:
    texts: dict[str, Any] = {name: text for name, text in vars(words).items() if name != "language"}
    refuse_unworthy(texts, words.language)
    return texts


def say_product(actor: Actor | None, product_id: uuid.UUID, words: ProductWords) -> bool:
    """Say a product in another language; gives whether it left the shop, because a second human must look again.

    Raises DomainError for words that do not belong in the shop, or safety notes that this language would hide.
    """
    product, texts = product_of(product_id), _guard(words)
    if product.safety and not words.safety:
        raise DomainError(
            _("The first language warns of something. Say it in this one too: a buyer must not miss it."),
            field="safety",
        )
    found = session.get(ProductText, (product_id, words.language))
    if found is None:
        session.add(ProductText(product_id=product_id, language=words.language, **texts))
    else:
        for name, text in texts.items():
            setattr(found, name, text)
    left = unpublish(actor, product)
    audit.record(actor, "product.translated", product)
    note_words(product_id)
    return left


def say_brand(actor: Actor | None, brand_id: uuid.UUID, words: BrandWords) -> None:
    """Say a brand in another language. Raises NotFound, or DomainError for words that do not belong in the shop."""
    brand = session.get(Brand, brand_id)
    if brand is None:
        raise NotFound(_("There is no such brand."))
    texts = _guard(words)
    found = session.get(BrandText, (brand_id, words.language))
    if found is None:
        session.add(BrandText(brand_id=brand_id, language=words.language, **texts))
    else:
        found.story, found.policies = words.story, words.policies
    audit.record(actor, "brand.translated", brand)
    session.flush()

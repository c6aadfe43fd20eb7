"""Finding products by words. Reads the words of products alone."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from kernel.db import session, table_of
from marketplace.finding.models import ProductWord
from marketplace.finding.rules import asked_words, near, ranked

_word = table_of(ProductWord)
_ALL = sa.select(_word.c.word).distinct()
MOST = 300


def found_by(question: str) -> list[uuid.UUID]:
    """The products that answer a question, best first, whether they are in the shop or not."""
    asked = asked_words(question)
    if not asked:
        return []
    vocabulary = session.scalars(_ALL).all()
    answers = [near(word, vocabulary) for word in asked]
    words = sorted({word for answer in answers for word in answer})[:MOST]
    rows = session.execute(sa.select(_word.c.product_id, _word.c.word, _word.c.weight).where(_word.c.word.in_(words)))
    return [uuid.UUID(str(key)) for key in ranked(answers, (tuple(row) for row in rows))][:MOST]

"""Writing what the shop says of makers."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from kernel.db import session, table_of
from marketplace.published_credits.models import CreditForm, PublishedCredit

_credit = table_of(PublishedCredit)


@dataclass(frozen=True, kw_only=True)
class Credit:
    """What is said, without saying of whom."""

    form: CreditForm
    shown_until: dt.date
    words: str = ""
    people: int | None = None


def replace(product_id: uuid.UUID, said: Sequence[Credit]) -> None:
    """From now on the page of a product says exactly this."""
    session.execute(sa.delete(_credit).where(_credit.c.product_id == product_id))
    for one in sorted(said, key=lambda credit: (credit.form, credit.words)):
        session.add(
            PublishedCredit(
                product_id=product_id, form=one.form, words=one.words, people=one.people, shown_until=one.shown_until
            )
        )
    session.flush()

"""What a product page says of the makers. Reads one table; no person can be reached from here."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa

from kernel import clock
from kernel.db import session, table_of
from kernel.i18n import _, language, ngettext
from marketplace.pseudonyms.rules import shown
from marketplace.published_credits.models import CreditForm, PublishedCredit

_credit = table_of(PublishedCredit)
MOST = 12
_OF_PRODUCT = (
    sa.select(_credit.c.form, _credit.c.words, _credit.c.people)
    .where(
        _credit.c.product_id == sa.bindparam("product", type_=_credit.c.product_id.type),
        _credit.c.shown_until >= sa.bindparam("today", type_=sa.Date),
    )
    .order_by(_credit.c.form, _credit.c.words)
    .limit(MOST)
)


def credit_lines(product_id: uuid.UUID) -> list[str]:
    """The sentences a product page may print about its makers, in the reader's language; none is the usual case."""
    rows = session.execute(_OF_PRODUCT, {"product": product_id, "today": clock.today()})
    return [sentence(row) for row in rows]


def sentence(row: Any) -> str:
    """One credit in words: ``form``, and its ``words`` or ``people``."""
    if row.form == CreditForm.TEAM:
        return ngettext("Made by a team of %(num)s person.", "Made by a team of %(num)s people.", row.people)
    return _("Made by %(name)s: a name chosen by lot.", name=shown(row.words, language()))

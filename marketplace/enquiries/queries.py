"""Reading enquiries, for the staff of the shop."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.accounts.models import Human
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from marketplace.enquiries.models import Enquiry, EnquiryMail, EnquiryPost, EnquiryState
from marketplace.products.models import Product

_enquiry, _mail, _post = table_of(Enquiry), table_of(EnquiryMail), table_of(EnquiryPost)
_product, _human = table_of(Product), table_of(Human)
_ROWS = sa.select(_enquiry, _product.c.title.label("product")).outerjoin(
    _product, _product.c.id == _enquiry.c.product_id
)


def enquiries_page(state: EnquiryState, after: uuid.UUID | None = None) -> Page[Any]:
    """A page of enquiries of one state: new ones oldest first, the others newest first."""
    wanted = _ROWS.where(_enquiry.c.state == state)
    is_old = state is not EnquiryState.NEW
    return page_of(wanted, _enquiry.c.asked_at, row_id=_enquiry.c.id, after=after, newest_first=is_old)


def waiting_count() -> int:
    """How many enquiries nobody has answered."""
    return session.scalar(sa.select(sa.func.count()).where(_enquiry.c.state == EnquiryState.NEW)) or 0


def enquiry_row(enquiry_id: uuid.UUID) -> Any:
    """One enquiry. Raises NotFound."""
    found = session.execute(_ROWS.where(_enquiry.c.id == enquiry_id)).first()
    if found is None:
        raise NotFound(_("There is no such enquiry."))
    return found


def answers_to(enquiry_id: uuid.UUID) -> Sequence[Any]:
    """What was answered, the first first, and where the mail stands (None where it was sent by hand)."""
    return session.execute(
        sa.select(_mail.c.words, _mail.c.written_at, _human.c.name, _post.c.state)
        .join(_human, _human.c.id == _mail.c.written_by)
        .outerjoin(_post, _post.c.id == _mail.c.id)
        .where(_mail.c.enquiry_id == enquiry_id)
        .order_by(_mail.c.written_at, _mail.c.id)
        .limit(60)
    ).all()

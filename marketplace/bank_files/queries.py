"""Reading files for the bank and what stands in them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from marketplace.bank_files.models import BankFile
from marketplace.bank_lines.models import BankLine
from marketplace.orders.models import ShopOrder
from marketplace.refunds.models import Refund

files, line, refund, order = table_of(BankFile), table_of(BankLine), table_of(Refund), table_of(ShopOrder)


def newest() -> Sequence[Any]:
    """The newest files."""
    return session.execute(sa.select(files).order_by(files.c.made_at.desc(), files.c.id).limit(50)).all()


def file_of(file_id: uuid.UUID) -> BankFile:
    """One file. Raises NotFound."""
    found = session.get(BankFile, file_id)
    if found is None:
        raise NotFound(_("There is no such file."))
    return found


def pieces_of(file_id: uuid.UUID) -> list[Any]:
    """What goes back in a file: key, sum, sealed account, name, the code of the order where there is one."""
    refunds = session.execute(
        sa.select(refund.c.id, refund.c.minor, refund.c.account, order.c.buyer.label("name"), order.c.code)
        .join(order, order.c.id == refund.c.order_id)
        .where(refund.c.file_id == file_id)
        .order_by(refund.c.decided_at, refund.c.id)
    ).all()
    lines = session.execute(
        sa.select(line.c.id, line.c.minor, line.c.account, line.c.debtor.label("name"), sa.literal("").label("code"))
        .where(line.c.file_id == file_id)
        .order_by(line.c.booked_on, line.c.id)
    ).all()
    return [*refunds, *lines]


def refunds_in(file_id: uuid.UUID) -> Sequence[Refund]:
    """The refunds of a file."""
    return session.scalars(sa.select(Refund).where(Refund.file_id == file_id).order_by(Refund.id)).all()


def lines_in(file_id: uuid.UUID) -> Sequence[BankLine]:
    """The lines of a file."""
    return session.scalars(sa.select(BankLine).where(BankLine.file_id == file_id).order_by(BankLine.id)).all()

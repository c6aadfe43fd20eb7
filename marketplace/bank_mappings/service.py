"""Keeping the columns of a bank under its name."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

import sqlalchemy as sa

from kernel import audit
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _
from marketplace.bank_lines.models import BankMapping


def columns_for(
    actor: Actor, mapping_id: str, bank: str, typed: Mapping[str, str], *, day_first: bool
) -> tuple[dict[str, str], bool]:
    """(columns, whether the day comes first) for a spreadsheet: those kept under a name, or those typed, kept now.

    Raises DomainError where the day or the amount has no column.
    """
    if mapping_id:
        kept = session.get_one(BankMapping, uuid.UUID(mapping_id))
        return dict(kept.columns), kept.day_first
    if not typed["date"] or not typed["amount"]:
        raise DomainError(_("Name the columns of the day and of the amount as they stand in the file."), field="date")
    if bank:
        _keep(actor, bank, dict(typed), day_first=day_first)
    return dict(typed), day_first


def _keep(actor: Actor, name: str, columns: dict[str, str], *, day_first: bool) -> None:
    found = session.scalar(sa.select(BankMapping).where(BankMapping.name == name))
    if found is None:
        found = BankMapping(name=name, columns=columns, day_first=day_first)
        session.add(found)
    found.columns, found.day_first = columns, day_first
    audit.record(actor, "bank_mapping.set", found)
    session.flush()

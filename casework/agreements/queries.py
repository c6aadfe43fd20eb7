"""The versions of a plan with the scans of their signed pages."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from casework.agreements.models import PlanSignature
from casework.plans.models import PlanVersion
from casework.plans.queries import version_record
from kernel.accounts.models import Human
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of

_scan, _version, _human = table_of(PlanSignature), table_of(PlanVersion), table_of(Human)
_COLUMNS = tuple(column for column in _version.c if column.name not in {"snapshot", "public_token"})


def versions_page(plan_id: uuid.UUID, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """One page of the versions of a plan, newest first, without what stood in them."""
    statement = (
        sa.select(*_COLUMNS, _human.c.name.label("by"))
        .join(_human, _human.c.id == _version.c.agreed_by)
        .where(_version.c.plan_id == plan_id)
    )
    return page_of(statement, _version.c.number, row_id=_version.c.id, after=after, newest_first=True, size=20)


def scans_of(versions: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Any]]:
    """The scanned pages of some versions, the first added first."""
    rows = session.execute(
        sa.select(_scan.c.id, _scan.c.version_id, _scan.c.added_at, _human.c.name.label("by"))
        .join(_human, _human.c.id == _scan.c.added_by)
        .where(_scan.c.version_id.in_(versions))
        .order_by(_scan.c.added_at, _scan.c.id)
    )
    found: dict[uuid.UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.version_id, []).append(row)
    return found


def scan_document(person_id: uuid.UUID, scan_id: uuid.UUID) -> uuid.UUID:
    """Where the bytes of a scanned page of this person lie. Raises NotFound."""
    found = session.get(PlanSignature, scan_id)
    if found is None:
        raise NotFound(_("There is no such paper, or you may not know of it."))
    version_record(person_id, found.version_id)
    return found.document_id

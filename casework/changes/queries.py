"""Reading the history of fields of a person whom the caller has fetched already."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa

from casework.access.queries import whole_file
from kernel.accounts.models import Human
from kernel.audit import FieldChange
from kernel.db import table_of
from kernel.paging import Page, page_of

_change, _human = table_of(FieldChange), table_of(Human)


def changes_page(person_id: uuid.UUID, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """One page of what was changed in a file, newest first: when, who, which field, old, new, why."""
    statement = (
        sa.select(_change, _human.c.name.label("who"))
        .select_from(_change.outerjoin(_human, _human.c.id == _change.c.human_id))
        .where(_change.c.person_id.in_(whole_file(sa.literal(person_id, _change.c.person_id.type))))
    )
    return page_of(statement, _change.c.at, row_id=_change.c.id, after=after, newest_first=True)

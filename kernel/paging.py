"""Lists are paged by key: a page costs the same wherever it is, and its address names a row, not a person's name."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from kernel.db import session

T = TypeVar("T")
SIZE = 50


@dataclass(frozen=True)
class Page(Generic[T]):
    """``rows`` of one page; ``after`` is the id to ask the next page with, None on the last."""

    rows: Sequence[T]
    after: uuid.UUID | None


def page_of(
    statement: sa.Select[Any],
    *keys: sa.ColumnElement[Any],
    row_id: sa.ColumnElement[uuid.UUID],
    after: uuid.UUID | None = None,
    size: int = SIZE,
    newest_first: bool = False,
) -> Page[sa.Row[Any]]:
    """One page of ``statement`` ordered by ``keys`` then ``row_id``; ``row_id`` must be selected as ``id``.

    ``after`` is the last id of the page before. An id that is gone starts the list anew.
    """
    order = (*keys, row_id)
    anchor = session.execute(statement.with_only_columns(*order).where(row_id == after)).first() if after else None
    if anchor:
        here, there = sa.tuple_(*order), sa.tuple_(*(sa.literal(v, k.type) for v, k in zip(anchor, order, strict=True)))
        statement = statement.where(here < there if newest_first else here > there)
    ordered = statement.order_by(*(k.desc() if newest_first else k.asc() for k in order))
    rows = session.execute(ordered.limit(size + 1)).all()
    more = len(rows) > size
    return Page(rows[:size], rows[size - 1].id if more else None)

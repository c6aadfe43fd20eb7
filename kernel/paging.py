"""Lists are paged by key: a page costs the same wherever it is, and its address names a row, not a person's name."""

from __future__ import annotations

import functools
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


@functools.lru_cache(maxsize=256)
def _begun(
    statement: sa.Select[Any],
    order: tuple[sa.ColumnElement[Any], ...],
    most: int,
    newest_first: bool,
) -> sa.Select[Any]:
    """Ordered and limited; kept for those who pass the same statement again, as a list's first page does."""
    return statement.order_by(*(k.desc() if newest_first else k.asc() for k in order)).limit(most)


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
    rows = session.execute(_begun(statement, order, size + 1, newest_first)).all()
    more = len(rows) > size
    return Page(rows[:size], rows[size - 1].id if more else None)

"""Lists are paged by key: a page costs the same wherever it is, and its address names a row, not a person's name."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.sql.elements import KeyedColumnElement

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
    parts: tuple[sa.ColumnElement[bool], ...],
) -> sa.Select[Any]:
    """Ordered and limited; kept for those who pass the same statement again, as a list's first page does."""

    def begun(some: sa.Select[Any], by: Iterable[sa.ColumnElement[Any]]) -> sa.Select[Any]:
        return some.order_by(*(key.desc() if newest_first else key.asc() for key in by)).limit(most)

    if len(parts) < 2:  # noqa: PLR2004 - nothing to merge
        return begun(statement.where(*parts), order)
    arms = (sa.select(begun(statement.where(part), order).subquery()) for part in parts)
    merged = sa.union_all(*arms).subquery()
    return begun(sa.select(merged), (_kept(merged, key) for key in order))


def _kept(merged: sa.Subquery, key: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    found = merged.corresponding_column(key) if isinstance(key, KeyedColumnElement) else None
    if found is None:
        raise ValueError(f"{key} orders the list, so it must be selected")
    return found


def page_of(
    statement: sa.Select[Any],
    *keys: sa.ColumnElement[Any],
    row_id: sa.ColumnElement[uuid.UUID],
    after: uuid.UUID | None = None,
    size: int = SIZE,
    newest_first: bool = False,
    parts: tuple[sa.ColumnElement[bool], ...] = (),
) -> Page[sa.Row[Any]]:
    """One page of ``statement`` ordered by ``keys`` then ``row_id``; ``row_id`` must be selected as ``id``.

    ``after`` is the last id of the page before. An id that is gone starts the list anew. With ``parts`` the list is
    what meets one of these clauses, of which no row may meet two: each is read in the order of its own index, and the
    first of each are merged, where one OR of them all would be sorted whole. Then the keys must be selected too.
    """
    order = (*keys, row_id)
    within = [row_id == after, *([sa.or_(*parts)] if parts else [])]
    anchor = session.execute(statement.with_only_columns(*order).where(*within)).first() if after else None
    if anchor:
        here, there = sa.tuple_(*order), sa.tuple_(*(sa.literal(v, k.type) for v, k in zip(anchor, order, strict=True)))
        statement = statement.where(here < there if newest_first else here > there)
    rows = session.execute(_begun(statement, order, size + 1, newest_first, parts)).all()
    more = len(rows) > size
    return Page(rows[:size], rows[size - 1].id if more else None)

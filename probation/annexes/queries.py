"""Reading the files that come with conditions."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.public import person_for
from kernel import documents
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import NotFound
from kernel.i18n import _
from probation.annexes.rules import Annex, annexes_among, annexes_changed
from probation.catalogue.queries import line_of
from probation.orders.queries import condition

_ONE = sa.select(condition).where(condition.c.id == sa.bindparam("key", type_=condition.c.id.type))


@dataclass(frozen=True, kw_only=True)
class AnnexPage:
    """An annex of the conditions on paper, numbered. ``source`` is a data: address, empty where it is handed over."""

    number: int
    place: int
    condition_id: uuid.UUID
    label: Any
    source: str


def annexes_of(one: Any) -> list[Annex]:
    """The files that come with a condition row."""
    return annexes_among(one.id, line_of(one), one.inputs or {})


def annex_changes(before: Any, now: Any) -> list[tuple[Any, Annex | None, Annex | None]]:
    """(label, file before, file now) of each file that differs between two condition rows; either may be None."""
    return annexes_changed(*(annexes_of(one) if one else [] for one in (before, now)))


def annex_for(actor: Actor, condition_id: uuid.UUID, name: str) -> documents.Paper:
    """A file of a condition with its bytes, for whoever may read the order.

    Raises NotFound when there is none or its person is hidden.
    """
    row = session.execute(_ONE, {"key": condition_id}).first()
    if row is None:
        raise NotFound(_("There is no such condition."))
    person_for(actor, row.person_id)
    found = next((one for one in annexes_of(row) if one.name == name), None)
    if found is None:
        raise NotFound(_("There is no such paper, or you may not know of it."))
    return documents.fetch(found.document_id)


def annex_pages(conditions: Sequence[Any]) -> list[AnnexPage]:
    """The annexes of a version on paper, in the order of its conditions."""
    return [
        AnnexPage(
            number=number, place=place, condition_id=one.condition_id, label=one.label,
            source=_source(one.document_id) if one.picture else "",
        )
        for number, (place, one) in enumerate(_placed(conditions), 1)
    ]  # fmt: skip


def _placed(conditions: Sequence[Any]) -> Iterator[tuple[int, Annex]]:
    for place, row in enumerate(conditions, 1):
        for one in annexes_of(row):
            yield place, one


def _source(document_id: uuid.UUID) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(documents.fetch(document_id).content).decode()}"

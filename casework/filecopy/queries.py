"""The parts of a copy, contributed by every module, and the copies made so far."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from casework.access.queries import staff_of
from casework.alerts.queries import pairs_of
from casework.dossier.queries import children_of
from casework.family.queries import relations_on_file
from casework.filecopy.models import FileCopy
from casework.filecopy.rules import Ground, Redactor, Section
from casework.identity.queries import names_on_file
from casework.people.models import PersonName
from casework.people.queries import PersonCard
from kernel.accounts.models import Human
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of

CopySource = Callable[[PersonCard, Redactor], Sequence[Section]]
"""(person, what leaves out) → sections, in the language of the copy. The caller has fetched the person."""
_sources: dict[CopySource, int] = {}
_copy, _human, _name = table_of(FileCopy), table_of(Human), table_of(PersonName)
_by, _giver = _human.alias("by"), _human.alias("giver")


def contribute_copy(order: int, source: CopySource) -> None:
    """Add a module's sections to every copy of a file. Called from ``handlers.connect()``."""
    _sources[source] = order


def sources() -> list[CopySource]:
    """Every module's part, in the order of the copy."""
    return sorted(_sources, key=_sources.__getitem__)


def redactor_for(person: PersonCard, words: str) -> Redactor:
    """What must not appear in the copy of this person's file; ``words`` are what a reader marked, one a line."""
    hidden = dict.fromkeys(words.splitlines(), Ground.OTHERS)
    for one in relations_on_file(person.id):
        hidden |= dict.fromkeys((one.name, one.phone), Ground.FAMILY)
    hidden |= {child.name: Ground.FAMILY for child in children_of(person.id)}
    hidden |= dict.fromkeys(_names_apart(person.id), Ground.APART)
    roles = {name: str(role.label) if role else "" for name, role in staff_of(person.id).items()}
    return Redactor(hidden, roles, [one.text for one in names_on_file(person.id)])


def _names_apart(person_id: uuid.UUID) -> Sequence[str]:
    others = {row.other_id if row.person_id == person_id else row.person_id for row in pairs_of(person_id)}
    return session.scalars(sa.select(_name.c.text).where(_name.c.person_id.in_(others))).all()


def copies_page(person_id: uuid.UUID, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """One page of the copies of a file, newest first."""
    statement = (
        sa.select(_copy, _by.c.name.label("asker"), _giver.c.name.label("giver"))
        .join(_by, _by.c.id == _copy.c.asked_by)
        .outerjoin(_giver, _giver.c.id == _copy.c.given_by)
        .where(_copy.c.person_id == person_id)
    )
    return page_of(statement, _copy.c.asked_at, row_id=_copy.c.id, after=after, newest_first=True)


def made_copy(person_id: uuid.UUID, copy_id: uuid.UUID) -> FileCopy:
    """A copy of this person's file that is made. Raises NotFound."""
    row = session.get(FileCopy, copy_id)
    if row is None or row.person_id != person_id or row.document_id is None:
        raise NotFound(_("There is no such paper, or you may not know of it."))
    return row

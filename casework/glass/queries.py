"""Reading exceptions: those that wait for another human, and what was done under one."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa

from casework.access.models import GlassBreak
from casework.access.queries import is_excluded, person, whole_file
from kernel.accounts.models import Human
from kernel.audit import AuditEntry
from kernel.authz import Actor, Role
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of

_glass, _human, _entry = table_of(GlassBreak), table_of(Human), table_of(AuditEntry)
_reviewer = _human.alias("reviewer")


def _listed(actor: Actor) -> sa.Select[Any]:
    """Exceptions in the reader's prison or office: the file's number, never its name. An inspector sees all."""
    looks = (
        sa.select(sa.func.count())
        .where(
            _entry.c.person_id.in_(whole_file(_glass.c.person_id)), _entry.c.human_id == _glass.c.human_id,
            _entry.c.at >= _glass.c.begun_at, _entry.c.at <= _glass.c.ends_at,
        )
        .correlate(_glass)
        .scalar_subquery()
    )  # fmt: skip
    found = (
        sa.select(
            _glass, person.c.number, _human.c.name.label("who"), _reviewer.c.name.label("reviewer"),
            looks.label("looks"),
        )
        .join(person, person.c.id == _glass.c.person_id)
        .join(_human, _human.c.id == _glass.c.human_id)
        .outerjoin(_reviewer, _reviewer.c.id == _glass.c.reviewed_by)
    )  # fmt: skip
    if actor.has(Role.INSPECTOR):
        return found
    found = found.where(~is_excluded(sa.literal(actor.human_id, person.c.id.type)))
    if actor.everywhere:
        return found
    return found.where(
        sa.or_(person.c.establishment_id.in_(actor.establishments), person.c.office_id.in_(actor.establishments))
    )


def breaks_page(actor: Actor, *, done: bool, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """Those that wait for a review, oldest first; or those reviewed, newest first."""
    which = _glass.c.reviewed_at.is_not(None) if done else _glass.c.reviewed_at.is_(None)
    return page_of(
        _listed(actor).where(which), _glass.c.begun_at, row_id=_glass.c.id, after=after, newest_first=done, size=20
    )


def waiting_count(actor: Actor) -> int:
    """How many wait for a review."""
    rows = _listed(actor).where(_glass.c.reviewed_at.is_(None)).with_only_columns(_glass.c.id).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(rows)) or 0


def break_of(actor: Actor, key: uuid.UUID) -> Any:
    """One of them, in the reader's scope. Raises NotFound."""
    row = session.execute(_listed(actor).where(_glass.c.id == key)).first()
    if row is None:
        raise NotFound(_("There is no such entry, or you may not know of it."))
    return row

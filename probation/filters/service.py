"""Keeping and forgetting filters of the caseload."""

from __future__ import annotations

import uuid

from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _
from probation.day.queries import CaseloadFilter
from probation.filters.models import SavedFilter
from probation.filters.queries import filter_of, filters_of

MOST = 20


def keep_filter(actor: Actor, name: str, wanted: CaseloadFilter) -> SavedFilter:
    """Keep a filter under a name; the same name again replaces it."""
    if not name.strip():
        raise DomainError(_("Give the filter a name."), field="name")
    mine = filters_of(actor.human_id)
    found = next((one for one in mine if one.name == name.strip()), None)
    if found is None and len(mine) >= MOST:
        raise DomainError(_("You keep 20 filters already. Forget one first."), field="name")
    made = found or SavedFilter(human_id=actor.human_id, name=name.strip(), whose="", level="", due="")
    made.whose, made.level, made.due = wanted.whose, wanted.level, wanted.due
    session.add(made)
    session.flush()
    return made


def forget_filter(actor: Actor, filter_id: uuid.UUID) -> None:
    """Forget one of the actor's filters. Twice is once."""
    found = filter_of(actor.human_id, filter_id)
    if found is not None:
        session.delete(found)
        session.flush()

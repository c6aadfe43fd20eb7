"""Reading versions of the law."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.laws.models import LawState, LawVersion
from casework.laws.rules import Law, law_of
from casework.trials.models import Trial
from kernel.accounts.models import Human
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _

_version, _human, _trial = table_of(LawVersion), table_of(Human), table_of(Trial)
_by, _second = _human.alias("proposer"), _human.alias("enacter")
_IN_FORCE = sa.select(_version.c.number, _version.c.definition).where(_version.c.state == LawState.IN_FORCE)
_ALL = (
    sa.select(_version, _by.c.name.label("by_name"), _second.c.name.label("second_name"))
    .outerjoin(_by, _by.c.id == _version.c.proposed_by)
    .outerjoin(_second, _second.c.id == _version.c.enacted_by)
    .order_by(_version.c.number.desc())
    .limit(50)
)


def law_in_force() -> tuple[int, Law] | None:
    """Number and content of the version that dates follow from now; None before one is installed."""
    row = session.execute(_IN_FORCE).first()
    return (row.number, law_of(row.definition)) if row else None


def versions() -> Sequence[Any]:
    """Every version with who proposed and who enacted it, newest first."""
    return session.execute(_ALL).all()


def version_of(version_id: uuid.UUID) -> LawVersion:
    """One version. Raises NotFound."""
    found = session.get(LawVersion, version_id)
    if found is None:
        raise NotFound(_("There is no such version of the law."))
    return found


def version_in_force() -> LawVersion | None:
    """The version in force, to be replaced by a command."""
    return session.scalar(sa.select(LawVersion).where(LawVersion.state == LawState.IN_FORCE))


def tried() -> frozenset[str]:
    """Hashes of the texts that a finished dry run has compared with the law that is in force now."""
    now = sa.select(_version.c.number).where(_version.c.state == LawState.IN_FORCE).scalar_subquery()
    done = sa.select(_trial.c.definition_hash).where(
        _trial.c.finished_at.is_not(None), _trial.c.against == sa.func.coalesce(now, 0)
    )
    return frozenset(session.scalars(done))


def last_number() -> int:
    """The highest number given so far."""
    return session.scalar(sa.select(sa.func.coalesce(sa.func.max(_version.c.number), 0))) or 0

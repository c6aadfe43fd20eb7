"""Reading what a calendar address shows: sessions of groups, never a person."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.accounts.models import Account
from kernel.accounts.queries import token_hash
from kernel.db import session, table_of
from kernel.units.models import Unit
from programmes.catalogue.models import Workshop
from programmes.feeds.models import FeedAddress
from programmes.intakes.models import ClassSession, Intake
from programmes.rotas.models import Rota

_address, _account, _unit = table_of(FeedAddress), table_of(Account), table_of(Unit)
_session, _intake, _workshop, _rota = table_of(ClassSession), table_of(Intake), table_of(Workshop), table_of(Rota)
BEHIND, AHEAD, MOST = dt.timedelta(days=31), dt.timedelta(days=366), 2000


def open_address(*, human_id: uuid.UUID | None = None, workshop_id: uuid.UUID | None = None) -> FeedAddress | None:
    """The address in use for an instructor or a workshop."""
    mine = FeedAddress.human_id == human_id if human_id else FeedAddress.workshop_id == workshop_id
    return session.scalar(sa.select(FeedAddress).where(mine, FeedAddress.withdrawn_at.is_(None)))


def address_behind(token: str) -> Any | None:
    """The address of a secret while it is in use and whoever made it still has an account; None otherwise."""
    works = sa.exists().where(_account.c.human_id == _address.c.made_by, _account.c.active)
    wanted = (_address.c.token_hash == token_hash(token), _address.c.withdrawn_at.is_(None), works)
    return session.execute(sa.select(_address).where(*wanted)).first()


def _of(address: Any) -> sa.ColumnElement[bool]:
    column = _intake.c.instructor_id if address.human_id else _intake.c.workshop_id
    return column.in_([address.human_id or address.workshop_id])


def sessions_behind(address: Any, today: dt.date) -> Sequence[Any]:
    """The sessions that an address shows: a month back, a year ahead."""
    statement = (
        sa.select(
            _session.c.id, _session.c.held_on, _session.c.starts_at, _session.c.ends_at, _session.c.state,
            _session.c.sequence, _session.c.changed_at, _intake.c.name, _workshop.c.name.label("workshop"),
            _unit.c.name.label("unit"), _unit.c.zone,
        )
        .join(_intake, _intake.c.id == _session.c.intake_id)
        .join(_unit, _unit.c.id == _intake.c.unit_id)
        .outerjoin(_workshop, _workshop.c.id == _intake.c.workshop_id)
        .where(_of(address), _session.c.held_on >= today - BEHIND, _session.c.held_on <= today + AHEAD)
        .order_by(_session.c.held_on, _session.c.starts_at, _session.c.id)
    )  # fmt: skip
    return session.execute(statement.limit(MOST)).all()


def changed_last(address: Any, rows: Sequence[Any]) -> dt.datetime:
    """When something of an address changed last, as far as is known."""
    statement = sa.select(sa.func.max(_rota.c.made_at)).join(_intake, _intake.c.id == _rota.c.intake_id)
    newest = session.scalar(statement.where(_of(address)))
    moments: list[dt.datetime | None] = [newest, address.made_at, *(row.changed_at for row in rows)]
    return max(one for one in moments if one is not None)


def workshop_of(workshop_id: uuid.UUID) -> Workshop | None:
    """The workshop."""
    return session.get(Workshop, workshop_id)

"""The packs as shipped, and what an office goes by on a day."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from kernel.accounts.models import Human
from kernel.calendars.queries import calendars_of
from kernel.db import Prepared, session, table_of
from probation.clocks.rules import Working, weekday
from probation.packs.models import Overload, StandardsChoice
from probation.packs.rules import Pack, Version, read_pack, version_on

DEFAULT = "house"
_choice, _overload, _human = table_of(StandardsChoice), table_of(Overload), table_of(Human)
_ID = _choice.c.office_id.type


def _kept(of: Callable[[sa.ColumnElement[uuid.UUID]], sa.ColumnElement[bool]]) -> sa.CompoundSelect[Any]:
    """Packs that offices chose and spans in which they are overloaded (these name no pack), as they hold in turn."""
    return sa.union_all(
        sa.select(
            _choice.c.office_id, _choice.c.pack, _choice.c.valid_from.label("since"),
            sa.type_coerce(sa.null(), sa.Date()).label("until"), _choice.c.chosen_at.label("at"), _choice.c.id,
        ).where(of(_choice.c.office_id)),
        sa.select(
            _overload.c.office_id, sa.null(), _overload.c.begins_on, _overload.c.ends_on, _overload.c.declared_at,
            _overload.c.id,
        ).where(of(_overload.c.office_id)),
    ).order_by("since", "at", "id")  # fmt: skip


_OFFICES = sa.bindparam("offices", expanding=True, type_=_ID)
_KEPT = _kept(lambda column: column.in_(_OFFICES))
_KEPT_AT = Prepared(_kept(lambda column: column == sa.bindparam("office_id", type_=_ID)))
_HISTORY = (
    sa.select(_choice, _human.c.name.label("who"))
    .join(_human, _human.c.id == _choice.c.chosen_by)
    .where(_choice.c.office_id == sa.bindparam("office_id", type_=_ID))
    .order_by(_choice.c.valid_from.desc(), _choice.c.chosen_at.desc())
    .limit(20)
)
_SPANS = (
    sa.select(_overload, _human.c.name.label("who"))
    .join(_human, _human.c.id == _overload.c.declared_by)
    .where(_overload.c.office_id == sa.bindparam("office_id", type_=_ID))
    .order_by(_overload.c.begins_on.desc())
    .limit(20)
)


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What holds at an office on a day: the standards, its working days, the spans in which it is overloaded."""

    version: Version
    working: Working = weekday
    overloads: tuple[tuple[dt.date, dt.date], ...] = ()


@functools.cache
def packs() -> Mapping[str, Pack]:
    """Every pack that is shipped, the neutral one first."""
    files = sorted(Path(__file__).parent.glob("*.toml"), key=lambda file: (file.stem != DEFAULT, file.stem))
    found = [read_pack(tomllib.loads(file.read_text(encoding="utf-8"))) for file in files]
    return {one.key: one for one in found}


def grounds_of(days: Mapping[uuid.UUID, dt.date]) -> dict[uuid.UUID, Ground]:
    """What holds at each of these offices on its day: one statement, and two more once somebody asks for a working day.

    However many offices they are.
    """
    return _grounds(days, session.execute(_KEPT, {"offices": list(days)})) if days else {}


def _grounds(days: Mapping[uuid.UUID, dt.date], kept: Iterable[Any]) -> dict[uuid.UUID, Ground]:
    chosen, busy = dict[uuid.UUID, str](), dict[uuid.UUID, list[tuple[dt.date, dt.date]]]()
    for office, pack, since, until, _at, _id in kept:
        if pack is None:
            busy.setdefault(office, []).append((since, until))
        elif since <= days[office]:
            chosen[office] = pack
    calendars = functools.cache(lambda: calendars_of(days))
    return {
        office: Ground(
            working=lambda one, office=office: calendars()[office].is_working(one),  # type: ignore[misc]
            version=version_on(packs().get(chosen.get(office, DEFAULT), packs()[DEFAULT]), day),
            overloads=tuple(busy.get(office, ())),
        )
        for office, day in days.items()
    }


def ground_of(office_id: uuid.UUID, day: dt.date) -> Ground:
    """What holds at one office on a day."""
    return _grounds({office_id: day}, _KEPT_AT.all(office_id=office_id))[office_id]


def pack_history(office_id: uuid.UUID) -> Sequence[Any]:
    """Which packs an office went by since when, newest first, with who chose and why."""
    return session.execute(_HISTORY, {"office_id": office_id}).all()


def overloads_of(office_id: uuid.UUID) -> Sequence[Any]:
    """The spans in which an office was or is overloaded, newest first."""
    return session.execute(_SPANS, {"office_id": office_id}).all()


def offices_by_pack(offices: Collection[uuid.UUID], day: dt.date) -> dict[uuid.UUID, str]:
    """Which pack each of these offices goes by on a day."""
    grounds = grounds_of(dict.fromkeys(offices, day))
    return {office: ground.version.pack for office, ground in grounds.items()}

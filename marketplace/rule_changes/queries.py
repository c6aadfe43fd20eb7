"""Reading what is in force and what waits."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.accounts.models import Human
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from marketplace.rule_changes.models import ChangeState, RuleChange, RuleStop
from marketplace.rule_changes.rules import Stop, with_changes
from marketplace.rulesets.rules import RuleSet
from marketplace.rulesets.schemas import PACKS, read_rule_set, shipped

change, stop = table_of(RuleChange), table_of(RuleStop)
_author, _decider = table_of(Human).alias("author"), table_of(Human).alias("decider")
_CHANGES = (
    sa.select(change.c.id, change.c.begins_on, change.c.text)
    .where(change.c.name == sa.bindparam("name"), change.c.state == ChangeState.IN_FORCE)
    .order_by(change.c.begins_on)
)
_STOPS = (
    sa.select(stop.c.rule, stop.c.from_on, stop.c.court)
    .where(stop.c.name == sa.bindparam("name"), stop.c.state == ChangeState.IN_FORCE)
    .order_by(stop.c.from_on, stop.c.id)
)


def in_force(name: str) -> RuleSet:
    """The rule set with every decided change and every stopped rule, for all days.

    Raises KeyError for a name that no pack has.
    """
    changes, stops = session.execute(_CHANGES, {"name": name}).all(), session.execute(_STOPS, {"name": name}).all()
    if not changes and not stops:
        return shipped()[name]
    return _made(name, tuple((row.begins_on, row.text) for row in changes), tuple(tuple(row) for row in stops))


@functools.lru_cache(maxsize=32)
def _made(name: str, changes: tuple[tuple[Any, str], ...], stops: tuple[Stop, ...]) -> RuleSet:
    read = [(begins, read_rule_set(text, name)) for begins, text in changes]
    return with_changes(shipped()[name], read, stops)


def changed(row: RuleChange) -> RuleSet:
    """The rule set as it would be with one more change."""
    stops: Sequence[Stop] = [tuple(one) for one in session.execute(_STOPS, {"name": row.name})]
    return with_changes(in_force(row.name), [(row.begins_on, read_rule_set(row.text, row.name))], stops)


def change_of(change_id: uuid.UUID) -> RuleChange:
    """One change. Raises NotFound."""
    found = session.get(RuleChange, change_id)
    if found is None:
        raise NotFound(_("There is no such change."))
    return found


def stop_of(stop_id: uuid.UUID) -> RuleStop:
    """One stopped rule. Raises NotFound."""
    found = session.get(RuleStop, stop_id)
    if found is None:
        raise NotFound(_("There is no such change."))
    return found


def changes_page(name: str, after: uuid.UUID | None = None) -> Page[Any]:
    """Changes of a rule set with the names of who wrote and who decided them, the newest first."""
    rows = (
        sa.select(
            change.c.id, change.c.begins_on, change.c.why, change.c.written_at, change.c.written_by, change.c.state,
            change.c.decided_at, _author.c.name.label("author"), _decider.c.name.label("decider"),
        )
        .select_from(change.join(_author, _author.c.id == change.c.written_by).outerjoin(
            _decider, _decider.c.id == change.c.decided_by))
        .where(change.c.name == name)
    )  # fmt: skip
    return page_of(rows, change.c.written_at, row_id=change.c.id, after=after, newest_first=True, size=20)


def stops_of(name: str) -> Sequence[Any]:
    """Stopped rules with the names of who wrote and who confirmed it, the newest first."""
    return session.execute(
        sa.select(stop, _author.c.name.label("author"), _decider.c.name.label("decider"))
        .select_from(stop.join(_author, _author.c.id == stop.c.written_by).outerjoin(
            _decider, _decider.c.id == stop.c.decided_by))
        .where(stop.c.name == name)
        .order_by(stop.c.from_on.desc(), stop.c.id.desc())
        .limit(100)
    ).all()  # fmt: skip


def text_of(name: str) -> str:
    """The text of the newest decided rule set: what an author begins from."""
    wanted = sa.select(change.c.text).where(change.c.name == name, change.c.state == ChangeState.IN_FORCE)
    newest = session.scalar(wanted.order_by(change.c.begins_on.desc()).limit(1))
    return newest or (PACKS / f"{name}.toml").read_text(encoding="utf-8")

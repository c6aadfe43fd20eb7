"""What follows from a level: contributed by every module, foreseen for one person, noted for one decision."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.access.queries import visible_to
from casework.classification.models import Classification
from casework.classification.rules import CURRENT
from casework.consequences.models import LevelConsequence
from casework.consequences.rules import Facts, Foreseen, NewLevel, Source, place_facts, say_place, say_plan
from casework.people.models import Person
from casework.plans.queries import open_plan
from kernel.accounts.models import Human
from kernel.authz import Actor, Role
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of

_one, _decision, person = table_of(LevelConsequence), table_of(Classification), table_of(Person)
_human = table_of(Human)
_sources: dict[str, Source] = {}
_OF = (
    sa.select(_one, _human.c.name.label("who"))
    .outerjoin(_human, _human.c.id == _one.c.answered_by)
    .where(_one.c.classification_id == sa.bindparam("decision", type_=_one.c.classification_id.type))
    .order_by(_one.c.asks.desc(), _one.c.id)
)
_OPEN = (
    sa.select(
        _one.c.id, _one.c.classification_id, _one.c.person_id, _one.c.kind, _one.c.facts, _one.c.noted_at,
        person.c.name, person.c.other_name, person.c.number, person.c.level,
    )
    .select_from(
        _one.join(_decision, _decision.c.id == _one.c.classification_id).join(person, person.c.id == _one.c.person_id)
    )
    .where(
        _one.c.asks, _one.c.answered_at.is_(None), person.c.in_custody,
        _decision.c.state.in_(sorted(CURRENT)),  # a newer decision asks anew
    )
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Noted:
    """A consequence after the decision, with its answer, and whether this reader may answer it."""

    row: Any
    text: str
    may_answer: bool


def contribute_consequences(source: Source) -> None:
    """Add what a module knows to follow from a level. Called from ``handlers.connect()``."""
    _sources[source.kind] = source


def foreseen(actor: Actor, new: NewLevel) -> list[Foreseen]:
    """Everything that would follow from a level, as every module sees it. Looks and changes nothing."""
    return [
        Foreseen(kind=source.kind, facts=facts, text=source.say(facts), asks=bool(source.answered_by))
        for source in _sources.values()
        for facts in source.find(actor, new)
    ]


def _said(kind: str, facts: Facts) -> str:
    return _sources[kind].say(facts) if kind in _sources else kind


def answerers(kind: str) -> frozenset[Role]:
    """Who answers a question of this kind."""
    return _sources[kind].answered_by if kind in _sources else frozenset()


def noted(actor: Actor, classification_id: uuid.UUID) -> list[Noted]:
    """What followed from a decision, questions first, in the reader's words."""
    rows = session.execute(_OF, {"decision": classification_id}).all()
    return [
        Noted(
            row=row, text=_said(row.kind, row.facts),
            may_answer=row.asks and row.answered_at is None and actor.has(*answerers(row.kind)),
        )
        for row in rows
    ]  # fmt: skip


def mine(actor: Actor) -> list[str]:
    """The kinds of question that this actor's roles answer."""
    return sorted(kind for kind, source in _sources.items() if actor.has(*source.answered_by))


def open_page(actor: Actor, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """Open questions about visible people that are this actor's to answer, the oldest first."""
    statement = _OPEN.where(visible_to(actor), _one.c.kind.in_(mine(actor)))
    return page_of(statement, row_id=_one.c.id, after=after)


def said_of(rows: Sequence[Any]) -> dict[uuid.UUID, str]:
    """The words of each row of a list."""
    return {row.id: _said(row.kind, row.facts) for row in rows}


def count_open(actor: Actor) -> int:
    """How many questions wait for this actor's roles."""
    statement = _OPEN.with_only_columns(sa.func.count()).where(visible_to(actor), _one.c.kind.in_(mine(actor)))
    return session.scalar(statement) or 0


def record_of(person_id: uuid.UUID, consequence_id: uuid.UUID) -> LevelConsequence:
    """One consequence in this person's file, to be answered. Raises NotFound."""
    found = session.get(LevelConsequence, consequence_id)
    if found is None or found.person_id != person_id:
        raise NotFound(_("There is no such question in this file."))
    return found


def plan_facts(_actor: Actor, new: NewLevel) -> list[Facts]:
    """Whoever has an open plan: it was agreed at another level."""
    if new.before is new.after or open_plan(new.card.id) is None:
        return []
    return [{"level": new.after.value}]


PLACE = Source(
    kind="place", find=lambda _actor, new: place_facts(new), say=say_place,
    answered_by=frozenset({Role.RECORDS_OFFICER, Role.GOVERNOR}),
)  # fmt: skip
PLAN = Source(kind="plan", find=plan_facts, say=say_plan, answered_by=frozenset({Role.CASE_MANAGER}))

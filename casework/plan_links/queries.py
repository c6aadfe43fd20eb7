"""The real things that each module offers, and the steps that are tied to them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from casework.papers.models import PaperKind
from casework.people.queries import PersonCard
from casework.plan_links.rules import LinkChoice, LinkKind, paper_ref
from casework.plans.models import Step
from casework.plans.rules import DONE
from kernel.authz import Actor
from kernel.db import session, table_of

LinkSource = Callable[[Actor, PersonCard], Sequence[LinkChoice]]
_sources: list[LinkSource] = []
_step = table_of(Step)
_OPEN = _step.c.state.not_in(sorted(DONE))
_TARGETS = sa.select(_step.c.person_id, _step.c.link_id, _step.c.target_minor, _step.c.target_currency).where(
    _step.c.link_kind == LinkKind.SAVINGS, _OPEN
)


@dataclass(frozen=True, kw_only=True)
class SavingsTarget:
    """A sum that an open step waits for. ``account_id`` is the account it is to stand on."""

    person_id: uuid.UUID
    account_id: uuid.UUID
    minor: int
    currency: str


def contribute_links(source: LinkSource) -> None:
    """Add what a module has to tie steps to. Called from ``handlers.connect()``."""
    if source not in _sources:
        _sources.append(source)


def choices_for(actor: Actor, person: PersonCard) -> list[LinkChoice]:
    """All that a step of this person can be tied to."""
    found = [choice for source in _sources for choice in source(actor, person)]
    return sorted(found, key=lambda choice: list(LinkKind).index(choice.kind))


def papers_to_come(_actor: Actor, _person: PersonCard) -> list[LinkChoice]:
    """The kinds of paper that may still be filed."""
    return [
        LinkChoice(kind=LinkKind.DOCUMENT, ref_id=paper_ref(kind.value), words=str(kind.label)) for kind in PaperKind
    ]


def tied_steps(
    kind: str, refs: Collection[uuid.UUID], *, person_id: uuid.UUID | None = None, reached: int | None = None
) -> Sequence[Step]:
    """The open steps tied to facts of another module; of one person; with a target of at most ``reached``."""
    statement = sa.select(Step).where(Step.link_kind == kind, Step.link_id.in_(refs), Step.state.not_in(sorted(DONE)))
    if person_id is not None:
        statement = statement.where(Step.person_id == person_id)
    if reached is not None:
        statement = statement.where(Step.target_minor <= reached)
    return session.scalars(statement).all()


def savings_targets(people: Collection[uuid.UUID] | None = None, limit: int = 1000) -> list[SavingsTarget]:
    """The sums that open steps wait for: of these people, or of everybody as far as ``limit``."""
    statement = _TARGETS if people is None else _TARGETS.where(_step.c.person_id.in_(people))
    return [
        SavingsTarget(
            person_id=row.person_id, account_id=row.link_id, minor=row.target_minor, currency=row.target_currency
        )
        for row in session.execute(statement.order_by(_step.c.id).limit(limit))
    ]

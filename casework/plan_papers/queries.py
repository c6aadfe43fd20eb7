"""What the second page of the paper tells, and the public look at a paper by its code."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sqlalchemy as sa

from casework.classification.queries import decided_now
from casework.people.queries import PersonCard
from casework.plan_papers.rules import PaperFacts, Said, Saved, Standing, standing_of
from casework.plans.models import Plan, PlanVersion
from casework.plans.rules import PlanSheet
from casework.release.queries import next_steps
from kernel import clock
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.i18n import speaking

SavedSource = Callable[[PersonCard], Sequence[Saved]]
_sources: list[SavedSource] = []
_version, _plan = table_of(PlanVersion), table_of(Plan)
_later = _version.alias("later")
_LOOKED_UP = (
    sa.select(
        _version.c.number,
        sa.select(sa.func.max(_later.c.number)).where(_later.c.plan_id == _version.c.plan_id).scalar_subquery(),
        _plan.c.closed_on,
    )
    .join(_plan, _plan.c.id == _version.c.plan_id)
    .where(_version.c.public_token == sa.bindparam("token"), _version.c.public_token != "")
)


def contribute_saved(source: SavedSource) -> None:
    """Add what a module keeps for the person to the paper. Called from ``handlers.connect()``."""
    if source not in _sources:
        _sources.append(source)


def facts_for(actor: Actor, person: PersonCard, said: Said | None, language: str) -> PaperFacts:
    """Level, dates, savings and what comes next, as they stand now, in the paper's language."""
    decided = decided_now(person.id)
    since = clock.local(decided.decided_at, person.zone).date() if decided and decided.decided_at else None
    with speaking(language):
        saved, waiting = [one for source in _sources for one in source(person)], next_steps(actor, person.id)
    return PaperFacts(
        printed_on=clock.today(person.zone), said=said, level=person.level, level_since=since,
        level_review=person.next_review, release_on=person.release_date, certainty=person.release_certainty,
        expiry_on=person.expiry_date, saved=saved, waiting=waiting,
    )  # fmt: skip


def said_now(sheet: PlanSheet, zone: str) -> Said | None:
    """What the person last said, when nothing changed since; None makes the paper a draft."""
    if sheet.to_agree or not sheet.versions:
        return None
    newest = sheet.versions[0]
    day = clock.local(newest.agreed_at, zone).date()
    return Said(agreement=newest.agreement, words=newest.words, on=day, number=newest.number)


def standing_by(token: str) -> Standing:
    """Whether the paper with this code is the current version. Tells nothing of whom it is about."""
    found = session.execute(_LOOKED_UP, {"token": token}).first()
    if found is None:
        return Standing.UNKNOWN
    number, newest, closed_on = found
    return standing_of(number, None if closed_on else newest)

"""Making forecasts: one person's as it is read, everybody's kept when a level is decided.

They are kept because a prison's page asks for thousands of people at once. Time alone changes none of them: they rest
on locked answers, and the day of reading only chooses among their stretches. A new decision makes them anew.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import sqlalchemy as sa

from casework.classification.events import PersonReclassified
from casework.classification.queries import version_by_id
from casework.definitions.rules import form_of
from casework.demo.service import World, contribute_demo
from casework.forecasts import queries, rules
from casework.forecasts.models import LevelForecast
from casework.forecasts.rules import Chance, Facts, Stage
from casework.form_trials.rules import scorer
from casework.questions.rules import Form
from kernel import events, jobs
from kernel.authz import Actor
from kernel.db import in_transaction, session, table_of
from kernel.db.bulk import insert_many
from kernel.i18n import _l
from kernel.ids import new_id

KIND = "levels.forecasts"
PART = 200
_ahead = table_of(LevelForecast)


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """One person's forecast as a page shows it. ``held``: the level was decided away from the score."""

    stages: list[Stage]
    now: int
    earned: list[Chance]
    dangers: list[Chance]
    held: bool
    passed: bool
    release_on: dt.date | None

    @property
    def ahead(self) -> list[Stage]:
        """What is still to come before release."""
        return [one for one in self.stages[self.now + 1 :] if not self.release_on or one.from_on < self.release_on]

    @property
    def assumed(self) -> bool:
        """Whether some day is counted from the assessment because nobody wrote it down."""
        return any(each.assumed for one in self.ahead for each in one.lapses)

    @property
    def next_move(self) -> Stage | None:
        """The first stage to come that gives another level than today's."""
        level = self.stages[self.now].level
        return next((one for one in self.ahead if one.level is not level), None)


@dataclass(frozen=True)
class _Forms:
    """Forms ready to score, by version."""

    kept: dict[uuid.UUID, tuple[Form, rules.Score]] = field(default_factory=dict)

    def get(self, version_id: uuid.UUID) -> tuple[Form, rules.Score]:
        if version_id not in self.kept:
            definition: Mapping[str, Any] = version_by_id(version_id).definition
            self.kept[version_id] = form_of(definition), scorer(definition)
        return self.kept[version_id]


def connect() -> None:
    """Make a person's forecast anew when their level is decided; the demo's when all is decided."""
    events.subscribe(PersonReclassified, refresh)
    contribute_demo("forecasts", 96, _seed)


def outlook(person_id: uuid.UUID, today: dt.date) -> Outlook | None:
    """What lies ahead for the level in force of somebody inside; None without one or without answers.

    The caller fetched the person.
    """
    row = queries.basis_of(person_id)
    if row is None or not row.in_custody or not row.answers or row.suggested_level is None:
        return None
    form, score = _Forms().get(row.version_id)
    found = _stages(form, score, row)
    now = rules.stage_on(found, today)
    return Outlook(
        stages=found, now=now, earned=rules.earned(form, score, found, today),
        dangers=rules.dangers(form, score, found[now], today), held=row.decided_level != row.suggested_level,
        passed=found[now].level is not found[0].level,
        release_on=row.release_on if row.release_on and row.release_on > today else None,
    )  # fmt: skip


def _stages(form: Form, score: rules.Score, row: Any) -> list[Stage]:
    scored_on = (row.scored_at or row.begun_at).date()
    facts = Facts(scored_on=scored_on, born=row.born_latest, release_on=row.release_on)
    return rules.stages(form, score, rules.dated(row.answers), facts)


def refresh(event: PersonReclassified) -> None:
    """A decided level: what was foreseen by the one before goes, what follows from this one is kept."""
    session.flush()
    row = queries.basis_of(event.person_id)
    _keep([event.person_id], _rows(_Forms(), [row] if row else []))


def _keep(people: Sequence[uuid.UUID], rows: Sequence[Mapping[str, Any]]) -> None:
    session.execute(sa.delete(_ahead).where(_ahead.c.person_id.in_(people)))
    insert_many(_ahead, rows)


def _rows(forms: _Forms, found: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {"id": new_id(), "person_id": row.person_id, "classification_id": row.id, "from_on": first, "until_on": last,
         "level": level, "held": held, "release_on": row.release_on}
        for row in found
        for first, last, level, held in _kept(forms, row)
    ]  # fmt: skip


def _kept(forms: _Forms, row: Any) -> list[tuple[dt.date, dt.date | None, Any, bool]]:
    """The stretches of one decision; one without end for a level that a human set apart from the score."""
    away = row.decided_level != row.suggested_level
    if away or not row.answers:
        return [((row.scored_at or row.begun_at).date(), None, row.decided_level, away)]
    return [(*one, False) for one in rules.stretches(_stages(*forms.get(row.version_id), row))]


@jobs.handler(KIND, label=_l("Forecasts of levels: those that are missing or have a new day of release"), system=True)
def _catch_up(_actor: Actor | None, _payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    forms, made = _Forms(), 0
    while found := queries.without_forecast(PART):
        made += len(found)
        progress.do(_part(forms, found), done=made, total=made + 1)
    return {"people": made}


jobs.every(KIND, dt.timedelta(days=1))


def _part(forms: _Forms, found: Sequence[Any]) -> Callable[[], None]:
    return partial(_keep, [row.person_id for row in found], _rows(forms, found))


def _seed(_world: World) -> None:
    forms = _Forms()
    while found := queries.without_forecast(PART):
        in_transaction(_part(forms, found))

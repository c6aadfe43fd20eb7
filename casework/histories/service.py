"""Making the demo's stays in bulk: orders, episodes, movements, reception records, belongings, sentences, dates."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from casework.custody.models import (
    Belonging,
    CommitmentOrder,
    Episode,
    EpisodeKind,
    Movement,
    MovementKind,
    ReceptionRecord,
)
from casework.demo.rules import LANGUAGES
from casework.demo.service import World
from casework.imports.service import Rows
from casework.population.rules import COMPLAINT, INJURIES, THINGS, Life, kept_inputs
from casework.sentences.models import (
    Adjustment,
    AdjustmentKind,
    CalculationSource,
    CalculationState,
    DateCalculation,
    Sentence,
    SentenceKind,
)
from casework.sentences.rules import RULE_VERSION
from kernel.db import table_of

HURT = 40
"""Every so many people came with an injury."""
FRESH = 14
"""Days in which a reception may still be unfinished."""


class History:
    """Writes the rows of one life's way through custody and supervision."""

    def __init__(self, world: World, rows: Rows, life: Life, number: str) -> None:
        """``number`` is the file's; ``rows`` collects what the whole chunk inserts."""
        self.world, self.rows, self.life, self.number = world, rows, life, number
        self.opened = self._at(life.received_on or life.supervised_on or world.today, 9)
        self.id = world.id(self.opened)
        self.records = world.staff["records"].human_id
        self.chance = world.rng.random

    def _at(self, day: dt.date, hour: int) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(hour, self.world.rng.randrange(60)), dt.UTC)

    def _add(self, model: Any, **values: Any) -> uuid.UUID:
        key = self.world.id(self.opened)
        self.rows.add(table_of(model), id=key, person_id=self.id, **values)
        return key

    def write_history(self, *, confirmed: bool) -> None:
        """The stay, its sentence with dates that are ``confirmed`` or not, the supervision."""
        life = self.life
        if life.received_on:
            self._custody(life.received_on)
        if life.imposed_on:
            self._sentence(life.imposed_on, confirmed=confirmed)
        if life.supervised_on:
            office, begun = self.world.units[life.office], self._at(life.supervised_on, 14)
            self._episode(EpisodeKind.SUPERVISION, office, None, begun, None)

    def _episode(
        self,
        kind: EpisodeKind,
        unit: uuid.UUID,
        order: uuid.UUID | None,
        opened: dt.datetime,
        closed: dt.datetime | None,
    ) -> uuid.UUID:
        return self._add(
            Episode, kind=kind, unit_id=unit, order_id=order, opened_at=opened, closed_at=closed,
            close_reason="release" if closed else "",
        )  # fmt: skip

    def _custody(self, received: dt.date) -> None:
        life, prison = self.life, self.world.units[self.life.prison]
        remand = life.state == "remand"
        expires = received + dt.timedelta(days=self.world.rng.choice((30, 60, 90, 180))) if remand else None
        if expires and expires < self.world.today:
            expires = self.world.today + dt.timedelta(days=self.world.rng.randrange(-2, 45))
        order = self._add(
            CommitmentOrder, authority=life.court, reference=f"{received.year}/{self.number[4:9]}", dated_on=received,
            signatory=life.judge, grounds=life.offence, legal_status=life.status if life.held else "sentenced",
            expires_on=expires,
        )  # fmt: skip
        at, closed = self._at(received, 11), self._at(life.released_on, 9) if life.released_on else None
        episode = self._episode(EpisodeKind.CUSTODY, prison, order, at, closed)
        self._movement(episode, MovementKind.RECEPTION, at, to_id=prison, wing=life.wing, reason="commitment order")
        if self.chance() < 0.2 and life.held and (self.world.today - received).days > 12:  # noqa: PLR2004
            out = self._at(received + dt.timedelta(days=10), 8)
            self._movement(episode, MovementKind.TO_COURT, out, from_id=prison, destination=life.court)
            self._movement(episode, MovementKind.RETURN, out + dt.timedelta(hours=6), to_id=prison, wing=life.wing)
        if closed:
            self._movement(episode, MovementKind.RELEASE, closed, from_id=prison, reason="sentence served")
        self._gate(episode, received, at, closed)

    def _movement(
        self, episode: uuid.UUID, kind: MovementKind, at: dt.datetime, *, from_id: uuid.UUID | None = None,
        to_id: uuid.UUID | None = None, wing: str = "", destination: str = "", reason: str = "",
    ) -> None:  # fmt: skip
        self._add(
            Movement, episode_id=episode, kind=kind, at=at, recorded_at=at, recorded_by=self.records, from_id=from_id,
            to_id=to_id, wing_id=self.world.units.get(wing), destination=destination, reason=reason,
        )  # fmt: skip

    def _gate(self, episode: uuid.UUID, received: dt.date, at: dt.datetime, closed: dt.datetime | None) -> None:
        fresh = (self.world.today - received).days < FRESH
        full = not fresh or self.chance() < 0.5  # noqa: PLR2004 - the rest are receptions to finish
        hurt = self.world.nth("receptions") % HURT == HURT // 2
        self._add(
            ReceptionRecord, episode_id=episode, arrested_at=at - dt.timedelta(days=1) if full else None,
            arrest_place="Central Station" if full else "", arrested_by="City police" if full else "",
            visible_injuries=INJURIES if hurt else "", ill_treatment_complaint=COMPLAINT if hurt else "",
            rights_leaflet_language=LANGUAGES[self.life.name.tradition] if full else "",
            health_screening_due=received + dt.timedelta(days=1),
            health_screened_on=received + dt.timedelta(days=1) if full else None,
            family_informed_at=at if full else None, cash_minor=0, currency="EUR",
        )  # fmt: skip
        for what in self.world.rng.sample(THINGS, self.world.rng.randrange(4)):
            self._add(Belonging, episode_id=episode, what=what, pieces=1, taken_at=at, returned_at=closed)

    def _sentence(self, imposed: dt.date, *, confirmed: bool) -> None:
        life, found = self.life, self.life.found
        assert found is not None
        self._add(
            Sentence, count=1, court=life.court, offence=life.offence, offence_on=imposed - dt.timedelta(days=120),
            imposed_on=imposed, kind=SentenceKind.STANDARD, years=0, months=life.months, weeks=0, days=0,
            extension_months=0, consecutive_to_id=None, ended_on=None, end_reason="",
        )  # fmt: skip
        if life.remand_days:
            self._add(
                Adjustment, kind=AdjustmentKind.REMAND, days=life.remand_days, applies_from=imposed, from_on=None,
                to_on=None, source="court record", withdrawn_on=None,
            )  # fmt: skip
        adjusted = self.rows.by_table[table_of(Adjustment)][-1:] if life.remand_days else []
        inputs, digest = kept_inputs(self.rows.by_table[table_of(Sentence)][-1], adjusted)
        at = self._at(imposed, 15)
        self._add(
            DateCalculation, source=CalculationSource.RULE, rule_version=RULE_VERSION, inputs=inputs,
            inputs_hash=digest, steps={"steps": found.steps}, release_on=found.release, expiry_on=found.expiry,
            unadjusted_expiry_on=found.unadjusted_expiry, reason="", why="", given_back="",
            state=CalculationState.CONFIRMED if confirmed else CalculationState.PRELIMINARY, calculated_by=self.records,
            calculated_at=at, confirmed_by=self.world.staff["records2"].human_id if confirmed else None,
            confirmed_at=at if confirmed else None,
        )  # fmt: skip

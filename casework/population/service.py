"""Making the demo's people in bulk: files, orders, stays, movements, sentences, dates, family, alerts."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from casework.alerts.models import Alert, AlertCode, Fitness, FitnessState
from casework.custody.models import (
    Belonging,
    CommitmentOrder,
    Episode,
    EpisodeKind,
    HoldingRule,
    Movement,
    MovementKind,
    ReceptionRecord,
)  # fmt: skip
from casework.demo.rules import COUNTRIES, LANGUAGES
from casework.demo.service import World
from casework.imports.service import Rows, take_numbers
from casework.people.models import Certainty, Identifier, NameKind, NameToken, Person, PersonName, Relation, Sex
from casework.people.rules import file_number, fold, match_key, name_tokens
from casework.population.rules import KIN, THINGS, Life, draw_life, kept_inputs
from casework.sentences.models import (
    Adjustment, AdjustmentKind, CalculationSource, CalculationState, DateCalculation, Sentence, SentenceKind,
)  # fmt: skip
from casework.sentences.rules import RULE_VERSION
from casework.sentences.service import install_sample_law
from kernel import audit
from kernel.db import in_transaction, session, table_of

CHUNK = 1000
_T = {model: table_of(model) for model in (
    Person, PersonName, NameToken, Identifier, Relation, CommitmentOrder, Episode, Movement, ReceptionRecord, Belonging,
    Sentence, Adjustment, DateCalculation, Alert, Fitness,
)}  # fmt: skip
CAPACITY = {"HRB-A": 240, "HRB-B": 240, "HRB-C": 220, "HRB-D": 200, "JUN-A": 60, "JUN-B": 24, "KES-A": 70, "KES-B": 70}


def seed(world: World) -> None:
    """Make ``world.size`` people in chunks; each chunk is one transaction and leaves one audit entry per file."""
    in_transaction(lambda: _law_and_places(world))
    sentenced = 0
    for start in range(0, world.size, CHUNK):
        lives = []
        for _n in range(min(CHUNK, world.size - start)):
            life = draw_life(world.rng, world.today, sentenced)
            sentenced += life.state == "sentenced"
            lives.append(life)
        in_transaction(lambda lives=lives: _chunk(world, lives))  # type: ignore[misc]
        if world.size > CHUNK:
            world.say(f"    {start + len(lives):,} of {world.size:,} people")


def _law_and_places(world: World) -> None:
    install_sample_law(None)
    factor = max(1.0, world.size / 1200)
    for code, places in CAPACITY.items():
        many = int(places * factor)
        rule = HoldingRule(
            unit_id=world.units[code], official=many, operational=int(many * 1.1), emergency=int(many * 1.3),
            sex="female" if code.startswith("JUN") else "male", untried=code in {"HRB-D", "JUN-B"}, least_age=18,
        )  # fmt: skip
        session.add(rule)
        audit.record(None, "holding_rule.set", rule)


def _chunk(world: World, lives: list[Life]) -> None:
    rows, first = Rows(), take_numbers(len(lives))
    people: dict[uuid.UUID, uuid.UUID | None] = {}
    for n, life in enumerate(lives):
        made = _Maker(world, rows, life, file_number(first + n)).make()
        world.people.append(made)
        people[made["id"]] = made["id"]
    rows.insert()
    audit.record_many(world.staff["records"], "person.registered", "person", people, reason="demo")


class _Maker:
    """Writes the rows of one life."""

    def __init__(self, world: World, rows: Rows, life: Life, number: str) -> None:
        self.world, self.rows, self.life, self.number = world, rows, life, number
        self.opened = self._at(life.received_on or life.supervised_on or world.today, 9)
        self.id = world.id(self.opened)
        self.records = world.staff["records"].human_id
        self.chance = world.rng.random

    def _at(self, day: dt.date, hour: int) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(hour, self.world.rng.randrange(60)), dt.UTC)

    def _add(self, model: Any, **values: Any) -> uuid.UUID:
        key = self.world.id(self.opened)
        self.rows.add(_T[model], id=key, person_id=self.id, **values)
        return key

    def make(self) -> dict[str, Any]:
        """All rows of this life; what later parts of the demo need to know about it."""
        life, units = self.life, self.world.units
        officer = self._officer()
        self._person(officer)
        self._names()
        self._family()
        if life.received_on:
            self._custody(life.received_on)
        if life.imposed_on:
            self._sentence(life.imposed_on)
        if life.supervised_on:
            self._episode(EpisodeKind.SUPERVISION, units[life.office], None, self._at(life.supervised_on, 14), None)
        self._alerts()
        return {
            "id": self.id, "life": life, "number": self.number, "level": life.level, "state": life.state,
            "prison": life.prison if life.held else "", "office": life.office, "officer": officer,
            "opened": self.opened,
            "release_on": life.found.release if life.found else None,
        }  # fmt: skip

    def _officer(self) -> uuid.UUID | None:
        life, staff = self.life, self.world.staff
        if life.office:
            return staff["probation" if life.office == "OLD" else "probation2"].human_id
        if not life.held:
            return None
        return staff["case2" if life.prison == "JUN" else "case"].human_id

    def _person(self, officer: uuid.UUID | None) -> None:
        life, units = self.life, self.world.units
        precision, born, earliest, latest = life.birth
        tradition = life.name.tradition
        confirmed = life.found and not (life.state == "sentenced" and self.chance() < 0.1)  # noqa: PLR2004
        certainty = Certainty.CONFIRMED if confirmed else Certainty.PRELIMINARY if life.found else Certainty.NONE
        self.certainty = certainty
        review = (
            self.world.today + dt.timedelta(days=self.world.rng.randrange(-20, 180))
            if life.level and life.held
            else None
        )
        self.rows.add(
            _T[Person], id=self.id, number=self.number, name=life.name.text, other_name=life.name.latin, known_as="",
            sort_name=fold(life.name.latin or life.name.text), match_key=match_key(life.name.text),
            sex=Sex.FEMALE if life.female else Sex.MALE, gender="", birth_precision=precision, born_on=born,
            born_earliest=earliest, born_latest=latest, nationality=COUNTRIES[tradition], language=LANGUAGES[tradition],
            needs_interpreter=tradition in {"chinese", "amharic"}, legal_status=life.status, in_custody=life.held,
            establishment_id=units.get(life.prison), wing_id=units.get(life.wing) if life.held else None,
            supervised=bool(life.office), office_id=units.get(life.office), officer_id=officer, level=life.level,
            next_review_on=review, release_on=life.found.release if life.found else None,
            expiry_on=life.found.expiry if life.found else None, release_certainty=certainty, restricted=False,
            merged_into_id=None, opened_at=self.opened, version=1,
        )  # fmt: skip

    def _names(self) -> None:
        name = self.life.name
        self._add(PersonName, kind=NameKind.CURRENT, text=name.text)
        if name.latin:
            self._add(PersonName, kind=NameKind.OTHER_SCRIPT, text=name.latin)
        for part in name_tokens(name.text, name.latin):
            self.rows.add(_T[NameToken], token=part, person_id=self.id)
        if self.chance() < 0.8:  # noqa: PLR2004
            self._add(
                Identifier,
                kind="national_id",
                value=f"{COUNTRIES[name.tradition]}{self.world.rng.randrange(10**9):09d}-{self.number[1:9]}",
            )

    def _family(self) -> None:
        for n in range(self.world.rng.choice((0, 1, 1, 2, 3))):
            kinship = self.world.rng.choice(KIN)
            self._add(
                Relation, name=self.life.name.latin.split(" ")[-1] + f" ({kinship})" if self.life.name.latin else f"({kinship})",
                kinship=kinship, phone=f"+216 71 55{self.world.rng.randrange(10**4):04d}", next_of_kin=n == 0,
                emergency=n == 0,
                dependant=kinship in {"daughter", "son"}, told_at=self.opened if n == 0 else None,
            )  # fmt: skip

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
            close_reason="released" if closed else "",
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
        full = self.chance() < 0.85  # noqa: PLR2004 - the rest are receptions to finish
        self._add(
            ReceptionRecord, episode_id=episode, arrested_at=at - dt.timedelta(days=1) if full else None,
            arrest_place="Central Station" if full else "", arrested_by="City police" if full else "",
            visible_injuries="",
            ill_treatment_complaint="", rights_leaflet_language=LANGUAGES[self.life.name.tradition] if full else "",
            health_screening_due=received + dt.timedelta(days=1),
            health_screened_on=received + dt.timedelta(days=1) if full else None,
            family_informed_at=at if full else None,
            cash_minor=0, currency="EUR",
        )  # fmt: skip
        for what in self.world.rng.sample(THINGS, self.world.rng.randrange(4)):
            self._add(Belonging, episode_id=episode, what=what, pieces=1, taken_at=at, returned_at=closed)

    def _sentence(self, imposed: dt.date) -> None:
        life, found = self.life, self.life.found
        assert found is not None
        self._add(
            Sentence, count=1, court=life.court, offence=life.offence, offence_on=imposed - dt.timedelta(days=120),
            imposed_on=imposed, kind=SentenceKind.STANDARD, years=0, months=life.months, weeks=0, days=0,
            extension_months=0,
            consecutive_to_id=None, ended_on=None, end_reason="",
        )  # fmt: skip
        if life.remand_days:
            self._add(
                Adjustment, kind=AdjustmentKind.REMAND, days=life.remand_days, applies_from=imposed, from_on=None,
                to_on=None,
                source="court record", withdrawn_on=None,
            )  # fmt: skip
        inputs, digest = kept_inputs(self.rows.by_table[_T[Sentence]][-1], self.rows.by_table[_T[Adjustment]][-1:] if life.remand_days else [])
        confirmed = self.certainty == Certainty.CONFIRMED
        at = self._at(imposed, 15)
        self._add(
            DateCalculation, source=CalculationSource.RULE, rule_version=RULE_VERSION, inputs=inputs,
            inputs_hash=digest,
            steps={"steps": found.steps}, release_on=found.release, expiry_on=found.expiry,
            unadjusted_expiry_on=found.unadjusted_expiry, reason="",
            state=CalculationState.CONFIRMED if confirmed else CalculationState.PRELIMINARY, calculated_by=self.records,
            calculated_at=at, confirmed_by=self.world.staff["records2"].human_id if confirmed else None,
            confirmed_at=at if confirmed else None,
        )  # fmt: skip

    def _alerts(self) -> None:
        if self.chance() < 0.22:  # noqa: PLR2004
            code = self.world.rng.choice(list(AlertCode))
            self._add(
                Alert, code=code, words="", begun_on=self.opened.date(),
                review_on=self.world.today + dt.timedelta(days=30),
                ended_on=None, authorised_by=self.records, ended_by=None, end_reason="",
            )  # fmt: skip
        if self.life.held and self.chance() < 0.75:  # noqa: PLR2004
            state = self.world.rng.choices(list(FitnessState), (80, 14, 6))[0]
            self._add(
                Fitness, state=state, limits="no heavy lifting" if state == FitnessState.RESTRICTED else "",
                said_on=self.opened.date(), valid_until=None,
            )  # fmt: skip

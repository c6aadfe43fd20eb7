"""Making the demo's people in bulk: places, files, names, family, alerts, health; and, by histories, their stays."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from casework.alerts.models import Alert, AlertCode, Fitness, FitnessState
from casework.custody.models import HoldingRule
from casework.demo.rules import COUNTRIES, LANGUAGES, make_name, officer_at
from casework.demo.service import World
from casework.histories.service import History
from casework.imports.service import Rows, take_numbers
from casework.names.service import remember_names
from casework.people.models import Certainty, Identifier, NameKind, Person, PersonName, Relation, Sex
from casework.people.rules import file_number, fold, match_key, name_tokens
from casework.population.rules import ALERT_WORDS, KIN, LIMITS, WOMEN, Life, draw_life
from casework.sentences.service import install_sample_law
from kernel import audit
from kernel.db import in_transaction, session, table_of

CHUNK = 1000
ENDED = 5
"""Every so many alerts is over."""
UNUSUAL = (Sex.OTHER, Sex.UNKNOWN)
OTHER_NAMES = {5: NameKind.ALIAS, 9: NameKind.PREVIOUS}
"""Who of each fourteen is known, or was known, by another name."""
RAN_OUT = 36
"""Of so many words on fitness one holds no more."""
FITNESS = (*[FitnessState.FIT] * 5, FitnessState.RESTRICTED, *[FitnessState.FIT] * 5, FitnessState.UNFIT)
TWINS = frozenset({30, 60, 90})
"""Who among each hundred or so has a file that may be another's: opened in haste under the same name."""
SETTLED, AHEAD = dt.timedelta(days=75), dt.timedelta(days=25)
"""Time since reception and time to release of those to whom things happen."""
GROWN = dt.timedelta(days=19 * 366)
"""Who is surely older than this may be placed in any prison for adults."""
_person = table_of(Person)
CAPACITY = {"HRB-A": 240, "HRB-B": 240, "HRB-C": 220, "HRB-D": 200, "JUN-A": 60, "JUN-B": 24, "KES-A": 70, "KES-B": 70}


def settled(world: World) -> Iterator[dict[str, Any]]:
    """Sentenced adults of the big prison who have been there for a while and stay for a while, each given out once."""
    before, until = world.now - SETTLED, world.today + AHEAD
    for person in world.people:
        fits = person["state"] == "sentenced" and person["prison"] == "HRB" and not person.get("turned")
        latest = person["life"].birth[3]
        grown = latest is not None and latest + GROWN < world.today
        if fits and grown and person["opened"] < before and person["release_on"] > until:
            person["turned"] = True
            yield person


def seed(world: World) -> None:
    """Make ``world.size`` people in chunks; each chunk is one transaction and leaves one audit entry per file."""
    in_transaction(lambda: _law_and_places(world))
    sentenced = 0
    for start in range(0, world.size, CHUNK):
        lives: list[Life] = []
        for _n in range(min(CHUNK, world.size - start)):
            life = draw_life(world.rng, world.today, world.nth("people"), sentenced)
            sentenced += life.state == "sentenced"
            lives.append(_twin(life, lives) if world.nth("twins") % CHUNK in TWINS else life)
        in_transaction(lambda lives=lives: _chunk(world, lives))  # type: ignore[misc]
        if world.size > CHUNK:
            world.say(f"    {start + len(lives):,} of {world.size:,} people")


def _twin(life: Life, before: list[Life]) -> Life:
    """The life under the name and in the year of birth of another one of this chunk."""
    for other in reversed(before):
        if other.female == life.female and (born := other.birth[3]) and len(name_tokens(other.name.text)) > 1:
            year = ("year", None, dt.date(born.year, 1, 1), dt.date(born.year, 12, 31))
            return replace(life, name=other.name, birth=year, twin=True)
    return life


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
    names: dict[uuid.UUID, list[str]] = {}
    for n, life in enumerate(lives):
        maker = _Maker(world, rows, life, file_number(first + n))
        world.people.append(maker.make())
        people[maker.id], names[maker.id] = maker.id, maker.texts
    rows.insert()
    remember_names(names.items())
    audit.record_many(world.staff["records"], "person.registered", "person", people, reason="demo")


class _Maker(History):
    """Writes the rows of one life."""

    def make(self) -> dict[str, Any]:
        """All rows of this life; what later parts of the demo need to know about it."""
        life, officer = self.life, self._officer()
        self._person(officer)
        self._names()
        self._family()
        self.write_history(confirmed=self.certainty == Certainty.CONFIRMED)
        self._alerts()
        return {
            "id": self.id, "life": life, "number": self.number, "level": life.level, "state": life.state,
            "prison": life.prison if life.held else "", "office": life.office, "officer": officer,
            "opened": self.opened, "release_on": life.found.release if life.found else None,
        }  # fmt: skip

    def _officer(self) -> uuid.UUID | None:
        place = self.life.office or (self.life.prison if self.life.held else "")
        return self.world.staff[officer_at(place, self.number)].human_id if place else None

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
            _person, id=self.id, number=self.number, name=life.name.text, other_name=life.name.latin, known_as="",
            sort_name=fold(life.name.latin or life.name.text), match_key=match_key(life.name.text),
            sex=self._sex(), gender="", birth_precision=precision, born_on=born,
            born_earliest=earliest, born_latest=latest, nationality=COUNTRIES[tradition], language=LANGUAGES[tradition],
            needs_interpreter=tradition in {"chinese", "amharic"}, legal_status=life.status, in_custody=life.held,
            establishment_id=units.get(life.prison), wing_id=units.get(life.wing) if life.held else None,
            supervised=bool(life.office), office_id=units.get(life.office), officer_id=officer, level=life.level,
            next_review_on=review, release_on=life.found.release if life.found else None,
            expiry_on=life.found.expiry if life.found else None, release_certainty=certainty, restricted=False,
            merged_into_id=None, opened_at=self.opened, version=1,
        )  # fmt: skip

    def _sex(self) -> Sex:
        """As drawn; one of those never held is neither, of one it was never written down."""
        if self.life.state == "community" and (nth := self.world.nth("community")) < len(UNUSUAL):
            return UNUSUAL[nth]
        return Sex.FEMALE if self.life.female else Sex.MALE

    def _names(self) -> None:
        name, nth = self.life.name, self.world.nth("names")
        texts = [(NameKind.CURRENT, name.text), (NameKind.OTHER_SCRIPT, name.latin)]
        if (kind := OTHER_NAMES.get(nth % 14)) is not None:
            texts.append((kind, make_name(self.world.rng, self.life.female, name.tradition).text))
        for one, text in texts:
            if text:
                self._add(PersonName, kind=one, text=text)
        self.texts: list[str] = [text for _kind, text in texts if text]
        if self.chance() < 0.8:  # noqa: PLR2004
            self._add(
                Identifier,
                kind="national_id",
                value=f"{COUNTRIES[name.tradition]}{self.world.rng.randrange(10**9):09d}-{self.number[1:9]}",
            )

    def _family(self) -> None:
        for n in range(self.world.rng.choice((0, 1, 1, 2, 3))):
            kinship = self.world.rng.choice(KIN)
            name = make_name(self.world.rng, kinship in WOMEN, self.life.name.tradition)
            self._add(
                Relation, name=name.text, kinship=kinship, phone=f"+216 71 55{self.world.rng.randrange(10**4):04d}",
                next_of_kin=n == 0, emergency=n == 0, dependant=kinship in {"daughter", "son"},
                told_at=self.opened if n == 0 else None,
            )  # fmt: skip

    def _alerts(self) -> None:
        world = self.world
        if self.chance() < 0.22:  # noqa: PLR2004
            nth = world.nth("alerts")
            code, ended = list(AlertCode)[nth % len(AlertCode)], nth % ENDED == 0
            self._add(
                Alert, code=code, words=ALERT_WORDS[code], begun_on=self.opened.date(),
                review_on=world.today + dt.timedelta(days=world.rng.randrange(-4, 60)),
                ended_on=world.today if ended else None, authorised_by=self.records,
                ended_by=self.records if ended else None, end_reason="The danger has passed." if ended else "",
            )  # fmt: skip
        if self.life.held and self.chance() < 0.75:  # noqa: PLR2004
            nth = world.nth("fitness")
            state = FITNESS[nth % len(FITNESS)]
            until = world.today + dt.timedelta(days=-5 if nth % RAN_OUT == RAN_OUT // 2 - 1 else 60)
            self._add(
                Fitness, state=state, limits=LIMITS[nth % 3] if state == FitnessState.RESTRICTED else "",
                said_on=self.opened.date(), valid_until=until if state != FitnessState.FIT else None,
            )  # fmt: skip

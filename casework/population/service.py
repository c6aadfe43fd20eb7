"""Making the demo's people in bulk: places, files, names, family, alerts, health; and, by histories, their stays."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from casework.alerts.models import Alert, AlertCode, Fitness, FitnessState
from casework.custody.models import HoldingRule
from casework.demo.rules import COUNTRIES, LANGUAGES, make_name, officer_at
from casework.demo.service import World
from casework.duplicates.service import propose_duplicates
from casework.histories.service import History
from casework.imports.service import Rows, take_numbers
from casework.names.service import remember_names
from casework.people.models import Certainty, Identifier, NameKind, Person, PersonName, Relation, Sex
from casework.people.rules import file_number, fold, match_key
from casework.population.rules import KIN, WOMEN, Life, draw_life, with_a_second_file
from casework.sentences.service import install_sample_law
from kernel import audit
from kernel.db import in_transaction, session, table_of

CHUNK = 1000
_person = table_of(Person)
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
        if start == 0:
            lives = with_a_second_file(lives)
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
    remember_names((made["id"], (made["life"].name.text, made["life"].name.latin)) for made in world.people)
    audit.record_many(world.staff["records"], "person.registered", "person", people, reason="demo")
    for made in world.people[-len(lives) :]:
        if made["life"].is_second_file:
            propose_duplicates(world.staff["records"], made["id"])


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
        life, staff = self.life, self.world.staff
        if life.office:
            return staff[officer_at(life.office, self.number)].human_id
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
            _person, id=self.id, number=self.number, name=life.name.text, other_name=life.name.latin, known_as="",
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
        if self.chance() < 0.22:  # noqa: PLR2004
            code = self.world.rng.choice(list(AlertCode))
            self._add(
                Alert, code=code, words="", begun_on=self.opened.date(),
                review_on=self.world.today + dt.timedelta(days=30), ended_on=None, authorised_by=self.records,
                ended_by=None, end_reason="",
            )  # fmt: skip
        if self.life.held and self.chance() < 0.75:  # noqa: PLR2004
            state = self.world.rng.choices(list(FitnessState), (80, 14, 6))[0]
            self._add(
                Fitness, state=state, limits="no heavy lifting" if state == FitnessState.RESTRICTED else "",
                said_on=self.opened.date(), valid_until=None,
            )  # fmt: skip

"""Adding likenesses, languages and addresses to the demo's people, in bulk."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from casework.addresses.models import Address, AddressKind
from casework.demo.rules import COUNTRIES, LANGUAGES
from casework.demo.service import World
from casework.identity.models import PersonLanguage, Skill
from casework.identity_demo.rules import face
from casework.imports.service import Rows
from casework.likeness.models import Mark, MarkKind, Part, Photo, Side, View
from kernel import audit
from kernel.db import in_transaction, table_of

CHUNK = 1000
PICTURED = 1500
"""So many people have a picture at most: the demo of a nation would weigh a gigabyte otherwise."""
WORDS = {
    MarkKind.SCAR: "Thin, pale, about 4 cm", MarkKind.TATTOO: "A bird in blue ink",
    MarkKind.BIRTHMARK: "Brown, round, 2 cm", MarkKind.PIERCING: "Two small holes",
    MarkKind.OTHER: "A split nail, or a split ear lobe",
}  # fmt: skip
STREETS = ("Harbour Road", "Mill Lane", "Station Street", "Garden Row", "Market Square", "River Walk")
TOWNS = ("Meridian", "Oldmill", "Riverside", "Kestrel Heath")
_MODELS: dict[Any, str] = {
    Photo: "photo.added",
    Mark: "mark.noted",
    PersonLanguage: "language.noted",
    Address: "address.added",
}


def seed(world: World) -> None:
    """Most people have an address, many a picture and a mark; a few of each are missing, as in life."""
    for start in range(0, len(world.people), CHUNK):
        part = list(enumerate(world.people[start : start + CHUNK], start))
        in_transaction(lambda part=part: _chunk(world, part))  # type: ignore[misc]


def _chunk(world: World, part: list[tuple[int, dict[str, Any]]]) -> None:
    rows = Rows()
    for n, person in part:
        _Known(world, rows, n, person).make()
    rows.insert()
    for model, action in _MODELS.items():
        made = {row["id"]: row["person_id"] for row in rows.by_table.get(table_of(model), ())}
        if made:
            audit.record_many(None, action, model.__tablename__, made, reason="demo")


class _Known:
    """Writes the rows of one person."""

    def __init__(self, world: World, rows: Rows, n: int, person: dict[str, Any]) -> None:
        self.world, self.rows, self.n, self.person = world, rows, n, person
        self.since: dt.date = person["opened"].date()

    def _add(self, model: Any, **values: Any) -> uuid.UUID:
        key = self.world.id()
        self.rows.add(table_of(model), id=key, person_id=self.person["id"], **values)
        return key

    def make(self) -> None:
        """All of it."""
        if self.n < PICTURED and self.n % 9:
            self._photo(View.FACE)
        if self.n < PICTURED and self.n % 40 == 1:
            self._photo(View.PROFILE)
        if self.n % 3 == 0:
            self._mark()
        self._languages()
        if self.n % 7:
            self._address()

    def _photo(self, view: View) -> uuid.UUID:
        made = face(self.n + list(View).index(view))
        return self._add(
            Photo, view=view, taken_on=self.since, sha256=made.sha256, width=made.width, height=made.height,
            content=made.content, small=made.small, added_by=self.world.staff["records"].human_id,
            added_at=self.world.now, withdrawn_on=None,
        )  # fmt: skip

    def _mark(self) -> None:
        kind = list(MarkKind)[self.n // 3 % len(MarkKind)]
        self._add(
            Mark, kind=kind, part=list(Part)[self.n // 3 % len(Part)], side=list(Side)[self.n // 3 % len(Side)],
            words=WORDS[kind], photo_id=self._photo(View.MARK) if self.n < PICTURED and self.n % 60 == 0 else None,
            noted_on=self.since, ended_on=None,
        )  # fmt: skip

    def _languages(self) -> None:
        mother = LANGUAGES[self.person["life"].name.tradition]
        self._add(PersonLanguage, language=mother, skill=Skill.MOTHER_TONGUE, ended_on=None)
        if self.n % 2:
            second = "fr" if mother != "fr" else "ar"
            skill = (Skill.SPEAKS, Skill.READS, Skill.SOME)[self.n // 2 % 3]
            self._add(PersonLanguage, language=second, skill=skill, ended_on=None)

    def _address(self) -> None:
        rng = self.world.rng
        kind = AddressKind.HOME if self.n % 5 else list(AddressKind)[self.n // 5 % len(AddressKind)]
        hidden = self.n % 53 == 1
        self._add(
            Address, kind=kind, lines=f"{rng.randrange(1, 90)} {rng.choice(STREETS)}\n{rng.choice(TOWNS)}",
            country=COUNTRIES[self.person["life"].name.tradition] if self.n % 11 == 0 else "TN", phone="",
            from_on=self.since - dt.timedelta(days=rng.randrange(200, 3000)), to_on=None,
            checked_on=self.since if self.n % 2 else None, protected=hidden,
            why_protected="Threats by a former partner" if hidden else "",
        )  # fmt: skip

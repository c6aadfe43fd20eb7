"""Making the demo's security levels in bulk: a decision behind every level, and work in every state."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa

from casework.classification.models import (
    Assessment,
    AssessmentState,
    Classification,
    ClassificationState,
    InstrumentVersion,
    OverrideCode,
)  # fmt: skip
from casework.classification.rules import APPEAL_DAYS, Form, form_of, next_review, score
from casework.demo.service import World
from casework.imports.service import Rows
from casework.instruments.service import activate, load_instrument
from casework.people.models import SecurityLevel
from casework.people.queries import person
from kernel import audit
from kernel.db import in_transaction, session, table_of

CHUNK = 500
WORK = 7
"""Every so many people of the big prison have an assessment in hand."""
APPEALS = 6
REASONS = (
    "Settled on the wing, keeps to the rules, no reports worth a change.",
    "The offence weighs most. Conduct has been steady since reception.",
    "Works every day, family visits, no incidents in the period.",
    "Two reports in the period; staff describe him or her as calm since then.",
)
ACCOUNTS = (
    "I would like to work outside.",
    "I agree with it.",
    "I did not wish to say anything.",
    "I have changed since last year.",
)
LIKELY = {
    SecurityLevel.MINIMUM: ("none", "no", "low", "low", "none", "none_18", "none", "none", "none"),
    SecurityLevel.MEDIUM: ("none", "no", "high", "moderate", "none", "one", "b", "none", "one"),
    SecurityLevel.CLOSE: ("weapon", "yes", "high", "low", "none", "more", "b", "none", "one"),
    SecurityLevel.MAXIMUM: ("injury", "yes", "highest", "high", "none", "more", "a", "none", "more"),
}
"""Answers that score to each level, in the order of the sample form's questions."""
_T = {model: table_of(model) for model in (Assessment, Classification)}
_State = ClassificationState


def seed(world: World) -> None:
    """Put the sample form in force; then a decision for everybody with a level, and work for the desk."""
    version = in_transaction(lambda: _form(world))
    levelled = [one for one in world.people if one["level"]]
    for start in range(0, len(levelled), CHUNK):
        in_transaction(lambda part=levelled[start : start + CHUNK]: _chunk(world, version, part))  # type: ignore[misc]


def _form(world: World) -> InstrumentVersion:
    version = load_instrument(None)
    activate(None, version, world.staff["classification"].human_id, world.staff["approver"].human_id)
    return version


def _chunk(world: World, version: InstrumentVersion, people: list[dict[str, Any]]) -> None:
    maker = _Maker(world, version)
    ids = [one["id"] for one in people]
    reviews = dict(session.execute(sa.select(person.c.id, person.c.next_review_on).where(person.c.id.in_(ids))).all())
    held = 0
    for one in people:
        held += one["prison"] == "HRB"
        maker.decided(one, reviews[one["id"]], appealed=one["prison"] == "HRB" and held % 40 == APPEALS)
        if one["prison"] == "HRB" and held % WORK == 0:
            maker.waiting(one, held // WORK)
    maker.rows.insert()
    for model in (Assessment, Classification):
        rows = maker.rows.by_table[_T[model]]
        subjects = {row["id"]: row["person_id"] for row in rows}
        audit.record_many(world.staff["approver"], f"{_T[model].name}.entered", _T[model].name, subjects, reason="demo")


class _Maker:
    """Writes the rows of assessments and classifications."""

    def __init__(self, world: World, version: InstrumentVersion) -> None:
        self.world, self.version, self.rows = world, version, Rows()
        self.form: Form = form_of(version.definition)
        self.officer, self.approver = world.staff["classification"].human_id, world.staff["approver"].human_id

    def decided(self, one: dict[str, Any], review: dt.date | None, *, appealed: bool) -> None:
        """The decision behind the person's level; now and then an override or an appeal."""
        at = self._moment(one)
        suggested = (
            SecurityLevel.MEDIUM if one["level"] is SecurityLevel.MINIMUM and self._chance(0.08) else one["level"]
        )
        sheet = self._sheet(one, suggested, AssessmentState.LOCKED, at, missing=())
        away = suggested is not one["level"]
        appealed_on = self.world.today - dt.timedelta(days=self.world.rng.randrange(2, 34)) if appealed else None
        self._classification(
            one, sheet, at, state=_State.APPEALED if appealed else _State.DECIDED, suggested_level=suggested,
            recommended_level=one["level"], decided_level=one["level"], decided_by=self.approver,
            decided_at=at + dt.timedelta(days=1), next_review_on=review or next_review(one["level"], at.date(),
            untried=False)[0],
            review_rule=one["level"].value, override_code=OverrideCode.PROGRESS if away else None,
            override_words="A year of steady work and no reports: the step down is earned." if away else "",
            appeal_words="I have had no report for a year and want another look." if appealed else "",
            appealed_on=appealed_on,
            appeal_due_on=appealed_on + dt.timedelta(days=APPEAL_DAYS) if appealed_on else None,
        )  # fmt: skip

    def waiting(self, one: dict[str, Any], n: int) -> None:
        """An open classification: to decide, given back, being assessed, or provisional."""
        at, kind = self.world.days_ago(self.world.rng.randrange(1, 12)), n % 4
        missing: tuple[str, ...] = ("q1", "q7") if kind == 3 else ()  # noqa: PLR2004
        state = (_State.RECOMMENDED, _State.GIVEN_BACK, _State.DRAFT, _State.DRAFT)[kind]
        near = [level for level in LIKELY if abs(level.rank - one["level"].rank) <= 1]
        level = self.world.rng.choice(near)
        final = not missing
        sheet = self._sheet(
            one, level, AssessmentState.COMPLETE if final else AssessmentState.PROVISIONAL, at, missing=missing
        )
        self._classification(
            one, sheet, at, state=state, suggested_level=level if final else None,
            recommended_level=level if state is not _State.DRAFT else None,
            note="Please add what shows the report of last month." if state is _State.GIVEN_BACK else "",
        )  # fmt: skip

    def _sheet(
        self, one: dict[str, Any], level: SecurityLevel, state: AssessmentState, at: dt.datetime, *,
        missing: tuple[str, ...]
    ) -> uuid.UUID:  # fmt: skip
        given = dict(zip((item.key for item in self.form.items), LIKELY[level], strict=True))
        known = {key: value for key, value in given.items() if key not in missing}
        found, key = score(self.form, known), self.world.id(at)
        self.rows.add(
            _T[Assessment], id=key, person_id=one["id"], version_id=self.version.id, state=state, score=found.total,
            low=found.low,
            answers={name: {"value": known.get(name), "evidence": self._evidence(name, known)} for name in given},
            high=found.high, band=found.lowest if found.final else None, begun_by=self.officer, begun_at=at,
            row_version=1,
        )  # fmt: skip
        return key

    def _evidence(self, name: str, known: dict[str, str]) -> str:
        if name not in known:
            return "Asked the other prison; no answer yet."
        return {"q3": "Judgment", "q4": "Criminal record", "q9": "Criminal record", "q6": "Wing book"}.get(
            name, "Incident log"
        )

    def _classification(self, one: dict[str, Any], sheet: uuid.UUID, at: dt.datetime, **over: Any) -> None:
        recommended = over["recommended_level"] is not None
        usual = {
            "recommendation": self.world.rng.choice(REASONS) if recommended else "", "author_id": self.officer,
            "account": self.world.rng.choice(ACCOUNTS) if recommended else "",
            "recommended_at": at if recommended else None,
            "note": "", "decided_level": None, "override_code": None, "override_words": "", "decided_by": None,
            "decided_at": None,
            "next_review_on": None, "review_rule": "", "previous_level": None, "appeal_words": "", "appealed_on": None,
            "appeal_due_on": None, "appeal_answer": "", "appeal_by": None, "appeal_answered_at": None, "version": 1,
        }  # fmt: skip
        values = {**usual, **over}
        self.rows.add(_T[Classification], id=self.world.id(at), person_id=one["id"], assessment_id=sheet, **values)

    def _moment(self, one: dict[str, Any]) -> dt.datetime:
        """Some months ago, but after the file was opened and at least two days back."""
        at: dt.datetime = max(
            one["opened"] + dt.timedelta(days=9), self.world.days_ago(self.world.rng.randrange(20, 170))
        )
        return min(at, self.world.days_ago(2))

    def _chance(self, share: float) -> bool:
        return self.world.rng.random() < share

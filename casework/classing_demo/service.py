"""Making the demo's security levels in bulk: a decision behind every level, and work in every state."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa

from casework.appeals.rules import answer_due
from casework.assessing.rules import Given, Ground
from casework.classification.models import (
    AccountKind,
    Assessment,
    AssessmentState,
    Classification,
    ClassificationState,
    InstrumentVersion,
)  # fmt: skip
from casework.classification.rules import Form, form_of, score
from casework.classing_demo.rules import (
    ACCOUNTS,
    ASK_MORE,
    LIKELY,
    REASONS,
    STOPPED,
    level_before,
    level_beside,
)
from casework.classing_demo.rules import (
    OVERRIDES as REASONS_AWAY,
)
from casework.demo.service import World
from casework.imports.service import Rows
from casework.instruments.service import activate, keep, shipped, shipped_text
from casework.people.models import SecurityLevel
from casework.people.queries import person
from casework.review_rules.rules import Facts, after_decision
from casework.review_rules.rules import shipped as shipped_rules
from casework.signatures.models import AssessmentSignature
from casework.signatures.service import signature
from kernel import audit
from kernel.db import in_transaction, session, table_of

CHUNK = 500
ACCOUNT_KINDS: dict[int, dict[str, Any]] = {
    4: {"account_kind": AccountKind.WROTE},
    9: {"account_kind": AccountKind.DECLINED, "account": ""},
}
"""Of twelve people one wrote, one said nothing; the others told the officer."""
WORK = 5
"""Every so many people of the big prison have an assessment in hand."""
APPEALS, OVERRIDES, BEFORE = 6, 7, 3
"""Of how many one is appealed (in the big prison, of forty), away from the score, not the first decision."""
_T = {model: table_of(model) for model in (Assessment, AssessmentSignature, Classification)}
_State = ClassificationState
WAITING = (
    (_State.RECOMMENDED, AssessmentState.LOCKED),
    (_State.GIVEN_BACK, AssessmentState.LOCKED),
    (_State.DRAFT, AssessmentState.PROVISIONAL),
    (_State.DRAFT, AssessmentState.DRAFT),
    (_State.CANCELLED, AssessmentState.COMPLETE),
    (_State.DRAFT, AssessmentState.COMPLETE),
)
"""Work in hand, in turn."""
IN_FORCE = ("tn_custody", "needs_profile", "lds", "hmpps_tier_v3")
"""The forms that the demo's service uses; the others wait as proposals."""


def seed(world: World) -> None:
    """Put the sample form in force; then a decision for everybody with a level, and work for the desk."""
    version = in_transaction(lambda: _form(world))
    levelled = [one for one in world.people if one["level"]]
    for start in range(0, len(levelled), CHUNK):
        in_transaction(lambda part=levelled[start : start + CHUNK]: _chunk(world, version, part))  # type: ignore[misc]


def _form(world: World) -> InstrumentVersion:
    """The custody form in force, and the other forms of the house: some in force, some waiting for a second human."""
    first, second = world.staff["classification"], world.staff["approver"]
    found = {code: keep(first, shipped_text(code)) for code in sorted(shipped())}
    for code in IN_FORCE:
        activate(second, found[code], first.human_id, second.human_id)
    return found["tn_custody"]


def _chunk(world: World, version: InstrumentVersion, people: list[dict[str, Any]]) -> None:
    maker = _Maker(world, version)
    ids = [one["id"] for one in people]
    reviews = dict(session.execute(sa.select(person.c.id, person.c.next_review_on).where(person.c.id.in_(ids))).all())
    held = 0
    for one in people:
        held += one["prison"] == "HRB"
        maker.decided(one, reviews[one["id"]], appealed=one["prison"] == "HRB" and held % 40 == APPEALS)
        if one["prison"] == "HRB" and held % WORK == 0:
            maker.waiting(one, held // WORK - 1)
            one["assessed"] = True
    maker.rows.insert()
    for model in (Assessment, Classification):
        rows = maker.rows.by_table[_T[model]]
        subjects = {row["id"]: row["person_id"] for row in rows}
        audit.record_many(world.staff["approver"], f"{_T[model].name}.entered", _T[model].name, subjects, reason="demo")


def _review(level: SecurityLevel, day: dt.date) -> dt.date:
    return after_decision(shipped_rules(), Facts(level=level, untried=False), day).on


class _Maker:
    """Writes the rows of assessments and classifications."""

    def __init__(self, world: World, version: InstrumentVersion) -> None:
        self.world, self.version, self.rows = world, version, Rows()
        self.form: Form = form_of(version.definition)
        self.form_keys = [item.key for item in self.form.items]
        self.officer, self.approver = world.staff["classification"].human_id, world.staff["approver"].human_id

    def decided(self, one: dict[str, Any], review: dt.date | None, *, appealed: bool) -> None:
        """The decision behind the person's level, for some the one before; now and then an override or an appeal."""
        at, nth = self._moment(one), self.world.nth("levels")
        away = nth % OVERRIDES == OVERRIDES // 2
        suggested = level_beside(one["level"]) if away else one["level"]
        code, words = REASONS_AWAY[self.world.nth("overrides") % len(REASONS_AWAY)] if away else (None, "")
        before = None
        if nth % BEFORE == 0:
            before = level_before(one["level"], nth // BEFORE)
            self._superseded(one, before, at)
        appealed_on = self.world.today - dt.timedelta(days=self.world.rng.randrange(2, 34)) if appealed else None
        self._decision(
            one, at, suggested, one["level"], state=_State.APPEALED if appealed else _State.DECIDED,
            next_review_on=review or _review(one["level"], at.date()),
            override_code=code, override_words=words, previous_level=before, appealed_on=appealed_on,
            appeal_words="I have had no report for a year and want another look." if appealed else "",
            appeal_due_on=answer_due(appealed_on) if appealed_on else None, steps=int(away),
            appeal_rung_due_on=answer_due(appealed_on) if appealed_on else None,
        )  # fmt: skip

    def _superseded(self, one: dict[str, Any], level: SecurityLevel, now: dt.datetime) -> None:
        """The decision that the present one replaced."""
        at = max(one["opened"] + dt.timedelta(days=2), now - dt.timedelta(days=180))
        due = _review(level, at.date())
        self._decision(one, at, level, level, state=_State.SUPERSEDED, next_review_on=due)

    def _decision(
        self, one: dict[str, Any], at: dt.datetime, suggested: SecurityLevel, level: SecurityLevel, **over: Any
    ) -> None:
        sheet = self._sheet(one, suggested, AssessmentState.LOCKED, at, missing=())
        self._classification(
            one, sheet, at, suggested_level=suggested, recommended_level=level, decided_level=level,
            decided_by=self.approver, decided_at=at + dt.timedelta(days=1), **over,
        )  # fmt: skip

    def waiting(self, one: dict[str, Any], n: int) -> None:
        """An open classification: to decide, given back, being assessed, provisional or just begun; or one stopped."""
        at, kind = self.world.days_ago(self.world.rng.randrange(1, 12)), n % len(WAITING)
        state, sheet_state = WAITING[kind]
        near = [level for level in LIKELY if abs(level.rank - one["level"].rank) <= 1]
        level, final = self.world.rng.choice(near), sheet_state in {AssessmentState.COMPLETE, AssessmentState.LOCKED}
        missing = {AssessmentState.PROVISIONAL: ("q1", "q7"), AssessmentState.DRAFT: tuple(self.form_keys)}
        sheet = self._sheet(
            one, level, sheet_state, at, missing=missing.get(sheet_state, ()),
            ended_at=at + dt.timedelta(days=1) if state is _State.CANCELLED else None,
        )  # fmt: skip
        self._classification(
            one, sheet, at, state=state, suggested_level=level if final else None, previous_level=one["level"],
            recommended_level=level if final and state is not _State.DRAFT else None,
            note={_State.GIVEN_BACK: ASK_MORE, _State.CANCELLED: STOPPED}.get(state, ""),
        )  # fmt: skip

    def _sheet(
        self, one: dict[str, Any], level: SecurityLevel, state: AssessmentState, at: dt.datetime, *,
        missing: tuple[str, ...], ended_at: dt.datetime | None = None,
    ) -> uuid.UUID:  # fmt: skip
        given = dict(zip(self.form_keys, LIKELY[level], strict=True))
        known = {key: value for key, value in given.items() if key not in missing}
        found, key = score(self.form, known), self.world.id(at)
        answers = {name: self._answer(name, known, at) for name in given} if known else {}
        self.rows.add(
            _T[Assessment], id=key, person_id=one["id"], version_id=self.version.id, state=state, score=found.total,
            low=found.low, answers=answers,
            high=found.high, band=found.lowest if found.final else None, begun_by=self.officer, begun_at=at,
            scored_at=at if known else None, as_of_on=at.date() if known else None, ended_at=ended_at,
            scored_by=self.officer if known else None, supersedes_id=None, row_version=1,
        )  # fmt: skip
        if state is AssessmentState.LOCKED:
            made = signature(
                key, self.form, self.version.definition_hash, answers, day=at.date(), human=self.officer, at=at
            )
            self.rows.add(_T[AssessmentSignature], id=self.world.id(at), **made)
        return key

    def _answer(self, name: str, known: dict[str, str], at: dt.datetime) -> dict[str, Any]:
        """An answer with what it rests on; what tells of an event has its day."""
        if name not in known:
            return {"value": None, "evidence": self._evidence(name, known)}
        ground = {"q3": Ground.DOCUMENT, "q4": Ground.DOCUMENT, "q9": Ground.DOCUMENT, "q6": Ground.OBSERVATION}
        option = self.form.item(name).option(known[name])
        return Given(
            value=known[name], evidence=self._evidence(name, known), ground=ground.get(name, Ground.RECORD),
            evidence_of=at.date() - dt.timedelta(days=20),
            happened_on=at.date() - dt.timedelta(days=60) if option and option.becomes else None,
        ).kept()  # fmt: skip

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
            "next_review_on": None, "previous_level": None, "appeal_words": "", "appealed_on": None,
            "appeal_due_on": None, "appeal_answer": "", "appeal_by": None, "appeal_answered_at": None, "version": 1,
            "account_kind": AccountKind.SAID,
            "provisional": False, "mandatory_code": "", "steps": None,
            "second_by": None, "second_at": None, "appeal_outcome": None, "appeal_rung": 0, "appeal_rung_due_on": None,
            "appeal_new_id": None,
        }  # fmt: skip
        values = {**usual, **over}
        if recommended:
            values |= ACCOUNT_KINDS.get(self.world.nth("accounts") % 12, {})
        self.rows.add(_T[Classification], id=self.world.id(at), person_id=one["id"], assessment_id=sheet, **values)

    def _moment(self, one: dict[str, Any]) -> dt.datetime:
        """Some months ago, but after the file was opened and at least two days back."""
        at: dt.datetime = max(
            one["opened"] + dt.timedelta(days=9), self.world.days_ago(self.world.rng.randrange(20, 170))
        )
        return min(at, self.world.days_ago(2))

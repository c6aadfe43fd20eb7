"""An answer with what it rests on; how a sheet of them scores on a day; what is sealed by a signature. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from casework.answers.rules import Dated, answer_of, as_of
from casework.classification.models import InstrumentKind
from casework.file_facts.rules import Told
from casework.instruments.rules import Result, ends_of, score
from casework.people.models import LegalStatus
from casework.questions.rules import Form, Item, Output, Scalar, Span, Values
from kernel.authz import Role
from kernel.enums import LabelledEnum
from kernel.i18n import _l

UNTRIED = frozenset({LegalStatus.UNCONVICTED, LegalStatus.CIVIL})
UNTRIED_RULE = "Mandela Rules 111 and 122"
PRESUMED = frozenset({InstrumentKind.NEEDS, InstrumentKind.RISK})
"""Forms that take a conviction for granted: never about people who are presumed innocent."""
_OFFICER, _CASE, _OUTSIDE = Role.CLASSIFICATION_OFFICER, Role.CASE_MANAGER, Role.PROBATION_OFFICER
WRITERS: dict[InstrumentKind, frozenset[Role]] = {
    InstrumentKind.SECURITY: frozenset({_OFFICER}),
    InstrumentKind.PRETRIAL: frozenset({_OFFICER}),
    InstrumentKind.RISK: frozenset({_OFFICER, _OUTSIDE}),
    InstrumentKind.NEEDS: frozenset({_CASE, _OUTSIDE}),
    InstrumentKind.SCREENING: frozenset({_CASE, _OUTSIDE}),
    InstrumentKind.EARNED_TIME: frozenset({_CASE}),
    InstrumentKind.SUPERVISION: frozenset({_OUTSIDE}),
}
"""Who fills in which kind of form."""
EVERY_WRITER = frozenset().union(*WRITERS.values())


class Ground(LabelledEnum):
    """What an answer rests on."""

    DOCUMENT = "document", _l("A document")
    OBSERVATION = "observation", _l("What staff saw")
    RECORD = "record", _l("The record here")
    OWN_WORDS = "own_words", _l("The person's own words")


@dataclass(frozen=True, kw_only=True)
class Given:
    """One answer: its value (None is not known), what it rests on, and why it stands where the file says otherwise.

    ``evidence_of`` is the day of the evidence, ``happened_on`` the day of what it tells of. ``unasked`` marks a
    question that is not put about somebody who is not convicted.
    """

    value: Scalar = None
    evidence: str = ""
    ground: Ground | None = None
    evidence_of: dt.date | None = None
    happened_on: dt.date | None = None
    stands: str = ""
    unasked: bool = False

    def kept(self) -> dict[str, Any]:
        """As it is stored: days as ISO text, what is empty left out."""
        found = {name: _plain(one) for name, one in asdict(self).items() if one}
        return {"value": _plain(self.value), "evidence": self.evidence, **found}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def given_of(item: Item, kept: Mapping[str, Any]) -> Given:
    """The stored answer to a question; an answer that the form does not know is not known."""
    raw, days = kept.get("value"), ("evidence_of", "happened_on")
    return Given(
        value=None if raw is None or raw == "" or (item.choices and raw not in item.options) else answer_of(item, raw),
        evidence=kept.get("evidence", ""), ground=Ground(kept["ground"]) if kept.get("ground") else None,
        stands=kept.get("stands", ""), unasked=bool(kept.get("unasked")),
        **{name: dt.date.fromisoformat(kept[name]) for name in days if kept.get(name)},
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A sheet as it counts on a day.

    ``known`` are the answers after their time windows, ``stale`` those on evidence that is too old, ``lapsed`` those
    that have become another answer since.
    """

    form: Form
    given: Mapping[str, Given]
    known: dict[str, Scalar]
    stale: frozenset[str]
    day: dt.date
    lapsed: Mapping[str, Scalar] = field(default_factory=dict)
    unseen: frozenset[str] = frozenset()
    """Questions nobody came to yet where silence means something, and what hangs on them: open in a draft."""

    @property
    def sure(self) -> dict[str, Any]:
        """The answers that nothing puts in doubt."""
        return {key: value for key, value in self.known.items() if key not in self.stale}


def standing(form: Form, answers: Mapping[str, Any], day: dt.date) -> Standing:
    """The stored answers of a sheet as of a day: points lapsed, old evidence told."""
    given = {item.key: given_of(item, answers.get(item.key, {})) for item in form.items}
    dated = {
        key: Dated(value=one.value, happened_on=one.happened_on, evidence_of=one.evidence_of)
        for key, one in given.items() if one.value is not None
    }  # fmt: skip
    known, stale = as_of(form, dated, day)
    lapsed = {key: value for key, value in known.items() if value != given[key].value}
    return Standing(
        form=form, given=given, known=known, stale=stale, day=day, lapsed=lapsed, unseen=_unseen(form, answers)
    )


def _unseen(form: Form, answers: Mapping[str, Any]) -> frozenset[str]:
    silent = {item.key for item in form.items if item.silent and item.key not in answers}
    hanging = {item.key for item in form.items if any(name in silent for name, _values in item.open_when)}
    return frozenset(silent | hanging)


def scored(one: Standing) -> Result:
    """What the form says of a sheet as it counts on its day. Silence means what the form says it means."""
    return score(one.form, one.known, one.stale)


def so_far(one: Standing) -> Result:
    """What may still come of a draft: whatever its author answers next was in this interval."""
    return score(one.form, one.known, one.stale | one.unseen)


def unasked(form: Form, status: LegalStatus) -> dict[str, Given]:
    """The questions about needs, where they are not put: each counts as the least that it may be (111, 122)."""
    if status not in UNTRIED:
        return {}
    return {item.key: Given(value=_least(item), unasked=True) for item in form.items if item.about == "needs"}


def _least(item: Item) -> Scalar:
    if item.silent:
        return item.default
    if item.kind == "number":
        return int(item.least) if item.whole else item.least
    ranked = sorted(item.choices, key=lambda one: sum(one.points.values()) if isinstance(one.points, dict)
                    else one.points)  # fmt: skip
    return ranked[0].value if ranked else None


def unanswered_contradictions(one: Standing, told: Mapping[str, Told]) -> list[str]:
    """The questions whose answer says something else than the file, without a word on why it stands."""
    return [
        key for key, fact in told.items()
        if not fact.agrees(one.given[key].value) and not one.given[key].unasked and not one.given[key].stands.strip()
    ]  # fmt: skip


def kept_result(result: Result) -> dict[str, Any]:
    """A result as a signature keeps it: all that may be, what stands, what is missing. Plain JSON, always the same."""
    return {
        "may": {key: _kept_values(values) for key, values in sorted(result.may.items())},
        "shown": {key: _plain(value) for key, value in sorted(result.shown.items())},
        "provisional": result.provisional, "missing": sorted(result.missing),
        "overrides": [code for code, _text in result.overrides],
    }  # fmt: skip


def _kept_values(values: Values) -> Any:
    if isinstance(values, Span):
        return {"low": _plain(values.low), "high": _plain(values.high), "none": values.none}
    return sorted((_plain(one) for one in values), key=lambda one: (one is None, str(one)))


def seal_of(
    assessment_id: uuid.UUID, form_hash: str, answers: Mapping[str, Any], result: Mapping[str, Any], day: dt.date
) -> str:
    """SHA-256 over all that a signature stands for, as canonical JSON."""
    whole = [str(assessment_id), form_hash, answers, result, day.isoformat()]
    return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A score as it is told: ``lines`` of (what, lowest, highest, settled), what is stale, what has lapsed."""

    result: Result
    lines: tuple[tuple[Any, Any, Any, bool], ...]
    stale: tuple[Any, ...]
    lapsed: tuple[tuple[Any, Any], ...]

    @property
    def final(self) -> bool:
        """Whether no open answer can change it."""
        return not self.result.provisional


def summary_of(one: Standing, *, draft: bool = False) -> Summary:
    """The score, of a draft so far: every result that the form reports, between its ends."""
    result, form = so_far(one) if draft else scored(one), one.form
    keys = dict.fromkeys((form.result, *form.report, *([form.number] if form.number else [])))
    lines = []
    for key in keys:
        low, high = ends_of(form, result.may[key])
        what = form.output(key)
        lines.append((what.text, _named(form, what, low), _named(form, what, high), low == high))
    lapsed = tuple((form.item(key).text, _option_words(form.item(key), value)) for key, value in one.lapsed.items())
    return Summary(
        result=result, lines=tuple(lines), stale=tuple(form.item(key).text for key in sorted(one.stale)), lapsed=lapsed
    )


def _option_words(item: Item, value: Scalar) -> Any:
    option = item.option(value)
    return option.text if option else value


def _named(form: Form, output: Output, value: Scalar) -> Any:
    """A result in the form's own words; a number as people write it; a dash for what is not scored."""
    titled = next((case.text for case in output.cases if case.titled and case.give == value), None)
    if titled is not None:
        return titled
    if isinstance(value, str):
        return form.words.get(value, value)
    if value is None:
        return "–"
    return f"{value:g}" if isinstance(value, int | float) else value

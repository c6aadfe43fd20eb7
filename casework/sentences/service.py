"""Commands on sentences and dates. Dates are found by the rule, never typed; a second person confirms them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from casework.people.models import Certainty, LegalStatus, Person
from casework.people.queries import person_record
from casework.sentences import queries
from casework.sentences.models import (
    Adjustment,
    AdjustmentKind,
    CalculationSource,
    CalculationState,
    DateCalculation,
    ReleaseLaw,
    Sentence,
    SentenceKind,
)  # fmt: skip
from casework.sentences.rules import RULE_VERSION, Found, Imposed, Moved, find_dates, law_for
from casework.terms.rules import Term
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, Forbidden
from kernel.i18n import _
from kernel.ids import new_id

PACK = "sample"
"""The country pack in use: shares of a published law, to be replaced by the country's own."""
SAMPLE_LAW = ((SentenceKind.STANDARD, 1, 2), (SentenceKind.SERIOUS, 2, 3), (SentenceKind.EXTENDED, 1, 1))
FIRST_LAW_DAY = dt.date(2005, 4, 4)
SHORTEST_REASON = 10


@dataclass(frozen=True, kw_only=True)
class NewSentence:
    """A sentence as the court wrote it. ``consecutive_to_id`` names the one it follows; None stands side by side."""

    person_id: uuid.UUID
    court: str
    offence: str
    imposed_on: dt.date
    id: uuid.UUID = field(default_factory=new_id)
    kind: SentenceKind = SentenceKind.STANDARD
    offence_on: dt.date | None = None
    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    extension_months: int = 0
    consecutive_to_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class NewAdjustment:
    """Days that move the dates of sentences imposed on ``applies_from`` or later."""

    person_id: uuid.UUID
    kind: AdjustmentKind
    days: int
    applies_from: dt.date
    id: uuid.UUID = field(default_factory=new_id)
    from_on: dt.date | None = None
    to_on: dt.date | None = None
    source: str = ""


def install_sample_law(actor: Actor | None) -> None:
    """Put the sample pack's shares in force, once."""
    if queries.laws():
        return
    for kind, numerator, denominator in SAMPLE_LAW:
        row = ReleaseLaw(
            pack=PACK, kind=kind, from_on=FIRST_LAW_DAY, numerator=numerator, denominator=denominator,
            citation="Sample law: shares as in England and Wales, Criminal Justice Act 2003, before 2020",
        )  # fmt: skip
        session.add(row)
        audit.record(actor, "law.enacted", row)
    session.flush()


def impose(actor: Actor, new: NewSentence) -> Sentence:
    """Enter a sentence. Sentenced is from then on the person's legal status while they are in custody."""
    if (known := session.get(Sentence, new.id)) is not None:
        return known
    person = person_record(actor, new.person_id)
    _check_sentence(new)
    standing = queries.sentences_of(person.id)
    row = Sentence(count=max((one.count for one in standing), default=0) + 1, **_values(new))
    if new.consecutive_to_id and new.consecutive_to_id not in {one.id for one in standing}:
        raise DomainError(_("Choose one of this person's sentences to follow."), field="consecutive_to_id")
    session.add(row)
    audit.record(actor, "sentence.imposed", row)
    if person.in_custody and person.legal_status is not LegalStatus.SENTENCED:
        person.legal_status = LegalStatus.SENTENCED
        audit.record(actor, "person.sentenced", person)
    session.flush()
    return row


def _values(command: Any) -> dict[str, Any]:
    return {name: getattr(command, name) for name in command.__dataclass_fields__}


def _check_sentence(new: NewSentence) -> None:
    if new.imposed_on > clock.today():
        raise DomainError(_("The day of sentence lies in the future."), field="imposed_on")
    if new.offence_on and new.offence_on > new.imposed_on:
        raise DomainError(_("The offence is dated after the sentence. Check both dates."), field="offence_on")
    if new.kind is not SentenceKind.INDETERMINATE and not (new.years or new.months or new.weeks or new.days):
        raise DomainError(_("Write how long the sentence is."), field="years")
    if new.extension_months and new.kind is not SentenceKind.EXTENDED:
        raise DomainError(_("Only an extended sentence has an extension."), field="extension_months")


def adjust(actor: Actor, new: NewAdjustment) -> Adjustment:
    """Enter days that move the dates."""
    if (known := session.get(Adjustment, new.id)) is not None:
        return known
    person = person_record(actor, new.person_id)
    if new.days <= 0:
        raise DomainError(_("Write how many days."), field="days")
    if new.from_on and new.to_on and new.from_on > new.to_on:
        raise DomainError(_("The last day comes before the first day."), field="to_on")
    row = Adjustment(**{**_values(new), "person_id": person.id})
    session.add(row)
    audit.record(actor, "adjustment.entered", row)
    session.flush()
    return row


def calculate(actor: Actor, person_id: uuid.UUID) -> DateCalculation:
    """Find the dates by the rule and keep inputs and steps; they wait for a second person.

    Raises CannotCompute where the rule does not reach: then ``set_by_hand`` is the way.
    """
    person = person_record(actor, person_id)
    sentences, adjustments = queries.sentences_of(person.id), queries.adjustments_of(person.id)
    found = find_dates(_imposed(sentences), _moved(adjustments))
    inputs = {"sentences": [_plain(one) for one in sentences], "adjustments": [_plain(one) for one in adjustments]}
    return _keep(actor, person, found, inputs, CalculationSource.RULE)


def _imposed(rows: Sequence[Any]) -> list[Imposed]:
    law = queries.laws()
    return [
        Imposed(
            key=str(row.id), count=row.count, on=row.imposed_on, share=law_for(law, row.kind, row.imposed_on),
            term=Term(months=12 * row.years + row.months, days=7 * row.weeks + row.days),
            extension=Term(months=row.extension_months), after=str(row.consecutive_to_id or ""),
        )
        for row in rows
    ]  # fmt: skip


def _moved(rows: Sequence[Any]) -> list[Moved]:
    return [
        Moved(kind=row.kind.value, days=row.days, applies_from=row.applies_from, first=row.from_on, last=row.to_on)
        for row in rows
    ]


def _plain(row: Any) -> dict[str, Any]:
    return {
        key: value if isinstance(value, int) else str(value)
        for key, value in row._asdict().items()
        if value is not None
    }


def set_by_hand(
    actor: Actor, person_id: uuid.UUID, *, release_on: dt.date, expiry_on: dt.date, reason: str
) -> DateCalculation:
    """Set the dates where the rule cannot, with the reason; a second person must confirm them."""
    person = person_record(actor, person_id)
    if len(reason) < SHORTEST_REASON:
        raise DomainError(_("Say in a sentence how the dates were found."), field="reason")
    if release_on > expiry_on:
        raise DomainError(_("Release cannot come after the end of the sentence."), field="release_on")
    steps = [{"code": "manual", "release": str(release_on), "expiry": str(expiry_on)}]
    found = Found(release=release_on, expiry=expiry_on, unadjusted_expiry=expiry_on, steps=steps)
    return _keep(actor, person, found, {}, CalculationSource.MANUAL, reason=reason)


def _keep(
    actor: Actor, person: Person, found: Found, inputs: dict[str, Any], source: CalculationSource, *, reason: str = ""
) -> DateCalculation:
    before = queries.live_calculation(person.id)
    if before:
        before.state = CalculationState.SUPERSEDED
        audit.record(actor, "calculation.superseded", before)
        session.flush()
    text = json.dumps(inputs, sort_keys=True)
    row = DateCalculation(
        person_id=person.id,
        source=source,
        rule_version=RULE_VERSION,
        inputs=inputs,
        steps={"steps": found.steps},
        inputs_hash=hashlib.sha256(text.encode()).hexdigest(),
        release_on=found.release,
        expiry_on=found.expiry,
        unadjusted_expiry_on=found.unadjusted_expiry,
        reason=reason,
        calculated_by=actor.human_id,
        calculated_at=clock.now(),
    )
    session.add(row)
    person.release_on, person.expiry_on, person.release_certainty = found.release, found.expiry, Certainty.PRELIMINARY
    audit.record(actor, "dates.calculated", row, reason=reason)
    audit.record(actor, "person.dates_changed", person)
    session.flush()
    return row


def confirm(actor: Actor, calculation_id: uuid.UUID) -> DateCalculation:
    """A second person agrees with the dates. The one who found them may not (a constraint holds it too)."""
    row = queries.calculation(actor, calculation_id)
    if row.calculated_by == actor.human_id:
        raise Forbidden(
            _("You found these dates yourself. Ask a colleague to check and confirm them."), rule=_("Two people")
        )
    if row.state is not CalculationState.PRELIMINARY:
        raise DomainError(_("These dates were confirmed or replaced already."))
    row.state, row.confirmed_by, row.confirmed_at = CalculationState.CONFIRMED, actor.human_id, clock.now()
    person = person_record(actor, row.person_id)
    person.release_certainty = Certainty.MANUAL if row.source is CalculationSource.MANUAL else Certainty.CONFIRMED
    audit.record(actor, "dates.confirmed", row)
    audit.record(actor, "person.dates_confirmed", person)
    return row

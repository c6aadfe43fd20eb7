"""Commands on dates. They are found by the rule, never typed, and change only when a second human agrees."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from casework.custody.models import EpisodeKind
from casework.custody.queries import open_episode
from casework.inputs.rules import digest, keep, read
from casework.laws import service as laws
from casework.laws.queries import law_in_force
from casework.people.models import Certainty, Person
from casework.people.queries import person_record
from casework.sentences import queries
from casework.sentences.models import CalculationSource, CalculationState, DateCalculation
from casework.sentences.rules import RULE_VERSION, CannotCompute, Found, find_dates
from casework.verdicts.service import NewAdjustment, NewSentence, adjust, impose
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.i18n import _

__all__ = [
    "NewAdjustment",
    "NewSentence",
    "adjust",
    "calculate",
    "confirm",
    "give_back",
    "impose",
    "install_sample_law",
    "present_inputs",
    "set_by_hand",
]
SHORTEST_REASON = 10
MEND_FIRST = frozenset({"no_sentence", "out_of_range"})
"""Refusals that no hand may step in for: there is nothing yet that dates could follow from."""


def install_sample_law(actor: Actor | None) -> None:
    """Put the law that comes with the house in force, once."""
    laws.install_shipped(actor)


def present_inputs(person_id: uuid.UUID) -> dict[str, Any]:
    """What dates follow from now: standing sentences and adjustments, and the law in force."""
    number, law = law_in_force() or (0, None)
    sentences = [row._mapping for row in queries.sentences_of(person_id)]  # noqa: SLF001 - SQLAlchemy's public name
    adjustments = [row._mapping for row in queries.adjustments_of(person_id)]  # noqa: SLF001
    return keep(sentences, adjustments, number, law)


def calculate(actor: Actor, person_id: uuid.UUID, why: str = "") -> DateCalculation:
    """Find the dates by the rule and keep inputs and steps; they wait for a second person.

    Raises CannotCompute where the rule does not reach: then ``set_by_hand`` is the way.
    """
    person = person_record(actor, person_id)
    inputs = present_inputs(person.id)
    return _keep(actor, person, find_dates(*read(inputs)), inputs, CalculationSource.RULE, why=why)


def set_by_hand(
    actor: Actor, person_id: uuid.UUID, *, release_on: dt.date, expiry_on: dt.date, reason: str
) -> DateCalculation:
    """Set the dates where the rule refuses, with the reason; a second person must confirm them.

    Raises DomainError where the rule can find them: dates are computed, never typed.
    """
    person = person_record(actor, person_id)
    if len(reason.strip()) < SHORTEST_REASON:
        raise DomainError(_("Say in a sentence how the dates were found."), field="reason")
    inputs = present_inputs(person.id)
    refusal = _refusal(inputs)
    if release_on > expiry_on:
        raise DomainError(_("Release cannot come after the end of the sentence."), field="release_on")
    if str(release_on) < min(row["imposed_on"] for row in inputs["sentences"]):
        raise DomainError(_("Release cannot come before the day of sentence."), field="release_on")
    steps = [{"code": "manual", "release": str(release_on), "expiry": str(expiry_on)}]
    found = Found(release=release_on, expiry=expiry_on, unadjusted_expiry=expiry_on, steps=steps)
    inputs["refused"] = {"code": refusal.code, "message": str(refusal.message)}
    return _keep(actor, person, found, inputs, CalculationSource.MANUAL, reason=reason.strip())


def _refusal(inputs: dict[str, Any]) -> CannotCompute:
    try:
        find_dates(*read(inputs))
    except CannotCompute as refusal:
        if refusal.code in MEND_FIRST:
            raise
        return refusal
    raise DomainError(_("The rule can find these dates. Work them out instead of setting them by hand."))


def dates_stand(person: Person) -> bool:
    """Whether dates are in force that only a second person may change.

    Those of an earlier stay are not: found before this stay began, and past by then.
    """
    stay = open_episode(person.id, EpisodeKind.CUSTODY)
    if person.release_on is None or stay is None:
        return person.release_on is not None
    found_at = queries.newest_found_at(person.id)
    return person.release_on >= stay.opened_at.date() or (found_at is not None and found_at >= stay.opened_at)


def _keep(
    actor: Actor, person: Person, found: Found, inputs: dict[str, Any], source: CalculationSource, *,
    reason: str = "", why: str = "",
) -> DateCalculation:  # fmt: skip
    stand = dates_stand(person)
    _supersede(actor, person.id, CalculationState.PRELIMINARY)
    if not stand:
        _supersede(actor, person.id, CalculationState.CONFIRMED)
    row = DateCalculation(
        person_id=person.id,
        source=source,
        rule_version=RULE_VERSION,
        inputs=inputs,
        steps={"steps": found.steps},
        inputs_hash=digest(inputs),
        release_on=found.release,
        expiry_on=found.expiry,
        unadjusted_expiry_on=found.unadjusted_expiry,
        reason=reason,
        why=why.strip(),
        calculated_by=actor.human_id,
        calculated_at=clock.now(),
    )
    session.add(row)
    audit.record(actor, "dates.calculated", row, reason=reason or why)
    if not stand:
        _show(actor, person, row, Certainty.PRELIMINARY)
    session.flush()
    return row


def _show(actor: Actor, person: Person, row: DateCalculation | None, certainty: Certainty) -> None:
    """Put the dates of a calculation on the person's file, from where lists and worklists read them."""
    dates = (row.release_on, row.expiry_on) if row else (None, None)
    if (person.release_on, person.expiry_on, person.release_certainty) == (*dates, certainty):
        return
    person.release_on, person.expiry_on = dates
    person.release_certainty = certainty
    audit.record(actor, "person.dates_changed", person)


def _supersede(actor: Actor, person_id: uuid.UUID, state: CalculationState) -> None:
    before = queries.calculation_in(person_id, state)
    if before:
        before.state = CalculationState.SUPERSEDED
        audit.record(actor, "calculation.superseded", before)
        session.flush()


def confirm(actor: Actor, calculation_id: uuid.UUID) -> DateCalculation:
    """A second person agrees, and the dates come into force. Whoever found them may not (a constraint holds it too).

    Raises Conflict when sentences, days or the law changed since: dates that no longer follow are not confirmed.
    """
    row = _waiting(actor, calculation_id)
    inputs = present_inputs(row.person_id)
    if digest(inputs) != digest({name: value for name, value in row.inputs.items() if name != "refused"}):
        raise Conflict(_("The sentences, the days or the law changed since. Work out the dates again, then confirm."))
    person = person_record(actor, row.person_id)
    _supersede(actor, person.id, CalculationState.CONFIRMED)
    row.state, row.confirmed_by, row.confirmed_at = CalculationState.CONFIRMED, actor.human_id, clock.now()
    audit.record(actor, "dates.confirmed", row)
    session.flush()
    _show(actor, person, row, Certainty.MANUAL if row.source is CalculationSource.MANUAL else Certainty.CONFIRMED)
    return row


def give_back(actor: Actor, calculation_id: uuid.UUID, reason: str) -> DateCalculation:
    """A second person does not agree and says why. Dates that stood before stand on."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise DomainError(_("Say in a sentence what is wrong with these dates."), field="reason")
    row = _waiting(actor, calculation_id)
    row.state, row.given_back = CalculationState.SUPERSEDED, reason.strip()
    audit.record(actor, "dates.given_back", row, reason=reason.strip())
    person = person_record(actor, row.person_id)
    if person.release_certainty is Certainty.PRELIMINARY:
        _show(actor, person, None, Certainty.NONE)
    session.flush()
    return row


def _waiting(actor: Actor, calculation_id: uuid.UUID) -> DateCalculation:
    """A calculation that this human may judge."""
    row = queries.calculation(actor, calculation_id)
    if row.calculated_by == actor.human_id:
        raise Forbidden(
            _("You found these dates yourself. Ask a colleague to check and confirm them."), rule=_("Two people")
        )
    if row.state is not CalculationState.PRELIMINARY:
        raise DomainError(_("These dates were confirmed or replaced already."))
    return row

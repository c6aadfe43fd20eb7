"""Writing one condition beyond the standard ones: what is typed is checked whole, what came with it is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from kernel.authz import Actor
from kernel.errors import DomainError
from kernel.i18n import _, speaking
from probation.annexes.service import keep_file
from probation.catalogue.queries import book_for
from probation.catalogue.rules import PolicyLine, check_answers, fill
from probation.conditions.models import ConditionClass, Purpose
from probation.orders.models import Condition, ConditionSet

LEAST_REASON = 10
FEW = "Tokyo Rule 12.2"
WRITTEN = ("text", "plain", "purpose", "inputs", "necessity", "proportionality", "review_on", "policy")
"""What is written of a condition, and what its copy in the next version keeps."""


@dataclass(frozen=True, kw_only=True)
class ExtraCondition:
    """A condition beyond the standard ones.

    From the catalogue (``code`` with its ``inputs``) or made for this person (``text`` and ``plain``). ``files`` came
    with it, by the name of their input; of those it has already, ``dropped`` are taken away.
    """

    purpose: Purpose | None
    necessity: str
    proportionality: str
    review_on: dt.date | None
    code: str = ""
    text: str = ""
    plain: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()


def _check_why(one: ExtraCondition) -> Purpose:
    """Raises DomainError beside the first of purpose, necessity, proportionality and review date that is missing."""
    if one.purpose is None:
        raise DomainError(_("A condition without a purpose is not set. Say what it is for."), rule=FEW, field="purpose")
    if len(one.necessity) < LEAST_REASON:
        raise DomainError(_("Say in a sentence why it is needed."), rule=FEW, field="necessity")
    if len(one.proportionality) < LEAST_REASON:
        raise DomainError(_("Say in a sentence why no lighter condition would do."), rule=FEW, field="proportionality")
    if one.review_on is None:
        raise DomainError(_("Say on which day it is looked at again."), rule="Tokyo Rule 10.3", field="review_on")
    return one.purpose


def _line_for(one: ExtraCondition, old: Condition | None) -> tuple[PolicyLine | None, str]:
    """(line, version of the catalogue). A line that has ended is not chosen anew, but one that has it may keep it."""
    book = book_for(one.code, old.policy if old else "")
    line = book.listed(one.code)
    if one.code and line is None:
        raise DomainError(_("This condition is not in the catalogue. Choose one from the list."), field="code")
    return line, book.version


def _answers(
    actor: Actor, made: ConditionSet, line: PolicyLine, one: ExtraCondition, old: Condition | None
) -> dict[str, str]:
    """What was typed, the files that came, and those it had already and keeps."""
    files = [asked for asked in line.inputs if asked.kind == "file"]
    before = old.inputs if old else {}
    held = {asked.name: before.get(asked.name, "") for asked in files if asked.name not in one.dropped}
    came = {
        asked.name: keep_file(actor, made.person_id, asked, one.files[asked.name])
        for asked in files
        if asked.name in one.files
    }
    typed = {name: value for name, value in one.inputs.items() if name not in {asked.name for asked in files}}
    return check_answers(line, {**typed, **held, **came})


def extra_condition(
    actor: Actor, made: ConditionSet, one: ExtraCondition, place: int, old: Condition | None = None
) -> Condition:
    """A condition beyond the standard ones, checked whole; ``old`` is what it is written instead of.

    Raises DomainError beside what is missing.
    """
    (line, version), purpose = _line_for(one, old), _check_why(one)
    answers = _answers(actor, made, line, one, old) if line else {}
    text, plain = one.text, one.plain
    if line:
        with speaking("en"):  # kept in one language, shown in the reader's: two versions can be held side by side
            text, plain = (fill(line, words, answers, {}) for words in (line.text, line.plain))
    if not (text and plain):
        raise DomainError(
            _("Write the condition as served, and again in plain words."), field="plain" if text else "text"
        )
    return Condition(
        set_id=made.id, person_id=made.person_id, sequence=place, code=one.code, text=text, plain=plain,
        kind=ConditionClass.ADDITIONAL if line else ConditionClass.BESPOKE, purpose=purpose, inputs=answers,
        necessity=one.necessity, proportionality=one.proportionality, review_on=one.review_on, policy=version,
    )  # fmt: skip

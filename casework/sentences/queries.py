"""Reading sentences, adjustments, law and calculations; and saying a step in words."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from casework.access.queries import visible_to
from casework.people.models import Person
from casework.sentences.models import Adjustment, CalculationState, DateCalculation, ReleaseLaw, Sentence
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _, show_date

_sentence, _adjustment, _law = table_of(Sentence), table_of(Adjustment), table_of(ReleaseLaw)
_calculation, _human, _person = table_of(DateCalculation), table_of(Human), table_of(Person)
_by, _second = _human.alias("by"), _human.alias("second")
_person_id = sa.bindparam("person_id", type_=_person.c.id.type)
_SENTENCES = (
    sa.select(_sentence)
    .where(_sentence.c.person_id == _person_id, _sentence.c.ended_on.is_(None))
    .order_by(_sentence.c.count, _sentence.c.id)
)
_ADJUSTMENTS = (
    sa.select(_adjustment)
    .where(_adjustment.c.person_id == _person_id, _adjustment.c.withdrawn_on.is_(None))
    .order_by(_adjustment.c.applies_from, _adjustment.c.id)
)
_LAWS = sa.select(_law).order_by(_law.c.from_on.desc())
_CALCULATIONS = (
    sa.select(_calculation, _by.c.name.label("by_name"), _second.c.name.label("second_name"))
    .join(_by, _by.c.id == _calculation.c.calculated_by)
    .outerjoin(_second, _second.c.id == _calculation.c.confirmed_by)
    .where(_calculation.c.person_id == _person_id)
    .order_by(_calculation.c.calculated_at.desc(), _calculation.c.id.desc())
    .limit(20)
)


def sentences_of(person_id: uuid.UUID) -> Sequence[Any]:
    """The standing sentences of a person, by count."""
    return session.execute(_SENTENCES, {"person_id": person_id}).all()


def adjustments_of(person_id: uuid.UUID) -> Sequence[Any]:
    """What moves the dates of a person's sentences."""
    return session.execute(_ADJUSTMENTS, {"person_id": person_id}).all()


def laws() -> list[Mapping[str, Any]]:
    """The release law of the installed country pack, newest first."""
    return [dict(row) for row in session.execute(_LAWS).mappings()]


def calculations_of(person_id: uuid.UUID) -> Sequence[Any]:
    """Every calculation with who made and who confirmed it, newest first."""
    return session.execute(_CALCULATIONS, {"person_id": person_id}).all()


def calculation(actor: Actor, calculation_id: uuid.UUID) -> DateCalculation:
    """A calculation of a person the actor may know of. Raises NotFound."""
    found = session.scalar(
        sa.select(DateCalculation)
        .join(Person, Person.id == DateCalculation.person_id)
        .where(DateCalculation.id == calculation_id, visible_to(actor))
    )
    if found is None:
        raise NotFound(_("There is no such calculation, or you may not know of it."))
    return found


def live_calculation(person_id: uuid.UUID) -> DateCalculation | None:
    """The calculation in force, to be changed by a command."""
    return session.scalar(
        sa.select(DateCalculation).where(
            DateCalculation.person_id == person_id, DateCalculation.state != CalculationState.SUPERSEDED
        )
    )


def in_words(step: Mapping[str, Any]) -> str:
    """One step of a calculation as a sentence with its numbers."""
    facts = {key: show_date(dt.date.fromisoformat(value)) if key in _DATES else value for key, value in step.items()}
    facts["counts"] = ", ".join(str(count) for count in step.get("counts", ()))
    return _sentences()[step["code"]] % facts


_DATES = frozenset({"from", "to", "release", "expiry", "date", "was"})


def _sentences() -> dict[str, str]:
    return {
        "length": _("Sentence %(counts)s runs from %(from)s to %(to)s: %(days)s days, the first and the last "
                    "day counted."),
        "share": _("%(share)s of the %(days)s days from %(from)s is served inside: %(inside)s days, a part of "
                   "a day counted whole. That leads to %(release)s."),
        "credit": _("%(days)s days held or tagged before sentence are taken off: release %(release)s, end %(expiry)s."),
        "at_large": _("%(days)s days unlawfully at large are added: release %(release)s, end %(expiry)s."),
        "at_large_after": _("%(days)s days at large after release move only the end, to %(expiry)s."),
        "floor": _("Release cannot come before the day of sentence: %(date)s instead of %(was)s."),
        "latest": _("Sentences run side by side, so the latest dates count: release %(release)s, end %(expiry)s."),
        "added": _("%(days)s days were added and not given back. Release moves to %(release)s; %(unused)s of "
                   "them have no effect, because release never passes the end."),
        "result": _("Release on %(release)s. The sentence ends on %(expiry)s."),
        "manual": _("Set by hand: release %(release)s, end %(expiry)s."),
    }  # fmt: skip

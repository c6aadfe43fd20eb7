"""How each kind of rule is answered for one person: met or not, in words, with the fact used and what is still needed.

What nobody checked is never read as fine. Nationality, religion and complaints are no facts here.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from casework.public import Area, FitnessState, LegalStatus, SecurityLevel
from kernel.i18n import _, comma, current_locale, ngettext
from programmes.eligibility.models import RuleKind


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the rules may look at. None means not known or not checked. ``done``: the programmes completed before."""

    level: SecurityLevel | None
    legal_status: LegalStatus
    establishment_id: uuid.UUID | None
    needs: Mapping[str, int] = field(default_factory=dict)
    days_to_release: int | None = None
    fitness: FitnessState | None = None
    consented: bool = False
    languages: frozenset[str] = frozenset()
    age: int | None = None
    done: frozenset[str] = frozenset()
    programme: str = ""


class Answer(NamedTuple):
    """``fact`` is the value that was looked at, as it is kept; ``needed`` says what would meet the rule."""

    met: bool
    words: str
    fact: Any
    needed: str


def language_names(codes: Iterable[str]) -> list[str]:
    """The names of languages in the reader's language; an unknown code stays as it is."""
    names = current_locale().languages
    return [str(names.get(code, code)) for code in codes]


NOBODY = Facts(level=None, legal_status=LegalStatus.SENTENCED, establishment_id=None)
"""Somebody of whom nothing is known: for saying what a rule asks."""


def _level(given: Mapping[str, Any], facts: Facts) -> Answer:
    limit = SecurityLevel(given["level"])
    words = _("The security level is %(level)s or lower.", level=limit.label)
    if facts.level is None:
        return Answer(False, words, None, _("Classify this person first."))
    needed = _("The level is %(level)s now. A review that lowers it is needed.", level=facts.level.label)
    return Answer(facts.level.rank <= limit.rank, words, facts.level.value, needed)


def _legal_status(given: Mapping[str, Any], facts: Facts) -> Answer:
    allowed = [LegalStatus(value) for value in given["any_of"]]
    words = _("The legal status is one of: %(names)s.", names=comma().join(str(one.label) for one in allowed))
    needed = _("The legal status is %(status)s.", status=facts.legal_status.label)
    return Answer(facts.legal_status in allowed, words, facts.legal_status.value, needed)


def _area(code: str) -> str:
    return str(Area(code).label) if code in set(Area) else code


def _need(given: Mapping[str, Any], facts: Facts) -> Answer:
    area, least = _area(str(given["area"])), int(given["least"])
    found = facts.needs.get(str(given["area"]))
    words = _("The assessment finds a need for %(area)s of %(least)d or more.", area=area, least=least)
    if found is None:
        return Answer(False, words, None, _("Assess the need for %(area)s first.", area=area))
    return Answer(found >= least, words, found, _("The assessed need is %(found)d.", found=found))


def _days_at_least(given: Mapping[str, Any], facts: Facts) -> Answer:
    least, left = int(given["days"]), facts.days_to_release
    words = ngettext(
        "%(num)d day or more is left until release.", "%(num)d days or more are left until release.", least
    )
    if left is None:
        return Answer(False, words, None, _("Compute the release date first."))
    return Answer(left >= least, words, left, _("%(days)d days are left.", days=left))


def _days_at_most(given: Mapping[str, Any], facts: Facts) -> Answer:
    most, left = int(given["days"]), facts.days_to_release
    words = ngettext(
        "No more than %(num)d day is left until release.", "No more than %(num)d days are left until release.", most
    )
    if left is None:
        return Answer(False, words, None, _("Compute the release date first."))
    return Answer(left <= most, words, left, _("%(days)d days are left.", days=left))


def _unit(given: Mapping[str, Any], facts: Facts) -> Answer:
    held = str(facts.establishment_id) in given["any_of"]
    words = _("The person is held where this programme runs.")
    return Answer(held, words, held, _("A transfer would be needed."))


def _fit(_given: Mapping[str, Any], facts: Facts) -> Answer:
    words = _("The health service has found this person fit.")
    if facts.fitness is None:
        return Answer(False, words, None, _("Fitness was not checked. Ask the health service."))
    fit = facts.fitness is not FitnessState.UNFIT
    return Answer(fit, words, facts.fitness.value, _("The health service says: not fit now."))


def _language(given: Mapping[str, Any], facts: Facts) -> Answer:
    names = comma().join(language_names(given["any_of"]))
    words = _("The person speaks one of: %(names)s.", names=names)
    known = sorted(facts.languages)
    if not known:
        return Answer(False, words, None, _("Note in the file which languages the person speaks."))
    needed = _("A language course first, or a group held in the person's language.")
    return Answer(bool(facts.languages & set(given["any_of"])), words, known, needed)


def _age(given: Mapping[str, Any], facts: Facts) -> Answer:
    least = int(given["years"])
    words = _("The person is %(years)d years old or more.", years=least)
    if facts.age is None:
        return Answer(False, words, None, _("Note the date of birth, or a careful estimate, in the file."))
    return Answer(facts.age >= least, words, facts.age, _("The person must first be %(years)d.", years=least))


def _completed(given: Mapping[str, Any], facts: Facts) -> Answer:
    name = str(given.get("name") or _("the course before"))
    done = str(given["programme"]) in facts.done
    words = _("The person has completed “%(name)s”.", name=name)
    return Answer(done, words, done, _("Complete “%(name)s” first.", name=name))


def _first_time(_given: Mapping[str, Any], facts: Facts) -> Answer:
    again = facts.programme in facts.done
    words = _("The person has not completed this programme before.")
    return Answer(not again, words, again, _("It was completed before. Say why once more helps."))


ANSWERS: Mapping[RuleKind, Callable[[Mapping[str, Any], Facts], Answer]] = {
    RuleKind.LEVEL_AT_MOST: _level,
    RuleKind.LEGAL_STATUS: _legal_status,
    RuleKind.NEED_AT_LEAST: _need,
    RuleKind.DAYS_AT_LEAST: _days_at_least,
    RuleKind.DAYS_AT_MOST: _days_at_most,
    RuleKind.UNIT: _unit,
    RuleKind.FIT: _fit,
    RuleKind.LANGUAGE: _language,
    RuleKind.AGE_AT_LEAST: _age,
    RuleKind.COMPLETED: _completed,
    RuleKind.FIRST_TIME: _first_time,
}
"""How each kind of rule is answered, from its values and what is known of a person."""


def _yes_no(value: Any) -> str:
    return _("yes") if value else _("no")


_FACTS: Mapping[RuleKind, tuple[Callable[[], str], Callable[[Any], str]]] = {
    RuleKind.LEVEL_AT_MOST: (lambda: _("Security level"), lambda v: str(SecurityLevel(v).label)),
    RuleKind.LEGAL_STATUS: (lambda: _("Legal status"), lambda v: str(LegalStatus(v).label)),
    RuleKind.NEED_AT_LEAST: (lambda: _("Assessed need"), str),
    RuleKind.DAYS_AT_LEAST: (lambda: _("Days to release"), str),
    RuleKind.DAYS_AT_MOST: (lambda: _("Days to release"), str),
    RuleKind.UNIT: (lambda: _("Held there"), _yes_no),
    RuleKind.FIT: (lambda: _("The health service's word"), lambda v: str(FitnessState(v).label)),
    RuleKind.LANGUAGE: (lambda: _("Languages on file"), lambda v: comma().join(language_names(v))),
    RuleKind.AGE_AT_LEAST: (lambda: _("Age"), str),
    RuleKind.COMPLETED: (lambda: _("Completed"), _yes_no),
    RuleKind.FIRST_TIME: (lambda: _("Completed before"), _yes_no),
}


def fact_words(kind: RuleKind, fact: Any) -> str:
    """The fact that a rule was answered by, such as "Security level: Medium", in the reader's language."""
    label, shown = _FACTS[kind]
    return _("%(label)s: %(fact)s", label=label(), fact=_("not known") if fact is None else shown(fact))

"""A case as other systems write it (the shape of release_dates.json), read strictly into what the rule takes.

Written by hand, because a file may hold a hundred thousand cases. Nothing is skipped: a word it does not know may
change a date, so it refuses the case and says where.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from casework.laws.rules import Law, fraction_of, law_of, shipped
from casework.sentences.rules import CannotCompute, Imposed, Moved, OldLaw, Term
from kernel.errors import DomainError
from kernel.i18n import _

NOTES = frozenset({
    "class", "source", "expected", "reproduced_by_simple_rules", "why_hard", "note", "notes", "comment", "about",
    "title", "description", "offender_dob",
})  # fmt: skip
"""Words of a case that say something about it and move no date."""
CASE = frozenset({"id", "law_profile", "sentences", "adjustments"}) | NOTES
SENTENCE = frozenset({
    "n", "type", "offence_committed", "sentenced_on", "length", "custodial_length", "extension_length",
    "release_fraction", "parole_eligibility_fraction", "consecutive_to",
})  # fmt: skip
ADJUSTMENT = frozenset({"kind", "days", "applies_to_sentences_from", "from", "to"})
TYPES = {"determinate": "standard", "standard": "standard", "serious": "serious", "extended": "extended"}
NO_END = frozenset({"indeterminate", "life"})
KINDS = {
    "remand": "remand", "tagged_bail": "bail", "unlawfully_at_large": "at_large", "additional_days_awarded": "added",
    "restoration_of_additional_days_awarded": "restored",
}  # fmt: skip
UNITS = {"years": (12, 0), "months": (1, 0), "weeks": (0, 7), "days": (0, 1)}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FIRST_YEAR, LAST_YEAR, MOST = 1900, 2200, 100_000


@dataclass(frozen=True, kw_only=True)
class Case:
    """What the rule takes."""

    sentences: Sequence[Imposed]
    moved: Sequence[Moved]
    old_law: OldLaw | None


def read_case(raw: Any) -> Case:
    """A case from its JSON object. Raises CannotCompute with a stable code, the place and what to mend."""
    case = _object(raw, _("the case"), CASE)
    sentences = _list(case, "sentences", _("the case"), needed=True)
    law = _law(case, sentences)
    moved = [_moved(one, f"adjustments[{n}]") for n, one in enumerate(_list(case, "adjustments", _("the case")), 1)]
    read = [_imposed(one, f"sentences[{n}]", law) for n, one in enumerate(sentences, 1)]
    if len({one.key for one in read}) < len(read):
        raise CannotCompute("number_twice", _("Two sentences have the same number n. Number them apart."))
    return Case(sentences=read, moved=moved, old_law=law.old_law if law else None)


def _law(case: Mapping[str, Any], sentences: Sequence[Any]) -> Law | None:
    """The pack that the case names. It may name none where every sentence states its fraction."""
    name = case.get("law_profile")
    if name is None and sentences and all(isinstance(s, dict) and s.get("release_fraction") for s in sentences):
        return None
    if name is None:
        raise CannotCompute("missing_field", _missing("law_profile", _("the case")))
    if not isinstance(name, str) or name not in shipped():
        raise CannotCompute(
            "unknown_law",
            _(
                "The law profile %(name)s is not known here. Known: %(known)s. Choose one, or install the pack.",
                name=str(name)[:80],
                known=", ".join(sorted(shipped())),
            ),
        )
    return _pack(name)


@functools.cache
def _pack(name: str) -> Law:
    return law_of(shipped()[name])


def _imposed(raw: Any, where: str, law: Law | None) -> Imposed:
    one = _object(raw, where, SENTENCE)
    number, kind, on = _whole(_need(one, "n", where), f"{where}.n"), _kind(one, where), _day(one, "sentenced_on", where)
    term, extension = _lengths(one, kind, where)
    share, citation = _share(one, kind, on, where, law)
    if one.get("parole_eligibility_fraction") is not None:
        _fraction(one["parole_eligibility_fraction"], f"{where}.parole_eligibility_fraction")
    return Imposed(
        key=str(number), count=number, on=on, term=term, extension=extension, share=share, law=citation,
        after=_after(one.get("consecutive_to"), where), offence_on=_day_or_none(one, "offence_committed", where),
    )  # fmt: skip


def _kind(one: Mapping[str, Any], where: str) -> str:
    said = _need(one, "type", where)
    if isinstance(said, str) and said in TYPES:
        return TYPES[said]
    if isinstance(said, str) and said in NO_END:
        raise CannotCompute("indeterminate", _("%(where)s has no fixed end. Set the dates by hand.", where=where))
    if isinstance(said, str) and "recall" in said:
        raise CannotCompute("recall", _("%(where)s is a recall. The rule does not cover recalls: set the dates by "
                            "hand.", where=where))  # fmt: skip
    raise CannotCompute("unknown_type", _("%(where)s has a type that the rule does not cover. Set the dates by hand.",
                        where=where))  # fmt: skip


def _lengths(one: Mapping[str, Any], kind: str, where: str) -> tuple[Term, Term]:
    extended = kind == "extended"
    main = "custodial_length" if extended else "length"
    others = {"length", "custodial_length", "extension_length"} - {main} - ({"extension_length"} if extended else set())
    if any(one.get(key) is not None for key in others):
        raise CannotCompute("wrong_length", _("%(where)s: an extended sentence has custodial_length and "
                            "extension_length, any other has length alone.", where=where))  # fmt: skip
    term = _term(_need(one, main, where), f"{where}.{main}")
    if not term:
        raise CannotCompute("no_length", _("%(where)s is empty. Write how long the sentence is.",
                            where=f"{where}.{main}"))  # fmt: skip
    extension = _term(_need(one, "extension_length", where), f"{where}.extension_length") if extended else Term()
    return term, extension


def _term(raw: Any, where: str) -> Term:
    parts = _object(raw, where, frozenset(UNITS))
    months = days = 0
    for unit, value in parts.items():
        size = _whole(value, f"{where}.{unit}")
        months, days = months + UNITS[unit][0] * size, days + UNITS[unit][1] * size
    return Term(months=months, days=days)


def _share(
    one: Mapping[str, Any], kind: str, on: dt.date, where: str, law: Law | None
) -> tuple[Fraction | None, str]:  # fmt: skip
    """What the case states, else what the law fixes for this kind and day; None where it is silent."""
    if one.get("release_fraction") is not None:
        return _fraction(one["release_fraction"], f"{where}.release_fraction"), ""
    found = law.share_for(kind, on) if law else None
    if law and one["type"] == "determinate" and law.share_for("serious", on):
        raise CannotCompute("fraction_unclear", _("%(where)s may be a standard or a graver sentence, and the law gives "
                            "each its own share on that day. Add release_fraction, or write standard or serious as "
                            "the type.", where=where))  # fmt: skip
    return (found.share, found.citation) if found else (None, "")


def _fraction(raw: Any, where: str) -> Fraction:
    try:
        return fraction_of(raw)
    except DomainError as refusal:
        raise CannotCompute("bad_fraction", f"{where}: {refusal}") from refusal


def _after(raw: Any, where: str) -> str:
    followed = [] if raw is None else raw if isinstance(raw, list) else [raw]
    if len(followed) > 1:
        raise CannotCompute("follows_several", _("%(where)s follows several sentences. Name the one it follows.",
                            where=where))  # fmt: skip
    return str(_whole(followed[0], f"{where}.consecutive_to")) if followed else ""


def _moved(raw: Any, where: str) -> Moved:
    one = _object(raw, where, ADJUSTMENT)
    kind = _need(one, "kind", where)
    if not isinstance(kind, str) or kind not in KINDS:
        raise CannotCompute("unknown_adjustment", _("%(where)s has a kind that the rule does not cover. Set the dates "
                            "by hand.", where=where))  # fmt: skip
    return Moved(
        kind=KINDS[kind], days=_whole(_need(one, "days", where), f"{where}.days"),
        applies_from=_day(one, "applies_to_sentences_from", where), first=_day_or_none(one, "from", where),
        last=_day_or_none(one, "to", where),
    )  # fmt: skip


def _missing(key: str, where: str) -> str:
    return _("%(where)s lacks %(key)s. Add it.", where=where, key=key)


def _object(raw: Any, where: str, known: frozenset[str]) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        raise CannotCompute("not_an_object", _("%(where)s must be a JSON object.", where=where))
    for key in raw:
        if key not in known:
            code = "recall" if "recall" in key else "unknown_field"
            raise CannotCompute(code, _("%(where)s has a field that the rule does not know: %(key)s. It may change the "
                                "dates: remove it, or set the dates by hand.", where=where, key=key[:60]))  # fmt: skip
    return raw


def _list(case: Mapping[str, Any], key: str, where: str, *, needed: bool = False) -> list[Any]:
    found = case.get(key)
    if found is None and not needed:
        return []
    if found is None:
        raise CannotCompute("missing_field", _missing(key, where))
    if not isinstance(found, list):
        raise CannotCompute("not_a_list", _("%(key)s must be a list.", key=key))
    return found


def _need(one: Mapping[str, Any], key: str, where: str) -> Any:
    if one.get(key) is None:
        raise CannotCompute("missing_field", _missing(key, where))
    return one[key]


def _whole(raw: Any, where: str) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise CannotCompute("not_a_number", _("%(where)s must be a whole number.", where=where))
    if raw < 0:
        raise CannotCompute("negative", _("%(where)s is less than nothing. Write 0 or more.", where=where))
    if raw > MOST:
        raise CannotCompute("out_of_range", _("%(where)s is too large. Mend it.", where=where))
    return raw


def _day_or_none(one: Mapping[str, Any], key: str, where: str) -> dt.date | None:
    return None if one.get(key) is None else _day(one, key, where)


def _day(one: Mapping[str, Any], key: str, where: str) -> dt.date:
    said = _need(one, key, where)
    try:
        found = dt.date.fromisoformat(said) if isinstance(said, str) and _DAY.fullmatch(said) else None
    except ValueError:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise CannotCompute("bad_date", _("%(where)s is not a day of the calendar. Write it as 2026-11-24.",
                            where=f"{where}.{key}"))  # fmt: skip
    return found

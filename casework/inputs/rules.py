"""Inputs of a calculation as plain values: kept whole with it, read again to prove it, compared to say what changed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from casework.laws.rules import Law
from casework.sentences.rules import Imposed, Moved, OldLaw, Term
from kernel.i18n import _

SENTENCE = (
    "id", "count", "court", "offence", "offence_on", "imposed_on", "kind", "years", "months", "weeks", "days",
    "extension_months", "consecutive_to_id",
)  # fmt: skip
ADJUSTMENT = ("id", "kind", "days", "applies_from", "from_on", "to_on", "source")
Row = Mapping[str, Any]


def keep(sentences: Iterable[Row], adjustments: Iterable[Row], number: int, law: Law | None) -> dict[str, Any]:
    """The inputs as a JSON object: the rows, and on each sentence the share and the citation that fix it."""
    old = law.old_law if law else None
    return {
        "sentences": [_with_share(_plain(row, SENTENCE), law) for row in sentences],
        "adjustments": [_plain(row, ADJUSTMENT) for row in adjustments],
        "law": {
            "number": number,
            "profile": law.profile if law else "",
            **({"single_term": [str(old.offence_before), str(old.sentenced_before)]} if old else {}),
        },
    }


def _plain(row: Row, names: Iterable[str]) -> dict[str, Any]:
    values = ((name, row[name]) for name in names)
    return {name: value if isinstance(value, int) else str(value) for name, value in values if value is not None}


def _with_share(row: dict[str, Any], law: Law | None) -> dict[str, Any]:
    share = law.share_for(row["kind"], _day(row["imposed_on"])) if law else None
    return {**row, "share": str(share.share), "law": share.citation} if share else row


def digest(inputs: Mapping[str, Any]) -> str:
    """SHA-256 of kept inputs, the same however their words are ordered."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def read(inputs: Mapping[str, Any], law: Law | None = None) -> tuple[list[Imposed], list[Moved], OldLaw | None]:
    """What the rule takes, from kept inputs. ``law`` fixes the shares of inputs that were kept before shares were."""
    imposed = []
    for row in inputs["sentences"]:
        share = law.share_for(row["kind"], _day(row["imposed_on"])) if law and "share" not in row else None
        imposed.append(_imposed(row, share.share if share else Fraction(row["share"]) if "share" in row else None))
    moved = [
        Moved(
            kind=row["kind"], days=row["days"], applies_from=_day(row["applies_from"]), first=_day_in(row, "from_on"),
            last=_day_in(row, "to_on"),
        )
        for row in inputs["adjustments"]
    ]  # fmt: skip
    old = inputs.get("law", {}).get("single_term")
    return imposed, moved, OldLaw(offence_before=_day(old[0]), sentenced_before=_day(old[1])) if old else None


def _imposed(row: Row, share: Fraction | None) -> Imposed:
    fixed = row["kind"] != "indeterminate"
    return Imposed(
        key=row["id"], count=row["count"], on=_day(row["imposed_on"]), share=share, law=row.get("law", ""),
        term=Term(months=12 * row["years"] + row["months"], days=7 * row["weeks"] + row["days"]) if fixed else Term(),
        extension=Term(months=row["extension_months"]), after=row.get("consecutive_to_id", ""),
        offence_on=_day_in(row, "offence_on"),
    )  # fmt: skip


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _day_in(row: Row, name: str) -> dt.date | None:
    return _day(row[name]) if row.get(name) else None


def what_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """What is different in the inputs of two calculations, in words."""
    said = []
    for name, came, went, other in (
        ("sentences", _("Sentence %(what)s entered."), _("Sentence %(what)s ended."), _("Sentence %(what)s changed.")),
        ("adjustments", _("%(what)s days entered."), _("%(what)s days taken back."), _("%(what)s days changed.")),
    ):
        old, new = ({row["id"]: row for row in inputs.get(name, ())} for inputs in (before, after))
        show = "count" if name == "sentences" else "days"
        said += [came % {"what": new[key][show]} for key in new if key not in old]
        said += [went % {"what": old[key][show]} for key in old if key not in new]
        said += [other % {"what": new[key][show]} for key in new if key in old and _moves(old[key], new[key])]
    numbers = [inputs.get("law", {}).get("number") for inputs in (before, after)]
    if None not in numbers and numbers[0] != numbers[1]:
        said.append(_("Law: version %(new)s instead of %(old)s.", old=numbers[0], new=numbers[1]))
    return said


def _moves(old: Row, new: Row) -> bool:
    aside = {"share", "law"}
    return any(old.get(k) != new.get(k) for k in (set(old) | set(new)) & set(SENTENCE + ADJUSTMENT) - aside)

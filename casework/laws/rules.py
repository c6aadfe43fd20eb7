"""A pack of law read, checked and asked. Pure: text or plain values in, values out."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import itertools
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from casework.sentences.rules import OldLaw
from kernel.errors import DomainError
from kernel.i18n import _

KINDS = ("standard", "serious", "extended")
_KEYS = {"profile", "title", "source", "shares", "single_term"}
_SHARE_KEYS = {"kind", "from", "to", "share", "citation"}
_FRACTION = re.compile(r"([0-9]{1,4})/([0-9]{1,4})")
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Share:
    """What part of a sentence of this kind is served inside, for sentences imposed on these days."""

    kind: str
    from_on: dt.date
    to_on: dt.date | None = None
    share: Fraction
    citation: str

    def holds(self, kind: str, on: dt.date) -> bool:
        """Whether it governs a sentence of this kind and day."""
        return self.kind == kind and self.from_on <= on and (self.to_on is None or on <= self.to_on)


@dataclass(frozen=True, kw_only=True)
class Law:
    """One pack of law."""

    profile: str
    title: str
    source: str
    shares: Sequence[Share]
    old_law: OldLaw | None = None

    def share_for(self, kind: str, on: dt.date) -> Share | None:
        """The share that fixes what is served inside, or None where this law is silent."""
        return next((share for share in self.shares if share.holds(kind, on)), None)


def fraction_of(text: object) -> Fraction:
    """A part of a whole as "2/3". Raises DomainError for anything but a fraction above none and up to all."""
    found = _FRACTION.fullmatch(text) if isinstance(text, str) else None
    if found is None or int(found[2]) == 0 or not 0 < int(found[1]) <= int(found[2]):
        raise DomainError(_("Write the share as a fraction like 1/2: more than nothing, at most the whole."))
    return Fraction(int(found[1]), int(found[2]))


def definition_of(text: str) -> dict[str, Any]:
    """A pack file (TOML) as the plain object that is kept. Raises DomainError with what to mend."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DomainError(_("The file cannot be read: %(why)s.", why=error)) from error
    plain: dict[str, Any] = json.loads(json.dumps(raw, default=str))
    law_of(plain)
    return plain


def law_of(definition: Mapping[str, Any]) -> Law:
    """The law behind a kept definition. Raises DomainError with what to mend."""
    if unknown := set(definition) - _KEYS:
        raise DomainError(_("Unknown word in the law: %(words)s.", words=", ".join(sorted(unknown))))
    if not all(isinstance(definition.get(key), str) and definition[key] for key in ("profile", "title", "source")):
        raise DomainError(_("A law needs a profile, a title and a source."))
    rows = definition.get("shares")
    if not isinstance(rows, list) or not rows:
        raise DomainError(_("A law needs at least one share."))
    shares = sorted((_share(row) for row in rows), key=lambda share: (share.kind, share.from_on))
    for before, after in itertools.pairwise(shares):
        if before.kind == after.kind and (before.to_on is None or after.from_on <= before.to_on):
            raise DomainError(_("Two shares of one kind hold on the same day. End the first before the second begins."))
    return Law(
        profile=definition["profile"], title=definition["title"], source=definition["source"], shares=tuple(shares),
        old_law=_old_law(definition.get("single_term")),
    )  # fmt: skip


def _share(row: Any) -> Share:
    if not isinstance(row, dict) or set(row) - _SHARE_KEYS or not {"kind", "from", "share"} <= set(row):
        raise DomainError(_("Each share has a kind, a first day, a share and a citation, and perhaps a last day."))
    if row["kind"] not in KINDS:
        raise DomainError(_("Unknown kind of sentence: %(kind)s.", kind=row["kind"]))
    if not str(row.get("citation", "")).strip():
        raise DomainError(_("Name the law that fixes the share."))
    first, last = _day(row["from"]), _day(row["to"]) if row.get("to") else None
    if last and last < first:
        raise DomainError(_("A share ends before it begins. Mend its days."))
    share = fraction_of(row["share"])
    return Share(kind=row["kind"], from_on=first, to_on=last, share=share, citation=str(row["citation"]).strip())


def _day(value: object) -> dt.date:
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError as error:
        raise DomainError(_("Write each day as 2026-11-24.")) from error


def _old_law(row: Any) -> OldLaw | None:
    if row is None:
        return None
    if not isinstance(row, dict) or set(row) != {"offence_before", "sentenced_before"}:
        raise DomainError(_("The earlier law of one term needs offence_before and sentenced_before."))
    return OldLaw(offence_before=_day(row["offence_before"]), sentenced_before=_day(row["sentenced_before"]))


def with_change(definition: Mapping[str, Any], new: Share) -> dict[str, Any]:
    """The definition with one more share: the one in force before it ends on the day before.

    Raises DomainError where a share begins on the same day or later already.
    """
    rows = [dict(row) for row in definition["shares"]]
    for row in rows:
        if row["kind"] == new.kind and _day(row["from"]) >= new.from_on:
            raise DomainError(_("A share of this kind begins on that day or later already. Choose a later day."),
                              field="from_on")  # fmt: skip
        if row["kind"] == new.kind and (not row.get("to") or _day(row["to"]) >= new.from_on):
            row["to"] = str(new.from_on - DAY)
    share = f"{new.share.numerator}/{new.share.denominator}"
    rows.append({"kind": new.kind, "from": str(new.from_on), "share": share, "citation": new.citation})
    changed = {**definition, "shares": rows}
    law_of(changed)
    return changed


def definition_hash(definition: Mapping[str, Any]) -> str:
    """SHA-256 of a definition, the same however its words are ordered."""
    return hashlib.sha256(json.dumps(definition, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@functools.cache
def shipped() -> Mapping[str, dict[str, Any]]:
    """The packs that come with the house, by profile."""
    files = sorted(Path(__file__).parent.glob("*.toml"))
    found = [definition_of(file.read_text(encoding="utf-8")) for file in files]
    return {definition["profile"]: definition for definition in found}

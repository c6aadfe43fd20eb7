"""The text that is read before a consent, who may never benefit, and how two wages compare. Pure."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kernel.i18n import said

SOURCE = "ILO Convention 29, article 2(2)(c); Mandela Rule 97"
HUNDRED = 100


@dataclass(frozen=True, kw_only=True)
class Text:
    """One version of what is read: its number and its sentences, translated when they are shown."""

    number: int
    since: dt.date
    sentences: Sequence[Any]


@functools.cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "consent.toml").read_text("utf-8"))


def words_of(text: str) -> Any:
    """A text of the paper in the language of the moment."""
    return said(text, _file()["words"])


@functools.cache
def _texts() -> tuple[Text, ...]:
    return tuple(
        Text(number=one["number"], since=one["from"], sentences=[words_of(line) for line in one["sentences"]])
        for one in _file()["version"]
    )  # fmt: skip


def text_on(day: dt.date) -> Text:
    """The text in force on a day; the first one before there was any."""
    return max((one for one in _texts() if one.since <= day), key=lambda one: one.number, default=_texts()[0])


def text_of(number: int) -> Text:
    """The text with this number."""
    return next(one for one in _texts() if one.number == number)


def _plain(name: str) -> frozenset[str]:
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return frozenset("".join(c if c.isalnum() else " " for c in bare).split())


def staff_among(beneficiary: str, staff: Iterable[str]) -> str:
    """The first member of staff whose whole name stands in a beneficiary's; "" when none does (Mandela Rule 97.3)."""
    given = _plain(beneficiary)
    return next((name for name in staff if len(_plain(name)) > 1 and _plain(name) <= given), "")


def share_of(rate: Any, free: Any) -> int | None:
    """A rate as a share of the free wage in percent; None when they are not of one kind and currency."""
    if rate is None or free is None or (rate.basis, rate.currency) != (free.basis, free.currency):
        return None
    return int(HUNDRED * rate.minor // (free.minor * rate.batch))

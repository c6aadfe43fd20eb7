"""Whether an authority must hear of an accident and until when, and figures by hours worked. Pure."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kernel.i18n import said
from programmes.accidents.models import Care

HOURS = 1000
MINUTES_AN_HOUR = 60


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Until when an authority must hear of it, and by which rule."""

    until: dt.date
    source: str


@functools.cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "notify.toml").read_text("utf-8"))


def notice_of(cares: Collection[Care], unfit_days: int, happened_on: dt.date) -> Notice | None:
    """The earliest day by which an authority must hear of it; None when no rule asks for it."""
    asked = [
        rule
        for rule in _file()["rule"]
        if rule.get("care") in cares or ("unfit_days" in rule and unfit_days >= rule["unfit_days"])
    ]
    first = min(asked, key=lambda rule: rule["days"], default=None)
    return Notice(until=happened_on + dt.timedelta(days=first["days"]), source=first["source"]) if first else None


def source_words(source: str) -> Any:
    """The source of a rule in the reader's language."""
    return said(source, _file()["words"])


def per_thousand_hours(accidents: int, minutes: int) -> float | None:
    """Accidents in a thousand hours of work, to one decimal; None where nobody worked."""
    return round(accidents * HOURS * MINUTES_AN_HOUR / minutes, 1) if minutes else None

"""A step of a calculation as a sentence with its numbers. Pure but for the reader's language."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from typing import Any

from kernel.i18n import _, isolate, language, show_date

_DATES = frozenset({"from", "to", "release", "expiry", "date", "was"})


def in_words(step: Mapping[str, Any]) -> str:
    """One step of a calculation as a sentence with its numbers."""
    speaking = language()
    facts = {key: _shown(value, speaking) if key in _DATES else value for key, value in step.items()}
    facts["counts"] = ", ".join(str(count) for count in step.get("counts", ()))
    said = _sentences(speaking)[step["code"]] % facts
    return f"{said} ({isolate(step['law'])})" if step.get("law") else said


@functools.lru_cache(maxsize=20_000)
def _shown(value: str, _language: str) -> str:
    return show_date(dt.date.fromisoformat(value))


@functools.lru_cache(maxsize=8)
def _sentences(_language: str) -> dict[str, str]:
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
        "offence_late": _("The offence of sentence %(counts)s is dated %(date)s, after its sentence on %(from)s. Check "
                          "both; this moves no date, because the sentence follows another one."),
        "result": _("Release on %(release)s. The sentence ends on %(expiry)s."),
        "manual": _("Set by hand: release %(release)s, end %(expiry)s."),
    }  # fmt: skip

"""The order of a waiting list: dated rules with points, and a sentence for every line. Pure."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kernel.i18n import LazyString, _, _l, ngettext

BUILT_IN = "2026-11"
"""The name of the points below, in force where a prison has published none."""
FACTORS: Mapping[str, tuple[LazyString | str, int]] = {
    "need_1": (_l("Some need for it was assessed"), 10),
    "need_2": (_l("A clear need for it was assessed"), 20),
    "need_3": (_l("A high need for it was assessed"), 30),
    "planned": (_l("A step of the agreed plan asks for it"), 10),
    "window_30": (_l("30 days or fewer between the end of the group and release"), 30),
    "window_60": (_l("31 to 60 days between them"), 20),
    "window_90": (_l("61 to 90 days between them"), 10),
    "waiting_most": (_l("Waiting: one point a week, at most"), 20),
    "idle_most": (_l("Without any place: one point a week, at most"), 10),
    "dependant": (_l("Each person who depends on them"), 5),
    "dependant_most": (_l("For dependants together, at most"), 10),
    "recent": (_l("Had a place in this programme in the last 12 months"), -10),
    "refused": (_l("Turned down an offered place in the last 60 days"), -10),
}
"""What gives or takes points, by code, with the built-in points. Never nationality, religion, offence or complaints."""
TAKES = frozenset({"recent", "refused"})
"""The factors that may only take points; the others may only give them."""
MOST_POINTS = 100
DEFAULT: Mapping[str, int] = {code: points for code, (_label, points) in FACTORS.items()}
WINDOWS = ((30, "window_30"), (60, "window_60"), (90, "window_90"))
"""(slack in days between the end of the group and release, factor): who soon could not finish any more comes first."""


def fitting_points(points: Mapping[str, int]) -> bool:
    """Whether every factor has its points, on the side where they belong and within bounds."""
    return set(points) == set(FACTORS) and all(
        (-MOST_POINTS <= value <= 0) if code in TAKES else (0 <= value <= MOST_POINTS) for code, value in points.items()
    )


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """What ranking may look at. ``idle_since``: since when the person has no place; None while they have one."""

    application_id: uuid.UUID
    need: int | None
    release_on: dt.date | None
    requested_on: dt.date
    lot: int
    planned: bool = False
    idle_since: dt.date | None = None
    dependants: int = 0
    recent: bool = False
    refused: bool = False


@dataclass(frozen=True)
class Line:
    """One reason in plain words, which the person may read, with its points. ``values`` let it be said again later."""

    points: int
    code: str
    values: Mapping[str, int] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The sentence."""
        return sentence(self.code, self.values)

    def as_json(self) -> dict[str, Any]:
        """The line as it is kept with an offer."""
        return {"points": self.points, "code": self.code, "values": dict(self.values), "words": self.words}


@dataclass(frozen=True)
class Ranked:
    """A candidate's place on the list, from 1, with every line that led to it."""

    place: int
    candidate: Candidate
    lines: tuple[Line, ...]

    @property
    def points(self) -> int:
        """The sum of the lines."""
        return sum(line.points for line in self.lines)


def _waited(days: int) -> str:
    return ngettext("You have waited %(num)d day.", "You have waited %(num)d days.", days)


def _idle(days: int) -> str:
    return ngettext("You have had no place for %(num)d day.", "You have had no place for %(num)d days.", days)


def _support(people: int) -> str:
    return ngettext("%(num)d person depends on you.", "%(num)d people depend on you.", people)


_SENTENCES: Mapping[str, Callable[[int], str]] = {
    "need_unknown": lambda _n: _("Your need for this course was not assessed yet."),
    "need_none": lambda _n: _("Your assessment found no need for this course."),
    "need": lambda _n: _("Your assessment says that this course would help you."),
    "planned": lambda _n: _("Your plan asks for this course."),
    "release_unknown": lambda _n: _("Your release date is not known, so it does not count."),
    "too_late": lambda _n: _("This group ends after your release."),
    "window": lambda _n: _("Little time is left to do this course before your release."),
    "no_window": lambda _n: _("Later groups can also finish before your release."),
    "waiting": _waited,
    "idle": _idle,
    "dependants": _support,
    "recent": lambda _n: _("You had a place in this programme less than a year ago."),
    "refused": lambda _n: _("You turned down an offered place less than 60 days ago."),
}


def sentence(code: str, values: Mapping[str, int]) -> str:
    """A line's sentence in the reader's language."""
    return _SENTENCES[code](values.get("num", 0))


def kept_sentence(line: Mapping[str, Any]) -> str:
    """The sentence of a kept line; as it was written, where it was kept without its code."""
    return sentence(line["code"], line["values"]) if line.get("code") in _SENTENCES else str(line["words"])


def _need_line(candidate: Candidate, points: Mapping[str, int]) -> Line:
    if candidate.need is None:
        return Line(0, "need_unknown")
    if candidate.need == 0:
        return Line(0, "need_none")
    return Line(points.get(f"need_{min(candidate.need, 3)}", 0), "need")


def _window_line(candidate: Candidate, ends_on: dt.date, points: Mapping[str, int]) -> Line:
    if candidate.release_on is None:
        return Line(0, "release_unknown")
    slack = (candidate.release_on - ends_on).days
    if slack < 0:
        return Line(0, "too_late")
    found = next((code for limit, code in WINDOWS if slack <= limit), "")
    return Line(points.get(found, 0), "window") if found else Line(0, "no_window")


def _weeks_line(code: str, since: dt.date, today: dt.date, most: int) -> Line:
    days = max(0, (today - since).days)
    return Line(min(most, days // 7), code, {"num": days})


def lines_for(
    candidate: Candidate, ends_on: dt.date, today: dt.date, points: Mapping[str, int] = DEFAULT
) -> tuple[Line, ...]:
    """The reasons for a candidate's place, in the order they are shown."""
    lines = [
        _need_line(candidate, points),
        _window_line(candidate, ends_on, points),
        _weeks_line("waiting", candidate.requested_on, today, points["waiting_most"]),
    ]
    if candidate.planned:
        lines.append(Line(points["planned"], "planned"))
    if candidate.idle_since and candidate.idle_since < today:
        lines.append(_weeks_line("idle", candidate.idle_since, today, points["idle_most"]))
    if candidate.dependants:
        together = min(points["dependant_most"], candidate.dependants * points["dependant"])
        lines.append(Line(together, "dependants", {"num": candidate.dependants}))
    lines += [Line(points[code], code) for code in ("recent", "refused") if getattr(candidate, code)]
    return tuple(lines)


def rank(
    candidates: Sequence[Candidate], ends_on: dt.date, today: dt.date, points: Mapping[str, int] = DEFAULT
) -> list[Ranked]:
    """The waiting list in order: most points, then who asked first, then the lot drawn when they asked."""
    scored = [(candidate, lines_for(candidate, ends_on, today, points)) for candidate in candidates]
    scored.sort(
        key=lambda one: (-sum(line.points for line in one[1]), one[0].requested_on, one[0].lot, one[0].application_id)
    )
    return [Ranked(place, candidate, lines) for place, (candidate, lines) in enumerate(scored, start=1)]

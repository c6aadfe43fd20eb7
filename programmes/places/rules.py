"""The order of a waiting list, with a sentence for every line, and what a release date allows. Pure."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from kernel.i18n import _, ngettext

RANKING = "2026-01"
"""The dated set of ranking rules below. Never points for nationality, religion, offence or complaints."""
NEED_POINTS = {1: 10, 2: 20, 3: 30}
WINDOWS = ((30, 30), (60, 20), (90, 10))
"""(slack in days between the end of the group and release, points): who soon could not finish any more comes first."""
MOST_WAITING_POINTS = 20


def finishes_in_time(ends_on: dt.date, release_on: dt.date | None) -> bool:
    """Whether a group ends before the release. Without a release date nothing speaks against it."""
    return release_on is None or ends_on <= release_on


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """What ranking may look at: the need, the release date, since when the person waits, the lot."""

    application_id: uuid.UUID
    need: int | None
    release_on: dt.date | None
    requested_on: dt.date
    lot: int


@dataclass(frozen=True)
class Line:
    """One reason in plain words, which the person may read, with its points."""

    points: int
    words: str


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


def _need_line(candidate: Candidate) -> Line:
    if candidate.need is None:
        return Line(0, _("Your need for this course was not assessed yet."))
    if candidate.need == 0:
        return Line(0, _("Your assessment found no need for this course."))
    return Line(NEED_POINTS.get(candidate.need, 30), _("Your assessment says that this course would help you."))


def _window_line(candidate: Candidate, ends_on: dt.date) -> Line:
    if candidate.release_on is None:
        return Line(0, _("Your release date is not known, so it does not count."))
    slack = (candidate.release_on - ends_on).days
    if slack < 0:
        return Line(0, _("This group ends after your release."))
    points = next((points for limit, points in WINDOWS if slack <= limit), 0)
    if points:
        return Line(points, _("Little time is left to do this course before your release."))
    return Line(0, _("Later groups can also finish before your release."))


def _waiting_line(candidate: Candidate, today: dt.date) -> Line:
    days = max(0, (today - candidate.requested_on).days)
    words = ngettext("You have waited %(num)d day.", "You have waited %(num)d days.", days)
    return Line(min(MOST_WAITING_POINTS, days // 7), words)


def lines_for(candidate: Candidate, ends_on: dt.date, today: dt.date) -> tuple[Line, ...]:
    """The reasons for a candidate's place, in the order they are shown."""
    return _need_line(candidate), _window_line(candidate, ends_on), _waiting_line(candidate, today)


def rank(candidates: Sequence[Candidate], ends_on: dt.date, today: dt.date) -> list[Ranked]:
    """The waiting list in order: most points, then who asked first, then the lot drawn when they asked."""
    scored = [(candidate, lines_for(candidate, ends_on, today)) for candidate in candidates]
    scored.sort(
        key=lambda one: (-sum(line.points for line in one[1]), one[0].requested_on, one[0].lot, one[0].application_id)
    )
    return [Ranked(place, candidate, lines) for place, (candidate, lines) in enumerate(scored, start=1)]

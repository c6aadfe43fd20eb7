"""Pure decisions on days: which are worked, why one is not, and counting in working days.

Public holidays come from the ``holidays`` package. Islamic dates that no authority has announced yet are estimates
there: they are marked, and an establishment corrects them by days of its own.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import holidays

from kernel.calendars.models import OwnDayKind
from kernel.i18n import LOCALES, _, language

WEEKDAYS = frozenset(range(5))
"""Monday to Friday, where nobody chose."""
_ENGLISH, WEEK = "en_US", 7
_MARK = re.compile(r"\s*[(（][^()（）]*[)）]$")


def countries() -> tuple[str, ...]:
    """The ISO codes of the countries whose holidays are known."""
    return tuple(sorted(holidays.list_supported_countries(include_aliases=False)))


@functools.cache
def parts_of(country: str) -> dict[str, str]:
    """Code → name of the parts of a country that keep holidays of their own; empty where there are none."""
    if country not in countries():
        return {}
    named = holidays.country_holidays(country).get_subdivision_aliases()
    return {code: (names[0] if names else code) for code, names in named.items()}


@functools.cache
def known_years(country: str) -> tuple[int, int]:
    """The first and last year whose holidays are known for a country."""
    known = holidays.country_holidays(country)
    return known.start_year, known.end_year


@dataclass(frozen=True)
class Holiday:
    """A public holiday. ``estimated``: the date depends on a sighting that nobody has announced."""

    name: str
    estimated: bool

    @property
    def words(self) -> str:
        """Its name, with what is uncertain about it."""
        return _("%(holiday)s (estimated)", holiday=self.name) if self.estimated else self.name


@functools.lru_cache(maxsize=512)
def _year(country: str, part: str, year: int, spoken: str) -> dict[dt.date, Holiday]:
    """The holidays of one year by day, named in ``spoken`` where the package has it, else in English."""
    english = holidays.country_holidays(country, subdiv=part or None, years=year, language=_ENGLISH)
    tongue = next((one for one in english.supported_languages if one.split("_")[0] == spoken), None) or _ENGLISH
    if _ENGLISH not in english.supported_languages and tongue == _ENGLISH:
        tongue = english.default_language or _ENGLISH
    named = holidays.country_holidays(country, subdiv=part or None, years=year, language=tongue)
    return {
        day: Holiday(name=_plain(named.get(day, words), "(estimated)" in words), estimated="(estimated)" in words)
        for day, words in english.items()
        if day.year == year
    }


def _plain(words: str, estimated: bool) -> str:
    return "; ".join(_MARK.sub("", one) if estimated else one for one in words.split("; "))


@dataclass(frozen=True)
class OwnDays:
    """Days from ``first`` to ``last``, both included, that an establishment closes or opens."""

    first: dt.date
    last: dt.date
    kind: OwnDayKind
    reason: str


@dataclass(frozen=True)
class Calendar:
    """The days of one establishment. ``weekdays``: 0 is Monday; ``country`` "" keeps no public holidays."""

    weekdays: frozenset[int] = WEEKDAYS
    country: str = ""
    subdivision: str = ""
    own: Sequence[OwnDays] = ()

    def is_working(self, day: dt.date) -> bool:
        """Whether the establishment works on a day."""
        found = self.own_on(day)
        if found is not None:
            return found.kind is OwnDayKind.OPENED
        return day.weekday() in self.weekdays and self.public_holiday(day) is None

    def closed(self, day: dt.date) -> str | None:
        """Why the establishment does not work on a day, in words; None when it does."""
        if self.is_working(day):
            return None
        return self.exception(day) or _("Not a working day of the week here")

    def exception(self, day: dt.date) -> str | None:
        """The closed day or holiday that a day is; None on every other day, also on a weekday that is not worked.

        For what may meet on any weekday, such as a Saturday class.
        """
        found = self.own_on(day)
        if found is not None:
            return found.reason if found.kind is OwnDayKind.CLOSED else None
        holiday = self.public_holiday(day)
        return holiday.words if holiday else None

    def public_holiday(self, day: dt.date) -> Holiday | None:
        """The public holiday of a day, whatever the establishment decided for it."""
        spoken = language()
        spoken = spoken if spoken in LOCALES else "en"
        return _year(self.country, self.subdivision, day.year, spoken).get(day) if self.country else None

    def knows(self, year: int) -> bool:
        """Whether the holidays of a year are known; where no country is chosen there is nothing to know."""
        if not self.country:
            return True
        first, last = known_years(self.country)
        return first <= year <= last

    def own_on(self, day: dt.date) -> OwnDays | None:
        """What the establishment itself decided for a day."""
        return next((one for one in self.own if one.first <= day <= one.last), None)


def add_working_days(calendar: Calendar, day: dt.date, count: int) -> dt.date:
    """The ``count``-th working day after ``day`` (before it when negative); ``day`` itself for 0."""
    step = dt.timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= calendar.is_working(day)
    return day


@dataclass(frozen=True)
class Marked:
    """One day of the year view. ``kind``: "own", "opened", "holiday", "rest" or "" for a plain working day."""

    day: dt.date
    kind: str
    words: str = ""
    estimated: bool = False


def marked(calendar: Calendar, day: dt.date) -> Marked:
    """What the year view says of one day."""
    found, holiday = calendar.own_on(day), calendar.public_holiday(day)
    if found is not None:
        return Marked(day, "own" if found.kind is OwnDayKind.CLOSED else "opened", found.reason)
    if holiday is not None:
        return Marked(day, "holiday", holiday.words, holiday.estimated)
    return Marked(day, "" if day.weekday() in calendar.weekdays else "rest")


def year_of(calendar: Calendar, year: int, first_weekday: int = 0) -> Iterator[list[list[Marked | None]]]:
    """Twelve months of weeks of seven days, None outside the month, weeks beginning on ``first_weekday``."""
    for month in range(1, 13):
        day = dt.date(year, month, 1)
        cells: list[Marked | None] = [None] * ((day.weekday() - first_weekday) % WEEK)
        while day.month == month:
            cells.append(marked(calendar, day))
            day += dt.timedelta(days=1)
        cells.extend([None] * (-len(cells) % WEEK))
        yield [cells[start : start + WEEK] for start in range(0, len(cells), WEEK)]

"""Words, dates and directions in the reader's language. Six locales are wired.

Babel reads the catalogues; which one speaks is a context variable, so a word costs a dictionary look-up and works
the same in a page, a job and a command.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import re
from contextvars import ContextVar
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import babel
from babel import dates as babel_dates
from babel import numbers as babel_numbers
from babel.support import LazyProxy, NullTranslations, Translations
from flask import has_request_context, request, session

from kernel import clock
from kernel.settings import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask import Flask

LOCALES = {"en": "English", "ar": "العربية", "zh": "中文", "fr": "Français", "ru": "Русский", "es": "Español"}
"""The six languages, each by its own name: a reader must be able to find theirs."""
DAY, MONTH = "EEE d MMM y", "MMMM y"
THEIR_OWN = {"zh": {DAY: "y年M月d日 EEE", MONTH: "y年M月"}, "ru": {MONTH: "LLLL y"}}
"""Chinese writes the year first; a Russian month by itself has another ending than one with a day."""
_speaking: ContextVar[str] = ContextVar("speaking", default="")
_NUMBER = r"\d[\d.]*(?: ?\([0-9a-z]\))?"
_LAW = re.compile(rf"(?P<law>(?:Mandela|Tokyo|Bangkok) Rules?) (?P<number>{_NUMBER}(?: and {_NUMBER})?)")
LazyString = LazyProxy
"""A word that is translated when it is shown."""


@functools.cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(str(ROOT / "translations"), [language])


@functools.cache
def _locale(language: str) -> babel.Locale:
    return babel.Locale.parse(language)


def _(text: str, /, **values: object) -> str:
    """``text`` in the reader's language, with ``%(name)s`` filled from ``values``."""
    found = _catalogue(language()).ugettext(text)
    return found % values if values else found


def ngettext(one: str, many: str, n: int, /, **values: object) -> str:
    """The form of the phrase that ``n`` takes in the reader's language (Arabic has six); ``%(num)s`` is ``n``."""
    return _catalogue(language()).ungettext(one, many, n) % {"num": n, **values}


def _l(text: str, /, **values: object) -> Any:
    """Like ``_``, translated only when it is shown: for labels that are made when a module loads."""
    return LazyProxy(_, text, enable_cache=False, **values)


def cite(text: str) -> str:
    """The name of a law as the reader's language gives it; what is not a rule of the United Nations stays as it is."""
    return _LAW.sub(_law, text)


def _law(found: re.Match[str]) -> str:
    names = {
        "Mandela Rule": _("Mandela Rule %(number)s"),
        "Mandela Rules": _("Mandela Rules %(number)s"),
        "Tokyo Rule": _("Tokyo Rule %(number)s"),
        "Tokyo Rules": _("Tokyo Rules %(number)s"),
        "Bangkok Rule": _("Bangkok Rule %(number)s"),
        "Bangkok Rules": _("Bangkok Rules %(number)s"),
    }
    first, _and, second = found["number"].partition(" and ")
    return names[found["law"]] % {
        "number": _("%(first)s and %(second)s", first=first, second=second) if second else first
    }


def said(text: str, words: Mapping[str, Mapping[str, str]]) -> Any:
    """A text of a data file, translated when it is shown by the file's own table ``words``.

    The table is language to text to translation, so that whoever writes a form or a policy translates it in one place.
    """
    return LazyProxy(_said, text, words, enable_cache=False)


def _said(text: str, words: Mapping[str, Mapping[str, str]]) -> str:
    return words.get(language(), {}).get(text) or cite(text)


def comma() -> str:
    """What stands between two things on one line, in the reader's script."""
    return _(", ")


def isolate(text: str) -> str:
    """What somebody typed, kept to its own direction on paper: the PDF maker knows no ``dir="auto"``."""
    return f"\u2068{text}\u2069"


def choose_locale() -> str:
    """The language of this answer: chosen in this session, else the browser's wish, else English."""
    if not has_request_context():
        return "en"
    chosen = session.get("locale", "")
    return chosen if chosen in LOCALES else request.accept_languages.best_match(list(LOCALES)) or "en"


def language() -> str:
    """The language that is being spoken: what ``speaking`` or the request set at its begin, else what it asks for."""
    return _speaking.get() or choose_locale()


@contextlib.contextmanager
def speaking(wanted: str) -> Iterator[None]:
    """Speak this language inside the block (English when it is not one of ours): for papers, letters and jobs."""
    token = _speaking.set(wanted if wanted in LOCALES else "en")
    try:
        yield
    finally:
        _speaking.reset(token)


def init(app: Flask) -> None:
    """Give the templates their words, and choose each request's language once."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"]
    app.before_request(_begin)
    app.teardown_request(_end)


def _begin() -> None:
    _speaking.set(choose_locale())


def _end(_error: BaseException | None) -> None:
    _speaking.set("")


def current_locale() -> babel.Locale:
    """The locale of this answer, English outside a request."""
    return _locale(language())


def direction() -> str:
    """``rtl`` or ``ltr``."""
    return str(current_locale().text_direction)


def show_date(day: dt.date | None, pattern: str = DAY) -> str:
    """A date as people say it: "Tue 24 Nov 2026", "2026年11月24日 周二". An em dash when there is none."""
    locale = current_locale()
    return (
        babel_dates.format_date(day, THEIR_OWN.get(locale.language, {}).get(pattern, pattern), locale) if day else "—"
    )


def show_month(period: str) -> str:
    """A month of the books, "2026-11", as people say it: "November 2026"."""
    year, month = map(int, period.split("-"))
    return show_date(dt.date(year, month, 1), MONTH)


def show_moment(moment: dt.datetime | None, zone: str = "UTC") -> str:
    """An instant on the wall clock of ``zone``: "Tue 24 Nov 2026, 14:05"."""
    if moment is None:
        return "—"
    day, time = clock.local(moment, zone).date(), f"{clock.local(moment, zone):%H:%M}"
    return _("%(day)s, %(time)s", day=show_date(day), time=time)


def show_time(time: dt.time) -> str:
    """A time of day as the reader's language writes it: "19:30", in Arabic "7:30 م". English as in ``show_moment``."""
    locale = current_locale()
    return babel_dates.format_time(time, "HH:mm" if locale.language == "en" else "short", locale=locale)


def show_days(day: dt.date, today: dt.date) -> str:
    """How far off a date is, in words: "in 3 days", "2 days ago", "today"."""
    if day == today:
        return str(_("today"))
    locale = current_locale()
    return babel_dates.format_timedelta(day - today, granularity="day", threshold=2, add_direction=True, locale=locale)


def show_money(minor: int, currency: str) -> str:
    """An amount with its currency, as the reader's language writes it."""
    places = babel_numbers.get_currency_precision(currency)
    return babel_numbers.format_currency(Decimal(minor).scaleb(-places), currency, locale=current_locale())

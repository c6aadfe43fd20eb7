"""Words, dates and directions in the reader's language. Six locales are wired."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import babel
from babel import dates as babel_dates
from babel import numbers as babel_numbers
from flask import has_request_context, request, session
from flask_babel import Babel, get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from kernel import clock

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["LOCALES", "_", "_l", "choose_locale", "current_locale", "init", "ngettext", "show_date", "show_money"]

LOCALES = {"en": "English", "ar": "العربية", "zh": "中文", "fr": "Français", "ru": "Русский", "es": "Español"}
"""The six languages, each by its own name: a reader must be able to find theirs."""


def choose_locale() -> str:
    """The language of this answer: chosen in this session, else the browser's wish, else English."""
    if not has_request_context():
        return "en"
    chosen = session.get("locale", "")
    return chosen if chosen in LOCALES else request.accept_languages.best_match(list(LOCALES)) or "en"


def init(app: Flask) -> None:
    """Wire Flask-Babel to the one catalogue in ``translations/``."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(app.root_path) + "/translations")
    Babel(app, locale_selector=choose_locale)


def current_locale() -> babel.Locale:
    """The locale of this answer, English outside a request."""
    return get_locale() or babel.Locale("en")


def direction() -> str:
    """``rtl`` or ``ltr``."""
    return str(current_locale().text_direction)


def show_date(day: dt.date | None, pattern: str = "EEE d MMM y") -> str:
    """A date as people say it: "Tue 24 Nov 2026". An em dash when there is none."""
    return babel_dates.format_date(day, pattern, locale=current_locale()) if day else "—"


def show_moment(moment: dt.datetime | None, zone: str = "UTC") -> str:
    """An instant on the wall clock of ``zone``: "Tue 24 Nov 2026, 14:05"."""
    if moment is None:
        return "—"
    return babel_dates.format_datetime(clock.local(moment, zone), "EEE d MMM y, HH:mm", locale=current_locale())


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

"""Dates on screens and papers stand in the order in which the reader's language writes them."""

import datetime as dt

import pytest

from kernel import i18n


@pytest.mark.parametrize(
    ("language", "day", "month"),
    [
        ("en", "Tue 24 Nov 2026", "November 2026"),
        ("zh", "2026年11月24日 周二", "2026年11月"),
        ("ru", "вт 24 нояб. 2026", "ноябрь 2026"),
        ("fr", "mar. 24 nov. 2026", "novembre 2026"),
    ],
)
def test_day_and_month(language, day, month):
    with i18n.speaking(language):
        assert i18n.show_date(dt.date(2026, 11, 24)) == day
        assert i18n.show_date(dt.date(2026, 11, 24), i18n.MONTH) == month
        assert i18n.show_month("2026-11") == month

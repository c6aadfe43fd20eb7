"""The table of checks: probation.md 4.7, and what we add to it."""

from __future__ import annotations

import pytest

from probation.reminders.models import Why
from probation.reminders.rules import Facts, why_not
from probation.wishes.models import Answer, Way
from probation.wishes.rules import mail_of, mobile_of

GOOD = {"answer": Answer.AGREED, "address": "+447700900123"}


@pytest.mark.parametrize(
    ("over", "why"),
    [
        ({}, None),
        ({"others": 1}, Why.SHARED),  # the same mobile on two people
        ({"others": 1, "shared": True}, None),  # ours: the person says that others may read it
        ({"answer": Answer.REFUSED}, Why.REFUSED),  # opted out = N
        ({"answer": Answer.STOPPED}, Why.STOPPED),
        ({"answer": None}, Why.NOT_ASKED),  # never recorded: the source sends, we ask first
        ({"logged": True}, Why.LOGGED),  # outcome already logged
        ({"in_custody": True}, Why.CUSTODY),  # in custody since yesterday
        ({"work_left": 0}, Why.DONE),  # minutes ordered 3600, credited 3600
        ({"work_left": -60}, Why.DONE),
        ({"work_left": 60}, None),
        ({"at_large": True}, Why.AT_LARGE),
        ({"restricted": True}, Why.HIDDEN),
        ({"alive": False}, Why.DIED),
        ({"order_runs": False}, Why.ORDER),
        ({"stands": False}, Why.MOVED),
        ({"address": "+442079460123"}, Why.BAD_ADDRESS),  # a landline
        ({"address": ""}, Why.BAD_ADDRESS),
        ({"messages_that_day": 1}, Why.SAME_DAY),  # one text per person per day
        ({"way": Way.EMAIL, "address": "amal@example.org"}, None),
        ({"way": Way.EMAIL}, Why.BAD_ADDRESS),
        ({"answer": None, "in_custody": True}, Why.CUSTODY),
        ({"alive": False, "logged": True}, Why.DIED),
    ],
)
def test_the_table(over, why):
    assert why_not(Facts(**GOOD | over)) is why


@pytest.mark.parametrize(
    ("typed", "home", "number"),
    [
        ("07700 900123", "44", "+447700900123"), ("07700 90012", "44", None), ("020 7946 0123", "44", None),
        ("07700 900123", "", None), ("+44 (7700) 900-123", "", "+447700900123"), ("+33 1 23 45 67 89", "", None),
        ("0044 7700 900123", "", "+447700900123"), ("+٣٣ ٦ ١٢ ٣٤ ٥٦ ٧٨", "", "+33612345678"),
        ("+216 20 123 456", "", "+21620123456"), ("+1 202 555 0143", "", "+12025550143"), ("+0 123", "", None),
        ("call my mother", "44", None), ("", "44", None),
    ],
)  # fmt: skip
def test_numbers_that_can_be_reached(typed, home, number):
    assert mobile_of(typed, home) == number


def test_addresses():
    assert mail_of(" amal@example.org ") == "amal@example.org"
    assert mail_of("amal@home") is None

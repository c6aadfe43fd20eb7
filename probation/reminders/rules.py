"""Who may get a message and what it says. Pure.

The checks are those of the English reminder query (probation.md 4.7) with one of our own: nobody is written to who was
not asked. Shared telephones: only when the person said that others may read it. One day before, not two: Hastings and
others 2021 (29 % fewer missed; two days before had no effect).
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import dataclass

from kernel.i18n import _, show_moment
from probation.contacts.models import ContactKind
from probation.reminders.models import Why
from probation.wishes.models import Answer, Way
from probation.wishes.rules import mail_of, mobile_of

FROM, UNTIL = dt.time(9), dt.time(20)
"""Hours on the office's clock in which people are written to."""
_WORDS = {Answer.REFUSED: Why.REFUSED, Answer.STOPPED: Why.STOPPED}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a person and an appointment.

    ``work_left``: minutes of work still asked for under the order; None: none, or the appointment is not about work.
    """

    answer: Answer | None
    way: Way = Way.SMS
    address: str = ""
    others: int = 0
    shared: bool = False
    in_custody: bool = False
    at_large: bool = False
    restricted: bool = False
    alive: bool = True
    order_runs: bool = True
    stands: bool = True
    logged: bool = False
    work_left: int | None = None
    messages_that_day: int = 0


def why_not(facts: Facts) -> Why | None:
    """The first reason why this person gets no message for this appointment; None: it may be sent."""
    reachable = mobile_of(facts.address) if facts.way is Way.SMS else mail_of(facts.address)
    checks = (
        (not facts.alive, Why.DIED),
        (facts.logged, Why.LOGGED),
        (not facts.stands, Why.MOVED),
        (facts.in_custody, Why.CUSTODY),
        (facts.at_large, Why.AT_LARGE),
        (not facts.order_runs, Why.ORDER),
        (facts.restricted, Why.HIDDEN),
        (facts.work_left is not None and facts.work_left <= 0, Why.DONE),
        (facts.answer is None, Why.NOT_ASKED),
        (facts.answer in _WORDS, _WORDS.get(facts.answer or Answer.AGREED, Why.NOT_ASKED)),
        (reachable is None, Why.BAD_ADDRESS),
        (facts.others > 0 and not facts.shared, Why.SHARED),
        (facts.messages_that_day > 0, Why.SAME_DAY),
    )
    return next((why for fails, why in checks if fails), None)


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """What a message may say of an appointment."""

    kind: ContactKind
    at: dt.datetime
    zone: str
    officer: str
    office: str
    place: str
    discreet: bool


def message(one: Meeting) -> str:
    """The text in the language that is being spoken: officer's first name, office, time, place, and how to answer.

    A discreet one names neither officer nor office nor place. None says probation, an order, or why one meets.
    """
    when = show_moment(one.at, one.zone)
    replies = _("Answer 1: I come. 2: another time. 3: help. STOP: no more messages.")
    if one.discreet:
        quiet = _("Reminder: your appointment is %(when)s.", when=when)
        return f"{quiet} {replies}"
    first = one.officer.split()[0] if one.officer.split() else ""
    said = _("Reminder from %(officer)s, %(office)s: %(when)s, %(where)s.", officer=first, office=one.office, when=when,
             where=one.place or str(one.kind.label))  # fmt: skip
    return f"{said} {replies}"


def remind_on(at: dt.datetime, zone: str) -> dt.date:
    """The day before an appointment, on the office's calendar."""
    return at.astimezone(zoneinfo.ZoneInfo(zone)).date() - dt.timedelta(days=1)


def hours_on(day: dt.date, zone: str) -> tuple[dt.datetime, dt.datetime]:
    """From when until when messages leave on a day of the office."""
    where = zoneinfo.ZoneInfo(zone)
    first, last = dt.datetime.combine(day, FROM, where), dt.datetime.combine(day, UNTIL, where)
    return first.astimezone(dt.UTC), last.astimezone(dt.UTC)

"""Commands on calendars: choose a country and weekdays, close or open days, take that back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field

from kernel import audit, clock
from kernel.authz import Actor, Role
from kernel.calendars.models import CalendarChoice, OwnDay, OwnDayKind
from kernel.calendars.queries import choice_of, meets_own, own_day_of
from kernel.calendars.rules import countries, parts_of
from kernel.db import session
from kernel.errors import DomainError, Forbidden, NotFound
from kernel.i18n import _, show_date
from kernel.ids import new_id
from kernel.units.models import ESTABLISHMENTS, Unit
from kernel.units.queries import unit_of

SETTERS = (Role.GOVERNOR, Role.ADMINISTRATOR, Role.PROBATION_SUPERVISOR)
LEAST_REASON, MOST_DAYS = 3, 366


@dataclass(frozen=True, kw_only=True)
class NewCalendar:
    """Whose holidays an establishment keeps and on which weekdays (0 is Monday) it works."""

    unit_id: uuid.UUID
    country: str = ""
    subdivision: str = ""
    weekdays: Collection[int] = range(5)


def set_calendar(actor: Actor | None, new: NewCalendar) -> CalendarChoice:
    """Choose the country, its part and the working weekdays of an establishment."""
    _demand(actor, new.unit_id)
    if not new.weekdays:
        raise DomainError(_("Choose at least one working day."), field="weekdays")
    if new.country and new.country not in countries():
        raise DomainError(_("The holidays of this country are not known. Choose another one."), field="country")
    if new.subdivision and new.subdivision not in parts_of(new.country):
        raise DomainError(_("This is not a part of that country. Choose again."), field="subdivision")
    found = choice_of(new.unit_id)
    if found is None:
        found = CalendarChoice(unit_id=new.unit_id)
        session.add(found)
    found.country, found.subdivision = new.country, new.subdivision
    found.weekdays = "".join(str(one) for one in sorted(set(new.weekdays)))
    audit.record(actor, "calendar.set", found)
    session.flush()
    return found


@dataclass(frozen=True, kw_only=True)
class NewOwnDays:
    """Days from ``first_on`` to ``last_on``, both included, that are closed, or worked after all."""

    unit_id: uuid.UUID
    kind: OwnDayKind
    first_on: dt.date
    last_on: dt.date
    reason: str
    id: uuid.UUID = field(default_factory=new_id)


def note_days(actor: Actor | None, new: NewOwnDays) -> OwnDay:
    """Close or open days of an establishment. The same id twice is one; a day is noted once."""
    _demand(actor, new.unit_id)
    if known := own_day_of(new.id):
        return known
    if new.last_on < new.first_on:
        raise DomainError(_("The last day is before the first one."), field="last_on")
    if (new.last_on - new.first_on).days >= MOST_DAYS:
        raise DomainError(_("Note at most one year at a time."), field="last_on")
    if len(new.reason) < LEAST_REASON:
        raise DomainError(_("Say why in a few words: it is shown wherever the day is skipped."), field="reason")
    if there := meets_own(new.unit_id, new.first_on, new.last_on):
        words = _("%(day)s is noted already (%(reason)s). Take that back first.",
                  day=show_date(there.first_on), reason=there.reason)  # fmt: skip
        raise DomainError(words, field="first_on")
    made = OwnDay(**vars(new))
    session.add(made)
    audit.record(actor, "own_day.noted", made, reason=new.reason)
    session.flush()
    return made


def take_back(actor: Actor, day_id: uuid.UUID) -> OwnDay:
    """These days are again what the calendar says. Twice is once."""
    found = own_day_of(day_id)
    if found is None:
        raise NotFound(_("There is no such day."))
    _demand(actor, found.unit_id)
    if found.taken_back_at is None:
        found.taken_back_at = clock.now()
        audit.record(actor, "own_day.taken_back", found)
    return found


def _demand(actor: Actor | None, unit_id: uuid.UUID) -> Unit:
    """The establishment, when the actor may set its calendar; the system itself (None) may."""
    unit = unit_of(unit_id)
    if unit.kind not in ESTABLISHMENTS or (actor is not None and not actor.covers(unit_id)):
        raise NotFound(_("There is no such establishment in your care."))
    if actor is not None and not actor.has(*SETTERS):
        raise Forbidden(_("The calendar is set by the governor, the supervisor or the administrator."))
    return unit

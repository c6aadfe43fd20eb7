"""Setting limits, allowing somebody beyond them with a reason, and asking them where work is planned and recorded."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from kernel import audit, clock
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import DomainError, Forbidden
from kernel.i18n import _, cite
from kernel.units.queries import unit_of
from programmes.catalogue.models import ProgrammeKind
from programmes.catalogue.policies import can_manage, demand
from programmes.catalogue.queries import programme_of
from programmes.checks.rules import (
    RowAnswer,
    contribute_place_note,
    contribute_plan_check,
    contribute_row_check,
)
from programmes.fitting.queries import contribute_place_check
from programmes.fitting.rules import Finding, Seat
from programmes.hours.queries import Hours, holders_of, hours_of, meetings_of
from programmes.intakes.queries import intake_for
from programmes.limits.models import LimitAnswer, LimitKind, LimitOverride, WorkLimit
from programmes.limits.queries import all_limits, allowed_for, is_empty, limits_for
from programmes.limits.rules import DAY, Breach, Limit, breach_words, breaches, shipped
from programmes.places.queries import allocation_for
from programmes.registers.queries import session_for
from programmes.registers.rules import CODES, minutes_of

SETTERS = (Role.ADMINISTRATOR, Role.GOVERNOR)
LEAST = 10
REACH = 14
"""So many days before and after a day can stand in one row or week with it."""


def connect() -> None:
    """Ask the limits when a place is given, sessions are planned, and a row of a register is kept."""
    contribute_place_check("limits", 50, place_findings)
    contribute_place_note(note_place)
    contribute_plan_check(plan_words)
    contribute_row_check(row_answer)


def set_limit(actor: Actor, limit: Limit) -> WorkLimit:
    """Put a limit in force from a day to come, for the service or one prison. Raises DomainError without a source."""
    allowed = actor.covers(limit.unit_id) if limit.unit_id else actor.everywhere
    if not actor.has(*SETTERS) or not allowed:
        raise Forbidden(_("The governor sets limits for the prison, an administrator those of the whole service."))
    if len(limit.source.strip()) < LEAST:
        raise DomainError(_("Name the law, order or decision that the limit rests on."), field="source")
    if limit.valid_from < clock.today():
        raise DomainError(_("A limit begins today or later: registers before were taken under the one that held."),
                          field="valid_from")  # fmt: skip
    if is_empty():
        for one in shipped():
            _add(None, one)
    made = _add(actor, limit)
    session.flush()
    return made


def _add(actor: Actor | None, limit: Limit) -> WorkLimit:
    made = WorkLimit(**vars(limit), set_by=actor.human_id if actor else None)
    session.add(made)
    audit.record(actor, "work_limit.set", made, reason=limit.source)
    return made


def _is_work(group: Any) -> bool:
    return bool(programme_of(group.programme_id).kind is ProgrammeKind.WORK)


def _found(group: Any, hours: Hours, days: Sequence[dt.date], known: Sequence[Limit]) -> list[Breach]:
    """The first breach of each kind on these days, each by the limits of its own day."""
    found: dict[LimitKind, Breach] = {}
    for day in days:
        limits = limits_for(group.unit_id, hours, day, known)
        for one in breaches(hours.work, limits, studies=hours.studies, on=[day]):
            found.setdefault(one.kind, one)
    return list(found.values())


def place_findings(group: Any, seats: Sequence[Seat], today: dt.date) -> dict[uuid.UUID, list[Finding]]:
    """What limits say against places: the sessions of the group together with all others of each person."""
    met = meetings_of(group.id, max(today, group.starts_on))
    days = sorted({day for day, _minutes in met})
    if not days or not _is_work(group):
        return {}
    every = hours_of([seat.person_id for seat in seats], days[0] - DAY * REACH, days[-1] + DAY * REACH, planned=True)
    known, found = all_limits(), {}
    for seat in seats:
        hours = every[seat.person_id]
        for day, minutes in met:
            hours.work[day] += minutes
        found[seat.person_id] = [_finding(one, seat) for one in _found(group, hours, days, known)]
    return found


def _finding(one: Breach, seat: Seat) -> Finding:
    """A limit that refuses stands in the way, one that yields to a reason until there is one."""
    words, rule = breach_words(one, _("This person")), _rule(one)
    if one.limit.answer is LimitAnswer.REFUSE:
        return Finding(code="limit", words=words, rule=rule)
    waits = one.limit.answer is LimitAnswer.REASON and len(seat.override) < LEAST
    more = _("You may give the place with a reason.")
    return Finding(
        code="limit", words=f"{words} {more}" if waits else words, rule=rule, blocks=waits,
        field="override_reason" if waits else "",
    )  # fmt: skip


def _rule(one: Breach) -> str:
    return str(one.limit.source)


def note_place(actor: Actor, place: Any, reason: str) -> None:
    """Keep what a place was allowed beyond the limits, for the inspector's list: its own sessions are planned now."""
    group = intake_for(actor, place.intake_id)
    days = sorted({day for day, _minutes in meetings_of(group.id, place.starts_on)})
    if not days or not _is_work(group):
        return
    hours = hours_of([place.person_id], days[0] - DAY * REACH, days[-1] + DAY * REACH, planned=True)[place.person_id]
    for one in _found(group, hours, days, all_limits()):
        if one.limit.answer is LimitAnswer.REASON:
            _keep(actor, place, None, one, reason)


def _keep(actor: Actor, place: Any, session_id: uuid.UUID | None, one: Breach, reason: str) -> None:
    made = LimitOverride(
        person_id=place.person_id, allocation_id=place.id, session_id=session_id, kind=one.kind, on_day=one.on,
        amount=one.amount, most=one.most, source=one.limit.source, reason=reason, allowed_by=actor.human_id,
        allowed_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "limit_override.allowed", made, reason=reason)
    session.flush()


def plan_words(group: Any) -> str:
    """Why planned sessions of a group may not stand: somebody in it would work beyond a limit that refuses."""
    people = holders_of(group.id) if _is_work(group) else {}
    days = [day for day, _minutes in meetings_of(group.id, clock.today(unit_of(group.unit_id).zone))]
    if not people or not days:
        return ""
    known, allowed = all_limits(), allowed_for(list(people))
    every = hours_of(list(people), min(days) - DAY * REACH, max(days) + DAY * REACH, planned=True)
    for key, hours in every.items():
        for one in _found(group, hours, days, known):
            if one.limit.answer is not LimitAnswer.WARN and not _is_allowed(one, allowed[key], None):
                return f"{breach_words(one, people[key])} ({cite(_rule(one))})"
    return ""


def _is_allowed(one: Breach, allowed: Sequence[Any], session_id: uuid.UUID | None) -> bool:
    """Whether somebody allowed as much, for the place or for this session."""
    return any(
        each.kind == one.kind and one.amount <= each.amount and each.session_id in {None, session_id}
        for each in allowed
    )


def row_answer(held: Any, group: Any, rows: Sequence[Any]) -> RowAnswer:
    """Asks of each row whether its minutes keep within the limits, with all that is recorded of the person."""
    if group.kind != ProgrammeKind.WORK or not rows:
        return lambda _row, _mark: ""
    people = [row.person_id for row in rows]
    span = (held.held_on - DAY * REACH, held.held_on + DAY * REACH)
    every, known, allowed = hours_of(people, *span, without=held.id), all_limits(), allowed_for(people)

    def ask(row: Any, mark: Any) -> str:
        found = _row_breaches(held, group, every[row.person_id], mark, known)
        for one in found:
            if one.limit.answer is LimitAnswer.WARN or _is_allowed(one, allowed[row.person_id], held.id):
                continue
            words = f"{breach_words(one, row.name)} ({cite(_rule(one))})"
            more = _("Write fewer minutes, or let the coordinator allow it with a reason.")
            less = _("Write fewer minutes; the hours beyond belong to another day.")
            return f"{words} {more if one.limit.answer is LimitAnswer.REASON else less}"
        return ""

    return ask


def _row_breaches(held: Any, group: Any, hours: Hours, mark: Any, known: Sequence[Limit]) -> list[Breach]:
    """What one row would break: only who was there worked."""
    code = CODES.get(mark.code)
    if code is None or not code.attended:
        return []
    worked = Hours(work=dict(hours.work), studies=hours.studies, born=hours.born)
    worked.work[held.held_on] = worked.work.get(held.held_on, 0) + minutes_of(mark, code, held.minutes)
    return _found(group, worked, [held.held_on], known)


def allow(actor: Actor, session_id: uuid.UUID, allocation_ids: Sequence[uuid.UUID], reason: str) -> int:
    """Let people of one session work its whole time beyond limits that yield to a reason. Returns how many limits.

    Raises DomainError for too few words, and where a limit yields to nobody.
    """
    held, group = session_for(actor, session_id)
    demand(can_manage(actor, group.unit_id))
    if len(reason.strip()) < LEAST:
        raise DomainError(_("Say in a sentence why this is allowed."), field="reason")
    kept = 0
    for key in allocation_ids:
        place = allocation_for(actor, key)
        for one in session_breaches(held, group, [place.person_id]).get(place.person_id, []):
            if one.limit.answer is LimitAnswer.REFUSE:
                words = _("This limit yields to nobody: %(limit)s", limit=_rule(one))
                raise DomainError(words, field="who")
            if one.limit.answer is LimitAnswer.REASON:
                _keep(actor, place, held.id, one, reason.strip())
                kept += 1
    if not kept:
        raise DomainError(_("Nobody chosen would go beyond a limit: nothing has to be allowed."), field="who")
    return kept


def session_breaches(held: Any, group: Any, people: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Breach]]:
    """What each would break who works a whole session. The caller has fetched the people."""
    if not _is_work(group):
        return {}
    span = (held.held_on - DAY * REACH, held.held_on + DAY * REACH)
    every, known = hours_of(people, *span, without=held.id), all_limits()
    for hours in every.values():
        hours.work[held.held_on] += held.minutes
    return {key: _found(group, hours, [held.held_on], known) for key, hours in every.items()}

"""The checks that every place passes, each reading for a whole list at once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import apart_from_many
from kernel.db import session, table_of
from kernel.i18n import _, comma, current_locale, isolate
from programmes.catalogue.models import ProgrammeVersion
from programmes.exclusions.models import DayPart
from programmes.exclusions.queries import open_exclusions
from programmes.exclusions.rules import part_of
from programmes.fitting.queries import contribute_place_check
from programmes.fitting.rules import Finding, Seat, minutes_needed, minutes_until
from programmes.intakes.models import ClassSession, Intake, SessionState
from programmes.places.models import Allocation, AllocationState
from programmes.places.rules import LEAST_HANDOVER, finishes_in_time

_place, _group, _meeting = table_of(Allocation), table_of(Intake), table_of(ClassSession)
Found = Mapping[uuid.UUID, Sequence[Finding]]


def connect() -> None:
    """Put them before every place."""
    contribute_place_check("held_here", 10, held_here)
    contribute_place_check("running", 11, running)
    contribute_place_check("members", 12, members)
    contribute_place_check("release", 40, release)
    contribute_place_check("clash", 30, clash)


def held_here(group: Intake, seats: Sequence[Seat], _today: dt.date) -> Found:
    """Who is not held in the prison of the group takes no part in it."""
    words = _("This person is not held in the prison of this group.")
    return {
        seat.person_id: [Finding(code="held_here", words=words)]
        for seat in seats
        if not seat.in_custody or seat.facts.establishment_id != group.unit_id
    }


def running(group: Intake, seats: Sequence[Seat], today: dt.date) -> Found:
    """A group that is over takes nobody."""
    if group.ends_on >= today:
        return {}
    words = _("This group is over. Choose one that is still running.")
    return {seat.person_id: [Finding(code="over", words=words)] for seat in seats}


def members(group: Intake, seats: Sequence[Seat], _today: dt.date) -> Found:
    """Nobody has two places in one group, and who must be kept apart has none in the same one.

    Two people of one list who must be kept apart are warned of here; whoever is given a place first has it.
    """
    wanted = (_place.c.intake_id == group.id, _place.c.state != AllocationState.ENDED)
    inside = set(session.scalars(sa.select(_place.c.person_id).where(*wanted)))
    listed = {seat.person_id for seat in seats}
    found: dict[uuid.UUID, list[Finding]] = defaultdict(list)
    for seat in seats:
        if seat.person_id in inside:
            found[seat.person_id].append(
                Finding(code="double", words=_("This person has a place in this group already."))
            )
        if seat.apart_from & inside:
            found[seat.person_id].append(apart())
        elif seat.apart_from & listed:
            words = _("Somebody else on this list must be kept apart from this person. Choose one of them.")
            found[seat.person_id].append(Finding(code="apart_in_list", words=words, blocks=False))
    return found


def apart() -> Finding:
    """That somebody inside must be kept apart from a person."""
    words = _("Somebody in this group must be kept apart from this person. Choose another group.")
    return Finding(code="apart", words=words)


def release(group: Intake, seats: Sequence[Seat], _today: dt.date) -> Found:
    """Nobody begins what they cannot finish before release, unless somebody in the community goes on with it."""
    meetings, needed = _meetings_of(group), _needed(group)
    found: dict[uuid.UUID, list[Finding]] = {}
    for seat in seats:
        handed = len(seat.handover) >= LEAST_HANDOVER
        if not finishes_in_time(group.ends_on, seat.release_on) and not handed:
            found[seat.person_id] = [_ends_too_late()]
        if seat.release_on is None:
            words = _("The release date is not known, so nobody checked whether this course can be finished before it.")
            found[seat.person_id] = [Finding(code="release_unknown", words=words, blocks=False)]
        elif meetings and (left := minutes_until(meetings, seat.release_on)) < needed:
            found.setdefault(seat.person_id, []).append(_too_short(left, needed))
    return found


def _ends_too_late() -> Finding:
    words = _("The group ends after this person's release. Choose an earlier group, or write who goes on with the "
              "course outside.")  # fmt: skip
    return Finding(code="release", words=words, field="handover")


def _too_short(left: int, needed: int) -> Finding:
    words = _(
        "Release comes before this course can be completed: %(left)d minutes are left, %(needed)d are needed.",
        left=left, needed=needed,
    )  # fmt: skip
    return Finding(code="short", words=words, blocks=False)


def _meetings_of(group: Intake) -> list[tuple[dt.date, int]]:
    wanted = (_meeting.c.intake_id == group.id, _meeting.c.state == SessionState.PLANNED)
    return [tuple(row) for row in session.execute(sa.select(_meeting.c.held_on, _meeting.c.minutes).where(*wanted))]


def _needed(group: Intake) -> int:
    version = session.get_one(ProgrammeVersion, group.version_id)
    return minutes_needed(version.minutes, version.pass_percent)


def clash(group: Intake, seats: Sequence[Seat], today: dt.date) -> Found:
    """Nobody can be in two places at once: by the meetings as planned, but for times not expected."""
    said = _clash_words(clashes(group.id, [seat.person_id for seat in seats], today))
    return {
        key: [Finding(code="clash", words=words, blocks=False) for words in sentences]
        for key, sentences in said.items()
    }


def _clash_words(rows: Sequence[Any]) -> dict[uuid.UUID, list[str]]:
    """One sentence for each other group, by person, naming every weekday on which both meet."""
    days: dict[tuple[uuid.UUID, str], set[int]] = defaultdict(set)
    for row in rows:
        days[row.person_id, row.name].add(row.held_on.weekday())
    names, found = current_locale().days["format"]["wide"], defaultdict(list)
    for (person_id, name), met in days.items():
        found[person_id].append(_(
            "“%(name)s” meets at the same time on %(day)s. End that place, or note there the times not expected.",
            name=isolate(name), day=comma().join(names[one] for one in sorted(met)),
        ))  # fmt: skip
    return found


def clashes(intake_id: uuid.UUID, people: Sequence[uuid.UUID], today: dt.date) -> list[Any]:
    """(id, person_id, name, held_on, starts_at) of meetings of their other places while this group meets."""
    mine = _meeting.alias("mine")
    statement = (
        sa.select(
            _place.c.id, _place.c.person_id, _group.c.name, _meeting.c.held_on, _meeting.c.starts_at
        )
        .join(_group, _group.c.id == _place.c.intake_id)
        .join(_meeting, _meeting.c.intake_id == _group.c.id)
        .join(mine, mine.c.held_on == _meeting.c.held_on)
        .where(
            _place.c.person_id.in_(people), _place.c.state != AllocationState.ENDED, _group.c.id != intake_id,
            mine.c.intake_id == intake_id, mine.c.held_on >= today, mine.c.state == SessionState.PLANNED,
            _meeting.c.state == SessionState.PLANNED, _meeting.c.starts_at < mine.c.ends_at,
            mine.c.starts_at < _meeting.c.ends_at,
        )
        .distinct()
        .order_by(_meeting.c.held_on, _meeting.c.starts_at, _group.c.name)
    )  # fmt: skip
    rows = session.execute(statement).all() if people else []
    away = open_exclusions({row.id for row in rows})
    return [row for row in rows if not away & {(row.id, row.held_on.weekday(), part) for part in _parts(row)}]


def _parts(row: Any) -> tuple[DayPart, DayPart]:
    return DayPart.DAY, part_of(row.starts_at)


def troubles_among(intake_id: uuid.UUID, people: Sequence[uuid.UUID], today: dt.date) -> dict[uuid.UUID, list[str]]:
    """What became wrong for holders of a place since it was given, by person: a rota changed, a keep-apart was opened.

    The caller may know of these people.
    """
    found = defaultdict(list, _clash_words(clashes(intake_id, people, today)))
    for person_id, others in apart_from_many(people).items():
        if person_id in set(people) and others & set(people):
            found[person_id].append(_("Somebody in this group must be kept apart from this person. End one place."))
    return found

"""The figures as tables that are safe to show to this reader, and as rows of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casework.public import SecurityLevel, Sex, small_numbers
from kernel import audit
from kernel.authz import NO_CASE_DATA, Actor, Role
from kernel.i18n import _, _l
from programmes.catalogue.models import ProgrammeKind
from programmes.figures import queries
from programmes.figures.queries import View
from programmes.figures.rules import BUCKETS, OUTCOMES, SEATS, TAKING_PART, Grid, counted, median, outcome_of, seats_of

READERS = (Role.GOVERNOR, Role.INSPECTOR, Role.PROGRAMME_COORDINATOR, Role.STATISTICS_OFFICER)
HIDDEN = "hidden"
_TAKES = {"sex": (_l("By sex"), _l("Sex")), "wing": (_l("By unit"), _l("Unit")), "level": (_l("By level"), _l("Level"))}


def aggregates_only(actor: Actor) -> bool:
    """Whether this reader sees no file: small numbers are hidden, and no number opens a list."""
    return actor.roles <= NO_CASE_DATA


def _grid(
    name: str, texts: tuple[Any, Any], columns: Mapping[str, Any], found: Mapping[tuple[str, Any], list[int]]
) -> Grid:
    ordered = sorted(found, key=lambda key: str(key[1]))
    matrix = small_numbers.as_matrix([found[key] for key in ordered], len(columns))
    return Grid(name=name, title=texts[0], head=texts[1], columns=columns, rows=ordered, counts=matrix, cells=matrix)


def _hide(actor: Actor, grids: Sequence[Grid]) -> None:
    """Hide small numbers in tables over the same people, for who sees aggregates only."""
    if aggregates_only(actor):
        hidden = small_numbers.hidden_together([one.counts for one in grids])
        for one, cells in zip(grids, hidden, strict=True):
            one.cells = small_numbers.shown(one.counts, cells)


def seat_rows(view: View) -> list[tuple[Any, dict[str, int]]]:
    """(group, its seats by what became of them) of every group that is not over."""
    return [
        (one, {"filled": one.taken, **seats_of(
            one.capacity - one.taken, one.offers, one.waiting, later=one.starts_on > view.today
        )})
        for one in queries.seats(view)
    ]  # fmt: skip


def seats(view: View) -> Grid:
    """Seats by kind of programme: filled, or empty and why."""
    found: dict[tuple[str, Any], list[int]] = {}
    for one, split in seat_rows(view):
        kind = ProgrammeKind(one.kind)
        row = found.setdefault((kind.value, str(kind.label)), [0] * len(SEATS))
        for n, key in enumerate(SEATS):
            row[n] += split.get(key, 0)
    grid = _grid("seats", (_l("Seats in groups that are not over"), _l("Kind")), SEATS, found)
    _hide(view.actor, [grid])
    return grid


def participation(view: View) -> list[Grid]:
    """Everybody held there by what they take part in now, by sex, unit and level."""
    rows = queries.participation(view)
    grids = []
    for name, texts in _TAKES.items():
        found = counted(((_label(name, row), row.takes, row.people) for row in rows), TAKING_PART)
        grids.append(_grid(name, texts, TAKING_PART, found))
    _hide(view.actor, grids)
    return grids


def _label(name: str, row: Any) -> tuple[str, str]:
    if name == "sex":
        return f"sex:{row.sex}", str(Sex(row.sex).label)
    if name == "wing":
        return f"wing:{row.wing_id or ''}", row.wing or _("No unit")
    return f"level:{row.level or ''}", str(SecurityLevel(row.level).label) if row.level else _("No level")


def starters(view: View, rows: Sequence[Any]) -> Grid:
    """Who began in the period by what became of them: the share that completed is of all who began."""
    found = counted(
        (((str(row.programme_id), row.programme), outcome_of(row.state, row.end_reason), row.people) for row in rows),
        OUTCOMES,
    )
    grid = _grid("starters", (_l("What became of everybody who began"), _l("Programme")), OUTCOMES, found)
    _hide(view.actor, [grid])
    return grid


def hours(view: View) -> Grid:
    """Everybody held there by their hours a week in the period."""
    columns = {key: label for key, label, _most in BUCKETS}
    everybody = ("", _("Everybody"))
    found = counted(((everybody, row.bucket, row.people) for row in queries.hours(view)), columns)
    grid = _grid("hours", (_l("Hours a week"), _l("People")), columns, found)
    _hide(view.actor, [grid])
    return grid


@dataclass(frozen=True, kw_only=True)
class Waits:
    """How long people of one programme waited for a place, and how long those wait who have none. Days; None hidden."""

    programme_id: str
    programme: str
    given: int | None
    given_median: int | None
    given_longest: int | None
    waits: int | None
    waits_median: int | None
    waits_longest: int | None


def waiting(view: View, rows: Sequence[Any], began: Grid) -> list[Waits]:
    """By programme, most waiting first. What the table of starters hides is hidden here too."""
    given: dict[tuple[str, str], dict[int, int]] = {}
    for row in rows:
        _add(given.setdefault((str(row.programme_id), row.programme), {}), row.starts_on - row.requested_on, row.people)
    now: dict[tuple[str, str], dict[int, int]] = {}
    for row in queries.waiting(view):
        _add(now.setdefault((str(row.programme_id), row.programme), {}), view.today - row.requested_on, row.people)
    shown = {key: cells[-1] for key, cells in zip(began.rows, began.cells, strict=False)}
    least = small_numbers.LEAST if aggregates_only(view.actor) else 1
    found = []
    for key in {**given, **now}:
        got, still = given.get(key, {}), now.get(key, {})
        found.append(Waits(
            programme_id=key[0], programme=key[1], given=shown.get(key, 0), **_split("given", got, least),
            waits=_shown(sum(still.values()), least), **_split("waits", still, least),
        ))  # fmt: skip
    return sorted(found, key=lambda one: (-(one.waits or 0), one.programme))


def _add(histogram: dict[int, int], wait: Any, people: int) -> None:
    days = max(wait.days, 0)
    histogram[days] = histogram.get(days, 0) + people


def _shown(number: int, least: int) -> int | None:
    return number if not number or number >= least else None


def _split(name: str, histogram: Mapping[int, int], least: int) -> dict[str, int | None]:
    enough = sum(histogram.values()) >= least
    return {
        f"{name}_median": median(histogram) if enough else None,
        f"{name}_longest": max(histogram, default=None) if enough else None,
    }


@dataclass(frozen=True, kw_only=True)
class Parity:
    """What an attended hour of one kind earns. ``of_work``: in percent of an hour of work."""

    kind: ProgrammeKind
    people: int
    minutes: int
    currency: str
    minor: int
    per_hour: int
    of_work: int | None


def parity(view: View) -> list[Parity]:
    """Education and training beside work, in each currency; kinds of fewer people than may be told are left out."""
    attended, earned = queries.pay(view)
    least = small_numbers.LEAST if aggregates_only(view.actor) else 1
    paid = {(row.kind, row.currency): int(row.minor) for row in earned}
    currencies = sorted({currency for _kind, currency in paid})
    found = []
    for currency in currencies:
        hourly = {row.kind: paid.get((row.kind, currency), 0) * 60 // int(row.minutes) for row in attended}
        work = hourly.get(ProgrammeKind.WORK)
        found += [
            Parity(
                kind=ProgrammeKind(row.kind), people=row.people, minutes=int(row.minutes), currency=currency,
                minor=paid.get((row.kind, currency), 0), per_hour=hourly[row.kind],
                of_work=round(100 * hourly[row.kind] / work) if work else None,
            )
            for row in attended if row.people >= least
        ]  # fmt: skip
    return found


def export(view: View, grids: Sequence[Grid]) -> list[Sequence[object]]:
    """The tables as rows, as safe as on the page; the trail keeps who took them."""
    audit.event(
        view.actor, audit.Kind.WRITE, "programme_figures.exported", subject_kind="unit", subject_id=view.unit_id,
        purpose=view.period.key,
    )  # fmt: skip
    rows: list[Sequence[object]] = [("period", "table", "group", "what", "number")]
    for one in grids:
        labels = [*(label for _key, label in one.rows), _("All")]
        for label, cells in zip(labels, one.cells, strict=True):
            for what, cell in zip([*one.columns.values(), _("All")], cells, strict=True):
                shown = HIDDEN if cell is None else cell
                rows.append((view.period.key, str(one.title), str(label), str(what), shown))
    return rows

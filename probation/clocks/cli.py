"""``standards due`` and ``standards failures``: a file of cases in, JSON out. No database, no server, nothing saved."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from kernel.cases import UNREADABLE, cases_of
from probation.clocks.rules import Window, failure_days, first_deadline, next_due
from probation.clocks.schemas import CaseRefused, DueCase, FailureCase, read_due, read_failures

_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))


@click.group("standards")
def group() -> None:
    """Contact standards: what is due, and what failed."""


@group.command("due")
@_FILE
def due(file: str) -> None:
    """Print when the next contact of every case in FILE is owed and why, as a JSON list; - reads standard input.

    FILE holds one case or a list of cases. When any case cannot be read, none is answered: its place is named and the
    command ends with code 2. Business days are Monday to Friday.
    """
    _print(_answered(file, lambda case: due_answer(read_due(case))))


@group.command("failures")
@_FILE
def failures(file: str) -> None:
    """Print how many days of every case in FILE count as failures, as a JSON list; - reads standard input.

    FILE holds one case or a list of cases. When any case cannot be read, none is answered: its place is named and the
    command ends with code 2.
    """
    _print(_answered(file, lambda case: failures_answer(read_failures(case))))


def due_answer(case: DueCase) -> dict[str, Any]:
    """``next_due`` as ISO text, None where the standard asks for nothing, and ``why`` in words.

    Raises CaseRefused where the day would lie beyond the calendar.
    """
    counted = [day for day in case.days if case.start <= day <= case.today]
    try:
        found = next_due(case.clock, case.start, counted)
    except (OverflowError, ValueError) as error:
        raise CaseRefused("standard: the next contact would be owed after the year 9999") from error
    return {"id": case.id, "next_due": found and str(found), "why": " ".join(_why(case, counted))}


def failures_answer(case: FailureCase) -> dict[str, Any]:
    """The number of distinct days that count."""
    return {"id": case.id, "failures": failure_days(case.met, case.start, case.resets)}


def _why(case: DueCase, counted: Sequence[Any]) -> list[str]:
    clock = case.clock
    if clock.quantity == 0:
        return ["The standard asks for no contact."]
    span = f"{clock.period} {'month' if clock.months else 'day'}{'' if clock.period == 1 else 's'}"
    words = [f"The standard asks for {clock.quantity} in {span}."]
    early = [str(day) for day in case.days if day < case.start]
    late = [str(day) for day in case.days if day > case.today]
    words += [f"Not counted, before the start: {', '.join(early)}."] if early else []
    words += [f"Not counted, still to come on {case.today}: {', '.join(late)}."] if late else []
    if not counted:
        unit = "business day" if clock.first_business else "day"
        first = f"{clock.first} {unit}{'' if clock.first == 1 else 's'}"
        day = first_deadline(clock, case.start)
        return [*words, f"None was held yet: the first is owed {first} after the start on {case.start}, {day}."]
    used = counted[-clock.quantity :]
    words.append(f"Counted: {', '.join(map(str, used))}.")
    missing = len(counted) < clock.quantity
    base = f"the start on {case.start}, as fewer than {clock.quantity} were held" if missing else str(used[0])
    ending = ", at the end of the month" if clock.window is Window.MONTH_END else ""
    return [*words, f"The next is owed {span} after {base}{ending}."]


def _answered(file: str, answer: Callable[[Any], dict[str, Any]]) -> list[dict[str, Any]]:
    with click.open_file(file, "rb") as given:
        raw, made = cases_of(given.read(), file, "cases"), []
    for place, case in enumerate(raw):
        try:
            made.append(answer(case))
        except CaseRefused as refusal:
            name = case.get("id") if isinstance(case, dict) else None
            click.echo(f"{file}: case {place + 1}{f' ({name})' if name is not None else ''}: {refusal}", err=True)
    if len(made) < len(raw):
        sys.exit(UNREADABLE)
    return made


def _print(answers: list[dict[str, Any]]) -> None:
    sys.stdout.write("[" + ",".join("\n" + json.dumps(one, ensure_ascii=False) for one in answers) + "\n]\n")

"""Lists that features add their questions to; places, groups and registers ask them all and know none by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kernel.errors import DomainError

RowAnswer = Callable[[Any, Any], str]
"""(row of the roll, its mark) to a refusal in words, "" when the row may stand."""
PlaceNote = Callable[[Any, Any, str], None]
PlanCheck = Callable[[Any], str]
RowCheck = Callable[[Any, Any, Sequence[Any]], RowAnswer]
CloseCheck = Callable[[Any, Any], str]
Hold = Callable[[Any], str]

_notes: list[PlaceNote] = []
_plans: list[PlanCheck] = []
_rows: list[RowCheck] = []
_closings: list[CloseCheck] = []
_holds: list[Hold] = []


def contribute_place_note(note: PlaceNote) -> None:
    """Call ``note(actor, place, reason)`` once a place was given."""
    _add(_notes, note)


def contribute_plan_check(check: PlanCheck) -> None:
    """Ask ``check(group)`` once sessions of a group are planned: words that refuse them, or ""."""
    _add(_plans, check)


def contribute_row_check(check: RowCheck) -> None:
    """Ask ``check(session, group, rows)`` once a register; what it gives is asked for each row."""
    _add(_rows, check)


def contribute_close_check(check: CloseCheck) -> None:
    """Ask ``check(session, group)`` before a session is closed: words that keep it open, or ""."""
    _add(_closings, check)


def contribute_hold(check: Hold) -> None:
    """Ask ``check(place)`` before a place under review goes on: words that hold it back, or ""."""
    _add(_holds, check)


def _add(to: list[Any], check: Any) -> None:
    if check not in to:
        to.append(check)


def note_place(actor: Any, place: Any, reason: str) -> None:
    """Let who asked note what a given place was let through with."""
    for note in _notes:
        note(actor, place, reason)


def refuse_plan(group: Any) -> None:
    """Pass when the planned sessions of a group may stand. Raises DomainError."""
    for check in _plans:
        if words := check(group):
            raise DomainError(words)


def row_answers(held: Any, group: Any, rows: Sequence[Any]) -> RowAnswer:
    """One question for each row and its mark: the first refusal in words, "" when there is none."""
    asked = [check(held, group, rows) for check in _rows]
    return lambda row, mark: next(filter(None, (ask(row, mark) for ask in asked)), "")


def refuse_row(held: Any, group: Any, row: Any, mark: Any) -> None:
    """Pass when one row may stand with a mark. Raises DomainError with what to do."""
    if words := row_answers(held, group, [row])(row, mark):
        raise DomainError(words, field="minutes")


def closing_words(held: Any, group: Any) -> list[str]:
    """What keeps a session from being closed, in words."""
    return [words for check in _closings if (words := check(held, group))]


def held_back(place: Any) -> str:
    """Why a place under review may not go on, whatever the rules of the programme say; "" when nothing holds it."""
    return next(filter(None, (check(place) for check in _holds)), "")

"""What each line of the worklist asks for, of whom, and since when it waits. Pure."""

from __future__ import annotations

import datetime as dt
from typing import Any

from casework.classification.models import AssessmentState
from casework.classification.models import ClassificationState as State
from kernel import enums
from kernel.authz import Role
from kernel.i18n import _l


class Desk(enums.LabelledEnum):
    """The lists, by their name in the address."""

    MINE = "mine", _l("My work")
    OVERDUE = "overdue", _l("Overdue")
    DUE = "due", _l("Due in 30 days")
    DECIDE = "recommended", _l("To decide")
    GIVEN_BACK = "given_back", _l("Given back")
    DRAFT = "draft", _l("Being assessed")
    PROVISIONAL = "provisional", _l("Provisional scores")
    APPEALS = "appealed", _l("Appeals")
    FIRST = "first", _l("No level yet")


PARTS: dict[Role, tuple[Desk, ...]] = {
    Role.CLASSIFICATION_OFFICER: (Desk.GIVEN_BACK, Desk.OVERDUE, Desk.DUE, Desk.DRAFT, Desk.FIRST),
    Role.CLASSIFICATION_APPROVER: (Desk.DECIDE, Desk.APPEALS),
    Role.GOVERNOR: (Desk.OVERDUE, Desk.DECIDE, Desk.APPEALS),
    Role.INSPECTOR: (Desk.OVERDUE, Desk.DECIDE, Desk.APPEALS, Desk.FIRST),
}
"""What each role's own list is made of. An inspector changes nothing and sees what may have been left."""


def parts_of(roles: frozenset[Role]) -> tuple[Desk, ...]:
    """What the list of somebody with these roles is made of, each part once."""
    return tuple(dict.fromkeys(desk for role, desks in PARTS.items() if role in roles for desk in desks))


def task_of(row: Any) -> Any:
    """What a line asks for, in words."""
    if row.appealed_on is not None:
        return _l("Answer the appeal")
    if row.state is State.DRAFT and row.sheet_state is AssessmentState.PROVISIONAL:
        return _l("Find out what is open")
    words = {
        State.RECOMMENDED: _l("Decide"), State.GIVEN_BACK: _l("Given back: answer it"), State.DRAFT: _l("Finish it"),
    }  # fmt: skip
    return words.get(row.state, _l("Assess for the first time") if row.level is None else _l("Assess again"))


def waits_since(row: Any) -> dt.date | None:
    """The day since which a line waits for its next hand: appealed, recommended or begun; None where nobody began."""
    if row.appealed_on is not None:
        return row.appealed_on  # type: ignore[no-any-return]
    moment = row.begun_at if row.state in {None, State.DRAFT} else row.recommended_at or row.begun_at
    return moment.date() if moment else None

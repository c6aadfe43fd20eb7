"""Sections of the copy: what the person has."""

from __future__ import annotations

from casework.public import Line, PersonCard, Redactor, Section
from kernel.i18n import _, show_money
from marketplace.ledger.queries import holdings_of


def sections(person: PersonCard, _redactor: Redactor) -> list[Section]:
    """Every account with its balance; statements of the lines are given out by themselves."""
    lines = [
        Line(what=str(row.role.label), text=show_money(row.balance, row.currency), facts=((_("Number"), row.number),))
        for row in holdings_of(person.id)
    ]
    return [Section(title=_("Money (ask for a statement of every line)"), lines=lines)]

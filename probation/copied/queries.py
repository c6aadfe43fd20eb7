"""Sections of the copy: supervision orders with their conditions, and every contact."""

from __future__ import annotations

from typing import Any

from casework.public import EVERYTHING, LATER, Line, PersonCard, Redactor, Section
from kernel.i18n import _, show_date, show_moment
from probation.catalogue.queries import text_of
from probation.contacts.queries import contacts_before, open_appointments
from probation.orders.models import SetState
from probation.orders.queries import conditions_of, orders_of, sets_of


def sections(person: PersonCard, redactor: Redactor) -> list[Section]:
    """What supervision asked and what came of it."""
    return [_orders(person, redactor), _contacts(person, redactor)]


def _orders(person: PersonCard, redactor: Redactor) -> Section:
    lines = []
    for row in orders_of(person.id):
        facts = [
            (_("Where it stands"), str(row.state.label)), (_("Office"), row.office),
            (_("Until"), show_date(row.ends_on) if row.ends_on else ""),
            (_("Level"), str(row.level.label) if row.level else ""),
            (_("Explained by word of mouth"), show_date(row.explained_orally_on) if row.explained_orally_on else ""),
        ]  # fmt: skip
        facts += [(str(one.kind.label), redactor.clean(text_of(one))) for one in _served(row)]
        what = f"{row.kind.label}, {row.authority}, {row.reference}"
        lines.append(Line(when=show_date(row.starts_on), what=what, facts=tuple(facts)))
    return Section(title=_("Supervision"), lines=lines)


def _served(order: Any) -> list[Any]:
    newest = next((one for one in sets_of(order.id) if one.state == SetState.ACTIVE), None)
    return list(conditions_of(newest.id)) if newest else []


def _contacts(person: PersonCard, redactor: Redactor) -> Section:
    rows = [*open_appointments(person.id), *contacts_before(person.id, LATER, EVERYTHING)]
    lines = [
        Line(
            when=show_moment(row.at, person.zone), what=f"{row.kind.label}, {row.state.label}",
            text=redactor.clean(row.note),
            facts=(
                (_("What came of it?"), str(row.outcome.label) if row.outcome else ""),
                (_("Agreed"), redactor.clean(row.agreed_action)), (_("What went well"), redactor.clean(row.strengths)),
                (_("Remarks"), redactor.clean(row.reason)), (_("Officer"), redactor.staff(row.officer)),
            ),
        )
        for row in rows
    ]  # fmt: skip
    return Section(title=_("Contact with probation"), lines=lines)

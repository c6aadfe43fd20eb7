"""Sections of the copy: orders with conditions and requirements, every contact, what followed, who answered for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from casework.public import EVERYTHING, LATER, Line, PersonCard, Redactor, Section
from kernel import clock
from kernel.i18n import _, show_date, show_moment
from probation.catalogue.queries import text_of
from probation.contacts.queries import contacts_before, open_appointments
from probation.endings.queries import proposals_of
from probation.enforcement.queries import reviews_of, steps_of
from probation.happenings.queries import events_of
from probation.orders.models import SetState
from probation.orders.queries import conditions_of, orders_of, sets_of
from probation.reports.queries import attempts_of, reports_of
from probation.requirements.queries import entries_of, progress, requirements_of, show_amount
from probation.transfers.queries import transfers_of


def sections(person: PersonCard, redactor: Redactor) -> list[Section]:
    """What supervision asked and what came of it."""
    orders = orders_of(person.id)
    parts = (
        (_("Supervision"), _orders), (_("What the orders ask for, and what is done"), _requirements),
        (_("What followed missed contacts"), _followed), (_("Proposals to end early"), _early_ends),
        (_("From one officer to another"), _transfers),
    )  # fmt: skip
    made = [
        Section(title=title, lines=[line for order in orders for line in lines_of(person, redactor, order)])
        for title, lines_of in parts
    ]
    return [made[0], _contacts(person, redactor), *made[1:], _events(person, redactor)]


def _orders(_person: PersonCard, redactor: Redactor, row: Any) -> Iterator[Line]:
    facts = [
        (_("Where it stands"), str(row.state.label)), (_("Office"), row.office),
        (_("Until"), show_date(row.ends_on) if row.ends_on else ""),
        (_("Level"), str(row.level.label) if row.level else ""),
        (_("Explained by word of mouth"), show_date(row.explained_orally_on) if row.explained_orally_on else ""),
    ]  # fmt: skip
    facts += [(str(one.kind.label), redactor.clean(text_of(one))) for one in _served(row)]
    what = f"{row.kind.label}, {row.authority}, {row.reference}"
    yield Line(when=show_date(row.starts_on), what=what, facts=tuple(facts))


def _served(order: Any) -> list[Any]:
    newest = next((one for one in sets_of(order.id) if one.state == SetState.ACTIVE), None)
    return list(conditions_of(newest.id)) if newest else []


def _requirements(person: PersonCard, redactor: Redactor, order: Any) -> Iterator[Line]:
    entries = entries_of(order.id, EVERYTHING)
    for row in requirements_of(order.id):
        how = progress(row)
        facts = [
            (_("Asked for"), show_amount(row, how.required)), (_("Done"), show_amount(row, how.credited)),
            (_("Left"), show_amount(row, how.left)), (_("Until"), show_date(row.due_on) if row.due_on else ""),
        ]  # fmt: skip
        for one in entries.get(row.id, ()):
            said = (_("Taken back: %(why)s", why=redactor.clean(one.note)) if one.reverses_id
                    else f"{show_amount(row, one.amount)} {redactor.clean(one.note)}".strip())  # fmt: skip
            facts.append((show_date(one.on), f"{said} ({redactor.staff(one.who)})"))
        day = show_date(clock.local(row.set_at, person.zone).date())
        yield Line(when=day, what=f"{row.kind.label}: {redactor.clean(row.name)}", facts=tuple(facts))


def _followed(person: PersonCard, redactor: Redactor, order: Any) -> Iterator[Line]:
    yield from (_review(person, redactor, row) for row in reviews_of(order.id, EVERYTHING))
    yield from (_step(redactor, row) for row in steps_of(order.id, EVERYTHING))
    yield from (_report(person, redactor, row) for row in reports_of(order.id, EVERYTHING))


def _review(person: PersonCard, redactor: Redactor, row: Any) -> Line:
    facts = (
        (_("Days that counted"), str(row.failures)),
        (_("Decision"), str(row.decision.label) if row.decision else _("Still open")),
    )
    when = show_moment(row.opened_at, person.zone)
    return Line(when=when, what=_("Support review"), text=redactor.clean(row.reasons), facts=facts)


def _step(redactor: Redactor, row: Any) -> Line:
    facts = (
        (_("Answer by"), show_date(row.respond_by) if row.respond_by else ""),
        (_("Taken back"), redactor.clean(row.withdrawn_reason)), (_("Officer"), redactor.staff(row.who)),
    )  # fmt: skip
    what = str(row.kind.label)
    return Line(when=show_date(row.taken_on), what=what, text=redactor.clean(row.note), facts=facts)


def _report(person: PersonCard, redactor: Redactor, row: Any) -> Line:
    tried = [
        (show_moment(one.made_at, person.zone), f"{redactor.clean(one.how)} ({redactor.staff(one.who)})")
        for one in attempts_of(row.id)
    ]
    facts = (
        (_("Where it stands"), str(row.state.label)), (_("Your side"), redactor.clean(row.account)), *tried,
        (_("What is going well"), redactor.clean(row.progress)), (_("Officer"), redactor.staff(row.who)),
    )  # fmt: skip
    when = show_moment(row.prepared_at, person.zone)
    return Line(when=when, what=str(row.kind.label), text=redactor.clean(row.reasons), facts=facts)


def _early_ends(person: PersonCard, redactor: Redactor, order: Any) -> Iterator[Line]:
    for row in proposals_of(order.id):
        facts = (
            (_("Where it stands"), str(row.state.label)), (_("Supervisor"), redactor.clean(row.decision_words)),
            (_("Answer"), redactor.clean(row.answer_words)), (_("Officer"), redactor.staff(row.proposer)),
        )  # fmt: skip
        when = show_moment(row.proposed_at, person.zone)
        yield Line(when=when, what=_("Early end"), text=redactor.clean(row.grounds), facts=facts)


def _transfers(person: PersonCard, redactor: Redactor, order: Any) -> Iterator[Line]:
    for row in transfers_of(order.id):
        facts = (
            (_("Where it stands"), str(row.state.label)), (_("From"), redactor.staff(row.sender)),
            (_("To"), f"{redactor.staff(row.receiver)}, {row.office_to}"),
            (_("Met on"), show_date(row.met_on) if row.met_on else ""), (_("Meeting"), redactor.clean(row.met_words)),
            (_("Answer"), redactor.clean(row.answer_words)),
        )  # fmt: skip
        when = show_moment(row.proposed_at, person.zone)
        yield Line(when=when, what=str(row.reason.label), text=redactor.clean(row.words), facts=facts)


def _contacts(person: PersonCard, redactor: Redactor) -> Section:
    rows = [*open_appointments(person.id), *contacts_before(person.id, LATER, EVERYTHING)]
    lines = [
        Line(
            when=show_moment(row.at, person.zone), what=f"{row.kind.label}, {row.state.label}",
            text=redactor.clean(row.note),
            facts=(
                (_("What came of it?"), str(row.outcome.label) if row.outcome else ""),
                (_("Agreed"), redactor.clean(row.agreed_action)), (_("What went well"), redactor.clean(row.strengths)),
                (_("In the person's own words"), redactor.clean(row.person_words)),
                (_("Remarks"), redactor.clean(row.reason)), (_("Officer"), redactor.staff(row.officer)),
            ),
        )
        for row in rows
    ]  # fmt: skip
    return Section(title=_("Contact with probation"), lines=lines)


def _events(person: PersonCard, redactor: Redactor) -> Section:
    lines = [
        Line(
            when=show_date(row.on), what=str(row.kind.label), text=redactor.clean(row.note),
            facts=((_("Taken back"), redactor.clean(row.taken_back_reason)),),
        )
        for row in events_of(person.id, EVERYTHING)
    ]  # fmt: skip
    return Section(title=_("Events in life"), lines=lines)

"""Sections of the copy: orders, stays, movements, dates, hearings, registers, alerts, fitness, belongings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casework.alerts.models import AlertCode
from casework.alerts.queries import alerts_of, fitness_history, pairs_of
from casework.custody.queries import belongings_of, movements_before, orders_of, stays_of
from casework.dossier.queries import hearings_of, notes_of
from casework.filecopy.rules import EVERYTHING, LATER, Ground, Line, Redactor, Section
from casework.people.queries import PersonCard
from casework.sentences.queries import adjustments_of, calculations_of, sentences_of
from casework.steps.rules import in_words
from kernel.i18n import _, comma, ngettext, show_date, show_moment, show_money

FOR_STAFF = frozenset({AlertCode.ASSAULT_STAFF, AlertCode.HOME_SAFETY})
"""Alerts that tell staff how to prepare."""


def sections(person: PersonCard, redactor: Redactor) -> list[Section]:
    """Why, where and until when the person is held, and what happened meanwhile."""
    return [
        _orders(person, redactor),
        _stays(person, redactor),
        _movements(person, redactor),
        _sentences(person),
        _dates(person, redactor),
        _hearings(person, redactor),
        _registers(person, redactor),
        _alerts(person, redactor),
        _apart(person, redactor),
        _fitness(person, redactor),
        _belongings(person),
    ]


def _orders(person: PersonCard, redactor: Redactor) -> Section:
    lines = [
        Line(
            when=show_date(row.dated_on), what=f"{row.authority}, {row.reference}", text=redactor.clean(row.grounds),
            facts=(
                (_("Signed by"), row.signatory), (_("Status"), str(row.legal_status.label)),
                (_("Until"), show_date(row.expires_on) if row.expires_on else ""),
                (_("Ended"), show_date(row.ended_on) if row.ended_on else ""),
                (_("Which authority watches over custody?"), row.supervising_authority),
            ),
        )
        for row in orders_of(person.id)
    ]  # fmt: skip
    return Section(title=_("Orders of custody"), lines=lines)


def _stays(person: PersonCard, redactor: Redactor) -> Section:
    return Section(title=_("Stays in custody"), lines=[
        Line(when=show_moment(row.opened_at, row.zone), what=row.unit_name, facts=_stay_facts(row, redactor))
        for row in stays_of(person.id, EVERYTHING)
    ])  # fmt: skip


def _stay_facts(row: Any, redactor: Redactor) -> tuple[tuple[str, str], ...]:
    def at(moment: Any) -> str:
        return show_moment(moment, row.zone) if moment else ""

    return (
        (_("Ended"), at(row.closed_at)), (_("Ordered by"), f"{row.authority}, {row.reference}"),
        (_("Arrested on"), at(row.arrested_at)), (_("Where were they arrested?"), redactor.clean(row.arrest_place)),
        (_("By whom?"), redactor.clean(row.arrested_by)),
        (_("Injuries you can see"), redactor.clean(row.visible_injuries)),
        (_("Do they say that they were ill-treated?"), redactor.clean(row.ill_treatment_complaint)),
        (_("Family told"), at(row.family_informed_at)),
        (_("Health screening held"), show_date(row.health_screened_on) if row.health_screened_on else ""),
        (_("Cash"), show_money(row.cash_minor, row.currency) if row.cash_minor else ""),
    )  # fmt: skip


def _movements(person: PersonCard, redactor: Redactor) -> Section:
    lines = [
        Line(
            when=show_moment(row.at, person.zone), what=str(row.kind.label), text=redactor.clean(row.reason),
            facts=(
                (_("From"), row.from_name or ""), (_("To"), row.destination or row.to_name or ""),
                (_("Wing"), row.wing_name or ""), (_("Ordered by"), row.authority),
                (_("Remarks"), _("Taken back later: it was an error.") if row.taken_back
                    else _("Counter-entry to an error.") if row.reverses_id else ""),
                (_("Noted by"), redactor.staff(row.who)),
            ),
        )
        for row in movements_before(person.id, LATER, EVERYTHING)
    ]  # fmt: skip
    return Section(title=_("Movements"), lines=lines)


def _length(row: Any) -> str:
    parts = (
        ngettext("%(num)s year", "%(num)s years", row.years) if row.years else "",
        ngettext("%(num)s month", "%(num)s months", row.months) if row.months else "",
        ngettext("%(num)s week", "%(num)s weeks", row.weeks) if row.weeks else "",
        ngettext("%(num)s day", "%(num)s days", row.days) if row.days else "",
    )
    return comma().join(filter(None, parts))


def _sentences(person: PersonCard) -> Section:
    lines = [
        Line(
            when=show_date(row.imposed_on), what=row.offence,
            facts=(
                (_("Court"), row.court), (_("Sentence"), str(row.kind.label)), (_("Length"), _length(row)),
                (_("Day of the offence"), show_date(row.offence_on) if row.offence_on else ""),
            ),
        )
        for row in sentences_of(person.id)
    ]  # fmt: skip
    lines += [
        Line(
            when=show_date(row.applies_from), what=str(row.kind.label), text=row.source,
            facts=((_("Length"), ngettext("%(num)s day", "%(num)s days", row.days)),),
        )
        for row in adjustments_of(person.id)
    ]  # fmt: skip
    return Section(title=_("Sentences, and days that move the dates"), lines=lines)


def _steps(steps: Mapping[str, Any]) -> str:
    return " ".join(in_words(step) for step in steps.get("steps", ()))


def _dates(person: PersonCard, redactor: Redactor) -> Section:
    lines = [
        Line(
            when=show_moment(row.calculated_at, person.zone), what=str(row.state.label), text=_steps(row.steps),
            facts=(
                (_("Release"), show_date(row.release_on) if row.release_on else ""),
                (_("End of sentence"), show_date(row.expiry_on) if row.expiry_on else ""),
                (_("Who found the dates"), f"{row.source.label}, {redactor.staff(row.by_name)}"),
                (_("Confirmed by"), redactor.staff(row.second_name)),
                (_("Why?"), redactor.clean(row.reason or row.why)),
            ),
        )
        for row in calculations_of(person.id)
    ]  # fmt: skip
    return Section(title=_("How the dates were worked out"), lines=lines)


def _hearings(person: PersonCard, redactor: Redactor) -> Section:
    lines = [
        Line(
            when=show_moment(row.at, person.zone), what=comma().join(filter(None, (row.court, row.case_number))),
            text=redactor.clean(row.purpose),
            facts=((_("What did the court decide?"), redactor.clean(row.outcome)),),
        )
        for row in hearings_of(person.id, EVERYTHING)
    ]  # fmt: skip
    return Section(title=_("Days in court"), lines=lines)


def _registers(person: PersonCard, redactor: Redactor) -> Section:
    lines = [
        Line(
            when=show_date(row.day), what=str(row.kind.label), text=redactor.clean(row.words),
            facts=(
                (_("Who decided?"), redactor.clean(row.decided_by)),
                (_("What came of it?"), redactor.clean(row.outcome)), (_("Noted by"), redactor.staff(row.who)),
            ),
        )
        for row in notes_of(person.id, EVERYTHING)
    ]  # fmt: skip
    return Section(title=_("Behaviour, requests that are not confidential, sanctions"), lines=lines)


def _alerts(person: PersonCard, redactor: Redactor) -> Section:
    lines = []
    for row in alerts_of(person.id, EVERYTHING):
        if row.code in FOR_STAFF:
            lines.append(Line(when=show_date(row.begun_on), text=redactor.leave_out(Ground.SAFETY)))
            continue
        facts = (
            (_("Ended"), show_date(row.ended_on) if row.ended_on else ""),
            (_("Remarks"), redactor.clean(row.end_reason)), (_("Authorised by"), redactor.staff(row.by_name)),
        )  # fmt: skip
        lines.append(
            Line(when=show_date(row.begun_on), what=str(row.code.label), text=redactor.clean(row.words), facts=facts)
        )
    return Section(title=_("Alerts"), lines=lines)


def _apart(person: PersonCard, redactor: Redactor) -> Section:
    lines = [
        Line(
            when=show_date(row.opened_on), what=redactor.leave_out(Ground.APART), text=redactor.leave_out(Ground.APART),
            facts=((_("Ended"), show_date(row.closed_on) if row.closed_on else ""),),
        )
        for row in pairs_of(person.id, EVERYTHING)
    ]  # fmt: skip
    return Section(title=_("People to be kept apart from you"), lines=lines)


def _fitness(person: PersonCard, redactor: Redactor) -> Section:
    lines = [
        Line(
            when=show_date(row.said_on), what=str(row.state.label), text=redactor.clean(row.limits),
            facts=((_("Until"), show_date(row.valid_until) if row.valid_until else ""),),
        )
        for row in fitness_history(person.id, EVERYTHING)
    ]  # fmt: skip
    return Section(title=_("Fitness, as the health service said it"), lines=lines)


def _belongings(person: PersonCard) -> Section:
    lines = [
        Line(
            when=show_moment(row.taken_at, person.zone), what=f"{row.what} × {row.pieces}", text=row.condition,
            facts=((_("Given back"), show_moment(row.returned_at, person.zone) if row.returned_at else ""),),
        )
        for row in belongings_of(person.id)
    ]  # fmt: skip
    return Section(title=_("Belongings"), lines=lines)

"""Sections of the copy: applications, places, certificates."""

from __future__ import annotations

from casework.public import EVERYTHING, Line, PersonCard, Redactor, Section
from kernel.i18n import _, show_date
from programmes.completions.queries import certificates_of
from programmes.places.queries import applications_of, places_of


def sections(person: PersonCard, redactor: Redactor) -> list[Section]:
    """What the person asked for, took part in and earned."""
    return [_places(person, redactor), _wishes(person, redactor), _certificates(person)]


def _places(person: PersonCard, redactor: Redactor) -> Section:
    lines = [
        Line(
            when=show_date(row.starts_on), what=row.programme, text=row.intake,
            facts=(
                (_("Where it stands"), str(row.state.label)),
                (_("Ended"), show_date(row.ended_on) if row.ended_on else ""),
                (_("Why it ended"), str(row.end_reason.label) if row.end_reason else ""),
                (_("Remarks"), redactor.clean(row.state_words)),
            ),
        )
        for row in places_of(person.id, EVERYTHING)
    ]  # fmt: skip
    return Section(title=_("Programmes and work"), lines=lines)


def _wishes(person: PersonCard, redactor: Redactor) -> Section:
    lines = [
        Line(
            when=show_date(row.requested_on), what=row.programme, text=str(row.state.label),
            facts=((_("Remarks"), redactor.clean(f"{row.note} {row.state_reason}".strip())),),
        )
        for row in applications_of(person.id, EVERYTHING)
    ]  # fmt: skip
    return Section(title=_("Places asked for"), lines=lines)


def _certificates(person: PersonCard) -> Section:
    lines = [
        Line(
            when=show_date(row.issued_on), what=row.title, text=f"{row.issuer}, {row.number}",
            facts=(
                (_("Handed over"), show_date(row.handed_over_on) if row.handed_over_on else ""),
                (_("Revoked"), show_date(row.revoked_on) if row.revoked_on else ""),
            ),
        )
        for row in certificates_of(person.id)
    ]  # fmt: skip
    return Section(title=_("Certificates"), lines=lines)

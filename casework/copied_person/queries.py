"""Sections of the copy: identity, names, numbers, languages, addresses, likeness, family, children, lawyer."""

from __future__ import annotations

from typing import Any

from casework.addresses.queries import addresses_of
from casework.dossier.queries import children_of, counsel_of
from casework.family.queries import contacts_before, relations_on_file
from casework.filecopy.rules import EVERYTHING, LATER, Ground, Line, Redactor, Section
from casework.identity.queries import identity_of, languages_on_file, names_on_file, numbers_on_file
from casework.identity.rules import shown_kind
from casework.likeness.queries import marks_of, photos_of
from casework.people.queries import PersonCard
from kernel.i18n import _, comma, current_locale, show_date, show_moment


def sections(person: PersonCard, redactor: Redactor) -> list[Section]:
    """Who the person is, as the file says it."""
    return [
        _identity(person),
        _names(person),
        _numbers(person),
        _languages(person),
        _addresses(person, redactor),
        _likeness(person, redactor),
        _family(person, redactor),
        _family_contact(person, redactor),
        _children(person, redactor),
        _counsel(person),
    ]


def _identity(person: PersonCard) -> Section:
    row, locale = identity_of(person.id), current_locale()
    born = show_date(row.born_on) if row.born_on else ""
    if not born and row.born_earliest:
        born = _("between %(first)s and %(last)s", first=show_date(row.born_earliest), last=show_date(row.born_latest))
    facts = (
        (_("Number"), person.number), (_("Name"), row.name), (_("Born"), born),
        (_("How well is the birth date known?"), str(row.birth_precision.label)),
        (_("Sex, for placement"), str(row.sex.label)), (_("How they see themselves"), row.gender),
        (_("What they want to be called"), row.known_as),
        (_("Nationality"), locale.territories.get(row.nationality, row.nationality)),
        (_("Language they speak best"), locale.languages.get(row.language, row.language)),
        (_("Interpreter"), _("needed") if row.needs_interpreter else _("not needed")),
        (_("Place"), person.place), (_("Status"), str(person.legal_status.label)),
    )  # fmt: skip
    return Section(title=_("Identity"), lines=[Line(facts=facts)])


def _until(row: Any) -> str:
    return _("until %(day)s", day=show_date(row.ended_on)) if row.ended_on else ""


def _names(person: PersonCard) -> Section:
    lines = [Line(what=row.text, text=comma().join(filter(None, (str(row.kind.label), _until(row)))))
             for row in names_on_file(person.id)]  # fmt: skip
    return Section(title=_("Names"), lines=lines)


def _numbers(person: PersonCard) -> Section:
    lines = [Line(what=row.value, text=comma().join(filter(None, (shown_kind(row.kind), _until(row)))))
             for row in numbers_on_file(person.id)]  # fmt: skip
    return Section(title=_("Numbers of other authorities"), lines=lines)


def _languages(person: PersonCard) -> Section:
    named = current_locale().languages
    lines = [Line(what=named.get(row.language, row.language), text=str(row.skill.label))
             for row in languages_on_file(person.id)]  # fmt: skip
    return Section(title=_("Languages"), lines=lines)


def _addresses(person: PersonCard, redactor: Redactor) -> Section:
    lines = [
        Line(
            when=show_date(row.from_on), what=str(row.kind.label),
            text=redactor.leave_out(Ground.ADDRESS) if row.protected
            else comma().join(filter(None, (*row.lines.splitlines(), row.country, row.phone))),
        )
        for row in addresses_of(person.id)
    ]  # fmt: skip
    return Section(title=_("Addresses"), lines=lines)


def _likeness(person: PersonCard, redactor: Redactor) -> Section:
    lines = [Line(when=show_date(row.taken_on), what=_("Photograph"), text=str(row.view.label))
             for row in photos_of(person.id)]  # fmt: skip
    lines += [
        Line(
            when=show_date(row.noted_on), what=f"{row.kind.label}, {row.part.label} ({row.side.label})",
            text=redactor.clean(row.words),
        )
        for row in marks_of(person.id)
    ]  # fmt: skip
    return Section(title=_("Photograph and marks"), lines=lines)


def _family(person: PersonCard, redactor: Redactor) -> Section:
    lines = []
    for row in relations_on_file(person.id):
        flags = (
            (row.next_of_kin, _("Next of kin")), (row.emergency, _("To be called in an emergency")),
            (row.dependant, _("Depends on the person")),
        )  # fmt: skip
        facts = (
            (_("Name"), redactor.leave_out(Ground.FAMILY)),
            (_("Telephone"), redactor.leave_out(Ground.FAMILY) if row.phone else ""),
            (_("Told of the reception on"), show_moment(row.told_at, person.zone) if row.told_at else ""),
            (_("Remarks"), redactor.clean(row.end_reason)),
        )  # fmt: skip
        said = [str(words) for holds, words in flags if holds]
        lines.append(Line(what=row.kinship, text=comma().join(filter(None, (*said, _until(row)))), facts=facts))
    return Section(title=_("Family and people to call"), lines=lines)


def _family_contact(person: PersonCard, redactor: Redactor) -> Section:
    lines = [
        Line(
            when=show_moment(row.at, person.zone), what=f"{row.way.label}, {row.kinship}",
            text=redactor.clean(row.words),
            facts=(
                (_("What came of it"), str(row.state.label)),
                (_("Minutes"), str(row.minutes or "")),
                (_("Noted by"), redactor.staff(row.who)),
            ),
        )
        for row in contacts_before(person.id, LATER, EVERYTHING)
    ]  # fmt: skip
    return Section(title=_("Contact with the family"), lines=lines)


def _children(person: PersonCard, redactor: Redactor) -> Section:
    lines = [
        Line(
            what=_("Child"),
            facts=(
                (_("Name of the child"), redactor.leave_out(Ground.FAMILY)),
                (_("Year of birth"), str(row.birth_year or "")),
                (_("Where is the child?"), redactor.clean(row.lives_at)),
                (_("Who cares for the child?"), redactor.clean(row.cared_for_by)),
                (_("Remarks"), _("Nobody cares for the child now") if row.needs_care else ""),
            ),
        )
        for row in children_of(person.id)
    ]  # fmt: skip
    return Section(title=_("Children"), lines=lines)


def _counsel(person: PersonCard) -> Section:
    lines = [
        Line(when=show_date(row.since), what=row.name, text=comma().join(
            filter(None, (str(row.kind.label), row.phone, _until(row)))
        ))
        for row in counsel_of(person.id)
    ]  # fmt: skip
    return Section(title=_("Lawyer"), lines=lines)

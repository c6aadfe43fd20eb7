"""The identity page of a person and the deeds on it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.access.rules import CUSTODY_READERS, FILE_READERS
from casework.addresses.queries import addresses_of
from casework.casefile.queries import tabs_for
from casework.identity import queries, service
from casework.identity.forms import EndForm, FactsForm, LanguageForm, NameForm, NumberForm
from casework.identity.rules import latin_reading, shown_kind
from casework.likeness.models import View
from casework.likeness.queries import marks_of, photos_of
from casework.people.queries import person_for
from kernel.authz import Role, actor, allows
from kernel.errors import Conflict, DomainError
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("identity", __name__)
EDITORS = (Role.RECORDS_OFFICER, Role.PROBATION_OFFICER)
"""Who corrects identity: an error here is an error of release."""
Deed = Callable[[], object]


def _page(person_id: uuid.UUID, refused: BaseForm | None = None) -> str:
    person = person_for(actor(), person_id)
    forms: dict[str, Any] = {
        name: refused if isinstance(refused, kind) else kind(formdata=None, prefix=prefix)
        for name, kind, prefix in (
            ("name_form", NameForm, "n-"), ("number_form", NumberForm, "i-"), ("language_form", LanguageForm, "l-"),
        )
    }  # fmt: skip
    for form in (forms["number_form"], forms["language_form"]):
        form.offer()
    return render_template(
        "casework/identity/page.html",
        person=person, facts=queries.identity_of(person.id), tabs=tabs_for(actor()), tab="identity",
        refused=refused,
        may_edit=actor().has(*EDITORS),
        sees_addresses=actor().has(*CUSTODY_READERS),
        names=queries.names_on_file(person.id),
        numbers=queries.numbers_on_file(person.id),
        languages=queries.languages_on_file(person.id),
        face=next((photo for photo in photos_of(person.id) if photo.view is View.FACE), None),
        marks=[mark for mark in marks_of(person.id) if mark.ended_on is None],
        may_see_family=actor().has(*CUSTODY_READERS),
        relations=queries.relations_of(person.id) if actor().has(*CUSTODY_READERS) else (),
        addresses=[row for row in addresses_of(person.id) if row.to_on is None],
        latin_reading=latin_reading,
        shown_kind=shown_kind,

        **forms,
    )  # fmt: skip


def _do(person_id: uuid.UUID, form: BaseForm, deed: Deed, said: str) -> ResponseReturnValue:
    try:
        if form.validate():
            outcome = deed()
            flash(
                said if outcome is not False else _("Another file holds this number. Both are proposed as one person.")
            )
            return redirect(url_for("identity.page", person_id=person_id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(person_id, form), 422


@bp.get("/people/<uuid:person_id>/identity")
@allows(*FILE_READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """Names, numbers, birth, languages, likeness and addresses."""
    return _page(person_id)


@bp.post("/people/<uuid:person_id>/identity/names")
@allows(*EDITORS)
@writes
def add_name(person_id: uuid.UUID) -> ResponseReturnValue:
    """Add a name, or replace the one in use."""
    form = NameForm(prefix="n-")
    deed = lambda: service.add_name(actor(), form.to_name(person_id))  # noqa: E731 - read after validation
    return _do(person_id, form, deed, _("The name is on file. The person is found by it."))


@bp.post("/people/<uuid:person_id>/identity/names/<uuid:name_id>/end")
@allows(*EDITORS)
@writes
def end_name(person_id: uuid.UUID, name_id: uuid.UUID) -> ResponseReturnValue:
    """Say that a name was wrong."""
    form = EndForm()
    deed = lambda: service.end_name(actor(), name_id, form.reason.data)  # noqa: E731 - read after validation
    return _do(person_id, form, deed, _("The name is no longer used. It stays in the history."))


@bp.post("/people/<uuid:person_id>/identity/numbers")
@allows(*EDITORS)
@writes
def add_number(person_id: uuid.UUID) -> ResponseReturnValue:
    """Add a number of another authority."""
    form = NumberForm(prefix="i-")
    form.offer()
    deed = lambda: service.add_number(actor(), form.to_number(person_id))  # noqa: E731 - read after validation
    return _do(person_id, form, deed, _("The number is on file. The person is found by it."))


@bp.post("/people/<uuid:person_id>/identity/numbers/<uuid:number_id>/end")
@allows(*EDITORS)
@writes
def end_number(person_id: uuid.UUID, number_id: uuid.UUID) -> ResponseReturnValue:
    """Say that a number ran out or was wrong."""
    form = EndForm()
    deed = lambda: service.end_number(actor(), number_id, form.reason.data)  # noqa: E731 - read after validation
    return _do(person_id, form, deed, _("The number is no longer used. It stays in the history."))


@bp.post("/people/<uuid:person_id>/identity/languages")
@allows(*EDITORS, Role.CASE_MANAGER)
@writes
def add_language(person_id: uuid.UUID) -> ResponseReturnValue:
    """Note a language."""
    form = LanguageForm(prefix="l-")
    form.offer()
    deed = lambda: service.add_language(actor(), person_id, form.language.data, form.skill.data)  # noqa: E731 - read after validation
    return _do(person_id, form, deed, _("The language is noted."))


@bp.post("/people/<uuid:person_id>/identity/languages/<uuid:language_id>/end")
@allows(*EDITORS, Role.CASE_MANAGER)
@writes
def end_language(person_id: uuid.UUID, language_id: uuid.UUID) -> ResponseReturnValue:
    """Take a language off the list."""
    service.end_language(actor(), language_id)
    flash(_("The language is off the list."))
    return redirect(url_for("identity.page", person_id=person_id), 303)


def _facts_page(person_id: uuid.UUID, form: FactsForm) -> str:
    form.offer()
    person = person_for(actor(), person_id)
    return render_template(
        "casework/identity/facts.html", person=person, tabs=tabs_for(actor()), tab="identity", form=form,
        now=queries.identity_of(person.id),
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/identity/facts")
@allows(*EDITORS)
def facts(person_id: uuid.UUID) -> ResponseReturnValue:
    """The facts as they stand, to be corrected."""
    row = queries.identity_of(person_for(actor(), person_id).id)
    form = FactsForm(obj=row)
    form.born_on.process_data(row.born_on or row.born_earliest)
    return _facts_page(person_id, form)


@bp.post("/people/<uuid:person_id>/identity/facts")
@allows(*EDITORS)
@writes
def correct(person_id: uuid.UUID) -> ResponseReturnValue:
    """Correct the facts. When somebody else was first, both versions are shown and nothing is lost."""
    form = FactsForm()
    form.offer()
    try:
        if form.validate():
            service.correct_facts(actor(), form.to_facts(person_id))
            flash(_("The file is corrected. The history keeps what it said before."))
            return redirect(url_for("identity.page", person_id=person_id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
        if isinstance(refusal, Conflict):
            form.version.data = str(person_for(actor(), person_id).version)
            return _facts_page(person_id, form), 409
    return _facts_page(person_id, form), 422

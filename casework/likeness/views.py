"""Photographs and marks of a person."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.access.rules import FILE_READERS
from casework.casefile.queries import tabs_for
from casework.identity.forms import EndForm
from casework.likeness import queries, service
from casework.likeness.forms import MarkForm, PhotoForm
from casework.likeness.models import View
from casework.people.queries import person_for
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _, show_date

bp = Blueprint("likeness", __name__)
EDITORS = (Role.RECORDS_OFFICER, Role.PROBATION_OFFICER)


def _page(person_id: uuid.UUID, refused: BaseForm | None = None) -> str:
    person = person_for(actor(), person_id)
    photos = queries.photos_of(person.id)
    forms: dict[str, Any] = {
        "photo_form": refused if isinstance(refused, PhotoForm) else PhotoForm(formdata=None, prefix="p-"),
        "mark_form": refused if isinstance(refused, MarkForm) else MarkForm(formdata=None, prefix="m-"),
    }
    if refused is not forms["photo_form"]:
        forms["photo_form"].taken_on.process_data(clock.today(person.zone))
    forms["mark_form"].offer(_shown(photos))
    return render_template(
        "casework/likeness/page.html",
        person=person,
        tabs=tabs_for(actor()),
        tab="identity",
        photos=photos,
        marks=queries.marks_of(person.id),
        refused=refused,
        may_edit=actor().has(*EDITORS),
        **forms,
    )


def _shown(photos: Any) -> list[tuple[str, str]]:
    return [(str(one.id), show_date(one.taken_on)) for one in photos if one.view is View.MARK]


def _do(person_id: uuid.UUID, form: BaseForm, deed: Any, said: str) -> ResponseReturnValue:
    try:
        if form.validate():
            deed()
            flash(said)
            return redirect(url_for("likeness.page", person_id=person_id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(person_id, form), 422


@bp.get("/people/<uuid:person_id>/likeness")
@allows(*FILE_READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """The photographs and marks on file."""
    return _page(person_id)


@bp.get("/people/<uuid:person_id>/photos/<uuid:photo_id>")
@allows(*FILE_READERS)
def pixels(person_id: uuid.UUID, photo_id: uuid.UUID) -> ResponseReturnValue:
    """One photograph; ``?small`` gives the face of the identity bar. Only for who may open the file."""
    person = person_for(actor(), person_id)
    answer = make_response(queries.pixels_of(person.id, photo_id, small="small" in request.args))
    answer.headers["Content-Type"] = "image/jpeg"
    answer.headers["Content-Disposition"] = "inline"
    return answer


@bp.post("/people/<uuid:person_id>/photos")
@allows(*EDITORS)
@writes
def add_photo(person_id: uuid.UUID) -> ResponseReturnValue:
    """Put a photograph on file."""
    form = PhotoForm(prefix="p-")
    deed = lambda: service.add_photo(actor(), form.to_photo(person_id))  # noqa: E731 - read after validation
    return _do(person_id, form, deed, _("The photograph is on file."))


@bp.post("/people/<uuid:person_id>/photos/<uuid:photo_id>/withdraw")
@allows(*EDITORS)
@writes
def withdraw_photo(person_id: uuid.UUID, photo_id: uuid.UUID) -> ResponseReturnValue:
    """Take a photograph out of use."""
    form = EndForm()
    deed = lambda: service.withdraw_photo(actor(), photo_id, form.reason.data)  # noqa: E731 - read after validation
    return _do(person_id, form, deed, _("The photograph is withdrawn."))


@bp.post("/people/<uuid:person_id>/marks")
@allows(*EDITORS)
@writes
def add_mark(person_id: uuid.UUID) -> ResponseReturnValue:
    """Note a mark."""
    form = MarkForm(prefix="m-")
    form.offer(_shown(queries.photos_of(person_for(actor(), person_id).id)))
    deed = lambda: service.add_mark(actor(), form.to_mark(person_id))  # noqa: E731 - read after validation
    return _do(person_id, form, deed, _("The mark is noted."))


@bp.post("/people/<uuid:person_id>/marks/<uuid:mark_id>/end")
@allows(*EDITORS)
@writes
def end_mark(person_id: uuid.UUID, mark_id: uuid.UUID) -> ResponseReturnValue:
    """Say that a mark is gone."""
    form = EndForm()
    deed = lambda: service.end_mark(actor(), mark_id, form.reason.data)  # noqa: E731 - read after validation
    return _do(person_id, form, deed, _("The mark is ended. It stays in the history."))

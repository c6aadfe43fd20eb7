"""Copies of a file: ask, read through, hand over."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.casefile.queries import tabs_for
from casework.filecopy import queries, service
from casework.filecopy.forms import CopyForm
from casework.filecopy.rules import law
from casework.filecopy.service import ASKERS
from casework.people.queries import person_for
from kernel.authz import Role, actor, allows
from kernel.documents import pdf_response
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import LOCALES, _

bp = Blueprint("filecopy", __name__)
READERS = (*ASKERS, Role.GOVERNOR, Role.INSPECTOR)


def _page(person_id: uuid.UUID, refused: CopyForm | None = None) -> str:
    person = person_for(actor(), person_id)
    form = refused or CopyForm(formdata=None)
    if not refused and person.language in LOCALES:
        form.language.data = person.language
    found = queries.copies_page(person.id, request.args.get("after", type=uuid.UUID))
    return render_template(
        "casework/filecopy/page.html", person=person, tabs=tabs_for(actor()), tab="release", found=found, form=form,
        refused=refused, may_ask=actor().has(*ASKERS), law=law(),
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/copy")
@allows(*READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """The copies made so far, and the form that asks for one."""
    return _page(person_id)


@bp.post("/people/<uuid:person_id>/copy")
@allows(*ASKERS)
@writes
def ask(person_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for a copy; it is made as long work."""
    form = CopyForm()
    try:
        if form.validate():
            row = service.ask(actor(), form.to_copy(person_id))
            return redirect(url_for("jobs.page", job_id=row.job_id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(person_id, form), 422


@bp.get("/people/<uuid:person_id>/copy/<uuid:copy_id>.pdf")
@allows(*READERS)
def paper(person_id: uuid.UUID, copy_id: uuid.UUID) -> ResponseReturnValue:
    """One paper of a copy as it was made."""
    found = service.read(actor(), person_id, copy_id, request.args.get("part", 1, type=int))
    return pdf_response(found.content, f"{found.title}.pdf")


@bp.post("/people/<uuid:person_id>/copy/<uuid:copy_id>/given")
@allows(*ASKERS)
@writes
def give(person_id: uuid.UUID, copy_id: uuid.UUID) -> ResponseReturnValue:
    """Note that the person has it in hand."""
    service.give(actor(), person_id, copy_id)
    flash(_("Noted: the person has the copy."))
    return redirect(url_for("filecopy.page", person_id=person_id), 303)

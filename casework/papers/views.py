"""The papers of a person."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.access.rules import CUSTODY_READERS
from casework.casefile.queries import tabs_for
from casework.identity.forms import EndForm
from casework.papers import queries, service
from casework.papers.forms import PaperForm
from casework.people.queries import person_for
from kernel import documents
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("papers", __name__)
FILERS = (Role.RECORDS_OFFICER, Role.CASE_MANAGER, Role.PROBATION_OFFICER)
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg"}


def _page(person_id: uuid.UUID, refused: BaseForm | None = None) -> str:
    person = person_for(actor(), person_id)
    form: Any = refused if isinstance(refused, PaperForm) else PaperForm(formdata=None)
    return render_template(
        "casework/papers/page.html",
        person=person,
        tabs=tabs_for(actor()),
        tab="papers",
        found=queries.papers_page(person.id, request.args.get("after", type=uuid.UUID)),
        form=form,
        refused=refused,
        may_file=actor().has(*FILERS),
    )


def _do(person_id: uuid.UUID, deed: Callable[[], object], form: BaseForm, said: str) -> ResponseReturnValue:
    try:
        if form.validate():
            deed()
            flash(said)
            return redirect(url_for("papers.page", person_id=person_id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(person_id, form), 422


@bp.get("/people/<uuid:person_id>/papers")
@allows(*CUSTODY_READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """What came in on paper, newest first."""
    return _page(person_id)


@bp.get("/people/<uuid:person_id>/papers/<uuid:paper_id>")
@allows(*CUSTODY_READERS)
def one(person_id: uuid.UUID, paper_id: uuid.UUID) -> ResponseReturnValue:
    """One paper, as it is kept; its bytes are proven by their hash."""
    person = person_for(actor(), person_id, purpose="paper")
    paper = documents.fetch(queries.document_of(person.id, paper_id))
    name = f"{paper.title}.{ENDINGS.get(paper.media_type, 'txt')}"
    return documents.pdf_response(paper.content, name, media_type=paper.media_type)


@bp.post("/people/<uuid:person_id>/papers")
@allows(*FILERS)
@writes
def file(person_id: uuid.UUID) -> ResponseReturnValue:
    """File a paper."""
    form = PaperForm()
    deed = lambda: service.file_paper(actor(), form.to_paper(person_id))  # noqa: E731 - read after validation
    return _do(person_id, deed, form, _("The paper is on file."))


@bp.post("/people/<uuid:person_id>/papers/<uuid:paper_id>/withdraw")
@allows(*FILERS)
@writes
def withdraw(person_id: uuid.UUID, paper_id: uuid.UUID) -> ResponseReturnValue:
    """Take a paper out of the file."""
    form = EndForm()
    deed = lambda: service.withdraw_paper(actor(), paper_id, form.reason.data)  # noqa: E731 - read after validation
    return _do(person_id, deed, form, _("The paper is out of the file. That it was there stays in the history."))

"""The plan is read together; what was said is kept with its paper, which opens later byte for byte."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.agreements import queries, service
from casework.agreements.forms import AgreeForm, ScanForm
from casework.agreements.rules import demand_whole, updated
from casework.casefile.queries import tabs_for
from casework.people.queries import PersonCard, person_for
from casework.plan_changes.forms import whys_from
from casework.plan_changes.queries import changes_since_read
from casework.plan_papers.documents import plan_paper
from casework.plan_papers.queries import facts_for
from casework.plan_papers.rules import Said, new_token
from casework.plan_papers.views import address_of, own_language
from casework.plans.policies import can_write_plan
from casework.plans.queries import plan_record, sheet_of, version_record
from casework.plans.rules import READERS, WRITERS, PlanSheet
from casework.plans.service import plan_person
from kernel import clock
from kernel.authz import actor, allows
from kernel.documents import fetch, pdf_response
from kernel.errors import DomainError, NotFound
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("agreements", __name__)


def _page(template: str, card: PersonCard, status: int = 200, **facts: Any) -> ResponseReturnValue:
    shown = {"person": card, "tabs": tabs_for(actor()), "tab": "plan", **facts}
    return render_template(f"casework/agreements/{template}.html", **shown), status


def _read(person_id: uuid.UUID) -> tuple[PersonCard, PlanSheet, AgreeForm]:
    card = plan_person(actor(), person_id)
    sheet = sheet_of(card.id)
    if sheet is None:
        raise NotFound(_("This person has no plan yet. Begin one first."))
    form = AgreeForm()
    form.offer(own_language(card))
    return card, sheet, form


@bp.get("/people/<uuid:person_id>/plan/agreement")
@allows(*WRITERS)
def read(person_id: uuid.UUID) -> ResponseReturnValue:
    """The plan to be read together, what changed since last time, and what the person says of it."""
    card, sheet, form = _read(person_id)
    return _page("agree", card, sheet=sheet, form=form, changes=changes_since_read(sheet), typed={})


@bp.post("/people/<uuid:person_id>/plan/agreement")
@allows(*WRITERS)
@writes
def agree(person_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the version with its paper. The same form sent twice keeps one."""
    card, sheet, form = _read(person_id)
    changes = changes_since_read(sheet)
    typed = whys_from(request.form, changes)
    again = {"sheet": sheet, "form": form, "changes": changes, "typed": typed}
    if not form.validate():
        return _page("agree", card, 422, **again)
    try:
        _keep(card, sheet, form, typed)
    except DomainError as refusal:
        form.refuse(refusal)
        return _page("agree", card, 422, **again)
    flash(_("What the person said is kept with this version of the plan."), "success")
    return redirect(url_for("plans.page", person_id=card.id), 303)


def _keep(card: PersonCard, sheet: PlanSheet, form: AgreeForm, whys: dict[str, str]) -> None:
    """Print what was read and keep it, unless this very reading is kept already."""
    said, words = form.agreement.data, (form.words.data or "").strip()
    reading = form.to_reading(None, token := new_token(), whys)
    if any(one.id == reading.id for one in sheet.versions):
        return
    demand_whole(said, words, reading)
    number = len(sheet.versions) + 1
    told = Said(agreement=updated(said, len(sheet.versions)), words=words, on=clock.today(card.zone), number=number)
    language = form.language.data
    facts = facts_for(actor(), card, told, language)
    paper = plan_paper(card, sheet, facts, language=language, address=address_of(token))
    service.agree(actor(), card.id, said, words, form.to_reading(paper, token, whys))


@bp.get("/people/<uuid:person_id>/plan/versions")
@allows(*READERS)
def versions(person_id: uuid.UUID) -> ResponseReturnValue:
    """Every version that was kept, newest first, with its paper and its signed page."""
    card = person_for(actor(), person_id)
    found = queries.versions_page(plan_record(card.id).id, request.args.get("after", type=uuid.UUID))
    scans = queries.scans_of([row.id for row in found.rows])
    return _page("versions", card, found=found, scans=scans, may_write=can_write_plan(actor(), card))


@bp.get("/people/<uuid:person_id>/plan/versions/<uuid:version_id>.pdf")
@allows(*READERS)
def paper(person_id: uuid.UUID, version_id: uuid.UUID) -> ResponseReturnValue:
    """The paper of a version, byte for byte as it was read together."""
    card = person_for(actor(), person_id)
    kept = version_record(card.id, version_id)
    if kept.document_id is None:
        raise NotFound(_("No paper of this version was kept."))
    return pdf_response(fetch(kept.document_id).content, f"{_('plan')}-{card.number}-{kept.number}.pdf")


@bp.get("/people/<uuid:person_id>/plan/versions/<uuid:version_id>/scan")
@allows(*WRITERS)
def scan(person_id: uuid.UUID, version_id: uuid.UUID) -> ResponseReturnValue:
    """The form for the signed page."""
    card = plan_person(actor(), person_id)
    return _page("scan", card, kept=version_record(card.id, version_id), form=ScanForm())


@bp.post("/people/<uuid:person_id>/plan/versions/<uuid:version_id>/scan")
@allows(*WRITERS)
@writes
def add_scan(person_id: uuid.UUID, version_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the signed page."""
    card, form = plan_person(actor(), person_id), ScanForm()
    kept = version_record(card.id, version_id)
    content = form.paper.data.read() if form.paper.data else b""
    try:
        if form.validate():
            service.add_scan(actor(), card.id, kept.id, content, uuid.UUID(form.id.data))
            flash(_("The signed page is kept with this version."), "success")
            return redirect(url_for("agreements.versions", person_id=card.id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page("scan", card, 422, kept=kept, form=form)


@bp.get("/people/<uuid:person_id>/plan/signed/<uuid:scan_id>")
@allows(*READERS)
def signed(person_id: uuid.UUID, scan_id: uuid.UUID) -> ResponseReturnValue:
    """A signed page as it was scanned."""
    card = person_for(actor(), person_id)
    found = fetch(queries.scan_document(card.id, scan_id))
    return pdf_response(found.content, found.title, media_type=found.media_type)

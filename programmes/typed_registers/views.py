"""A register on paper: printed, found again by its code, typed back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import actor, allows
from kernel.documents import pdf_response
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _, ngettext
from programmes.catalogue.policies import REGISTER_TAKERS
from programmes.intakes.models import SessionState
from programmes.intakes.queries import instructors
from programmes.marks.queries import marks_of
from programmes.registers.forms import marks_from
from programmes.registers.queries import is_expected, roll_of, standings
from programmes.registers.rules import BUTTONS, CODES
from programmes.typed_registers import service
from programmes.typed_registers.documents import register_pdf
from programmes.typed_registers.forms import TypingForm
from programmes.typed_registers.queries import paper_by_code, paper_for, people_on
from programmes.typed_registers.rules import shown_code

bp = Blueprint("typed_registers", __name__)


@bp.post("/sessions/<uuid:session_id>/register/print")
@allows(*REGISTER_TAKERS)
@writes
def print_out(session_id: uuid.UUID) -> ResponseReturnValue:
    """Put the register on paper under a code of its own."""
    try:
        made = service.print_register(actor(), session_id)
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        flash(str(refusal))
        return redirect(url_for("registers.page", session_id=session_id))
    return redirect(url_for("typed_registers.paper", register_paper_id=made.id))


@bp.get("/register-papers/<uuid:register_paper_id>/register.pdf")
@allows(*REGISTER_TAKERS)
def paper(register_paper_id: uuid.UUID) -> ResponseReturnValue:
    """The printing as it was, to print again."""
    found, held, group = paper_for(actor(), register_paper_id)
    address = url_for("typed_registers.page", register_paper_id=register_paper_id, _external=True)
    labels = [code.label for code in BUTTONS.values()]
    data = register_pdf(found, held, group, people_on(actor(), found), labels, address)
    return pdf_response(data, f"register-{held.held_on.isoformat()}-{found.version}.pdf")


@bp.get("/register-papers")
@allows(*REGISTER_TAKERS)
def find() -> ResponseReturnValue:
    """Ask for the code on a paper and go to its page."""
    typed = request.args.get("code", "").strip()
    found = paper_by_code(actor(), typed) if typed else None
    if found:
        return redirect(url_for("typed_registers.page", register_paper_id=found))
    return render_template("programmes/typed_registers/find.html", typed=typed)


def _page(register_paper_id: uuid.UUID, form: TypingForm, problems: Sequence[str] = (), *, typed: bool = False) -> str:
    who = actor()
    found, held, group = paper_for(who, register_paper_id)
    form.offer(group, instructors(who))
    if not form.is_submitted():
        form.begin(group, held)
    now = {row.id: row for row in roll_of(who, held)}
    on_paper = people_on(who, found)
    listed = {row.id for row in on_paper}
    added = [
        row for row in now.values() if row.id not in listed and row.attendance_id is None and is_expected(row, held)
    ]
    return render_template(
        "programmes/typed_registers/page.html",
        paper=found, code=shown_code(found.code), held=held, group=group, form=form, problems=problems,
        typed=request.form if typed else {}, rows=[(row, now.get(row.id)) for row in on_paper],
        added=[(row, row) for row in added], standings=standings(list(now.values())), kept=marks_of(held.id),
        codes=CODES, options=[(c.code, c.label, c.classes) for c in BUTTONS.values()], is_expected=is_expected,
        cancelled=held.state is SessionState.CANCELLED,
        clock_of=lambda moment: clock.local(moment, group.zone).strftime("%H:%M"),
    )  # fmt: skip


@bp.get("/register-papers/<uuid:register_paper_id>")
@allows(*REGISTER_TAKERS)
def page(register_paper_id: uuid.UUID) -> ResponseReturnValue:
    """The paper's rows in its order, to be typed back; who came or went since is pointed out."""
    return _page(register_paper_id, TypingForm())


def _instead() -> set[uuid.UUID]:
    found = set()
    for typed in request.form.getlist("instead"):
        try:
            found.add(uuid.UUID(typed))
        except ValueError:
            continue
    return found


def _type(register_paper_id: uuid.UUID, form: TypingForm) -> tuple[service.TypedBack, list[str]]:
    _found, held, group = paper_for(actor(), register_paper_id)
    marks, unread = marks_from(request.form)
    done = service.type_back(actor(), register_paper_id, form.to_typing(held.held_on, group.zone, marks, _instead()))
    return done, [one.words for one in (*unread, *done.problems)]


@bp.post("/register-papers/<uuid:register_paper_id>/rows")
@allows(*REGISTER_TAKERS)
@writes
def row(register_paper_id: uuid.UUID) -> ResponseReturnValue:
    """Keep one row (or some) while it is typed; answers a few words for the row."""
    form = TypingForm()
    _found, _held, group = paper_for(actor(), register_paper_id)
    form.offer(group, instructors(actor()))
    if not form.validate():
        return {"words": _("Say first who marked the paper, and when.")}, 422
    try:
        _done, problems = _type(register_paper_id, form)
    except DomainError as refusal:
        return {"words": str(refusal)}, refusal.status
    if problems:
        return {"words": problems[0], "kept": False}
    return {"words": _("Saved %(time)s", time=clock.local(clock.now(), group.zone).strftime("%H:%M"))}


@bp.post("/register-papers/<uuid:register_paper_id>")
@allows(*REGISTER_TAKERS)
@writes
def save(register_paper_id: uuid.UUID) -> ResponseReturnValue:
    """Keep what is typed, and complete the register if asked. What cannot stand is shown in words."""
    form = TypingForm()
    _found, held, group = paper_for(actor(), register_paper_id)
    form.offer(group, instructors(actor()))
    if not form.validate():
        return _page(register_paper_id, form, typed=True), 422
    try:
        done, problems = _type(register_paper_id, form)
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(register_paper_id, form, typed=True), refusal.status
    if "complete" in request.form and not problems:
        try:
            many = service.complete(actor(), register_paper_id)
        except DomainError as refusal:
            problems = [str(refusal)]
        else:
            flash(_("The register is complete: %(count)d people.", count=many))
            return redirect(url_for("registers.page", session_id=held.id))
    if problems:
        return _page(register_paper_id, form, problems, typed=True)
    flash(ngettext("%(num)d row is saved. Go on when you like.", "%(num)d rows are saved. Go on when you like.",
                   done.saved))  # fmt: skip
    return redirect(url_for("typed_registers.page", register_paper_id=register_paper_id))

"""The tools of a workshop, of a session, and one tool with its history."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.documents import pdf_response
from kernel.errors import DomainError
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _, show_date
from kernel.units.queries import unit_of
from programmes.catalogue.policies import (
    MANAGERS,
    REGISTER_READERS,
    REGISTER_TAKERS,
    can_manage,
    can_take_register,
)
from programmes.intakes.models import SessionState
from programmes.registers.queries import is_expected, roll_of, session_for
from programmes.tools import service
from programmes.tools.documents import inventory_pdf, labels_pdf
from programmes.tools.forms import CountForm, DecideForm, FoundForm, ToolForm, WriteOffForm, said_from, wanted_from
from programmes.tools.models import ToolState
from programmes.tools.queries import (
    away_in,
    counts_of,
    expected_on_board,
    history_of,
    missing_tools,
    open_write_off,
    tool_for,
    tools_of,
    workshop_for,
)
from programmes.tools.rules import classes

bp = Blueprint("tools", __name__)
DECIDERS = (Role.GOVERNOR, Role.PROGRAMME_COORDINATOR)


def _board(workshop_id: uuid.UUID, form: ToolForm) -> str:
    room = workshop_for(actor(), workshop_id)
    form.offer()
    rows = tools_of(actor(), room.id, gone=True)
    return render_template(
        "programmes/tools/board.html", room=room, rows=rows, form=form, classes=classes(), sums=service.states_of(rows),
        managing=can_manage(actor(), room.unit_id), states=ToolState,
    )  # fmt: skip


@bp.get("/workshops/<uuid:workshop_id>/tools")
@allows(*REGISTER_READERS)
def board(workshop_id: uuid.UUID) -> ResponseReturnValue:
    """The tools of a workshop and where each is."""
    return _board(workshop_id, ToolForm(None))


@bp.post("/workshops/<uuid:workshop_id>/tools")
@allows(*MANAGERS)
@writes
def add(workshop_id: uuid.UUID) -> ResponseReturnValue:
    """Put a tool on the board."""
    form = ToolForm()
    form.offer()
    try:
        if form.validate():
            made = service.add_tool(actor(), form.to_tool(workshop_id))
            flash(_("%(code)s is on the board.", code=made.code))
            return redirect(url_for("tools.board", workshop_id=workshop_id))
    except DomainError as refusal:
        _raise_others(refusal)
        form.refuse(refusal)
    return _board(workshop_id, form), 422


def _raise_others(refusal: DomainError) -> None:
    if refusal.status != DomainError.status:
        raise refusal


@bp.get("/workshops/<uuid:workshop_id>/tools.pdf")
@allows(*REGISTER_READERS)
def inventory(workshop_id: uuid.UUID) -> ResponseReturnValue:
    """The inventory on paper."""
    room = workshop_for(actor(), workshop_id)
    today = show_date(clock.today(unit_of(room.unit_id).zone))
    return pdf_response(inventory_pdf(room, tools_of(actor(), room.id), today), f"{_('tools')}.pdf")


@bp.get("/workshops/<uuid:workshop_id>/tools/labels.pdf")
@allows(*REGISTER_READERS)
def labels(workshop_id: uuid.UUID) -> ResponseReturnValue:
    """Labels to cut out, with a code that leads to each tool."""
    room = workshop_for(actor(), workshop_id)
    rows = tools_of(actor(), room.id)
    addresses = {row.id: url_for("tools.show", tool_id=row.id, _external=True) for row in rows}
    return pdf_response(labels_pdf(room, rows, addresses), f"{_('labels')}.pdf")


def _tool(tool_id: uuid.UUID, form: BaseForm | None = None) -> str:
    who = actor()
    tool, room = tool_for(who, tool_id)
    waits = open_write_off(tool.id)
    own = {"found": FoundForm, "note": WriteOffForm, "decision": DecideForm}
    shown = {name: form if isinstance(form, kind) else kind(None) for name, kind in own.items()}
    return render_template(
        "programmes/tools/show.html", tool=tool, room=room, classes=classes(), waits=waits, refused=form,
        zone=unit_of(room.unit_id).zone,
        page=history_of(who, tool.id, request.args.get("after", type=uuid.UUID)),
        taking=who.has(*REGISTER_TAKERS) and who.covers(room.unit_id),
        deciding=waits is not None and who.has(*DECIDERS) and waits.asked_by != who.human_id, **shown,
    )  # fmt: skip


@bp.get("/tools/<uuid:tool_id>")
@allows(*REGISTER_READERS)
def show(tool_id: uuid.UUID) -> ResponseReturnValue:
    """One tool: where it is and what happened to it."""
    return _tool(tool_id)


def _do(tool_id: uuid.UUID, form: BaseForm, command: Callable[[], object], said: str) -> ResponseReturnValue:
    try:
        if form.validate():
            command()
            flash(said)
            return redirect(url_for("tools.show", tool_id=tool_id))
    except DomainError as refusal:
        _raise_others(refusal)
        form.refuse(refusal)
    return _tool(tool_id, form), 422


@bp.post("/tools/<uuid:tool_id>/found")
@allows(*REGISTER_TAKERS)
@writes
def found(tool_id: uuid.UUID) -> ResponseReturnValue:
    """A missing tool is found."""
    form, said = FoundForm(), _("It hangs on the board again.")
    return _do(tool_id, form, lambda: service.find(actor(), tool_id, form.words.data), said)


@bp.post("/tools/<uuid:tool_id>/write-off")
@allows(*REGISTER_TAKERS)
@writes
def ask_write_off(tool_id: uuid.UUID) -> ResponseReturnValue:
    """Ask that a missing tool be written off, with the note to security."""
    form, said = WriteOffForm(), _("The note stands before the governor. Another human decides.")
    return _do(tool_id, form, lambda: service.ask_write_off(actor(), tool_id, form.note.data), said)


@bp.post("/tools/<uuid:tool_id>/decision")
@allows(*DECIDERS)
@writes
def decide(tool_id: uuid.UUID) -> ResponseReturnValue:
    """Write a tool off as the second human, or refuse it."""
    form = DecideForm()
    say = lambda: service.decide_write_off(actor(), tool_id, approved=form.decision.data == "yes")  # noqa: E731
    return _do(tool_id, form, say, _("Decided."))


@bp.get("/tools/missing")
@allows(*REGISTER_READERS)
def missing() -> ResponseReturnValue:
    """Every missing tool in the actor's prisons."""
    return render_template("programmes/tools/missing.html", rows=missing_tools(actor()), classes=classes())


def _session(session_id: uuid.UUID, form: CountForm | None = None, problems: list[str] | None = None) -> str:
    held, group = session_for(actor(), session_id)
    people = [row for row in roll_of(actor(), held) if row.attendance_id or is_expected(row, held)]
    tools = tools_of(actor(), group.workshop_id) if group.workshop_id else []
    counting = form or CountForm(None, moment="end" if counts_of(held.id) else "begin")
    return render_template(
        "programmes/tools/session.html", held=held, group=group, people=people, problems=problems or [], form=counting,
        inside=[row for row in tools if row.state == ToolState.IN], away=away_in(actor(), held.id),
        counts=counts_of(held.id), expected=expected_on_board(group.workshop_id) if group.workshop_id else 0,
        taking=can_take_register(actor(), group.unit_id, group.instructor_id) and held.state is SessionState.PLANNED,
        typed=request.form,
    )  # fmt: skip


@bp.get("/sessions/<uuid:session_id>/tools")
@allows(*REGISTER_READERS)
def session_page(session_id: uuid.UUID) -> ResponseReturnValue:
    """The tools of a session: out, in, counted."""
    return _session(session_id)


@bp.post("/sessions/<uuid:session_id>/tools/out")
@allows(*REGISTER_TAKERS)
@writes
def hand_out(session_id: uuid.UUID) -> ResponseReturnValue:
    """Hand out every tool that has a number beside it; what cannot be is said, the rest is done."""
    wanted, unread = wanted_from(request.form)
    try:
        done, refused = service.hand_out(actor(), session_id, wanted)
    except DomainError as refusal:
        _raise_others(refusal)
        return _session(session_id, problems=[str(refusal)]), 422
    problems = [*unread, *refused]
    if problems:
        return _session(session_id, problems=problems), 200 if done else 422
    flash(_("Handed out: %(num)d.", num=done))
    return redirect(url_for("tools.session_page", session_id=session_id))


@bp.post("/sessions/<uuid:session_id>/tools/in")
@allows(*REGISTER_TAKERS)
@writes
def take_in(session_id: uuid.UUID) -> ResponseReturnValue:
    """Take every tool in, but those of which something else is said."""
    try:
        back, lost = service.take_in(actor(), session_id, said_from(request.form), request.form.get("words", ""))
    except DomainError as refusal:
        _raise_others(refusal)
        return _session(session_id, problems=[str(refusal)]), 422
    flash(_("Back on the board: %(back)d. Missing: %(lost)d.", back=back, lost=lost))
    return redirect(url_for("tools.session_page", session_id=session_id))


@bp.post("/sessions/<uuid:session_id>/tools/count")
@allows(*REGISTER_TAKERS)
@writes
def count(session_id: uuid.UUID) -> ResponseReturnValue:
    """Keep a count of the board."""
    form = CountForm()
    try:
        if form.validate():
            service.count(actor(), session_id, form.moment.data, form.counted.data, form.words.data or "")
            flash(_("The count is kept."))
            return redirect(url_for("tools.session_page", session_id=session_id))
    except DomainError as refusal:
        _raise_others(refusal)
        form.refuse(refusal)
    return _session(session_id, form), 422

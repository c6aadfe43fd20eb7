"""Scoring forms on screen: the list, one version with its examples, trying it, the editor, two people."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from casework.definitions.rules import form_of
from casework.instruments import queries, service
from casework.instruments.forms import EndForm, TextForm, WithdrawForm, try_form
from casework.instruments.rules import ends_of, score
from casework.manuscripts.schemas import FormRefused, read_definition
from casework.proofs.rules import proofs_of
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("instruments", __name__)
EDITORS = frozenset({Role.CLASSIFICATION_OFFICER, Role.CLASSIFICATION_APPROVER, Role.ADMINISTRATOR})
ENACTERS = frozenset({Role.CLASSIFICATION_APPROVER, Role.GOVERNOR})
READERS = EDITORS | ENACTERS | {Role.INSPECTOR}
FOLDER = "casework/instruments"


def _state(row: Any, today: dt.date) -> str:
    if row.withdrawn_at:
        return "withdrawn"
    if not row.activated_at:
        return "proposed"
    if row.in_force_to and row.in_force_to < today:
        return "expired"
    return "in_force" if row.in_force_from <= today else "coming"


@bp.get("/instruments")
@allows(*READERS)
def listing() -> ResponseReturnValue:
    """Every version of every form, newest first, and the forms that come with the house and are not on file."""
    page = queries.versions(request.args.get("after", default=None, type=uuid.UUID))
    today, there = clock.today(), queries.codes()
    offered = [one for code, one in service.shipped().items() if code not in there]
    return render_template(
        f"{FOLDER}/list.html", page=page, states={row.id: _state(row, today) for row in page.rows}, offered=offered,
        editors=EDITORS,
    )  # fmt: skip


def _trial(definition: dict[str, Any], answers: MultiDict[str, str] | None) -> dict[str, Any]:
    """What a page needs to show a form being tried."""
    form = form_of(definition)
    fields = try_form(form, answers)
    result = score(form, fields.known(form))
    reach = {one.key: ends_of(form, result.may[one.key]) for one in form.outputs}
    return {"made": form, "fields": fields, "result": result, "reach": reach}


def _version(
    instrument_version_id: uuid.UUID,
    *,
    end: EndForm | None = None,
    withdraw: WithdrawForm | None = None,
    trouble: str = "",
) -> str:
    line, record = queries.line_of(instrument_version_id), queries.version_record(instrument_version_id)
    return render_template(
        f"{FOLDER}/version.html", one=line, state=_state(line, clock.today()), definition=record.definition,
        proofs=service.proofs_for(record), text=record.text, trouble=trouble, editors=EDITORS, enacters=ENACTERS,
        end_form=end or EndForm(formdata=None), withdraw_form=withdraw or WithdrawForm(formdata=None),
        made=form_of(record.definition), run=queries.dry_run_of(record), untried=service.is_untried(record),
    )  # fmt: skip


@bp.get("/instruments/<uuid:instrument_version_id>")
@allows(*READERS)
def show(instrument_version_id: uuid.UUID) -> ResponseReturnValue:
    """One version: where it comes from, whom it is for, its examples with what came out."""
    return _version(instrument_version_id)


@bp.get("/instruments/<uuid:instrument_version_id>/try")
@allows(*READERS)
def attempt(instrument_version_id: uuid.UUID) -> ResponseReturnValue:
    """Answer a version's questions and see the score; nothing is kept and nobody is scored."""
    line, record = queries.line_of(instrument_version_id), queries.version_record(instrument_version_id)
    trial = _trial(record.definition, request.args or None)
    return render_template(f"{FOLDER}/try.html", one=line, **trial)


def _editor(form: TextForm, *, status: int = 200, **seen: Any) -> ResponseReturnValue:
    usual: dict[str, Any] = {"flaws": [], "trial": None, "proofs": []}
    return render_template(f"{FOLDER}/editor.html", form=form, **usual | seen), status


@bp.get("/instruments/new")
@allows(*EDITORS)
def new() -> ResponseReturnValue:
    """The editor: empty, or with the text of a version (``from``) or of a form of the house (``like``)."""
    begin = request.args.get("from", type=uuid.UUID)
    text = queries.version_record(begin).text if begin else service.shipped_text(request.args.get("like", ""))
    return _editor(TextForm(formdata=None, data={"text": text}))


@bp.post("/instruments/new")
@allows(*EDITORS)
@writes
def keep() -> ResponseReturnValue:
    """Look at a text, or keep it as a proposal. A text with flaws answers 422 with every line; what was typed stays."""
    form = TextForm()
    if not form.validate():
        return _editor(form, status=422)
    try:
        definition = read_definition(form.text.data)
        if request.form.get("go") != "keep":
            proofs = proofs_of(form_of(definition), definition["vectors"])
            return _editor(form, trial=_trial(definition, request.form), proofs=proofs, definition=definition)
        made = service.keep(actor(), form.text.data)
    except FormRefused as refusal:
        return _editor(form, flaws=refusal.flaws, status=422)
    except DomainError as refusal:
        form.refuse(refusal)
        return _editor(form, status=422)
    flash(_("The form is kept as a proposal. A colleague puts it in force."), "success")
    return redirect(url_for("instruments.show", instrument_version_id=made.id), 303)


def _do(instrument_version_id: uuid.UUID, deed: Callable[[], object], said: str) -> ResponseReturnValue:
    try:
        deed()
    except DomainError as refusal:
        return _version(instrument_version_id, trouble=str(refusal)), refusal.status
    flash(said, "success")
    return redirect(url_for("instruments.show", instrument_version_id=instrument_version_id), 303)


@bp.post("/instruments/<uuid:instrument_version_id>/activate")
@allows(*ENACTERS)
@writes
def activate(instrument_version_id: uuid.UUID) -> ResponseReturnValue:
    """Put a proposed version in force, as the second human."""
    record = queries.version_record(instrument_version_id)
    return _do(instrument_version_id, lambda: service.put_in_force(actor(), record), _("The form is in force."))


@bp.post("/instruments/<uuid:instrument_version_id>/withdraw")
@allows(*EDITORS, *ENACTERS)
@writes
def withdraw(instrument_version_id: uuid.UUID) -> ResponseReturnValue:
    """Take a proposal back, with the reason."""
    form, record = WithdrawForm(), queries.version_record(instrument_version_id)
    if not form.validate():
        return _version(instrument_version_id, withdraw=form), 422
    said = _("The proposal is withdrawn. It stays on the list.")
    return _do(instrument_version_id, lambda: service.withdraw(actor(), record, form.why.data), said)


@bp.post("/instruments/<uuid:instrument_version_id>/end")
@allows(*ENACTERS)
@writes
def end(instrument_version_id: uuid.UUID) -> ResponseReturnValue:
    """Say on which day a version in force is used for the last time."""
    form, record = EndForm(), queries.version_record(instrument_version_id)
    last = form.last_day.data if form.validate() else None
    if last is None:
        return _version(instrument_version_id, end=form), 422
    said = _("From the next day on nobody is scored with this version. What was scored with it stays.")
    return _do(instrument_version_id, lambda: service.end(actor(), record, last, form.why.data), said)

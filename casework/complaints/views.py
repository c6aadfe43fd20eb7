"""The letter box that anybody can use, and the inspector's desk behind it."""

from __future__ import annotations

import datetime as dt
import uuid

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.complaints import queries, service
from casework.complaints.forms import AnswerForm, CodeForm, LetterForm, LockForm, OpenForm
from casework.complaints.rules import ANSWER_DAYS, DEMO_PHRASE, Complaint, Key, WrongPhrase, receipt_of, throttle_key
from casework.home.queries import Block, Stat
from kernel import clock
from kernel.authz import Actor, Role, actor, allows, public
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("complaints", __name__)


@bp.get("/confidential")
@public
def letter() -> ResponseReturnValue:
    """Write to the inspector. Works on any machine, without signing in."""
    return render_template(
        "casework/complaints/letter.html", form=LetterForm(), code="", ready=queries.lock_in_use() is not None
    )


@bp.post("/confidential")
@public
@writes
def send() -> ResponseReturnValue:
    """Seal the letter, and show the code once."""
    form = LetterForm()
    try:
        if form.validate():
            service.count_letter(_network_key())
            code = service.send(form.to_complaint())
            return render_template("casework/complaints/letter.html", form=None, code=code, ready=True)
    except DomainError as refusal:
        form.refuse(refusal)
    return render_template("casework/complaints/letter.html", form=form, code="", ready=True), 422


def _network_key() -> bytes:
    secret = str(current_app.secret_key).encode()
    return throttle_key(request.remote_addr or "", clock.today(), secret)


@bp.get("/confidential/answer")
@public
def ask() -> ResponseReturnValue:
    """Ask for an answer by the code."""
    return render_template("casework/complaints/answer.html", form=CodeForm(), found=None, answers=())


@bp.post("/confidential/answer")
@public
def show_answer() -> ResponseReturnValue:
    """The answer to whoever holds the code. By POST, because the code stands in no address; writes nothing."""
    form = CodeForm()
    found = queries.by_receipt(receipt_of(form.code.data or "")) if form.validate() else None
    if form.validate() and found is None:
        form.refuse(DomainError(_("There is no letter with this code. Compare it sign by sign."), field="code"))
    answers = queries.answers_to(found.id) if found else ()
    status = 200 if found else 422
    return render_template("casework/complaints/answer.html", form=form, found=found, answers=answers), status


def _desk(opened: dict[uuid.UUID, Complaint] | None = None, form: OpenForm | None = None) -> str:
    return render_template(
        "casework/complaints/desk.html",
        found=queries.envelopes_page(request.args.get("after", type=uuid.UUID)),
        lock=queries.lock_in_use(),
        opened=opened,
        form=form or OpenForm(formdata=None),
        today=clock.today(),
        phrase=DEMO_PHRASE,
        patience=dt.timedelta(days=ANSWER_DAYS),
    )


@bp.get("/inspector/complaints")
@allows(Role.INSPECTOR)
def desk() -> ResponseReturnValue:
    """The envelopes, closed."""
    return _desk()


@bp.post("/inspector/complaints")
@allows(Role.INSPECTOR)
def open_them() -> ResponseReturnValue:
    """Open the envelopes of this page for this one answer. The pass phrase is kept nowhere; writes nothing."""
    form = OpenForm()
    if not form.validate():
        return _desk(form=form), 422
    keys: dict[uuid.UUID, Key] = {}
    for lock in queries.locks():
        try:
            keys[lock.id] = Key(lock.wrapped, form.phrase.data)
        except WrongPhrase:
            continue
    if not keys:
        form.refuse(DomainError(_("This pass phrase opens no letter. Try it again."), field="phrase"))
        return _desk(form=form), 422
    page = queries.envelopes_page(request.args.get("after", type=uuid.UUID))
    return _desk({row.id: keys[row.lock_id].open(row.sealed) for row in page.rows if row.lock_id in keys})


@bp.get("/inspector/complaints/lock")
@allows(Role.INSPECTOR)
def lock() -> ResponseReturnValue:
    """Set up the letter box."""
    return render_template("casework/complaints/lock.html", form=LockForm(), lock=queries.lock_in_use())


@bp.post("/inspector/complaints/lock")
@allows(Role.INSPECTOR)
@writes
def make_lock() -> ResponseReturnValue:
    """Make a lock under a pass phrase."""
    form = LockForm()
    try:
        if form.validate():
            service.make_lock(actor(), form.phrase.data)
            flash(_("The letter box is open. Keep the pass phrase where only inspectors can reach it."))
            return redirect(url_for("complaints.desk"), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return render_template("casework/complaints/lock.html", form=form, lock=queries.lock_in_use()), 422


@bp.get("/inspector/complaints/<uuid:complaint_id>/answer")
@allows(Role.INSPECTOR)
def write_answer(complaint_id: uuid.UUID) -> ResponseReturnValue:
    """Write an answer."""
    return render_template(
        "casework/complaints/write.html", form=AnswerForm(), key=complaint_id, answers=queries.answers_to(complaint_id)
    )


@bp.post("/inspector/complaints/<uuid:complaint_id>/answer")
@allows(Role.INSPECTOR)
@writes
def answer(complaint_id: uuid.UUID) -> ResponseReturnValue:
    """Send an answer."""
    form = AnswerForm()
    try:
        if form.validate():
            service.answer(actor(), complaint_id, form.words.data)
            flash(_("The answer waits for whoever holds the code."))
            return redirect(url_for("complaints.desk"), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    answers = queries.answers_to(complaint_id)
    return render_template("casework/complaints/write.html", form=form, key=complaint_id, answers=answers), 422


def letter_block(_actor: Actor) -> Block:
    """What waits in the letter box, on the inspector's home alone."""
    waiting = Stat(
        number=queries.unanswered(), label=_("Confidential letters without an answer"),
        href=url_for("complaints.desk"), tone="warning",
    )  # fmt: skip
    return Block(title=_("Letter box"), stats=[waiting])

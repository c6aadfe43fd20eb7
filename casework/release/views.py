"""What still stands between a person and the gate; two people open it; the papers that go along."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.access.rules import FILE_READERS
from casework.casefile.queries import tabs_for
from casework.people.queries import person_for
from casework.property.queries import returns_of
from casework.release import documents, queries, service
from casework.release.forms import OrderForm, WithdrawForm
from casework.release.rules import blockers
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.documents import pdf_response
from kernel.errors import DomainError, NotFound
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _, speaking
from kernel.ids import new_id

bp = Blueprint("release", __name__)
CONFIRMERS = (Role.RECORDS_OFFICER, Role.GOVERNOR)
COPIERS = (
    Role.RECORDS_OFFICER, Role.CASE_MANAGER, Role.PROBATION_OFFICER, Role.GOVERNOR, Role.INSPECTOR,
)  # fmt: skip
PAPERS = (*CONFIRMERS, Role.CASE_MANAGER)


def _page(person_id: uuid.UUID, refused: BaseForm | None = None, trouble: str = "") -> str:
    person = person_for(actor(), person_id)
    checks = queries.checks_for(actor(), person.id)
    form = refused if isinstance(refused, OrderForm) else OrderForm(formdata=None)
    withdrawal = refused if isinstance(refused, WithdrawForm) else WithdrawForm(formdata=None)
    return render_template(
        "casework/release/page.html", person=person, tabs=tabs_for(actor()), tab="release", checks=checks,
        open_checks=blockers(checks), form=form, withdrawal=withdrawal, refused=refused, trouble=trouble,
        release_id=new_id(), gate=queries.waiting_gate(person.id), confirmers=CONFIRMERS,
        readers=PAPERS, copiers=COPIERS,
        done=None if person.in_custody else queries.newest_release(person.id),
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/release")
@allows(*FILE_READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """Every module's checks, undone first."""
    return _page(person_id)


@bp.post("/people/<uuid:person_id>/release/checks")
@allows(Role.RECORDS_OFFICER)
@writes
def tick(person_id: uuid.UUID) -> ResponseReturnValue:
    """Note one of the gate's own duties as done."""
    what = request.form.get("what")
    try:
        if what == "identity":
            service.check_identity(actor(), person_id)
        else:
            service.offer_copy(actor(), person_id, taken=what == "copy_taken")
    except DomainError as refusal:
        return _page(person_id, trouble=str(refusal)), refusal.status
    flash(_("Saved."))
    return redirect(url_for("release.page", person_id=person_id), 303)


@bp.post("/people/<uuid:person_id>/release/order")
@allows(Role.RECORDS_OFFICER)
@writes
def give_order(person_id: uuid.UUID) -> ResponseReturnValue:
    """Enter an order for an earlier release."""
    form = OrderForm()
    try:
        if form.validate() and form.dated_on.data:
            service.give_order(
                actor(),
                person_id,
                authority=form.authority.data,
                reference=form.reference.data,
                dated_on=form.dated_on.data,
            )
            flash(_("The order is entered."))
            return redirect(url_for("release.page", person_id=person_id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(person_id, form), 422


@bp.post("/people/<uuid:person_id>/release/ready")
@allows(Role.RECORDS_OFFICER)
@writes
def prepare(person_id: uuid.UUID) -> ResponseReturnValue:
    """Make the release ready for a colleague to confirm."""
    try:
        service.prepare(actor(), person_id)
    except DomainError as refusal:
        return _page(person_id, trouble=str(refusal)), refusal.status
    flash(_("Ready. A colleague confirms it at the gate."))
    return redirect(url_for("release.page", person_id=person_id), 303)


@bp.post("/people/<uuid:person_id>/release/withdraw")
@allows(*CONFIRMERS)
@writes
def withdraw(person_id: uuid.UUID) -> ResponseReturnValue:
    """Take back what was made ready."""
    form = WithdrawForm()
    try:
        if form.validate():
            service.withdraw(actor(), person_id, form.reason.data)
            flash(_("Taken back. Nobody is released."))
            return redirect(url_for("release.page", person_id=person_id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(person_id, form), 422


@bp.post("/people/<uuid:person_id>/release")
@allows(*CONFIRMERS)
@writes
def release(person_id: uuid.UUID) -> ResponseReturnValue:
    """Confirm at the gate, when nothing is open any more."""
    try:
        service.release(actor(), person_id, at=clock.now(), id=_key())
    except DomainError as refusal:
        return _page(person_id, trouble=str(refusal)), refusal.status
    flash(_("Released. The hour is in the ledger. Print the card and the papers."))
    return redirect(url_for("release.page", person_id=person_id), 303)


def _key() -> uuid.UUID:
    try:
        return uuid.UUID(request.form.get("id", ""))
    except ValueError:
        return new_id()


@bp.get("/people/<uuid:person_id>/release/card.pdf")
@allows(*PAPERS)
def card(person_id: uuid.UUID) -> ResponseReturnValue:
    """The person's own card: whom to call and where to go next, without a word of custody."""
    person = person_for(actor(), person_id)
    with speaking(documents.language_of(person)):
        lines = queries.next_steps(actor(), person.id)
    return pdf_response(documents.card(person, lines), f"{_('card')}-{person.number}.pdf")


@bp.get("/people/<uuid:person_id>/release/papers.pdf")
@allows(*PAPERS)
def papers(person_id: uuid.UUID) -> ResponseReturnValue:
    """The certificate of release with what was given back and what comes next."""
    person = person_for(actor(), person_id)
    done = queries.newest_release(person.id)
    if done is None:
        raise NotFound(_("This person was not released yet."))
    with speaking(documents.language_of(person)):
        lines = queries.next_steps(actor(), person.id)
    made = documents.papers(person, done, returns_of(person.id), lines)
    return pdf_response(made, f"{_('release')}-{person.number}.pdf")

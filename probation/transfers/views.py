"""Transfers on screen: propose with the open items, answer, and the list of what waits."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.public import Block, HomeSection, PersonCard, Stat, contribute_home, tabs_for
from kernel.authz import Actor, Role, actor, allows
from kernel.errors import DomainError, NotFound
from kernel.http import writes
from kernel.i18n import _
from probation.orders.forms import choices_of
from probation.orders.queries import officers_of, order_for
from probation.orders.views import READERS, WRITERS
from probation.transfers import queries, service
from probation.transfers.forms import AnswerForm, TransferForm
from probation.transfers.models import TransferState
from probation.workload.queries import ahead_of

bp = Blueprint("transfers", __name__)


def connect() -> None:
    """Tell the receiving side at home that somebody is on the way."""
    roles = frozenset({Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR})
    contribute_home(HomeSection(key="transfers", roles=roles, order=19, load=_home))


def _home(who: Actor) -> Block | None:
    waiting = queries.incoming(who)
    stat = Stat(
        number=len(waiting), label=_("Transfers to answer"), href=url_for("transfers.listing"), tone="warning"
    )  # fmt: skip
    return Block(title=_("Transfers"), stats=(stat,)) if waiting else None


@bp.get("/supervision/transfers")
@allows(*WRITERS, Role.INSPECTOR)
def listing() -> ResponseReturnValue:
    """Transfers that wait for an answer, to here and from here."""
    who = actor()
    return render_template(
        "probation/transfers/listing.html", incoming=queries.incoming(who), outgoing=queries.outgoing(who)
    )


def _office() -> uuid.UUID | None:
    office = request.args.get("office", type=uuid.UUID)
    if office and office not in {key for key, _name in queries.offices()}:
        raise NotFound(_("There is no such office."))
    return office


def _order_page(
    card: PersonCard, order: Any, office: uuid.UUID | None, form: TransferForm, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "probation/transfers/order.html", person=card, tabs=tabs_for(actor()), tab="supervision", order=order,
        rows=queries.transfers_of(order.id), items=queries.open_items(card, order), offices=queries.offices(),
        office=office, form=form, failed=form if status != 200 else None, State=TransferState,  # noqa: PLR2004 - HTTP
        movable=order.state in service.MOVABLE, may_write=actor().has(*WRITERS), moment=dt.datetime.fromisoformat,
        day=dt.date.fromisoformat, ahead=ahead_of(order, office) if office else (),
    )  # fmt: skip
    return page, status


def _form(office: uuid.UUID | None, **filled: Any) -> TransferForm:
    form = TransferForm(**filled)
    form.to_officer_id.choices = choices_of(officers_of(office) if office else [])
    return form


@bp.get("/supervision/orders/<uuid:order_id>/transfer")
@allows(*READERS)
def page(order_id: uuid.UUID) -> ResponseReturnValue:
    """The open items of the case, and the form that asks another officer."""
    card, order = order_for(actor(), order_id)
    office = _office()
    return _order_page(card, order, office, _form(office, formdata=None))


@bp.post("/supervision/orders/<uuid:order_id>/transfer")
@allows(*WRITERS)
@writes
def propose(order_id: uuid.UUID) -> ResponseReturnValue:
    """Ask the other officer."""
    card, order = order_for(actor(), order_id)
    office = _office()
    form = _form(office)
    if office and form.validate():
        try:
            service.propose(actor(), form.to_transfer(order_id, office))
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Asked. Until they accept, responsibility stays where it is."), "success")
            return redirect(url_for("transfers.page", order_id=order_id), 303)
    return _order_page(card, order, office, form, 422)


def _one_page(card: PersonCard | None, row: Any, form: AnswerForm, status: int = 200) -> ResponseReturnValue:
    waits = row.state == TransferState.PROPOSED
    page = render_template(
        "probation/transfers/page.html", card=card, one=row, form=form,
        may_answer=waits and queries.may_answer(actor(), row) and row.proposed_by != actor().human_id,
        may_withdraw=waits and card is not None and actor().has(*WRITERS), moment=dt.datetime.fromisoformat,
        day=dt.date.fromisoformat, failed=form if status != 200 else None,  # noqa: PLR2004 - HTTP
    )  # fmt: skip
    return page, status


@bp.get("/supervision/transfers/<uuid:transfer_id>")
@allows(*READERS)
def show(transfer_id: uuid.UUID) -> ResponseReturnValue:
    """One transfer: what is open, what the sender says, and the answer."""
    card, row = queries.transfer_for(actor(), transfer_id)
    return _one_page(card, row, AnswerForm(formdata=None))


@bp.post("/supervision/transfers/<uuid:transfer_id>")
@allows(*WRITERS)
@writes
def answer(transfer_id: uuid.UUID) -> ResponseReturnValue:
    """Accept, or say why not."""
    card, row = queries.transfer_for(actor(), transfer_id)
    form, accept = AnswerForm(), request.form.get("decision") == "accept"
    if form.validate():
        try:
            service.answer(actor(), transfer_id, form.to_answer(accept=accept))
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("You answer for this person now.") if accept else _("The sender reads your reason."), "success")
            return redirect(url_for("supervision.order", order_id=row.order_id) if accept else
                            url_for("transfers.listing"), 303)  # fmt: skip
    return _one_page(card, row, form, 422)


@bp.post("/supervision/transfers/<uuid:transfer_id>/withdrawn")
@allows(*WRITERS)
@writes
def withdraw(transfer_id: uuid.UUID) -> ResponseReturnValue:
    """Take the question back."""
    row = service.withdraw(actor(), transfer_id)
    flash(_("Withdrawn. Responsibility stays where it is."), "success")
    return redirect(url_for("transfers.page", order_id=row.order_id), 303)

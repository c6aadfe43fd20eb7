"""The end of an order on screen, and the two worklists before beginnings and ends."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.public import PersonCard, tabs_for
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.documents import pdf_response
from kernel.errors import DomainError, NotFound
from kernel.http import writes
from kernel.i18n import _
from probation.day.queries import zone_of
from probation.endings import queries, service
from probation.endings.documents import proposal_paper
from probation.endings.forms import AnswerForm, EndForm, ProposeForm, SupportForm
from probation.endings.models import ProposalState
from probation.endings.rules import step_of
from probation.orders.models import RUNNING, OrderKind, OrderState
from probation.orders.queries import order_for
from probation.orders.views import READERS, WRITERS
from probation.requirements.queries import progress, requirements_of, show_amount
from probation.standards.models import GoodNews
from probation.standards.queries import picture_of

bp = Blueprint("endings", __name__)
LISTERS = (*WRITERS, Role.CASE_MANAGER, Role.INSPECTOR)
SENT = (ProposalState.SUPPORTED, ProposalState.GRANTED, ProposalState.REFUSED)


@bp.app_template_global("ending_soon")
def ending_soon(*, mine: bool) -> list[tuple[Any, int | None]]:
    """The orders that end soonest with the step of their reminder, for the day and the board."""
    today = clock.today(zone_of(actor()))
    return [(row, step_of(row.ends_on, today)) for row in queries.ending_soonest(actor(), today, mine=mine)]


@bp.app_template_global("early_ends_waiting")
def early_ends_waiting() -> Sequence[Any]:
    """The proposals of an early end that wait for this supervisor, for the board."""
    return queries.proposals_waiting(actor())


@bp.app_template_global("conditions_to_review")
def conditions_to_review(*, mine: bool) -> Sequence[Any]:
    """The orders with a condition to be looked at again, for the day and the board."""
    return queries.conditions_to_review(actor(), clock.today(zone_of(actor())), mine=mine)


@bp.get("/supervision/to-prepare")
@allows(*LISTERS)
def to_prepare() -> ResponseReturnValue:
    """Who leaves prison within 30 days and is not prepared."""
    today = clock.today(zone_of(actor()))
    found = queries.to_prepare(actor(), today, request.args.get("after", type=uuid.UUID))
    return render_template("probation/endings/to_prepare.html", found=found, today=today, Kind=OrderKind)


@bp.get("/supervision/ending")
@allows(*WRITERS, Role.INSPECTOR)
def ending() -> ResponseReturnValue:
    """Running orders that end within 30 days; an officer sees their own people first."""
    today = clock.today(zone_of(actor()))
    mine = actor().has(Role.PROBATION_OFFICER) and request.args.get("whose") != "office"
    found = queries.ending(actor(), today, request.args.get("after", type=uuid.UUID), mine=mine)
    return render_template(
        "probation/endings/ending.html", found=found, today=today, mine=mine, step_of=step_of, Kind=OrderKind
    )  # fmt: skip


def _page(card: PersonCard, row: Any, status: int = 200, **forms: Any) -> ResponseReturnValue:
    proposals = queries.proposals_of(row.id)
    newest = proposals[0] if proposals else None
    waits = newest and newest.state == ProposalState.PROPOSED and newest.proposed_by != actor().human_id
    context = {
        "order": row, "proposals": proposals, "newest": newest, "picture": picture_of(row, row.zone),
        "runs": OrderState(row.state) in RUNNING | {OrderState.SUSPENDED}, "may_write": actor().has(*WRITERS),
        "may_decide": waits and actor().has(Role.PROBATION_SUPERVISOR),
        "open_proposal": newest is not None and newest.state in (ProposalState.PROPOSED, ProposalState.SUPPORTED),
        "end_form": EndForm(formdata=None, on=clock.today(row.zone)), "propose_form": ProposeForm(formdata=None),
        "support_form": SupportForm(formdata=None), "answer_form": AnswerForm(formdata=None), "form": None,
        "State": ProposalState, "News": GoodNews, "SENT": SENT,
    }  # fmt: skip
    page = render_template(
        "probation/endings/page.html", person=card, tabs=tabs_for(actor()), tab="supervision", **{**context, **forms}
    )
    return page, status


@bp.get("/supervision/orders/<uuid:order_id>/end")
@allows(*READERS)
def page(order_id: uuid.UUID) -> ResponseReturnValue:
    """How the order may end: early by a proposal, or at its date."""
    return _page(*order_for(actor(), order_id))


def _deed(order_id: uuid.UUID, said: str, deed: Callable[[], object], form: Any, shown: str) -> ResponseReturnValue:
    """Do one deed and come back; a refusal stands on the page, beside its field."""
    done = form.validate()
    if done:
        try:
            deed()
        except DomainError as refusal:
            form.refuse(refusal)
            done = False
    if not done:
        return _page(*order_for(actor(), order_id), status=422, form=form, **{shown: form})
    flash(said, "success")
    return redirect(url_for("endings.page", order_id=order_id), 303)


@bp.post("/supervision/orders/<uuid:order_id>/end")
@allows(*WRITERS)
@writes
def end(order_id: uuid.UUID) -> ResponseReturnValue:
    """Write down that the order has ended."""
    form = EndForm()

    def deed() -> None:
        assert form.on.data
        service.end_order(actor(), order_id, OrderState(form.way.data), form.on.data, form.reason.data or "")

    return _deed(order_id, _("The order has ended. Thank the person, and offer help that goes on."), deed, form,
                 "end_form")  # fmt: skip


@bp.post("/supervision/orders/<uuid:order_id>/early-end")
@allows(*WRITERS)
@writes
def propose(order_id: uuid.UUID) -> ResponseReturnValue:
    """Propose an early end."""
    form = ProposeForm()
    return _deed(
        order_id, _("Proposed. A supervisor supports it or gives it back."),
        lambda: service.propose_early_end(actor(), order_id, form.grounds.data or ""), form, "propose_form",
    )  # fmt: skip


@bp.post("/supervision/early-ends/<uuid:proposal_id>/decided")
@allows(Role.PROBATION_SUPERVISOR)
@writes
def decide(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Support the proposal, or give it back."""
    form, support = SupportForm(), request.form.get("decision") == "support"
    _card, row, _proposal = queries.proposal_for(actor(), proposal_id)
    said = _("Supported. Print it for the authority.") if support else _("Given back to the officer with your words.")
    return _deed(
        row.id, said,
        lambda: service.decide_early_end(actor(), proposal_id, support=support, words=form.words.data or ""),
        form, "support_form",
    )  # fmt: skip


@bp.post("/supervision/early-ends/<uuid:proposal_id>/answered")
@allows(*WRITERS)
@writes
def answer(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Write down the authority's answer."""
    form, granted = AnswerForm(), request.form.get("decision") == "granted"
    _card, row, _proposal = queries.proposal_for(actor(), proposal_id)
    said = _("The order has ended early. Well done to the person.") if granted else _("The order goes on.")

    def deed() -> None:
        assert form.on.data
        service.answer_early_end(actor(), proposal_id, granted=granted, on=form.on.data, words=form.words.data or "")

    return _deed(row.id, said, deed, form, "answer_form")


@bp.get("/supervision/early-ends/<uuid:proposal_id>.pdf")
@allows(*READERS)
def paper(proposal_id: uuid.UUID) -> Response:
    """The proposal on paper."""
    card, row, proposal = queries.proposal_for(actor(), proposal_id)
    if proposal.state not in SENT:
        raise NotFound(_("Only a proposal that a supervisor supports goes on paper."))
    done = [
        (one.name, show_amount(one, progress(one).done), show_amount(one, one.required))
        for one in requirements_of(row.id)
    ]
    counts = {"picture": picture_of(row, row.zone), "done": done}
    return pdf_response(proposal_paper(card, row, proposal, counts), f"early-end-{card.number}.pdf")

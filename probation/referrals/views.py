"""Referrals on screen: a person's list, the draft, the last look before sending, the answer, the end."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.public import PersonCard, active_alerts, person_for, tabs_for
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.documents import fetch, pdf_response
from kernel.errors import DomainError, NotFound
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _
from probation.feedback.forms import ReportForm, SessionForm
from probation.referrals import service
from probation.referrals.documents import referral_letter
from probation.referrals.forms import AcceptForm, DeclineForm, ReferralForm, SendForm, WithdrawForm
from probation.referrals.models import Referral, ReferralState
from probation.referrals.queries import (
    load_of,
    outcomes_of,
    referral_for,
    referrals_page,
    sent_risk,
    sessions_of,
    waits_of,
)
from probation.referrals.rules import digest, may_become, score_of
from probation.services.queries import open_services, service_of

bp = Blueprint("referrals", __name__)
WRITERS = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR, Role.CASE_MANAGER)
READERS = (*WRITERS, Role.GOVERNOR, Role.INSPECTOR)


@bp.get("/people/<uuid:person_id>/referrals")
@allows(*READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """Where a person was sent and what came of it."""
    card = person_for(actor(), person_id)
    found = referrals_page(card.id, request.args.get("after", type=uuid.UUID))
    return render_template(
        "probation/referrals/list.html", person=card, tabs=tabs_for(actor()), tab="support", found=found,
        may_write=actor().has(*WRITERS),
    )  # fmt: skip


def _draft_page(card: PersonCard, form: ReferralForm, found: Referral | None, status: int = 200) -> ResponseReturnValue:
    return render_template(
        "probation/referrals/draft.html", person=card, tabs=tabs_for(actor()), tab="support", form=form, referral=found
    ), status


def _form(card: PersonCard, **given: Any) -> ReferralForm:
    form = ReferralForm(**given)
    kept = given["data"]["alerts"] if given.get("data") else ()
    services = open_services(actor(), card.office_id, clock.today(card.zone))
    form.offer(services, active_alerts(card.id), kept)
    return form


@bp.get("/people/<uuid:person_id>/referrals/new")
@allows(*WRITERS)
def begin(person_id: uuid.UUID) -> ResponseReturnValue:
    """The form of a referral; the directory leads here with a service chosen."""
    card = person_for(actor(), person_id)
    chosen = request.args.get("service", "")
    return _draft_page(card, _form(card, formdata=None, language=card.language, service_id=chosen), None)


@bp.post("/people/<uuid:person_id>/referrals/new")
@allows(*WRITERS)
@writes
def draft(person_id: uuid.UUID) -> ResponseReturnValue:
    """Keep a draft, and show what the service would be told."""
    card = person_for(actor(), person_id)
    form = _form(card)
    return _kept(card, form, None, lambda: service.draft_referral(actor(), form.to_draft(card.id)))


def _kept(
    card: PersonCard, form: ReferralForm, found: Referral | None, deed: Callable[[], Referral]
) -> ResponseReturnValue:
    if form.validate():
        try:
            made = deed()
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Kept as a draft. Read what the service will be told, then send it."), "success")
            return redirect(url_for("referrals.show", referral_id=made.id), 303)
    return _draft_page(card, form, found, 422)


@bp.get("/referrals/<uuid:referral_id>/edit")
@allows(*WRITERS)
def edit(referral_id: uuid.UUID) -> ResponseReturnValue:
    """A draft to write on at."""
    card, found = referral_for(actor(), referral_id)
    if found.state is not ReferralState.DRAFT:
        raise DomainError(_("This referral was sent already. What the service was told stays as it was."))
    facts = {
        "service_id": str(found.service_id), "need": found.need, "goal": found.goal, "complexity": found.complexity,
        "outcomes": "\n".join(one.words for one in outcomes_of(found.id)), "language": found.language,
        "practical": found.practical, "agreed": found.agreed, "alerts": found.shared_alerts.splitlines(),
        "risk_words": found.risk_words,
    }  # fmt: skip
    return _draft_page(card, _form(card, formdata=None, data=facts), found)


@bp.post("/referrals/<uuid:referral_id>/edit")
@allows(*WRITERS)
@writes
def rewrite(referral_id: uuid.UUID) -> ResponseReturnValue:
    """Keep what was changed in a draft."""
    card, found = referral_for(actor(), referral_id)
    form = _form(card)
    return _kept(card, form, found, lambda: service.change_draft(actor(), form.to_draft(card.id, found.id)))


def page_of_referral(referral_id: uuid.UUID, failed: BaseForm | None = None, status: int = 200) -> ResponseReturnValue:
    """One referral with everything that may be done with it now. ``failed``: the form that was refused."""
    card, found = referral_for(actor(), referral_id)
    outcomes = outcomes_of(found.id)
    kinds = {"accept_form": AcceptForm, "decline_form": DeclineForm, "withdraw_form": WithdrawForm,
             "session_form": SessionForm, "report_form": ReportForm}  # fmt: skip
    forms = {name: failed if isinstance(failed, kind) else kind(formdata=None) for name, kind in kinds.items()}
    if forms["report_form"] is not failed:
        forms["report_form"].fill(outcomes)
    text, today = service.told(found), clock.today(card.zone)
    gone = set(found.shared_alerts.splitlines()) - {words for words, _tone in active_alerts(card.id)}
    page = render_template(
        "probation/referrals/show.html", person=card, tabs=tabs_for(actor()), tab="support", referral=found,
        service=service_of(found.service_id), outcomes=outcomes, risk=sent_risk(found.id), text=text, gone=gone,
        shown=digest(text), sessions=sessions_of(found.id), failed=failed, may_write=actor().has(*WRITERS),
        can=lambda state: may_become(found.state, ReferralState(state)), today=today,
        score=score_of([one.score for one in outcomes if one.score]), load=load_of([found.service_id]),
        waits=waits_of([found.service_id], today), **forms,
    )  # fmt: skip
    return page, status


@bp.get("/referrals/<uuid:referral_id>")
@allows(*READERS)
def show(referral_id: uuid.UUID) -> ResponseReturnValue:
    """One referral, from the need to the report."""
    return page_of_referral(referral_id)


def deed(referral_id: uuid.UUID, form: BaseForm, said: str, do: Callable[[], Any]) -> ResponseReturnValue:
    """Validate, do, say so; a refusal is shown beside its field with everything that was typed."""
    if form.validate():
        try:
            do()
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(said, "success")
            return redirect(url_for("referrals.show", referral_id=referral_id), 303)
    return page_of_referral(referral_id, form, 422)


@bp.post("/referrals/<uuid:referral_id>/sent")
@allows(*WRITERS)
@writes
def send(referral_id: uuid.UUID) -> ResponseReturnValue:
    """Send it, with the risk information exactly as it was shown."""
    form = SendForm()
    said = _("Sent. Print the letter or send it by your office's safe mail.")
    return deed(
        referral_id, form, said,
        lambda: service.send_referral(actor(), referral_id, form.shown.data or "", referral_letter),
    )  # fmt: skip


@bp.post("/referrals/<uuid:referral_id>/accepted")
@allows(*WRITERS)
@writes
def accept(referral_id: uuid.UUID) -> ResponseReturnValue:
    """The service takes the person."""
    form = AcceptForm()
    said = _("Noted. The first session begins the referral.")
    return deed(referral_id, form, said, lambda: service.accept(actor(), referral_id, form.day()))


@bp.post("/referrals/<uuid:referral_id>/declined")
@allows(*WRITERS)
@writes
def decline(referral_id: uuid.UUID) -> ResponseReturnValue:
    """The service does not take the person."""
    form = DeclineForm()
    said = _("Noted with the reason. Look for another service.")
    return deed(referral_id, form, said, lambda: service.decline(actor(), referral_id, form.day(), form.why.data or ""))


@bp.post("/referrals/<uuid:referral_id>/withdrawn")
@allows(*WRITERS)
@writes
def withdraw(referral_id: uuid.UUID) -> ResponseReturnValue:
    """End it early."""
    form = WithdrawForm()
    said = _("Withdrawn. Tell the service and the person.")
    return deed(
        referral_id, form, said,
        lambda: service.withdraw(actor(), referral_id, form.reason.data, form.words.data or ""),
    )  # fmt: skip


@bp.get("/referrals/<uuid:referral_id>/letter.pdf")
@allows(*READERS)
def letter(referral_id: uuid.UUID) -> ResponseReturnValue:
    """The letter as it was sent."""
    _card, found = referral_for(actor(), referral_id)
    if found.document_id is None:
        raise NotFound(_("Nothing was sent yet."))
    return pdf_response(fetch(found.document_id).content, "referral.pdf")

"""Work for private beneficiaries: the list, one with its free wage and consents, the papers."""

from __future__ import annotations

import uuid
from types import SimpleNamespace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.documents import fetch, pdf_response
from kernel.errors import DomainError, NotFound
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import LOCALES, _, language
from programmes.catalogue.policies import MANAGERS, REGISTER_READERS, can_manage
from programmes.private_work import service
from programmes.private_work.documents import consent_pdf
from programmes.private_work.forms import ComparisonForm, ConsentForm, WithdrawForm, WorkForm
from programmes.private_work.models import HowSigned
from programmes.private_work.queries import (
    comparisons_of,
    consent_for,
    consents_of,
    paid_beside,
    work_for,
    works_for,
)
from programmes.private_work.rules import text_of, text_on

bp = Blueprint("private_work", __name__)
READERS = (*REGISTER_READERS, Role.CASE_MANAGER)


def _index(form: WorkForm) -> str:
    form.offer(actor())
    return render_template(
        "programmes/private_work/index.html", rows=works_for(actor()), form=form, today=clock.today(),
        managing=actor().has(*MANAGERS),
    )  # fmt: skip


@bp.get("/private-work")
@allows(*READERS)
def index() -> ResponseReturnValue:
    """The private work of the actor's prisons."""
    return _index(WorkForm(None))


def _raise_others(refusal: DomainError) -> None:
    if refusal.status != DomainError.status:
        raise refusal


@bp.post("/private-work")
@allows(*MANAGERS)
@writes
def mark() -> ResponseReturnValue:
    """Mark a workshop or group as private work."""
    form = WorkForm()
    form.offer(actor())
    try:
        if form.validate():
            made = service.mark(actor(), form.to_work())
            flash(_("Marked. Nobody gets a place in it without consent; whoever has one without it is under review."))
            return redirect(url_for("private_work.show", work_id=made.id))
    except DomainError as refusal:
        _raise_others(refusal)
        form.refuse(refusal)
    return _index(form), 422


def _work(work_id: uuid.UUID, refused: BaseForm | None = None) -> str:
    who, row = actor(), work_for(actor(), work_id)
    comparing = refused if isinstance(refused, ComparisonForm) else ComparisonForm(None, prefix="wage")
    asking = refused if isinstance(refused, ConsentForm) else ConsentForm(None, prefix="yes", language=language())
    asking.offer()
    return render_template(
        "programmes/private_work/show.html", row=row, comparisons=comparisons_of(row.id), paid=paid_beside(row),
        consents=consents_of(who, row.id), comparing=comparing, asking=asking, refused=refused, languages=LOCALES,
        managing=can_manage(who, row.unit_id), hearing=who.has(*service.LISTENERS),
        text=text_on(clock.today(row.zone)),
    )  # fmt: skip


@bp.get("/private-work/<uuid:work_id>")
@allows(*READERS)
def show(work_id: uuid.UUID) -> ResponseReturnValue:
    """One private work: the free wage beside the rate, and who said yes."""
    return _work(work_id)


@bp.post("/private-work/<uuid:work_id>/comparisons")
@allows(*MANAGERS)
@writes
def compare(work_id: uuid.UUID) -> ResponseReturnValue:
    """Note what a free worker gets."""
    form = ComparisonForm(prefix="wage")
    try:
        if form.validate():
            service.compare(actor(), form.to_comparison(work_id))
            flash(_("The free wage stands beside the rate now."))
            return redirect(url_for("private_work.show", work_id=work_id))
    except DomainError as refusal:
        _raise_others(refusal)
        form.refuse(refusal)
    return _work(work_id, form), 422


@bp.get("/private-work/<uuid:work_id>/text.pdf")
@allows(*READERS)
def text(work_id: uuid.UUID) -> ResponseReturnValue:
    """The text to be read, in the language asked for, with lines to sign."""
    row = work_for(actor(), work_id)
    wanted = request.args.get("language", "")
    free = next(iter(comparisons_of(row.id)), None)
    made = consent_pdf(row, text_on(clock.today(row.zone)), free, wanted if wanted in LOCALES else language())
    return pdf_response(made, f"{_('consent')}.pdf")


@bp.post("/private-work/<uuid:work_id>/consents")
@allows(*MANAGERS)
@writes
def consent(work_id: uuid.UUID) -> ResponseReturnValue:
    """Keep a person's yes with its paper."""
    form, row = ConsentForm(prefix="yes"), work_for(actor(), work_id)
    form.offer()
    try:
        if form.validate():
            card = service.person_named(actor(), row, form.number.data)
            signed = SimpleNamespace(
                name=form.signed_name.data, witness=form.witness.data, read=form.how_read.data, person=card.name,
                number=card.number, on_screen=form.how_signed.data == HowSigned.SCREEN, on=clock.today(row.zone),
            )  # fmt: skip
            free, said = next(iter(comparisons_of(row.id)), None), text_on(signed.on)
            paper = consent_pdf(row, said, free, form.language.data, signed)
            service.consent(actor(), form.to_consent(work_id, paper))
            flash(_("The consent is kept. The person may take it back at any time."))
            return redirect(url_for("private_work.show", work_id=work_id))
    except DomainError as refusal:
        _raise_others(refusal)
        form.refuse(refusal)
    return _work(work_id, form), 422


@bp.get("/consents/<uuid:consent_id>/paper.pdf")
@allows(*READERS)
def paper(consent_id: uuid.UUID) -> ResponseReturnValue:
    """The paper of a consent, byte for byte."""
    found, _row = consent_for(actor(), consent_id)
    if found.document_id is None:
        raise NotFound(_("No paper of this consent was kept."))
    return pdf_response(fetch(found.document_id).content, f"{_('consent')}.pdf")


def _taking_back(consent_id: uuid.UUID, form: WithdrawForm) -> str:
    found, row = consent_for(actor(), consent_id)
    shown = {"consent": found, "row": row, "form": form, "text": text_of(found.version)}
    return render_template("programmes/private_work/withdraw.html", **shown)


@bp.get("/consents/<uuid:consent_id>/withdraw")
@allows(*service.LISTENERS)
def ask_withdraw(consent_id: uuid.UUID) -> ResponseReturnValue:
    """Ask once more before a consent is taken back."""
    return _taking_back(consent_id, WithdrawForm(None))


@bp.post("/consents/<uuid:consent_id>/withdraw")
@allows(*service.LISTENERS)
@writes
def withdraw(consent_id: uuid.UUID) -> ResponseReturnValue:
    """Take a consent back at once."""
    form = WithdrawForm()
    if not form.validate():
        return _taking_back(consent_id, form), 422
    found = service.withdraw(actor(), consent_id, form.words.data or "")
    flash(_("Taken back. The place is under review, and nothing is lost by it."))
    return redirect(url_for("private_work.show", work_id=found.work_id))

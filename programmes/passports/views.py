"""Choosing, giving, looking up and withdrawing a passport."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.public import PersonCard, person_for, tabs_for
from kernel.authz import actor, allows, public
from kernel.documents import fetch, pdf_response
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import LOCALES, _, language
from programmes.catalogue.policies import READERS
from programmes.passports import queries, service
from programmes.passports.documents import passport_pdf
from programmes.passports.forms import PassportForm, WithdrawForm
from programmes.passports.rules import Addresses
from programmes.passports.service import GIVERS

bp = Blueprint("passports", __name__)
_AT = Addresses(
    passport=lambda token: url_for("passports.verify", token=token, _external=True),
    certificate=lambda token: url_for("completions.verify", token=token, _external=True),
)


def _page(person: PersonCard, form: PassportForm) -> str:
    who, offered = actor(), queries.offered_to(person)
    form.offer(offered, queries.issuers(person.id))
    return render_template(
        "programmes/passports/page.html", person=person, tabs=tabs_for(who), tab="programmes", form=form,
        given=queries.passports_of(person.id), giving=who.has(*GIVERS),
        something=bool(offered.certificates or offered.trades or offered.skills),
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/passport")
@allows(*READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """What could stand on a passport, and those that were given."""
    person = person_for(actor(), person_id)
    spoken = person.language if person.language in LOCALES else language()
    return _page(person, PassportForm(None, data={"language": spoken}))


@bp.post("/people/<uuid:person_id>/passport")
@allows(*GIVERS)
@writes
def give(person_id: uuid.UUID) -> ResponseReturnValue:
    """Give a passport as the person chose it; with the second button only look at it first."""
    person, form = person_for(actor(), person_id), PassportForm()
    form.offer(queries.offered_to(person), queries.issuers(person.id))
    looking = "secondary" in request.form
    if looking:
        form.agreed.data = form.agreed.raw_data = ["y"]
    if not form.validate():
        return _page(person, form), 422
    try:
        chosen = form.to_chosen()
        sheet = service.sheet_of(actor(), person.id, chosen, _AT)
        pressed = passport_pdf(sheet)
        if looking:
            return pdf_response(pressed, "passport.pdf")
        made = service.give(actor(), person.id, chosen, sheet, pressed)
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _page(person, form), 422
    flash(_("Saved: passport %(number)s. Print it and hand it over.", number=made.number))
    return redirect(url_for("passports.page", person_id=person.id))


@bp.get("/passports/<uuid:passport_id>.pdf")
@allows(*READERS)
def paper(passport_id: uuid.UUID) -> ResponseReturnValue:
    """The passport as it was given, byte for byte."""
    found = queries.passport_by_id(passport_id)
    person_for(actor(), found.person_id)
    return pdf_response(fetch(found.document_id).content, f"{found.number}.pdf")


def _withdrawing(passport_id: uuid.UUID, form: WithdrawForm) -> str:
    found = queries.passport_by_id(passport_id)
    person = person_for(actor(), found.person_id)
    return render_template("programmes/passports/withdraw.html", form=form, passport=found, person=person)


@bp.get("/passports/<uuid:passport_id>/withdraw")
@allows(*GIVERS)
def ask_withdraw(passport_id: uuid.UUID) -> ResponseReturnValue:
    """Ask why a passport is withdrawn."""
    return _withdrawing(passport_id, WithdrawForm(None))


@bp.post("/passports/<uuid:passport_id>/withdraw")
@allows(*GIVERS)
@writes
def withdraw(passport_id: uuid.UUID) -> ResponseReturnValue:
    """Withdraw a passport for good."""
    form = WithdrawForm()
    if not form.validate():
        return _withdrawing(passport_id, form), 422
    found = service.withdraw(actor(), passport_id, form.reason.data)
    flash(_("The passport is withdrawn. Who checks it reads that from now on."))
    return redirect(url_for("passports.page", person_id=found.person_id))


@bp.get("/verify/passport/<token>")
@public
def verify(token: str) -> ResponseReturnValue:
    """Whether a passport is genuine. Shows nothing about the person."""
    found = queries.public_passport(token)
    return render_template("programmes/passports/verify.html", passport=found), 200 if found else 404

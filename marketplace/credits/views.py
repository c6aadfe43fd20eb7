"""Asking a maker, and taking a credit back. Whoever runs the workshop learns no answer."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.public import by_number, languages_of, person_for, publicity_facts, tabs_for
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import LOCALES, _
from marketplace.brand.queries import brands
from marketplace.credits import queries, service
from marketplace.credits.forms import AnswerForm, WithdrawForm
from marketplace.credits.models import Channel, CreditAnswer, CreditEnd
from marketplace.credits.rules import consent_texts, languages, longest, why_not
from marketplace.published_credits.models import CreditForm

bp = Blueprint("credits", __name__)
ASKERS = (Role.CASE_MANAGER, Role.PROBATION_OFFICER)
READERS = (*ASKERS, Role.INSPECTOR)
STAFF = (
    Role.RECORDS_OFFICER, Role.CASE_MANAGER, Role.CLASSIFICATION_OFFICER, Role.PROGRAMME_COORDINATOR, Role.INSTRUCTOR,
    Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR, Role.GOVERNOR,
)  # fmt: skip
"""Whoever the person happens to tell may take a credit back."""


def _form(language: str) -> AnswerForm:
    form = AnswerForm(None, language=language) if request.method == "GET" else AnswerForm()
    form.offer(brands())
    return form


def _page(person_id: uuid.UUID, form: AnswerForm | None = None) -> str:
    who = actor()
    person = person_for(who, person_id)
    today, texts = clock.today(person.zone), consent_texts()
    asked = form.language.data if form else request.args.get("language", person.language)
    language = asked if asked in languages() else "en"
    return render_template(
        "marketplace/credits/page.html", person=person, tabs=tabs_for(who), tab="credit", texts=texts["text"][language],
        version=texts["version"], language=language, languages=LOCALES, form=form or _form(language),
        reasons=why_not(publicity_facts([person.id], today)[person.id]), history=queries.history_of(person.id),
        answers=CreditAnswer, forms=CreditForm, ends=CreditEnd, channels=Channel, longest=longest(today),
        may_ask=who.has(*ASKERS),
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/credit")
@allows(*READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """What the person answered so far, the words to read aloud, and a form for the answer."""
    return _page(person_id)


@bp.post("/people/<uuid:person_id>/credit")
@allows(*ASKERS)
@writes
def answer(person_id: uuid.UUID) -> ResponseReturnValue:
    """Keep what the person said."""
    form, person = _form(""), person_for(actor(), person_id)
    try:
        if form.validate():
            service.record_answer(actor(), person, languages_of(person.id, person.language), form.to_answer())
            flash(_("Kept. Nobody in the workshop sees this answer."))
            return redirect(url_for("credits.page", person_id=person_id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(person_id, form), 422


@bp.post("/people/<uuid:person_id>/credit/withdraw")
@allows(*STAFF)
@writes
def withdraw(person_id: uuid.UUID) -> ResponseReturnValue:
    """Take back every credit of a person. The answer is the same whether or not there was one."""
    service.withdraw(actor(), person_for(actor(), person_id).id)
    flash(_("Whatever the shop said of this person is taken off its pages."))
    return redirect(url_for("casefile.overview", person_id=person_id), 303)


def _by_number(form: WithdrawForm) -> str:
    return render_template("marketplace/credits/withdraw.html", form=form)


@bp.get("/credits/withdraw")
@allows(*STAFF)
def ask_withdraw() -> ResponseReturnValue:
    """Take credits back by the number of the person: for staff who open no file."""
    return _by_number(WithdrawForm(None))


@bp.post("/credits/withdraw")
@allows(*STAFF)
@writes
def withdraw_by_number() -> ResponseReturnValue:
    """Take back every credit of the person with this number. Says the same whether or not there was one."""
    form = WithdrawForm()
    if not form.validate():
        return _by_number(form), 422
    person_id = by_number(actor(), form.number.data)
    if person_id is None:
        form.refuse(DomainError(_("Nobody here has that number. Look at the file again."), field="number"))
        return _by_number(form), 422
    service.withdraw(actor(), person_id)
    flash(_("Whatever the shop said of this person is taken off its pages."))
    return redirect(url_for("credits.ask_withdraw"), 303)


@bp.get("/credits/expiring")
@allows(*READERS)
def expiring() -> ResponseReturnValue:
    """Consents that run out within thirty days: ask again, or let them go."""
    found = queries.expiring_page(actor(), request.args.get("after", type=uuid.UUID))
    return render_template("marketplace/credits/expiring.html", page=found)

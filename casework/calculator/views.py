"""A page that works out dates and saves nothing: for the day in court, and for whoever asks "why this date?"."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from casework.access.rules import CUSTODY_READERS
from casework.calculator.forms import CalculatorForm
from casework.laws.queries import law_in_force
from casework.sentences.rules import CannotCompute, Found, find_dates
from casework.steps.rules import in_words
from kernel.authz import allows

bp = Blueprint("calculator", __name__)


def _page(form: CalculatorForm, found: Found | None = None, refusal: CannotCompute | None = None) -> str:
    number, law = law_in_force() or (0, None)
    return render_template(
        "casework/calculator/page.html", form=form, found=found, refusal=refusal, number=number, law=law,
        in_words=in_words,
    )  # fmt: skip


@bp.get("/sentences/calculator")
@allows(*CUSTODY_READERS)
def page() -> ResponseReturnValue:
    """An empty calculator."""
    return _page(CalculatorForm(formdata=None))


@bp.post("/sentences/calculator")
@allows(*CUSTODY_READERS)
def work_out() -> ResponseReturnValue:
    """The dates of what was typed, by the rule and the law in force. Nothing is written."""
    form = CalculatorForm()
    if form.add_or_remove_row():
        return _page(form)
    if not form.validate():
        return _page(form), 422
    number, law = law_in_force() or (0, None)
    try:
        return _page(form, find_dates(*form.to_inputs(number, law)))
    except CannotCompute as refusal:
        return _page(form, refusal=refusal), 422

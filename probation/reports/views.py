"""Breach and recall on screen: written by one human, decided by another."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.public import person_for, tabs_for
from kernel.authz import Role, actor, allows
from kernel.documents import fetch, pdf_response
from kernel.drafts.queries import draft_of
from kernel.drafts.service import drop as drop_draft
from kernel.drafts.service import keep
from kernel.drafts.views import as_multidict, keeps_typed
from kernel.errors import DomainError, NotFound
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _
from probation.enforcement.queries import failures_of
from probation.orders.queries import order_for
from probation.reports import service
from probation.reports.documents import decision_letter, report_paper
from probation.reports.forms import AttemptForm, BackForm, NotFiledForm, ReportForm, SendForm
from probation.reports.models import Alternative, BreachReport, ReportKind, ReportState, Vulnerability
from probation.reports.queries import attempts_of, conditions_named, conditions_to_choose, human_name, report_for

bp = Blueprint("breach_reports", __name__)
WRITERS = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR)
READERS = (*WRITERS, Role.GOVERNOR, Role.INSPECTOR)


def _link(contact_id: uuid.UUID) -> str:
    return url_for("contacts.show", contact_id=contact_id, _external=True)


def _as_written(found: BreachReport, kept: Mapping[str, list[str]] | None = None) -> ReportForm:
    """The report as it stands, or as typed when the session ran out; an attempt that is not logged stands in both."""
    if kept and "reasons" in kept:
        return ReportForm(as_multidict(kept)).offers(conditions_to_choose(found))
    written = ReportForm(
        formdata=None, account_how=found.account_how, account=found.account, reasons=found.reasons,
        alternatives=found.alternatives.split(), vulnerabilities=found.vulnerabilities.split(),
        how="".join((kept or {}).get("how", ())), conditions=found.conditions.split(),
    )  # fmt: skip
    return written.offers(conditions_to_choose(found))


def _sent(kind: type[ReportForm], report_id: uuid.UUID) -> ReportForm:
    """The form as it was sent, with the conditions of this report to choose from."""
    return kind().offers(conditions_to_choose(report_for(actor(), report_id)))


def _key() -> str:
    return f"report:{(request.view_args or {})['report_id']}"


def _page(report_id: uuid.UUID, failed: BaseForm | None = None, status: int = 200) -> ResponseReturnValue:
    found = report_for(actor(), report_id)
    _card, order = order_for(actor(), found.order_id)
    forms = {"back_form": BackForm, "not_form": NotFiledForm}
    shown = {name: failed if isinstance(failed, kind) else kind(formdata=None) for name, kind in forms.items()}
    kept = {} if failed else draft_of(actor().human_id, _key())
    shown["form"] = failed if isinstance(failed, ReportForm) else _as_written(found, kept)
    decides = found.state is ReportState.SUBMITTED and actor().has(Role.PROBATION_SUPERVISOR)
    page = render_template(
        "probation/reports/page.html", person=person_for(actor(), found.person_id), tabs=tabs_for(actor()),
        tab="supervision", report=found, order=order, failures=failures_of(order, order.zone),
        attempts=attempts_of(found.id), failed=failed, may_write=actor().has(*WRITERS),
        signed=human_name(found.signed_by), conditions=conditions_named(found),
        alternatives=[Alternative(one).label for one in found.alternatives.split()],
        vulnerabilities=[Vulnerability(one).label for one in found.vulnerabilities.split()],
        may_decide=decides and found.prepared_by != actor().human_id, kept="reasons" in kept, **shown,
    )  # fmt: skip
    return page, status


def _deed(
    report_id: uuid.UUID, said: str, deed: Callable[[], Any], form: BaseForm | None = None
) -> ResponseReturnValue:
    if form is not None and not form.validate():
        return _page(report_id, form, 422)
    try:
        deed()
    except DomainError as refusal:
        form = form or _as_written(report_for(actor(), report_id))
        form.refuse(refusal)
        return _page(report_id, form, 422)
    flash(said, "success")
    return redirect(url_for("breach_reports.page", report_id=report_id), 303)


@bp.post("/supervision/orders/<uuid:order_id>/reports/<kind>")
@allows(*WRITERS)
@writes
def begin(order_id: uuid.UUID, kind: str) -> ResponseReturnValue:
    """Begin a report."""
    known = {one.value: one for one in ReportKind}
    if kind not in known:
        raise NotFound(_("There is no such report."))
    made = service.begin_report(actor(), order_id, known[kind])
    return redirect(url_for("breach_reports.page", report_id=made.id), 303)


@bp.get("/supervision/reports/<uuid:report_id>")
@bp.get("/supervision/reports/<uuid:report_id>/attempts", alias=True)
@bp.get("/supervision/reports/<uuid:report_id>/submitted", alias=True)
@allows(*READERS)
def page(report_id: uuid.UUID) -> ResponseReturnValue:
    """A report: its facts, both sides, what was tried, who decides."""
    return _page(report_id)


@bp.post("/supervision/reports/<uuid:report_id>")
@allows(*WRITERS)
@keeps_typed(_key)
@writes
def write(report_id: uuid.UUID) -> ResponseReturnValue:
    """Keep what is written; an attempt that was typed and not logged waits in its box."""
    form = _sent(ReportForm, report_id)

    def deed() -> None:
        _write(form, report_id)
        if form.how.data:
            keep(actor().human_id, _key(), {"how": [form.how.data]})

    return _deed(report_id, _("Kept."), deed, form)


def _write(form: ReportForm, report_id: uuid.UUID) -> None:
    service.write_report(actor(), form.to_draft(report_id))
    drop_draft(actor(), _key())


@bp.post("/supervision/reports/<uuid:report_id>/attempts")
@allows(*WRITERS)
@keeps_typed(_key)
@writes
def attempt(report_id: uuid.UUID) -> ResponseReturnValue:
    """Log an attempt to hear the person, and keep what is typed of the report: the button stands in the same form."""
    form = _sent(AttemptForm, report_id)

    def deed() -> None:
        if "reasons" in request.form:
            _write(form, report_id)
        service.log_attempt(actor(), report_id, form.how.data)

    return _deed(report_id, _("The attempt is logged."), deed, form)


@bp.post("/supervision/reports/<uuid:report_id>/submitted")
@allows(*WRITERS)
@keeps_typed(_key)
@writes
def submit(report_id: uuid.UUID) -> ResponseReturnValue:
    """Send it to a supervisor, with what stands in the form that the button belongs to."""
    form = _sent(SendForm, report_id) if "reasons" in request.form else None

    def deed() -> None:
        if form is not None:
            _write(form, report_id)
        service.submit_report(actor(), report_id)

    return _deed(report_id, _("Sent to a supervisor."), deed, form)


@bp.post("/supervision/reports/<uuid:report_id>/dropped")
@allows(*WRITERS)
@writes
def drop(report_id: uuid.UUID) -> ResponseReturnValue:
    """Drop a draft."""
    return _deed(report_id, _("Dropped. Nothing was filed."), lambda: service.drop_report(actor(), report_id))


@bp.post("/supervision/reports/<uuid:report_id>/given-back")
@allows(Role.PROBATION_SUPERVISOR)
@writes
def back(report_id: uuid.UUID) -> ResponseReturnValue:
    """Give it back to its writer."""
    form = BackForm()
    said = _("Given back with your words.")
    return _deed(report_id, said, lambda: service.give_back(actor(), report_id, form.words.data), form)


@bp.post("/supervision/reports/<uuid:report_id>/signed")
@allows(Role.PROBATION_SUPERVISOR)
@writes
def sign(report_id: uuid.UUID) -> ResponseReturnValue:
    """Sign and file."""
    return _deed(
        report_id,
        _("Signed and filed."),
        lambda: service.sign_report(actor(), report_id, partial(report_paper, link=_link)),
    )


@bp.post("/supervision/reports/<uuid:report_id>/not-filed")
@allows(Role.PROBATION_SUPERVISOR)
@writes
def do_not_file(report_id: uuid.UUID) -> ResponseReturnValue:
    """Decide not to file, with a letter."""
    form = NotFiledForm()
    return _deed(
        report_id, _("Nothing is filed. The letter to the person is on file, and the count begins anew."),
        lambda: service.do_not_file(actor(), report_id, form.progress.data, form.expectations.data, decision_letter),
        form,
    )  # fmt: skip


@bp.get("/supervision/reports/<uuid:report_id>/paper.pdf")
@allows(*READERS)
def paper(report_id: uuid.UUID) -> ResponseReturnValue:
    """The report or the letter as it was signed."""
    found = report_for(actor(), report_id)
    if found.document_id is None:
        raise NotFound(_("Nothing is signed yet."))
    return pdf_response(fetch(found.document_id).content, f"report-{found.state.value}.pdf")

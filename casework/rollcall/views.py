"""The roll check on a phone, a desk or paper."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.home.queries import Stat
from casework.rollcall import documents, queries, service
from casework.rollcall.forms import CloseForm, FoundForm, StartForm
from casework.rollcall.models import Mark
from kernel.authz import Actor, Role, actor, allows
from kernel.documents import pdf_response
from kernel.errors import DomainError, NotFound
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _
from kernel.units.models import UnitKind
from kernel.units.queries import establishments, unit_of

bp = Blueprint("rollcall", __name__)
READERS = (Role.RECORDS_OFFICER, Role.GOVERNOR, Role.INSPECTOR)
COUNTERS = (Role.RECORDS_OFFICER, Role.GOVERNOR)


def _listing(prison_id: uuid.UUID, form: StartForm) -> str:
    if not actor().covers(prison_id):
        raise NotFound(_("There is no such prison in your care."))
    after = request.args.get("after", default=None, type=uuid.UUID)
    return render_template(
        "casework/rollcall/listing.html", prison=unit_of(prison_id), form=form,
        found=queries.checks_page(prison_id, after), going_on=queries.open_check(prison_id), counters=COUNTERS,
    )  # fmt: skip


@bp.get("/prisons/<uuid:prison_id>/roll-checks")
@allows(*READERS)
def listing(prison_id: uuid.UUID) -> ResponseReturnValue:
    """Every check of a prison, and the way to open one."""
    return _listing(prison_id, StartForm(formdata=None))


@bp.post("/prisons/<uuid:prison_id>/roll-checks")
@allows(*COUNTERS)
@writes
def start(prison_id: uuid.UUID) -> ResponseReturnValue:
    """Open a check."""
    form = StartForm()
    try:
        if form.validate():
            row = service.start(actor(), prison_id, id=uuid.UUID(form.id.data))
            return redirect(url_for("rollcall.page", check_id=row.id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _listing(prison_id, form), 422


def _page(check_id: uuid.UUID, refused: BaseForm | None = None) -> str:
    check = queries.check_of(actor(), check_id)
    close_form = refused if isinstance(refused, CloseForm) else CloseForm(formdata=None)
    found_form = refused if isinstance(refused, FoundForm) else FoundForm(formdata=None)
    return render_template(
        "casework/rollcall/page.html", check=queries.shown(check.id), prison=unit_of(check.prison_id),
        wings=queries.wings(check.id), tally=queries.tally(actor(), check),
        missing=queries.missing_lines(actor(), check.id), close_form=close_form, found_form=found_form,
        refused=refused, counters=COUNTERS,
    )  # fmt: skip


@bp.get("/roll-checks/<uuid:check_id>")
@allows(*READERS)
def page(check_id: uuid.UUID) -> ResponseReturnValue:
    """A check, wing by wing, with what still keeps it from closing."""
    return _page(check_id)


def _wing() -> uuid.UUID | None:
    return request.values.get("wing", default=None, type=uuid.UUID)


def _wing_page(check_id: uuid.UUID, trouble: str = "") -> str:
    check, wing_id = queries.check_of(actor(), check_id), _wing()
    after = request.values.get("after", default=None, type=uuid.UUID)
    return render_template(
        "casework/rollcall/wing.html", check=check, prison=unit_of(check.prison_id), wing_id=wing_id,
        wing=unit_of(wing_id) if wing_id else None, found=queries.lines_page(actor(), check.id, wing_id, after),
        trouble=trouble, typed=request.form, counters=COUNTERS, after=after,
    )  # fmt: skip


@bp.get("/roll-checks/<uuid:check_id>/wing")
@allows(*READERS)
def wing(check_id: uuid.UUID) -> ResponseReturnValue:
    """The people of one wing, to be ticked."""
    return _wing_page(check_id)


def _marks() -> dict[uuid.UUID, tuple[Mark, str]]:
    """What was chosen for each line: the fields ``mark-<id>`` and ``why-<id>``."""
    found = {}
    for name, value in request.form.items():
        if name.startswith("mark-") and value in set(Mark):
            key = name.removeprefix("mark-")
            found[_uuid(key)] = (Mark(value), request.form.get(f"why-{key}", "").strip())
    return found


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotFound(_("There is no such line on this roll.")) from None


@bp.post("/roll-checks/<uuid:check_id>/marks")
@allows(*COUNTERS)
@writes
def mark(check_id: uuid.UUID) -> ResponseReturnValue:
    """Write the marks of one page of a wing; the rest of the wing too, when that was pressed."""
    try:
        service.mark(actor(), check_id, _marks())
        if request.form.get("rest"):
            service.mark_rest(actor(), check_id, _wing())
    except DomainError as refusal:
        return _wing_page(check_id, str(refusal)), refusal.status
    flash(_("Saved."))
    following = request.form.get("next", default=None, type=uuid.UUID)
    if following and not request.form.get("rest"):
        return redirect(url_for("rollcall.wing", check_id=check_id, wing=_wing(), after=following), 303)
    return redirect(url_for("rollcall.page", check_id=check_id), 303)


@bp.post("/roll-checks/<uuid:check_id>/found")
@allows(*COUNTERS)
@writes
def found(check_id: uuid.UUID) -> ResponseReturnValue:
    """Add somebody who is here and not on the list."""
    form = FoundForm()
    try:
        if form.validate():
            service.add_found(actor(), check_id, form.number.data, form.reason.data)
            flash(_("Added. Now record how they came here, so that the ledger knows."))
            return redirect(url_for("rollcall.page", check_id=check_id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(check_id, form), 422


@bp.post("/roll-checks/<uuid:check_id>/close")
@allows(*COUNTERS)
@writes
def close(check_id: uuid.UUID) -> ResponseReturnValue:
    """Close the check with its two figures."""
    form = CloseForm()
    try:
        if form.validate():
            service.close(actor(), check_id, form.words.data or "")
            flash(_("The roll check is closed."))
            return redirect(url_for("rollcall.page", check_id=check_id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(check_id, form), 422


@bp.get("/roll-checks/<uuid:check_id>/roll.pdf")
@allows(*READERS)
def paper(check_id: uuid.UUID) -> ResponseReturnValue:
    """The roll to print."""
    check = queries.check_of(actor(), check_id)
    prison = unit_of(check.prison_id)
    made = documents.roll(queries.shown(check.id), prison, queries.roll_on_paper(actor(), check.id))
    return pdf_response(made, f"{_('roll')}-{prison.code}.pdf")


def open_checks(who: Actor) -> list[Stat]:
    """Checks that are going on, for the home page of whoever has few prisons."""
    going_on = [
        (row.name, check_id)
        for row in (establishments(who, UnitKind.PRISON) if not who.everywhere else ())
        if (check_id := queries.open_check(row.id))
    ]
    return [
        Stat(number=1, label=_("Roll check going on: %(prison)s", prison=name), tone="warning",
             href=url_for("rollcall.page", check_id=check_id))
        for name, check_id in going_on
    ]  # fmt: skip

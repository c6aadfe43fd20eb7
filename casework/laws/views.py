"""The law of release on a page: what is in force, what is proposed, what was."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.laws import queries, service
from casework.laws.forms import ShareForm
from casework.laws.rules import law_of
from casework.sentences.models import SentenceKind
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("laws", __name__)
READERS = (Role.RECORDS_OFFICER, Role.CASE_MANAGER, Role.GOVERNOR, Role.INSPECTOR, Role.ADMINISTRATOR)
PROPOSERS, ENACTERS = (Role.ADMINISTRATOR,), (Role.GOVERNOR,)
"""An administrator writes the law down and sees nobody's file; a governor tries it on everybody and answers for it."""


def _page(form: ShareForm | None = None, trouble: str = "") -> str:
    found = queries.versions()
    asked = form or ShareForm(formdata=None)
    asked.offer()
    return render_template(
        "casework/laws/page.html", versions=found, laws={row.id: law_of(row.definition) for row in found}, form=asked,
        trouble=trouble, tried=queries.tried(), kinds=SentenceKind, proposers=PROPOSERS, enacters=ENACTERS,
    )  # fmt: skip


@bp.get("/sentences/law")
@allows(*READERS)
def page() -> ResponseReturnValue:
    """Every version of the law, newest first."""
    return _page()


@bp.post("/sentences/law")
@allows(*PROPOSERS)
@writes
def propose() -> ResponseReturnValue:
    """Propose the law in force with one share changed from a day on."""
    form = ShareForm()
    form.offer()
    try:
        if form.validate():
            service.propose_share(actor(), form.to_share(), form.why.data)
            flash(_("The change is proposed. A governor tries it on everybody and puts it in force."))
            return redirect(url_for("laws.page"), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(form), 422


def _do(deed: Callable[[], object], said: str) -> ResponseReturnValue:
    try:
        deed()
    except DomainError as refusal:
        return _page(trouble=str(refusal)), refusal.status
    flash(said)
    return redirect(url_for("laws.page"), 303)


@bp.post("/sentences/law/<uuid:law_version_id>/enact")
@allows(*ENACTERS)
@writes
def enact(law_version_id: uuid.UUID) -> ResponseReturnValue:
    """Put a proposed version in force."""
    said = _("The law is in force. Nobody's date has moved: whose dates no longer follow is listed by tomorrow.")
    return _do(lambda: service.enact(actor(), law_version_id), said)


@bp.post("/sentences/law/<uuid:law_version_id>/withdraw")
@allows(*PROPOSERS, *ENACTERS)
@writes
def withdraw(law_version_id: uuid.UUID) -> ResponseReturnValue:
    """Take a proposed version back."""
    return _do(lambda: service.withdraw(actor(), law_version_id), _("The proposal is withdrawn."))

"""Comparing two files side by side, and deciding what they are."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.access.rules import action_words
from casework.duplicates.queries import proposal
from casework.duplicates.rules import sentences
from casework.duplicates.service import decide_two_people
from casework.merging import queries, service
from casework.merging.forms import GiveBackForm, MergeForm, TwoPeopleForm, UndoForm
from casework.people.models import ProposalState
from casework.people.queries import person_for
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("merging", __name__)
READERS = (Role.RECORDS_OFFICER, Role.INSPECTOR)


def _page(proposal_id: uuid.UUID, refused: BaseForm | None = None) -> str:
    who = actor()
    pair = proposal(who, proposal_id)
    sides = [queries.side_of(who, key) for key in (pair.person_id, pair.other_id)]
    waiting = queries.waiting(pair.id)
    forms = {kind: refused if isinstance(refused, kind) else kind(formdata=None) for kind in _KINDS}
    merge = forms[MergeForm]
    assert isinstance(merge, MergeForm)
    merge.offer([(side.card.id, f"{side.card.name}, {side.card.number}") for side in sides])
    return render_template(
        "casework/merging/compare.html",
        pair=pair,
        sides=sides,
        evidence=sentences(pair.evidence),
        waiting=waiting,
        mine=waiting is not None and waiting.asked_by == who.human_id,
        decides=who.has(Role.RECORDS_OFFICER) and pair.state is ProposalState.NEW,
        merge_form=merge,
        two_form=forms[TwoPeopleForm],
        back_form=forms[GiveBackForm],
        refused=refused,
    )


_KINDS: tuple[type[BaseForm], ...] = (MergeForm, TwoPeopleForm, GiveBackForm)


def _decide(
    proposal_id: uuid.UUID, form: BaseForm, deed: Callable[[], object], said: str, *, valid: bool
) -> ResponseReturnValue:
    """Do it and go to the list; or show the page again with what was typed."""
    if valid:
        try:
            deed()
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(said)
            return redirect(url_for("duplicates.listing"), 303)
    return _page(proposal_id, form), 422


@bp.get("/people/duplicates/<uuid:proposal_id>")
@allows(*READERS)
def compare(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Two files side by side, with what speaks for one person."""
    return _page(proposal_id)


@bp.post("/people/duplicates/<uuid:proposal_id>/two-people")
@allows(Role.RECORDS_OFFICER)
@writes
def keep_two(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Decide that the two files are two people."""
    form = TwoPeopleForm()
    deed = lambda: decide_two_people(actor(), proposal_id, form.reason.data)  # noqa: E731
    said = _("Noted: they are two people. This pair will not be proposed again.")
    return _decide(proposal_id, form, deed, said, valid=form.validate())


@bp.post("/people/duplicates/<uuid:proposal_id>/merge")
@allows(Role.RECORDS_OFFICER)
@writes
def ask(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Ask that the two files become one."""
    form, pair = MergeForm(), proposal(actor(), proposal_id)
    form.offer([(pair.person_id, ""), (pair.other_id, "")])
    deed = lambda: service.ask_merge(actor(), proposal_id, uuid.UUID(form.keep.data), form.reason.data)  # noqa: E731
    said = _("Asked. Another records officer confirms it or gives it back.")
    return _decide(proposal_id, form, deed, said, valid=form.validate())


@bp.post("/people/duplicates/<uuid:proposal_id>/confirm")
@allows(Role.RECORDS_OFFICER)
@writes
def confirm(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Merge the two files, as the second person."""
    form = BaseForm()
    deed = lambda: service.confirm_merge(actor(), proposal_id)  # noqa: E731
    said = _("The two files are one now. It can be taken back under “Merged files”.")
    return _decide(proposal_id, form, deed, said, valid=form.validate())


@bp.post("/people/duplicates/<uuid:proposal_id>/give-back")
@allows(Role.RECORDS_OFFICER)
@writes
def give_back(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Send an asked merge back."""
    form = GiveBackForm()
    deed = lambda: service.give_back(actor(), proposal_id, form.reason.data)  # noqa: E731
    return _decide(proposal_id, form, deed, _("Given back. The pair can be decided anew."), valid=form.validate())


@bp.get("/people/merges")
@allows(*READERS)
def merges() -> ResponseReturnValue:
    """Files that were merged, and those taken back."""
    after = request.args.get("after", default=None, type=uuid.UUID)
    return render_template("casework/merging/merges.html", found=queries.merges_page(actor(), after), paged=bool(after))


def _merge(merge_id: uuid.UUID, refused: UndoForm | None = None) -> str:
    found = queries.one_merge(actor(), merge_id)
    since = queries.since_merge(found)
    form = refused or UndoForm(formdata=None)
    form.seen.data, form.seen.raw_data = since.many, None
    return render_template(
        "casework/merging/merge.html", merge=found, since=since, form=form, refused=refused, words=action_words,
        decides=actor().has(Role.RECORDS_OFFICER) and not found.undone_at, zone=person_for(actor(), found.into_id).zone,
    )  # fmt: skip


@bp.get("/people/merges/<uuid:merge_id>")
@allows(*READERS)
def one(merge_id: uuid.UUID) -> ResponseReturnValue:
    """One merge: what would go back, what was written since and stays; or what stayed when it was taken back."""
    return _merge(merge_id)


@bp.post("/people/merges/<uuid:merge_id>/undo")
@allows(Role.RECORDS_OFFICER)
@writes
def undo(merge_id: uuid.UUID) -> ResponseReturnValue:
    """Make two files of one again."""
    form = UndoForm()
    if form.validate():
        try:
            service.undo_merge(actor(), merge_id, form.reason.data, seen=form.seen.data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("They are two files again, each with the rows it had."))
            return redirect(url_for("merging.one", merge_id=merge_id), 303)
    return _merge(merge_id, form), 422

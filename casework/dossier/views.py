"""The 31 core items of one file, and the forms that fill them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.access.rules import CUSTODY_READERS
from casework.casefile.queries import tabs_for
from casework.completeness.queries import core_file
from casework.completeness.rules import CAN_BE_NONE, Core
from casework.custody.queries import on_prison_time, stays_of
from casework.dossier import queries, service
from casework.dossier.forms import (
    ChildForm,
    CounselForm,
    FactsForm,
    HearingForm,
    NoteForm,
    NothingForm,
    OutcomeForm,
    RelativeForm,
)
from casework.identity.queries import relations_of
from casework.people.queries import PersonCard, person_for
from kernel import clock
from kernel.authz import Actor, Role, actor, allows
from kernel.errors import DomainError
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("dossier", __name__)
CLERKS = (Role.RECORDS_OFFICER,)
NOTERS = (Role.RECORDS_OFFICER, Role.CASE_MANAGER, Role.GOVERNOR)
_FORMS: dict[str, tuple[type[BaseForm], str]] = {
    "facts": (FactsForm, "f-"), "child": (ChildForm, "c-"), "relative": (RelativeForm, "r-"),
    "counsel": (CounselForm, "l-"), "hearing": (HearingForm, "h-"), "outcome": (OutcomeForm, "o-"),
    "note": (NoteForm, "n-"), "nothing": (NothingForm, "x-"),
}  # fmt: skip


def _page(person: PersonCard, refused: BaseForm | None = None, asked: uuid.UUID | None = None) -> str:
    stay = next(iter(stays_of(person.id)), None)
    forms: dict[str, Any] = {
        f"{name}_form": refused if isinstance(refused, kind) else kind(formdata=None, prefix=prefix)
        for name, (kind, prefix) in _FORMS.items()
    }
    return render_template(
        "casework/dossier/page.html", person=person, tabs=tabs_for(actor()), tab="custody", stay=stay,
        core=core_file(person.id, clock.today(person.zone)), items=Core, can_be_none=CAN_BE_NONE,
        nothing=queries.nothing_in(stay.episode_id) if stay else {}, children=queries.children_of(person.id),
        counsel=queries.counsel_of(person.id), hearings=queries.hearings_of(person.id),
        notes=queries.notes_of(person.id), kin=relations_of(person.id), now=clock.now(), refused=refused,
        asked=asked, clerks=CLERKS, noters=NOTERS, **forms,
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/core")
@allows(*CUSTODY_READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """Item by item what is there, what is missing, and what somebody said there is none of."""
    asked = request.args.get("hearing", default=None, type=uuid.UUID)
    return _page(on_prison_time(person_for(actor(), person_id)), asked=asked)


Deed = Callable[[Actor, PersonCard, Any], None]


def _do(person_id: uuid.UUID, key: str, deed: Deed, asked: uuid.UUID | None = None) -> ResponseReturnValue:
    """Do the deed of one form: on success back to the page, on refusal the page with what was typed."""
    person = on_prison_time(person_for(actor(), person_id))
    kind, prefix = _FORMS[key]
    form = kind(prefix=prefix)
    try:
        if form.validate():
            deed(actor(), person, form)
            flash(_("Saved."))
            return redirect(url_for("dossier.page", person_id=person.id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(person, form, asked), 422


@bp.post("/people/<uuid:person_id>/core/facts")
@allows(*CLERKS)
@writes
def facts(person_id: uuid.UUID) -> ResponseReturnValue:
    """Fill in what the reception left open."""
    return _do(person_id, "facts", lambda who, one, form: service.complete(who, one.id, form.to_facts(one.zone)))


@bp.post("/people/<uuid:person_id>/core/children")
@allows(*NOTERS)
@writes
def child(person_id: uuid.UUID) -> ResponseReturnValue:
    """Enter a child."""
    return _do(person_id, "child", lambda who, one, form: service.add_child(who, one.id, form.to_child()))


@bp.post("/people/<uuid:person_id>/core/relatives")
@allows(*NOTERS)
@writes
def relative(person_id: uuid.UUID) -> ResponseReturnValue:
    """Enter family or somebody to call."""
    return _do(person_id, "relative", lambda who, one, form: service.add_relative(who, one.id, form.to_relation()))


@bp.post("/people/<uuid:person_id>/core/lawyers")
@allows(*NOTERS)
@writes
def counsel(person_id: uuid.UUID) -> ResponseReturnValue:
    """Enter the present lawyer."""
    return _do(person_id, "counsel", lambda who, one, form: service.add_counsel(who, one.id, form.to_counsel()))


@bp.post("/people/<uuid:person_id>/core/hearings")
@allows(*NOTERS)
@writes
def hearing(person_id: uuid.UUID) -> ResponseReturnValue:
    """Enter a day in court."""
    return _do(person_id, "hearing", lambda who, one, form: service.add_hearing(who, one.id, form.to_hearing(one.zone)))


@bp.post("/people/<uuid:person_id>/core/hearings/<uuid:hearing_id>")
@allows(*NOTERS)
@writes
def outcome(person_id: uuid.UUID, hearing_id: uuid.UUID) -> ResponseReturnValue:
    """Say what came of a day in court."""

    def deed(who: Actor, _one: PersonCard, form: Any) -> None:
        service.end_hearing(who, hearing_id, outcome=form.outcome.data, brought=form.brought.data)

    return _do(person_id, "outcome", deed, hearing_id)


@bp.post("/people/<uuid:person_id>/core/notes")
@allows(*NOTERS)
@writes
def note(person_id: uuid.UUID) -> ResponseReturnValue:
    """Enter a note of behaviour, of a request or of a sanction."""
    return _do(person_id, "note", lambda who, one, form: service.add_note(who, one.id, form.to_note()))


@bp.post("/people/<uuid:person_id>/core/none")
@allows(*NOTERS)
@writes
def nothing(person_id: uuid.UUID) -> ResponseReturnValue:
    """Say that there is nothing to enter."""

    def deed(who: Actor, one: PersonCard, form: Any) -> None:
        service.say_nothing_there(who, one.id, Core(form.item.data), form.words.data)

    return _do(person_id, "nothing", deed)

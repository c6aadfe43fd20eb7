"""Family and contact with it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.access.rules import CUSTODY_READERS
from casework.casefile.queries import Fact, tabs_for
from casework.family import queries, service
from casework.family.forms import ContactForm, CorrectionForm, EndForm, RelationForm, SettleForm
from casework.family.models import FamilyContact, FamilyState
from casework.identity.queries import owned
from casework.people.models import Relation
from casework.people.queries import PersonCard, person_for
from casework.timeline.queries import TimelineEntry
from kernel import clock
from kernel.authz import Actor, Role, actor, allows
from kernel.errors import DomainError, NotFound
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _, show_moment

bp = Blueprint("family", __name__)
WRITERS = (Role.RECORDS_OFFICER, Role.CASE_MANAGER, Role.PROBATION_OFFICER)
_TONES = {FamilyState.CANCELLED: "warning", FamilyState.DID_NOT_COME: "warning"}


def _page(person_id: uuid.UUID, refused: BaseForm | None = None) -> str:
    person = person_for(actor(), person_id)
    relations = queries.relations_on_file(person.id)
    form = refused if isinstance(refused, ContactForm) else ContactForm(formdata=None, prefix="c-")
    form.offer(relations)
    return render_template(
        "casework/family/page.html",
        person=person,
        tabs=tabs_for(actor()),
        tab="identity",
        relations=relations,
        family=queries.family_of(person.id),
        found=queries.contacts_page(person.id, request.args.get("after", type=uuid.UUID)),
        form=form,
        relation_form=refused if isinstance(refused, RelationForm) else RelationForm(formdata=None, prefix="r-"),
        refused=refused,
        may_write=actor().has(*WRITERS),
    )


def _do(
    person_id: uuid.UUID, form: BaseForm, deed: Callable[[], object], said: str, again: Callable[[], str]
) -> ResponseReturnValue:
    try:
        if form.validate():
            deed()
            flash(said)
            return redirect(url_for("family.page", person_id=person_id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return again(), 422


@bp.get("/people/<uuid:person_id>/family")
@allows(*CUSTODY_READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """Who belongs to the person, and every contact, newest first."""
    return _page(person_id)


@bp.post("/people/<uuid:person_id>/family/relations")
@allows(*WRITERS)
@writes
def add(person_id: uuid.UUID) -> ResponseReturnValue:
    """Put somebody on file."""
    form, zone = RelationForm(prefix="r-"), person_for(actor(), person_id).zone
    deed = lambda: service.add_relation(actor(), person_id, form.to_relation(zone))  # noqa: E731 - read after validation
    return _do(person_id, form, deed, _("They are on file."), lambda: _page(person_id, form))


@bp.post("/people/<uuid:person_id>/family/contacts")
@allows(*WRITERS)
@writes
def log(person_id: uuid.UUID) -> ResponseReturnValue:
    """Note a contact, ahead or past."""
    form, person = ContactForm(prefix="c-"), person_for(actor(), person_id)
    form.offer(queries.relations_on_file(person.id))
    deed = lambda: service.log_contact(actor(), form.to_contact(person.id, person.zone))  # noqa: E731 - read after validation
    return _do(person_id, form, deed, _("The contact is noted."), lambda: _page(person_id, form))


def _of(person_id: uuid.UUID, kind: type[Relation | FamilyContact], key: uuid.UUID) -> tuple[PersonCard, object]:
    person, row = person_for(actor(), person_id), owned(actor(), kind, key)
    if row.person_id != person.id:
        raise NotFound(_("There is no such entry, or you may not know of it."))
    return person, row


def _relation_page(person_id: uuid.UUID, relation_id: uuid.UUID, refused: BaseForm | None = None) -> str:
    person, row = _of(person_id, Relation, relation_id)
    form = refused if isinstance(refused, CorrectionForm) else CorrectionForm(formdata=None, obj=row)
    told = getattr(row, "told_at", None)
    if form is not refused and told:
        local = clock.local(told, person.zone)
        form.told_on.process_data(local.date())
        form.told_time.data = local.time()
    end_form = refused if isinstance(refused, EndForm) else EndForm(formdata=None, prefix="e-")
    return render_template(
        "casework/family/relation.html", person=person, tabs=tabs_for(actor()), tab="identity", row=row, form=form,
        end_form=end_form, refused=refused,
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/family/relations/<uuid:relation_id>")
@allows(*WRITERS)
def relation(person_id: uuid.UUID, relation_id: uuid.UUID) -> ResponseReturnValue:
    """One of the family, to be corrected or ended."""
    return _relation_page(person_id, relation_id)


@bp.post("/people/<uuid:person_id>/family/relations/<uuid:relation_id>")
@allows(*WRITERS)
@writes
def correct(person_id: uuid.UUID, relation_id: uuid.UUID) -> ResponseReturnValue:
    """Correct who they are and how to reach them."""
    form, zone = CorrectionForm(), person_for(actor(), person_id).zone
    deed = lambda: service.correct_relation(actor(), relation_id, form.to_relation(zone), form.reason.data)  # noqa: E731 - read after validation
    said = _("Corrected. The history keeps what it said before.")
    return _do(person_id, form, deed, said, lambda: _relation_page(person_id, relation_id, form))


@bp.post("/people/<uuid:person_id>/family/relations/<uuid:relation_id>/end")
@allows(*WRITERS)
@writes
def end(person_id: uuid.UUID, relation_id: uuid.UUID) -> ResponseReturnValue:
    """Say that somebody is no longer to be reached."""
    form = EndForm(prefix="e-")
    deed = lambda: service.end_relation(actor(), relation_id, form.reason.data)  # noqa: E731 - read after validation
    said = _("They are off the list. They stay in the history.")
    return _do(person_id, form, deed, said, lambda: _relation_page(person_id, relation_id, form))


def _settle_page(person_id: uuid.UUID, contact_id: uuid.UUID, form: SettleForm) -> str:
    person, row = _of(person_id, FamilyContact, contact_id)
    return render_template(
        "casework/family/settle.html", person=person, tabs=tabs_for(actor()), tab="identity", row=row, form=form,
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/family/contacts/<uuid:contact_id>")
@allows(*WRITERS)
def outcome(person_id: uuid.UUID, contact_id: uuid.UUID) -> ResponseReturnValue:
    """A planned contact, to say what came of it."""
    return _settle_page(person_id, contact_id, SettleForm(formdata=None))


@bp.post("/people/<uuid:person_id>/family/contacts/<uuid:contact_id>")
@allows(*WRITERS)
@writes
def settle(person_id: uuid.UUID, contact_id: uuid.UUID) -> ResponseReturnValue:
    """Say what came of a planned contact."""
    form = SettleForm()
    deed = lambda: service.settle_contact(  # noqa: E731 - read after validation
        actor(), contact_id, form.state.data, form.minutes.data, form.words.data or ""
    )
    return _do(person_id, form, deed, _("Saved."), lambda: _settle_page(person_id, contact_id, form))


def panel(_actor: Actor, person_id: uuid.UUID) -> queries.Family:
    """Who there is and how contact stands, for the overview."""
    return queries.family_of(person_id)


def glance(person: PersonCard, family: queries.Family) -> Sequence[Fact]:
    """When the family was met last."""
    if family.last is None and not person.in_custody:
        return []
    said = show_moment(family.last.at, person.zone) if family.last else _("None on file")
    href, tone = url_for("family.page", person_id=person.id), "warn" if family.quiet and person.in_custody else ""
    return [Fact(label=_("Last contact with the family"), text=said, href=href, tone=tone)]


def family_events(actor: Actor, person_id: uuid.UUID, before: dt.datetime, most: int) -> Sequence[TimelineEntry]:
    """Contact with the family on the timeline."""
    if not actor.has(*CUSTODY_READERS):
        return []
    href = url_for("family.page", person_id=person_id)
    return [
        TimelineEntry(
            at=row.at, title=_("Family: %(way)s", way=row.way.label), who=row.who, href=href,
            text=f"{row.state.label}, {row.name} ({row.kinship})", tone=_TONES.get(row.state, "note"),
        )
        for row in queries.contacts_before(person_id, before, most)
    ]  # fmt: skip

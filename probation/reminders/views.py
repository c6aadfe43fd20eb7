"""Reminders on screen: what the person wants, every message and what became of it, one appointment's message."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.public import PersonCard, person_for, tabs_for
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from probation.channels.service import channel_for
from probation.contacts.queries import contact_for, open_appointments
from probation.places.queries import place_of
from probation.reminders.queries import appointment, log_of, of_contact, verdict
from probation.replies.queries import replies_of
from probation.wishes import service
from probation.wishes.forms import WishForm
from probation.wishes.models import Answer, Way
from probation.wishes.queries import wish_of, wishes_of
from probation.wishes.service import NewWish

bp = Blueprint("reminders", __name__)
WRITERS = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR)
READERS = (*WRITERS, Role.CASE_MANAGER, Role.GOVERNOR, Role.INSPECTOR)


def _page(card: PersonCard, form: WishForm | None = None, status: int = 200) -> ResponseReturnValue:
    now, place = wish_of(card.id), place_of(card.id)
    fresh = WishForm(
        formdata=None, way=now.way if now else Way.SMS, address=(now and now.address) or (place.phone if place else ""),
        shared=bool(now and now.shared), discreet=bool(now and now.discreet),
    )  # fmt: skip
    shown = form or fresh
    shown.offer()
    planned = open_appointments(card.id)
    first = appointment(planned[0].id) if planned else None
    page = render_template(
        "probation/reminders/page.html", person=card, tabs=tabs_for(actor()), tab="support", wish=now,
        said=wishes_of(card.id), log=log_of(card.id), replies=replies_of(card.id), failed=form, form=shown,
        may_write=actor().has(*WRITERS), next=first, why=verdict(first) if first else None,
        off=channel_for(now.way if now else Way.SMS) is None, Answer=Answer,
    )  # fmt: skip
    return page, status


@bp.get("/people/<uuid:person_id>/reminders")
@allows(*READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """Whether this person is reminded, how, and what became of every message."""
    return _page(person_for(actor(), person_id))


@bp.post("/people/<uuid:person_id>/reminders")
@allows(*WRITERS)
@writes
def note(person_id: uuid.UUID) -> ResponseReturnValue:
    """Note what the person wants."""
    card = person_for(actor(), person_id)
    form = WishForm()
    form.offer()
    if form.validate():
        try:
            service.note_wish(actor(), form.to_wish(card.id))
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Noted in the person's words."), "success")
            return redirect(url_for("reminders.page", person_id=card.id), 303)
    return _page(card, form, 422)


@bp.post("/people/<uuid:person_id>/reminders/stopped")
@allows(*WRITERS)
@writes
def stop(person_id: uuid.UUID) -> ResponseReturnValue:
    """The person wants no more."""
    card = person_for(actor(), person_id)
    service.note_wish(actor(), NewWish(person_id=card.id, answer=Answer.STOPPED))
    flash(_("Stopped. Nothing more is sent, also not what is prepared."), "success")
    return redirect(url_for("reminders.page", person_id=card.id), 303)


@bp.get("/contacts/<uuid:contact_id>/reminder")
@allows(*READERS)
def of_appointment(contact_id: uuid.UUID) -> ResponseReturnValue:
    """The message about one appointment, or why there will be none."""
    card, row = contact_for(actor(), contact_id)
    facts = appointment(row.root_id)
    return render_template(
        "probation/reminders/one.html", person=card, tabs=tabs_for(actor()), tab="contacts", contact=row,
        log=of_contact(row.root_id), why=verdict(facts) if facts else None,
    ), 200  # fmt: skip

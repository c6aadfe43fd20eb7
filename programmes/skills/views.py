"""The ten skills of a person on one page."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.public import PersonCard, person_for, tabs_for
from kernel import clock
from kernel.authz import actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from programmes.catalogue.policies import READERS, REGISTER_TAKERS, can_manage
from programmes.skills import queries, service
from programmes.skills.forms import CommentForm, SkillForm
from programmes.skills.models import SkillLevel

bp = Blueprint("skills", __name__)


def _page(person: PersonCard, form: SkillForm) -> str:
    who = actor()
    places = queries.places_to_speak_of(who, person.id)
    form.offer(places)
    return render_template(
        "programmes/skills/page.html", person=person, tabs=tabs_for(who), tab="programmes", form=form,
        stories=queries.stories_of(person.id), speaking=bool(places), levels=SkillLevel,
        taking=bool(places) or (who.has(*REGISTER_TAKERS) and can_manage(who, person.establishment_id)),
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/skills")
@allows(*READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """What was said of each skill, and how it went on."""
    person = person_for(actor(), person_id)
    return _page(person, SkillForm(None, data={"seen_on": clock.today(person.zone)}))


@bp.post("/people/<uuid:person_id>/skills")
@allows(*REGISTER_TAKERS)
@writes
def say(person_id: uuid.UUID) -> ResponseReturnValue:
    """Say what was seen of a skill."""
    person, form = person_for(actor(), person_id), SkillForm()
    form.offer(queries.places_to_speak_of(actor(), person.id))
    if not form.validate():
        return _page(person, form), 422
    try:
        made = service.say_skill(actor(), form.to_record(person.id))
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _page(person, form), 422
    flash(_("Saved: %(skill)s. Show it to the person next.", skill=made.skill.label))
    return redirect(url_for("skills.ask_comment", record_id=made.id))


def _showing(record_id: uuid.UUID, form: CommentForm) -> str:
    found = queries.record_by_id(record_id)
    person = person_for(actor(), found.person_id)
    return render_template("programmes/skills/comment.html", form=form, one=found, person=person)


@bp.get("/skills/<uuid:record_id>/shown")
@allows(*REGISTER_TAKERS)
def ask_comment(record_id: uuid.UUID) -> ResponseReturnValue:
    """Show a record to the person and ask what they say to it."""
    return _showing(record_id, CommentForm(None))


@bp.post("/skills/<uuid:record_id>/shown")
@allows(*REGISTER_TAKERS)
@writes
def comment(record_id: uuid.UUID) -> ResponseReturnValue:
    """Take down what the person says to a record."""
    form = CommentForm()
    if not form.validate():
        return _showing(record_id, form), 422
    made = service.take_comment(actor(), record_id, form.words.data or "")
    flash(_("Saved: the person has seen it."))
    return redirect(url_for("skills.page", person_id=made.person_id))

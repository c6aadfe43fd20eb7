"""What is owed for a person, and everything that is owed in the reader's prisons."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.access.rules import CUSTODY_READERS
from casework.casefile.queries import tabs_for
from casework.custody.queries import on_prison_time
from casework.duties import queries, service
from casework.duties.forms import DeathForm, DoneForm
from casework.duties.rules import RULES
from casework.home.queries import Block, Stat
from casework.people.queries import PersonCard, person_for
from kernel import clock
from kernel.authz import Actor, Role, actor, allows
from kernel.errors import DomainError
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("duties", __name__)
OUTSIDE = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR)
DOERS = (*service.MOVEMENT_DOERS, *OUTSIDE)
READERS = (*DOERS, Role.INSPECTOR)


def _page(person: PersonCard, refused: BaseForm | None = None, duty_id: uuid.UUID | None = None) -> str:
    done = refused if isinstance(refused, DoneForm) else DoneForm(formdata=None)
    if not isinstance(refused, DoneForm):
        now = clock.local(clock.now(), person.zone)
        done.at_day.process_data(now.date())
        done.at_time.data = now.time().replace(second=0, microsecond=0)
    death = queries.death_of(person.id)
    death_form = refused if isinstance(refused, DeathForm) else DeathForm(formdata=None, obj=death)
    return render_template(
        "casework/duties/page.html", person=person, tabs=tabs_for(actor()), tab="custody", done=done, death=death,
        death_form=death_form, refused=refused, asked=duty_id, duties=queries.duties_of(person.id), rules=RULES,
        now=clock.now(), doers=DOERS, describers=service.MOVEMENT_DOERS, outside=queries.outside_death_of(person.id),
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/duties")
@allows(*CUSTODY_READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """What the movements of a person owe, and what was done; ``?duty=`` opens the form of one."""
    asked = request.args.get("duty", default=None, type=uuid.UUID)
    return _page(on_prison_time(person_for(actor(), person_id)), duty_id=asked)


@bp.post("/people/<uuid:person_id>/duties/<uuid:duty_id>")
@allows(*DOERS)
@writes
def fulfil(person_id: uuid.UUID, duty_id: uuid.UUID) -> ResponseReturnValue:
    """Say that a duty was done."""
    person = on_prison_time(person_for(actor(), person_id))
    form = DoneForm()
    try:
        if form.validate():
            at = form.moment(person.zone)
            service.fulfil(actor(), duty_id, words=form.words.data, told=form.told.data or "", at=at)
            flash(_("Written down."))
            return redirect(url_for("duties.page", person_id=person.id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(person, form, duty_id), 422


@bp.post("/people/<uuid:person_id>/death")
@allows(*service.MOVEMENT_DOERS)
@writes
def describe(person_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the circumstances of a death."""
    person = on_prison_time(person_for(actor(), person_id))
    form, death = DeathForm(), queries.death_of(person.id)
    try:
        if form.validate() and death:
            words = form.circumstances.data
            service.describe_death(
                actor(), service.NewDeath(movement_id=death.id, cause=form.cause.data, circumstances=words)
            )
            flash(_("Written down."))
            return redirect(url_for("duties.page", person_id=person.id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(person, form), 422


@bp.get("/duties")
@allows(*READERS)
def listing() -> ResponseReturnValue:
    """Everything that movements owe and nobody did yet, the longest overdue first; or what deaths outside owe."""
    after, outside = request.args.get("after", default=None, type=uuid.UUID), bool(request.args.get("outside"))
    return render_template(
        "casework/duties/listing.html", found=queries.open_page(actor(), after, outside=outside), now=clock.now(),
        rules=RULES, outside=outside,
    )  # fmt: skip


def outside_block(who: Actor) -> Block | None:
    """On the home page of who supervises outside: what deaths of their people owe; nothing when nothing is owed."""
    overdue, every = queries.count_open(who, clock.now(), outside=True)
    href = url_for("duties.listing", outside=1)
    stats = [
        Stat(number=overdue, label=_("Duties after a death, overdue"), href=href, tone="danger"),
        Stat(number=every, label=_("Duties after a death"), href=href),
    ]
    return Block(title=_("After a death"), stats=stats) if every else None


def duty_stats(who: Actor) -> list[Stat]:
    """The numbers of the home page."""
    overdue, every = queries.count_open(who, clock.now())
    href = url_for("duties.listing")
    return [
        Stat(number=overdue, label=_("Duties after a movement, overdue"), href=href, tone="danger"),
        Stat(number=every, label=_("Duties after a movement"), href=href),
    ]

"""What a decided level puts in question: for one decision, and as a list of work."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.access.rules import CUSTODY_READERS
from casework.casefile.queries import tabs_for
from casework.classification.events import PersonReclassified
from casework.classification.queries import record_of
from casework.consequences import queries, service
from casework.consequences.forms import AnswerForm
from casework.home.queries import Block, HomeSection, Stat, contribute_home
from casework.people.queries import PersonCard, person_for
from kernel import events
from kernel.authz import Actor, Role, actor, allows
from kernel.errors import Conflict, DomainError
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("consequences", __name__)
ANSWER = frozenset({Role.RECORDS_OFFICER, Role.GOVERNOR, Role.CASE_MANAGER})


def _page(
    card: PersonCard, classification_id: uuid.UUID, form: AnswerForm, asked: uuid.UUID | None, status: int = 200
) -> ResponseReturnValue:
    record = record_of(card.id, classification_id)
    if record.decided_level is None:
        raise Conflict(_("Nothing is decided yet, so nothing follows."))
    page = render_template(
        "casework/consequences/page.html", person=card, tabs=tabs_for(actor()), tab="classification", one=record,
        noted=queries.noted(actor(), record.id), form=form, asked=asked,
    )  # fmt: skip
    return page, status


@bp.get("/people/<uuid:person_id>/classification/<uuid:classification_id>/consequences")
@allows(*sorted(CUSTODY_READERS))
def page(person_id: uuid.UUID, classification_id: uuid.UUID) -> ResponseReturnValue:
    """What followed from a decision; ``?question=`` opens the form of one."""
    card = person_for(actor(), person_id)
    asked = request.args.get("question", type=uuid.UUID)
    return _page(card, classification_id, AnswerForm(formdata=None), asked)


@bp.post("/people/<uuid:person_id>/classification/consequences/<uuid:consequence_id>")
@allows(*sorted(ANSWER))
@writes
def answer(person_id: uuid.UUID, consequence_id: uuid.UUID) -> ResponseReturnValue:
    """Close a question with what was looked at."""
    card, form = person_for(actor(), person_id), AnswerForm()
    found = queries.record_of(card.id, consequence_id)
    if form.validate():
        try:
            service.answer(actor(), card.id, found.id, form.words.data)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Written down."), "success")
            return redirect(
                url_for("consequences.page", person_id=card.id, classification_id=found.classification_id), 303
            )
    return _page(card, found.classification_id, form, found.id, 422)


@bp.get("/classification/questions")
@allows(*sorted(ANSWER))
def listing() -> ResponseReturnValue:
    """Questions that new levels left, the oldest first: the reader's own to answer."""
    rows = queries.open_page(actor(), request.args.get("after", type=uuid.UUID))
    return render_template(
        "casework/consequences/listing.html", rows=rows, said=queries.said_of(rows.rows),
        paged=bool(request.args.get("after")),
    )  # fmt: skip


def block(who: Actor) -> Block:
    """How many questions wait, on the home of those who answer."""
    href = url_for("consequences.listing")
    stat = Stat(number=queries.count_open(who), label=_("Questions after a new level"), href=href, tone="warning")
    return Block(title=_("New levels"), stats=[stat])


def connect() -> None:
    """Contribute the hub's own consequences and the block on the homes; listen for decisions."""
    queries.contribute_consequences(queries.PLACE)
    queries.contribute_consequences(queries.PLAN)
    events.subscribe(PersonReclassified, service.note)
    contribute_home(HomeSection(key="new_levels", roles=ANSWER, order=18, load=block))

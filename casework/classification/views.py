"""Security levels on screen: the tab in the file, assess, recommend, decide, appeal."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.access.rules import CUSTODY_READERS
from casework.casefile.queries import tabs_for
from casework.classification import queries, service
from casework.classification.forms import Choice, DecideForm, RecommendForm, StopForm
from casework.classification.models import AccountKind, ClassificationState
from casework.classification.rules import CURRENT, OPEN
from casework.consequences.queries import foreseen, noted
from casework.consequences.rules import NewLevel
from casework.decisions.queries import demand_of, refusal_of
from casework.decisions.rules import reason_words
from casework.decisions.service import prepared_by
from casework.forecasts.service import outlook
from casework.level_papers.queries import papers_of
from casework.level_papers.service import GIVERS
from casework.people.models import SecurityLevel
from casework.people.queries import PersonCard, person_for
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import Conflict, DomainError
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("classification", __name__)
OFFICERS = (Role.CLASSIFICATION_OFFICER,)
APPROVERS = (Role.CLASSIFICATION_APPROVER, Role.GOVERNOR)
WRITE_APPEALS = (Role.CLASSIFICATION_OFFICER, Role.CASE_MANAGER)
READERS = CUSTODY_READERS - {Role.RECORDS_OFFICER}
PREPARED = frozenset({ClassificationState.DRAFT, ClassificationState.GIVEN_BACK})
FOLDER = "casework/classification"


def _page(name: str, card: PersonCard, status: int = 200, **context: Any) -> ResponseReturnValue:
    page = render_template(
        f"{FOLDER}/{name}.html", person=card, tabs=tabs_for(actor()), tab="classification",
        State=ClassificationState, **context
    )  # fmt: skip
    return page, status


def _home(card: PersonCard) -> ResponseReturnValue:
    return redirect(url_for("classification.page", person_id=card.id), 303)


def _open(card: PersonCard, *states: ClassificationState) -> Any:
    record = queries.open_record(card.id)
    if record is None or record.state not in states:
        raise Conflict(_("This classification is not at this step any more. Look at it again."))
    return record


@bp.get("/people/<uuid:person_id>/classification")
@allows(*sorted(READERS))
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """The level in force with what it rests on, the work in hand, and every decision before."""
    who, card = actor(), person_for(actor(), person_id)
    history = queries.history_of(card.id)
    standing = next((one for one in history if one.state in CURRENT), None)
    record = queries.record_of(card.id, standing.id) if standing else None
    return _page(
        "page", card, history=history, standing=standing, working=next((one for one in history if one.state in OPEN),
        None),
        score=service.score_of(queries.assessment_of(record)) if record else None,
        sheet=queries.assessment_of(record) if record else None, may_prepare=who.has(*OFFICERS),
        may_decide=who.has(*APPROVERS), reason=reason_words,
        may_appeal=who.has(*WRITE_APPEALS), human=who.human_id, may_give=who.has(*GIVERS),
        papers=papers_of(standing.id) if standing else [], noted=noted(who, standing.id) if standing else [],
        declined=AccountKind.DECLINED, outlook=outlook(card.id, clock.today(card.zone)),
    )  # fmt: skip


@bp.post("/people/<uuid:person_id>/classification")
@allows(*OFFICERS)
@writes
def begin(person_id: uuid.UUID) -> ResponseReturnValue:
    """Begin an assessment, or go on with the open one."""
    made = service.begin(actor(), person_id)
    return redirect(url_for("assessing.question", person_id=made.person_id, assessment_id=made.assessment_id), 303)


def _recommend(card: PersonCard, form: RecommendForm | None = None, status: int = 200) -> ResponseReturnValue:
    record = _open(card, *PREPARED)
    sheet = queries.assessment_of(record)
    kept = {
        "level": record.recommended_level or record.suggested_level,
        "words": record.recommendation,
        "account": record.account,
        "account_kind": record.account_kind,
    }
    form = form or RecommendForm(formdata=None, data=kept)
    return _page(
        "recommend", card, status, one=record, sheet=sheet, score=service.score_of(sheet), form=form,
        too_old=refusal_of(sheet, card.zone), demand=demand_of(record),
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/classification/recommendation")
@allows(*OFFICERS)
def recommendation(person_id: uuid.UUID) -> ResponseReturnValue:
    """The form of a recommendation, beside the score."""
    return _recommend(person_for(actor(), person_id))


@bp.post("/people/<uuid:person_id>/classification/recommendation")
@allows(*OFFICERS)
@writes
def recommend(person_id: uuid.UUID) -> ResponseReturnValue:
    """Put the level before the approver."""
    card, form = person_for(actor(), person_id), RecommendForm()
    if not form.validate():
        return _recommend(card, form, 422)
    try:
        service.recommend(
            actor(), card.id, form.level.data, form.words.data, account=form.account.data or "",
            account_kind=form.account_kind.data or AccountKind.SAID,
        )  # fmt: skip
    except DomainError as refusal:
        form.refuse(refusal)
        return _recommend(card, form, 422)
    flash(_("The recommendation waits for a colleague who decides."), "success")
    return _home(card)


def _decide(card: PersonCard, form: DecideForm | None = None, status: int = 200) -> ResponseReturnValue:
    record = _open(card, ClassificationState.RECOMMENDED)
    sheet = queries.assessment_of(record)
    row = next(one for one in queries.history_of(card.id) if one.id == record.id)
    form = form or DecideForm(formdata=None)
    human = actor().human_id
    asked = request.args.get("level", "")
    looked = SecurityLevel(asked) if asked in list(SecurityLevel) else record.decided_level or record.recommended_level
    assert looked
    return _page(
        "decide", card, status, one=row, sheet=sheet, score=service.score_of(sheet), form=form, human=human,
        mine=human in prepared_by(record), too_old=refusal_of(sheet, card.zone), reason=reason_words,
        demand=demand_of(record), declined=AccountKind.DECLINED, looked=looked, levels=SecurityLevel,
        follows=foreseen(actor(), NewLevel(card=card, before=card.level, after=looked)),
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/classification/decision")
@allows(*APPROVERS)
def decision(person_id: uuid.UUID) -> ResponseReturnValue:
    """All that the decision rests on, and what follows from it."""
    return _decide(person_for(actor(), person_id))


@bp.post("/people/<uuid:person_id>/classification/decision")
@allows(*APPROVERS)
@writes
def decide(person_id: uuid.UUID) -> ResponseReturnValue:
    """Decide, or give it back with what is missing."""
    card, form = person_for(actor(), person_id), DecideForm()
    if form.choice.data is Choice.OTHER and form.level.data is None:
        form.validate()
        form.refuse(DomainError(_("Choose the level."), field="level"))
        return _decide(card, form, 422)
    if not form.validate():
        return _decide(card, form, 422)
    try:
        done = _do_decide(card, form)
    except DomainError as refusal:
        form.refuse(refusal)
        return _decide(card, form, 422)
    flash(done, "success")
    return _home(card)


def _do_decide(card: PersonCard, form: DecideForm) -> str:
    if form.choice.data is Choice.BACK:
        service.give_back(actor(), card.id, form.note.data or "")
        return _("It is with the officer again.")
    record = _open(card, ClassificationState.RECOMMENDED)
    made = service.decide(actor(), card.id, form.to_decision(record.recommended_level))
    if made.state is ClassificationState.RECOMMENDED:
        return _("You signed. It is more than one step from the score, so a second approver signs too.")
    return _("The level is decided: %(level)s. Give the person the reasons.", level=made.decided_level.label)  # type: ignore[union-attr]


def _stop(card: PersonCard, form: StopForm, status: int = 200) -> ResponseReturnValue:
    return _page("stop", card, status, form=form)


@bp.get("/people/<uuid:person_id>/classification/stop")
@allows(*OFFICERS)
def stopping(person_id: uuid.UUID) -> ResponseReturnValue:
    """Ask why the open classification is stopped."""
    return _stop(person_for(actor(), person_id), StopForm(formdata=None))


@bp.post("/people/<uuid:person_id>/classification/stop")
@allows(*OFFICERS)
@writes
def stop(person_id: uuid.UUID) -> ResponseReturnValue:
    """Stop the open classification; it stays readable."""
    card, form = person_for(actor(), person_id), StopForm()
    if not form.validate():
        return _stop(card, form, 422)
    service.cancel(actor(), card.id, form.reason.data)
    flash(_("It is stopped and stays in the history."), "success")
    return _home(card)

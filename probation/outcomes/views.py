"""The wizard on screen. Each page keeps what was typed before it is judged, so that nothing is lost on the way."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.public import PersonCard, person_for, tabs_for
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.drafts.queries import draft_of
from kernel.drafts.service import drop, keep
from kernel.drafts.views import keeps_typed, typed
from kernel.errors import Conflict, DomainError
from kernel.http import writes
from kernel.i18n import _
from probation.arranging.queries import proposed_next
from probation.contacts.forms import as_typed, usual_form
from probation.contacts.models import ContactKind, NeedArea, Outcome
from probation.contacts.queries import evidence_deadline, last_held, open_appointments, planned_after
from probation.contacts.rules import FACTS, draft_key
from probation.enforcement.documents import language_of, warning_letter
from probation.orders.queries import current_order
from probation.outcomes.forms import OutcomeForm, asked_at, from_draft, keep_only, typed_at
from probation.outcomes.queries import standing_with
from probation.outcomes.rules import Action, Step, actions_for, facts_in_words, steps_for, why_no_action
from probation.outcomes.service import check_step, record_outcome

bp = Blueprint("outcomes", __name__)
NO_NEXT = {name: [""] for name in ("next_on-day", "next_on-month", "next_on-year", "next_time")}
MISSED = frozenset(outcome for outcome, facts in FACTS.items() if not facts.attended)
WRITERS = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR)


@dataclass(frozen=True, kw_only=True)
class Walk:
    """One walk through the wizard: whose, under which order, for which appointment, and what was typed so far."""

    card: PersonCard
    order: Any
    contact_id: uuid.UUID | None
    fields: dict[str, list[str]]
    kept: bool

    @property
    def outcome(self) -> Outcome | None:
        """The outcome chosen, if it is one."""
        chosen = (self.fields.get("outcome") or [""])[0]
        return Outcome(chosen) if chosen in list(Outcome) else None

    @property
    def action(self) -> Action | None:
        """What follows, if it was chosen."""
        chosen = (self.fields.get("action") or [""])[0]
        belongs = self.outcome is not None and actions_for(self.outcome)
        return Action(chosen) if belongs and chosen in list(Action) else None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The pages that the outcome leads through; none for a letter or support where nothing is asked."""
        asked = asked_at(Step.FOLLOW, self.outcome, self.action)
        letter = self.action in {Action.FIRST_WARNING, Action.FINAL_WARNING}
        return tuple(one for one in steps_for(self.outcome) if one is not Step.FOLLOW or asked or letter)

    def to(self, step: Step, **more: Any) -> str:
        """The address of a page."""
        return url_for("outcomes.page", person_id=self.card.id, step=step.value, contact=self.contact_id, **more)


def _key() -> str:
    return draft_key((request.view_args or {})["person_id"], request.args.get("contact", type=uuid.UUID))


def _walk(person_id: uuid.UUID) -> Walk:
    card = person_for(actor(), person_id)
    order = current_order(card.id)
    if order is None:
        raise DomainError(_("This person is not under supervision. Prepare an order first."))
    wanted = request.args.get("contact", type=uuid.UUID)
    ahead = open_appointments(card.id)
    planned = next((row for row in ahead if row.id == wanted), None)
    kept = draft_of(actor().human_id, _key())
    deadline, last = evidence_deadline(order.office_id, clock.today(order.zone)), last_held(card.id)

    def usual(*, soon: bool = False) -> dict[str, list[str]]:
        def asked(kind: ContactKind, begun: dt.datetime) -> dict[str, Any]:
            officer_id = card.officer_id or actor().human_id
            after = proposed_next(order, officer_id, kind, begun, ahead, soon=soon)
            return {"evidence_due_on": deadline, **after}

        return as_typed(usual_form(OutcomeForm, order, last, planned, asked))

    fields = {**usual(), **kept}
    if not kept.get("next_said") and (kept.get("outcome") or [""])[0] in MISSED:
        fields |= _sooner(fields, usual(), usual(soon=True))
    if wanted and not kept.get("answers_id"):
        fields["answers_id"] = [str(wanted)]
    return Walk(card=card, order=order, contact_id=wanted, fields=fields, kept=bool(kept))


def _sooner(
    fields: dict[str, list[str]], usual: dict[str, list[str]], soon: dict[str, list[str]]
) -> dict[str, list[str]]:
    """The nearer next appointment after a contact that was missed, where nobody has typed another than the usual."""
    untouched = all(fields.get(name) == usual.get(name) for name in NO_NEXT)
    return {name: soon[name] for name in NO_NEXT} if untouched else {}


def _judged(walk: Walk, step: Step) -> OutcomeForm:
    """The form of one page after every check that concerns it."""
    form = keep_only(from_draft(walk.fields), asked_at(step, walk.outcome, walk.action))
    if form.validate():
        whole = from_draft(walk.fields)
        try:
            check_step(step, whole.to_visit(walk.order.zone), whole.to_follow(), walk.card, walk.order)
        except DomainError as refusal:
            form.refuse(refusal)
    return form


def _first_wrong(walk: Walk, before: Step | None = None) -> tuple[Step, OutcomeForm] | None:
    for step in walk.steps[:-1]:
        if step is before:
            return None
        form = _judged(walk, step)
        if form.errors:
            return step, form
    return None


def _show(walk: Walk, step: Step, form: OutcomeForm, status: int = 200, **more: Any) -> ResponseReturnValue:
    context: dict[str, Any] = {"why_not": {}, "letter": language_of(walk.card)}
    if step in {Step.ACTION, Step.FOLLOW} and walk.outcome:
        day = clock.local(from_draft(walk.fields).to_visit(walk.order.zone).occurred_at, walk.order.zone).date()
        now, after = standing_with(walk.order, walk.outcome, day)
        choices = actions_for(walk.outcome)
        context |= {"why_not": {one: why_no_action(one, walk.outcome, now.ladder, after) for one in choices},
                    "rung": after, "ladder": now.ladder}  # fmt: skip
    if step is Step.NEXT:
        day = from_draft(walk.fields).on.data or clock.today(walk.order.zone)
        context["ahead"] = planned_after(open_appointments(walk.card.id), day, walk.order.zone)
    if step is Step.CHECK and walk.outcome:
        context["facts"] = facts_in_words(walk.outcome)
    page = render_template(
        "probation/outcomes/step.html", person=walk.card, tabs=tabs_for(actor()), tab="contacts", walk=walk, step=step,
        form=form, whole=from_draft(walk.fields), Step=Step, Action=Action, NeedArea=NeedArea, Kind=ContactKind,
        names=asked_at(step, walk.outcome, walk.action), Outcome=Outcome, last=last_held(walk.card.id),
        **context, **more,
    )  # fmt: skip
    return page, status


@bp.get("/people/<uuid:person_id>/outcome/<step>")
@allows(*WRITERS)
def page(person_id: uuid.UUID, step: str) -> ResponseReturnValue:
    """One page. Who jumps ahead is led back to the first page that is not answered yet."""
    walk, wanted = _walk(person_id), _step(step)
    if wanted not in walk.steps:
        return redirect(walk.to(walk.steps[0]))
    wrong = _first_wrong(walk, before=wanted)
    if wrong:
        return redirect(walk.to(wrong[0], asked="yes"))
    if wanted is not Step.CHECK and request.args.get("asked"):
        form = _judged(walk, wanted)
        return _show(walk, wanted, form, 422 if form.errors else 200)
    return _show(walk, wanted, keep_only(from_draft(walk.fields), asked_at(wanted, walk.outcome, walk.action)))


def _step(name: str) -> Step:
    if name not in list(Step):
        abort(404)
    return Step(name)


@bp.post("/people/<uuid:person_id>/outcome/<step>")
@allows(*WRITERS)
@keeps_typed(_key)
@writes
def answer(person_id: uuid.UUID, step: str) -> ResponseReturnValue:
    """Keep one page and go on, or back. The last page saves the visit and what follows from it."""
    walk, here = _walk(person_id), _step(step)
    if here is Step.CHECK:
        return _finish(walk)
    names = asked_at(here, walk.outcome, walk.action)
    walk.fields.update(typed_at(names, typed()))
    if here is Step.NEXT:
        walk.fields["next_said"] = ["y"]
    if request.form.get("step") == "none":
        walk.fields.update(NO_NEXT)
    keep(actor().human_id, _key(), walk.fields)
    if here not in walk.steps:
        return redirect(walk.to(walk.steps[0]), 303)
    if request.form.get("step") == "back":
        return redirect(walk.to(walk.steps[max(walk.steps.index(here) - 1, 0)]), 303)
    if _judged(walk, here).errors:
        return redirect(walk.to(here, asked="yes"), 303)
    return redirect(walk.to(walk.steps[walk.steps.index(here) + 1]), 303)


def _finish(walk: Walk) -> ResponseReturnValue:
    wrong = _first_wrong(walk)
    if wrong:
        return _show(walk, *wrong, 422)
    if request.form.get("own"):
        walk.fields["answers_id"] = [""]
    form = from_draft(walk.fields)
    try:
        done = record_outcome(actor(), form.to_visit(walk.order.zone), form.to_follow(), warning_letter)
    except DomainError as refusal:
        form.form_errors.append(str(refusal))
        return _show(walk, Step.CHECK, form, refusal.status, clash=isinstance(refusal, Conflict))
    drop(actor(), _key())
    return redirect(url_for("contacts.saved", contact_id=done.id), 303)


@bp.post("/people/<uuid:person_id>/outcome/draft")
@allows(*WRITERS)
@keeps_typed(_key)
@writes
def keep_draft(person_id: uuid.UUID) -> ResponseReturnValue:
    """Keep what stands in a form while it is being typed; the page sends it by itself."""
    person_for(actor(), person_id)
    keep(actor().human_id, _key(), typed())
    return "", 204


@bp.post("/people/<uuid:person_id>/outcome/thrown-away")
@allows(*WRITERS)
@writes
def throw_away(person_id: uuid.UUID) -> ResponseReturnValue:
    """Forget what was typed."""
    person_for(actor(), person_id)
    drop(actor(), _key())
    flash(_("What you had typed is gone. Nothing in the file has changed."))
    return redirect(url_for("contacts.page", person_id=person_id), 303)

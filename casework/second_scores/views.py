"""Second scores on screen: what to score, blind; what both gave; the draws, to be repeated by who doubts them."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.assessing.forms import SheetForm, sheet_form
from casework.casefile.queries import panels_for
from casework.classification.queries import form_for
from casework.people.queries import PersonCard, person_for
from casework.second_scores import queries, service
from casework.second_scores.forms import GiveUpForm
from casework.second_scores.models import SecondScore, SecondState
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("second_scores", __name__)
WATCHERS = (Role.GOVERNOR, Role.INSPECTOR)
TELLS = frozenset({"classification"})
"""Panels of the overview that would give the first score away."""


@bp.get("/classification/second")
@allows(*service.SCORERS, *WATCHERS)
def listing() -> ResponseReturnValue:
    """What waits for a second score; with ``?list=done`` what both gave, for who watches."""
    who, after = actor(), request.args.get("after", type=uuid.UUID)
    watches = who.has(*WATCHERS)
    done = watches and request.args.get("list") == "done"
    found = queries.ended(who, after) if done else queries.waiting(who, for_me=who.has(*service.SCORERS), after=after)
    return render_template(
        "casework/second_scores/list.html", found=found, done=done, watches=watches, today=clock.today(),
        scores=who.has(*service.SCORERS), State=SecondState, paged=bool(after),
    )  # fmt: skip


@bp.get("/classification/second/draws")
@allows(*WATCHERS)
def draws() -> ResponseReturnValue:
    """Every draw with its seed, made again before the reader's eyes."""
    made = queries.draws()
    drawn = queries.drawn_in([one.id for one in made])
    rows = queries.eligible(made[-1].decided_from, made[0].decided_until) if made else []
    again = [
        (one, service.holds(one, [row.id for row in rows if one.decided_from <= row.decided_at < one.decided_until],
                            drawn[one.id]))
        for one in made
    ]  # fmt: skip
    return render_template("casework/second_scores/draws.html", draws=again)


def _blind(
    card: PersonCard,
    found: SecondScore,
    form: SheetForm | None = None,
    stop: GiveUpForm | None = None,
    trouble: str = "",
) -> str:
    """The questions beside the file, without the identity bar and without any panel that tells the level."""
    questions = form_for(found.version_id)
    panels = [one for one in panels_for(actor(), card.id) if one[0].key not in TELLS]
    return render_template(
        "casework/second_scores/blind.html", person=card, found=found, questions=questions, panels=panels,
        form=form or sheet_form(questions.items, {}, blind=True), stop=stop or GiveUpForm(formdata=None),
        trouble=trouble, opened=stop is not None,
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/second-score/<uuid:second_score_id>")
@allows(*service.SCORERS)
def scoring(person_id: uuid.UUID, second_score_id: uuid.UUID) -> ResponseReturnValue:
    """The same questions, answered anew by somebody who was not told the first answers."""
    card, found = service.to_score(actor(), person_id, second_score_id)
    if found.state is not SecondState.WAITING:
        return redirect(url_for("second_scores.listing"))
    return _blind(card, found)


@bp.post("/people/<uuid:person_id>/second-score/<uuid:second_score_id>")
@allows(*service.SCORERS)
@writes
def score(person_id: uuid.UUID, second_score_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the second score, once."""
    card, found = service.to_score(actor(), person_id, second_score_id)
    questions = form_for(found.version_id)
    form = sheet_form(questions.items, {}, blind=True)
    try:
        given = form.read(questions.items, clock.today(card.zone)) if form.validate() else {}
        if not form.is_wrong:
            answers = {key: str(one.value or "") for key, one in given.items()}
            evidence = {key: one.evidence for key, one in given.items()}
            service.score_again(actor(), card.id, found.id, answers, evidence)
            flash(_("The second score is kept. It changes nobody's level."), "success")
            return redirect(url_for("second_scores.listing"), 303)
    except DomainError as refusal:
        return _blind(card, found, form, trouble=str(refusal)), refusal.status
    return _blind(card, found, form), 422


@bp.post("/people/<uuid:person_id>/second-score/<uuid:second_score_id>/return")
@allows(*service.SCORERS)
@writes
def give_up(person_id: uuid.UUID, second_score_id: uuid.UUID) -> ResponseReturnValue:
    """It cannot be scored a second time: say why."""
    card, found = service.to_score(actor(), person_id, second_score_id)
    form = GiveUpForm()
    try:
        if form.validate():
            service.give_up(actor(), card.id, found.id, form.words.data)
            flash(_("It is noted why this score is not made a second time."), "success")
            return redirect(url_for("second_scores.listing"), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _blind(card, found, stop=form), 422


@bp.get("/people/<uuid:person_id>/second-score/<uuid:second_score_id>/compared")
@allows(*WATCHERS)
def compared(person_id: uuid.UUID, second_score_id: uuid.UUID) -> ResponseReturnValue:
    """Both sets of answers side by side, once the second is made."""
    card = person_for(actor(), person_id)
    found = queries.second_of(card.id, second_score_id)
    first = queries.first_answers(found)
    lines = [_line(item, first, found.answers) for item in form_for(found.version_id).items]
    return render_template(
        "casework/second_scores/compared.html", person=card, found=found, lines=lines, State=SecondState
    )


def _line(item: Any, first: dict[str, Any], second: dict[str, Any]) -> tuple[Any, Any, Any, bool]:
    """(question, first answer, second answer, whether they differ)."""
    one, two = (given.get(item.key, {}).get("value") for given in (first, second))
    words = {value: text for value, (text, _points) in item.options.items()}
    return item.text, words.get(one), words.get(two), one != two

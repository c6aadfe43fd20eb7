"""Draw, score a second time, or say why that cannot be done."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Mapping
from functools import partial
from typing import Any

from casework.classification.queries import form_for
from casework.classification.rules import score
from casework.people.queries import PersonCard, person_for
from casework.second_scores import queries
from casework.second_scores.models import SecondScore, SecondScoreDraw, SecondState
from casework.second_scores.rules import PERCENT, is_drawn
from kernel import audit, clock, jobs
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.i18n import _, _l

KIND = "second_scores.nightly"
SCORERS = (Role.CLASSIFICATION_OFFICER,)
BEGINS = dt.timedelta(days=30)
"""How far back the very first draw reaches."""
SHORTEST_REASON = 10


def draw(now: dt.datetime) -> SecondScoreDraw | None:
    """Draw from the decisions made since the last draw; None when there are none to draw from.

    The seed is made now, after those decisions: nobody could have known which of them would be looked at.
    """
    return draw_with(secrets.token_hex(16), queries.drawn_until() or now - BEGINS, now)


def draw_with(seed: str, begins: dt.datetime, until: dt.datetime, *, least: int = 0) -> SecondScoreDraw | None:
    """The draw of one seed over a span of decisions, kept; None when it has none, or chooses fewer than ``least``."""
    rows = queries.eligible(begins, until)
    chosen = [row for row in rows if is_drawn(seed, row.id)]
    if not rows or len(chosen) < least:
        return None
    made = SecondScoreDraw(
        drawn_at=until, decided_from=begins, decided_until=until, seed=seed, percent=PERCENT, eligible=len(rows),
        drawn=len(chosen),
    )  # fmt: skip
    session.add(made)
    audit.event(
        None, audit.Kind.WRITE, "second_scores.drawn", subject_kind="second_score_draw", subject_id=made.id,
        purpose=f"{len(chosen)} of {len(rows)}",
    )  # fmt: skip
    for row in chosen:
        _ask(made, row)
    session.flush()
    return made


def _ask(made: SecondScoreDraw, row: Any) -> None:
    asked = SecondScore(
        draw_id=made.id, person_id=row.person_id, classification_id=row.id, assessment_id=row.assessment_id,
        version_id=row.version_id, first_human_id=row.begun_by, author_id=row.author_id, decider_id=row.decided_by,
        first_level=row.band, drawn_at=made.drawn_at,
    )  # fmt: skip
    session.add(asked)
    audit.record(None, "second_score.asked", asked)


def holds(made: Any, keys: list[uuid.UUID], drawn: set[uuid.UUID]) -> bool:
    """Whether a draw, made again from its seed and the decisions on file, chooses the same."""
    again = {key for key in keys if is_drawn(made.seed, key, made.percent)}
    return again == drawn and len(keys) == made.eligible


@jobs.handler(KIND, label=_l("Draw of scores to be made a second time"), system=True)
def _nightly(_actor: Actor | None, _payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    made = progress.do(partial(draw, clock.now()), done=1, total=1)
    return {"drawn": made.drawn if made else 0}


jobs.every(KIND, dt.timedelta(days=1))


def to_score(actor: Actor, person_id: uuid.UUID, second_score_id: uuid.UUID) -> tuple[PersonCard, SecondScore]:
    """The person and the second score, for who may make it: an officer who had no part in the first one."""
    card = person_for(actor, person_id, purpose="second score")
    found = queries.second_of(card.id, second_score_id)
    if not actor.has(*SCORERS):
        raise Forbidden(_("A classification officer scores a second time."))
    if actor.human_id in {found.first_human_id, found.author_id, found.decider_id}:
        raise Forbidden(_("You had a part in the first score. Somebody else makes the second one."))
    return card, found


def _waiting(actor: Actor, person_id: uuid.UUID, second_score_id: uuid.UUID) -> SecondScore:
    _card, found = to_score(actor, person_id, second_score_id)
    if found.state is not SecondState.WAITING:
        raise Conflict(_("This score was made a second time already. Once is enough."))
    return found


def score_again(
    actor: Actor, person_id: uuid.UUID, second_score_id: uuid.UUID, answers: Mapping[str, str],
    evidence: Mapping[str, str],
) -> SecondScore:  # fmt: skip
    """Keep the second answers and the level they give. It changes nobody's level. Raises DomainError while provisional.

    Once: answers that could be mended after both are known would compare nothing.
    """
    found = _waiting(actor, person_id, second_score_id)
    form = form_for(found.version_id)
    given = {item.key: answers[item.key] for item in form.items if answers.get(item.key) in item.options}
    result = score(form, given)
    if not result.final:
        raise DomainError(
            _("The answers that are open could still change the level. Answer: %(questions)s",
              questions="; ".join(str(words) for _key, words, _share in result.matters)),
        )  # fmt: skip
    found.answers = {i.key: {"value": given.get(i.key), "evidence": evidence.get(i.key, "")} for i in form.items}
    found.level, found.score, found.state = result.lowest, result.total, SecondState.SCORED
    found.scorer_id, found.ended_at = actor.human_id, clock.now()
    audit.record(actor, "second_score.made", found)
    session.flush()
    return found


def give_up(actor: Actor, person_id: uuid.UUID, second_score_id: uuid.UUID, words: str) -> SecondScore:
    """Say why this score cannot be made a second time. It counts for nothing and stays on the list."""
    found = _waiting(actor, person_id, second_score_id)
    if len(words.strip()) < SHORTEST_REASON:
        raise DomainError(_("Say in a sentence why it cannot be scored."), field="words")
    found.state, found.words = SecondState.RETURNED, words.strip()
    found.scorer_id, found.ended_at = actor.human_id, clock.now()
    audit.record(actor, "second_score.returned", found, reason=found.words)
    session.flush()
    return found

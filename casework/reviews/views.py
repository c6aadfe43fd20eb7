"""The worklist of security levels."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.classification import queries
from casework.classification.models import ClassificationState as State
from casework.classification.views import READERS
from casework.home.queries import Block, NavItem, Stat, contribute_navigation
from casework.timeline.queries import TimelineEntry
from kernel import clock
from kernel.authz import Actor, Role, actor, allows
from kernel.i18n import _, _l
from kernel.paging import Page

bp = Blueprint("reviews", __name__)
WORKERS = frozenset({Role.CLASSIFICATION_OFFICER, Role.CLASSIFICATION_APPROVER, Role.GOVERNOR, Role.INSPECTOR})
READERS_OF_RULES = frozenset({Role.ADMINISTRATOR})
Load = Callable[[Actor, uuid.UUID | None], Page[Any]]


def _overdue(who: Actor, after: uuid.UUID | None) -> Page[Any]:
    return queries.due(who, clock.today() - dt.timedelta(days=1), after)


def _due(who: Actor, after: uuid.UUID | None) -> Page[Any]:
    today = clock.today()
    return queries.due(who, today + dt.timedelta(days=queries.SOON_DAYS), after, since=today)


def _in(state: State) -> Load:
    return lambda who, after: queries.waiting(who, state, after)


LISTS: dict[str, tuple[Any, Load]] = {
    "overdue": (_l("Overdue"), _overdue),
    "due": (_l("Due in 30 days"), _due),
    "recommended": (_l("To decide"), _in(State.RECOMMENDED)),
    "given_back": (_l("Given back"), _in(State.GIVEN_BACK)),
    "draft": (_l("Being assessed"), _in(State.DRAFT)),
    "provisional": (_l("Provisional scores"), queries.provisional),
    "appealed": (_l("Appeals"), queries.appeals),
    "first": (_l("No level yet"), queries.without_level),
}


@bp.get("/classification")
@allows(*sorted(WORKERS))
def page() -> ResponseReturnValue:
    """One of the lists of work, paged; overdue reviews first."""
    who = actor()
    chosen = request.args.get("list", "")
    usual = "recommended" if who.has(Role.CLASSIFICATION_APPROVER) else "overdue"
    key = chosen if chosen in LISTS else usual
    rows = LISTS[key][1](who, request.args.get("after", type=uuid.UUID))
    return render_template(
        "casework/reviews/page.html", lists={name: label for name, (label, _load) in LISTS.items()}, key=key, rows=rows,
        today=clock.today(), human=who.human_id, State=State, decides=who.has(Role.CLASSIFICATION_APPROVER,
        Role.GOVERNOR),
        prepares=who.has(Role.CLASSIFICATION_OFFICER), paged=bool(request.args.get("after")),
    )  # fmt: skip


def decisions(actor: Actor, person_id: uuid.UUID, before: dt.datetime, most: int) -> Sequence[TimelineEntry]:
    """Decisions on a level, for the timeline."""
    if not actor.has(*READERS):
        return []
    href = url_for("classification.page", person_id=person_id)
    return [
        TimelineEntry(
            at=row.decided_at, title=_("Security level decided: %(level)s", level=row.decided_level.label),
            text=row.recommendation, href=href, who=row.decider,
        )
        for row in queries.decided_before(person_id, before, most)
    ]  # fmt: skip


def level_block(actor: Actor) -> Block:
    """What waits on levels, on the home of who works on them."""
    counts = queries.work_counts(actor, clock.today())
    officer = actor.has(Role.CLASSIFICATION_OFFICER)
    wanted = [
        (counts.overdue, _("Reviews overdue"), "overdue", "danger"),
        (counts.recommended, _("Levels to decide"), "recommended", "warning"),
        (counts.appealed, _("Appeals to answer"), "appealed", "warning"),
        (counts.due, _("Reviews due in 30 days"), "due", "note"),
    ]
    if officer:
        wanted[1:1] = [
            (counts.given_back, _("Given back"), "given_back", "warning"),
            (counts.draft, _("Being assessed"), "draft", "note"),
        ]
    stats = [
        Stat(number=n, label=label, href=url_for("reviews.page", list=key), tone=tone) for n, label, key, tone in wanted
    ]
    return Block(title=_("Security levels"), stats=stats)


def connect() -> None:
    """The desk in the navigation; for administrators the rules alone, since they see nobody's file."""
    for label, endpoint, roles, prefix in (
        (_l("Security levels"), "reviews.page", WORKERS, "/classification"),
        (_l("Rules of review"), "review_rules.page", READERS_OF_RULES, ""),
    ):
        contribute_navigation(NavItem(label=label, endpoint=endpoint, roles=roles, order=35, prefix=prefix))

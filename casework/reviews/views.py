"""The worklist of security levels."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from casework.classification import queries as classifications
from casework.classification.models import ClassificationState as State
from casework.classification.views import READERS
from casework.home.queries import Block, HomeSection, NavItem, Stat, contribute_home, contribute_navigation
from casework.people.models import SecurityLevel
from casework.review_dates.models import Cause
from casework.review_dates.queries import newest_among
from casework.review_dates.rules import why
from casework.reviews import queries
from casework.reviews.queries import Chosen
from casework.reviews.rules import Desk, parts_of, task_of, waits_since
from casework.timeline.queries import TimelineEntry
from kernel import clock
from kernel.authz import Actor, Role, actor, allows
from kernel.i18n import _, _l
from kernel.units.models import UnitKind
from kernel.units.queries import establishments

bp = Blueprint("reviews", __name__)
WORKERS = frozenset({Role.CLASSIFICATION_OFFICER, Role.CLASSIFICATION_APPROVER, Role.GOVERNOR, Role.INSPECTOR})
READERS_OF_RULES = frozenset({Role.ADMINISTRATOR})
KEPT = "levels"
"""Where the session keeps the list last looked at, so that the next one on it is one click from any page of a file."""


def _desk(asked: str) -> Desk:
    return Desk(asked) if asked in list(Desk) else Desk.MINE


def _chosen(asked: Any) -> Chosen:
    level, cause = asked.get("level", ""), asked.get("why", "")
    return Chosen(
        prison=_uuid(asked.get("prison")), wing=_uuid(asked.get("wing")),
        level=SecurityLevel(level) if level in list(SecurityLevel) else None,
        cause=Cause(cause) if cause in list(Cause) else None,
    )  # fmt: skip


def _uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


def _address(desk: Desk, chosen: Chosen) -> dict[str, Any]:
    """A list and its filters as its address carries them."""
    filters = {"prison": chosen.prison, "wing": chosen.wing, "level": chosen.level, "why": chosen.cause}
    return {"list": desk.value, **{name: str(value) for name, value in filters.items() if value}}


def _work_page(who: Actor, row: Any) -> str:
    """Where the work on a line is done by this reader; without work for them, where it is read."""
    decides = who.has(Role.CLASSIFICATION_APPROVER, Role.GOVERNOR) and row.author_id != who.human_id
    if row.state is State.RECOMMENDED and decides:
        return url_for("classification.decision", person_id=row.person_id)
    if row.state in {State.DRAFT, State.GIVEN_BACK} and who.has(Role.CLASSIFICATION_OFFICER):
        return url_for("assessing.page", person_id=row.person_id, assessment_id=row.sheet_id)
    return url_for("classification.page", person_id=row.person_id)


@bp.get("/classification")
@allows(*sorted(WORKERS))
def page() -> ResponseReturnValue:
    """One list of work: ``?list=`` with filters in the address; the reader's own work where none is named."""
    who, today, after = actor(), clock.today(), request.args.get("after", type=uuid.UUID)
    desk, chosen = _desk(request.args.get("list", "")), _chosen(request.args)
    found = queries.page(who, desk, chosen, today, after)
    session[KEPT] = _address(desk, chosen)
    counted = queries.counts(who, list(Desk), chosen, today)
    changes = newest_among([row.person_id for row in found.rows])
    here = _address(desk, chosen)
    return render_template(
        "casework/reviews/page.html", desk=desk, found=found, today=today, here=here, paged=bool(after),
        tabs=[(f"{one.label} ({n})", url_for("reviews.page", **_address(one, chosen)), one is desk)
              for one, n in counted.items()],
        rows=[(row, task_of(row), waits_since(row), _work_page(who, row), _why(row, changes)) for row in found.rows],
        parts=parts_of(who.roles), prisons=establishments(who, UnitKind.PRISON), chosen=chosen,
        wings=queries.wings_of(who, chosen.prison), causes=list(Cause), levels=list(SecurityLevel),
        reads=who.roles <= {Role.INSPECTOR}, watches=who.has(Role.GOVERNOR, Role.INSPECTOR),
        seconds=who.has(Role.CLASSIFICATION_OFFICER, Role.GOVERNOR, Role.INSPECTOR),
    )  # fmt: skip


def _why(row: Any, changes: dict[uuid.UUID, Any]) -> str:
    """Why the review is due on its day, where the history says so."""
    known = changes.get(row.person_id)
    return why(known) if known and known.new_on == row.next_review_on else ""


@bp.get("/classification/next/<uuid:person_id>")
@allows(*sorted(WORKERS))
def following(person_id: uuid.UUID) -> ResponseReturnValue:
    """On to whoever stands after this person on the list last looked at; to its begin when they left it meanwhile."""
    who, kept = actor(), session.get(KEPT, {})
    desk, chosen = _desk(kept.get("list", "")), _chosen(kept)
    found = queries.page(who, desk, chosen, clock.today(), person_id, size=1)
    if not found.rows or found.rows[0].person_id == person_id:
        flash(_("That was the last one on this list."), "success")
        return redirect(url_for("reviews.page", **_address(desk, chosen)))
    return redirect(_work_page(who, found.rows[0]))


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
        for row in classifications.decided_before(person_id, before, most)
    ]  # fmt: skip


def level_block(actor: Actor) -> Block:
    """What waits on levels, on the home of who works on them."""
    counts = classifications.work_counts(actor, clock.today())
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
    """The desk at home and in the navigation; for administrators the rules alone, since they see nobody's file."""
    deciders = WORKERS - {Role.INSPECTOR}
    contribute_home(HomeSection(key="levels", roles=deciders, order=15, load=level_block))
    for label, endpoint, roles, prefix in (
        (_l("Security levels"), "reviews.page", WORKERS, "/classification"),
        (_l("Rules of review"), "review_rules.page", READERS_OF_RULES, ""),
    ):
        contribute_navigation(NavItem(label=label, endpoint=endpoint, roles=roles, order=35, prefix=prefix))

"""Whether the register would survive the prison: the newest snapshot, who opens it, where it lies, what lacks."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.continuity import queries, service
from casework.continuity.documents import PER_PAPER
from casework.continuity.rules import LATE, PlaceState
from casework.home.queries import Block, HomeSection, NavItem, Stat, contribute_home, contribute_navigation
from casework.snapshots.rules import Gap
from kernel import clock, jobs
from kernel.authz import Actor, Role, actor, allows
from kernel.errors import DomainError, NotFound
from kernel.http import writes
from kernel.i18n import _, _l

bp = Blueprint("continuity", __name__)
READERS = frozenset({Role.ADMINISTRATOR, Role.GOVERNOR, Role.INSPECTOR, Role.RECORDS_OFFICER})
CASE_READERS = (Role.GOVERNOR, Role.INSPECTOR, Role.RECORDS_OFFICER)
"""Who sees counts of people. An administrator sees that snapshots are made, not whom they hold."""
PRINTERS = (Role.GOVERNOR, Role.RECORDS_OFFICER)


def connect() -> None:
    """The page of the snapshots, and a word on the home page while something is wrong with them."""
    contribute_home(HomeSection(key="continuity", roles=READERS, order=12, load=warning_block))
    contribute_navigation(NavItem(label=_l("Continuity"), endpoint="continuity.page", roles=READERS, order=90))


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How the snapshots stand. ``problems`` are sentences, the gravest first; none means that all is well."""

    newest: Any
    places: dict[str, dict[str, Any]]
    problems: tuple[str, ...]


def folder() -> Path:
    """The continuity folder of this installation."""
    var: Path = current_app.extensions["throughcare_settings"].var
    return var / "continuity"


def standing() -> Standing:
    """What there is, and what is wrong with it."""
    newest, problems, places = queries.newest(), list[str](), dict[str, dict[str, Any]]()
    try:
        setup = service.setup_of(folder())
        places = {place.name: {} for place in setup.places}
    except DomainError as refusal:
        problems.append(str(refusal.message))
    if newest:
        places = {name: newest.places.get(name, {}) for name in places or newest.places}
        if clock.now() - newest.made_at > LATE:
            problems.append(_("The newest snapshot is older than a night. Look whether the worker runs."))
    elif not problems:
        problems.append(_("No snapshot was made yet. One is made in the coming hour; look here again then."))
    if not places:
        problems.append(_("No copy goes anywhere: a snapshot on this server alone is lost with it."))
    wrong = [name for name, place in places.items() if place and place["state"] != PlaceState.WRITTEN]
    problems += [_("The newest copy is missing in “%(place)s”.", place=name) for name in wrong]
    return Standing(newest=newest, places=places, problems=tuple(problems))


def warning_block(_who: Actor) -> Block | None:
    """A word on the home page while something is wrong; nothing while all is well."""
    wrong = len(standing().problems)
    if not wrong:
        return None
    words = Stat(number=wrong, label=_("things to mend about the nightly snapshot"), href=url_for("continuity.page"),
                 tone="danger")  # fmt: skip
    return Block(title=_("If the prison were lost tonight"), stats=[words])


@bp.get("/continuity")
@allows(*READERS)
def page() -> ResponseReturnValue:
    """The newest snapshot, its holders and places, the snapshots before it, and what would be missing for a search."""
    who = actor()
    found = standing()
    return render_template(
        "casework/continuity/page.html", found=found, recent=queries.recent(), PlaceState=PlaceState,
        prisons=_prisons(who, found.newest), gaps=list(Gap), prints=who.has(*PRINTERS), zone=queries.service_place()[1],
        folder=folder() if who.has(Role.ADMINISTRATOR) else "",
        hours=int((clock.now() - found.newest.made_at).total_seconds() // 3600) if found.newest else 0,
    )  # fmt: skip


def _prisons(who: Actor, newest: Any) -> list[tuple[str, uuid.UUID, dict[str, int]]]:
    """(name, id, counts of gaps) of the reader's prisons."""
    if not who.has(*CASE_READERS):
        return []
    counted: dict[str, dict[str, int]] = newest.gaps if newest else {}
    mine = [(name, key) for name, key in queries.prisons().values() if who.covers(key)]
    return [(name, key, counted.get(str(key), {})) for name, key in sorted(mine)]


@bp.post("/continuity/<uuid:prison_id>/roll")
@allows(*PRINTERS)
@writes
def roll(prison_id: uuid.UUID) -> ResponseReturnValue:
    """Have the roll of a prison made as paper, a part for every thousand people."""
    if prison_id not in {key for _name, key in queries.prisons().values()} or not actor().covers(prison_id):
        raise NotFound(_("There is no such prison in your care."))
    inside = queries.count_inside(actor(), prison_id)
    if not inside:
        flash(_("Nobody is inside there now, so there is no roll to print."), "info")
        return redirect(url_for("continuity.page"), 303)
    parts = -(-inside // PER_PAPER)
    made = [jobs.enqueue(actor(), "continuity.roll", {"prison_id": str(prison_id), "part": n}) for n in range(parts)]
    where = url_for("jobs.page", job_id=made[0]) if parts == 1 else url_for("jobs.mine")
    return redirect(where, 303)

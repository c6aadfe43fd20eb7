"""The plans that wait for somebody, as lists and as numbers of the home page. No address says who."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.casefile.queries import Fact, Panel, Tab, contribute_panel, contribute_tab
from casework.custody.events import SupervisionBegan, SupervisionMoved
from casework.demo.service import contribute_demo
from casework.home.queries import Block, HomeSection, NavItem, Stat, contribute_home, contribute_navigation
from casework.papers.events import PaperFiled
from casework.people.queries import PersonCard
from casework.plan_links.queries import contribute_links, papers_to_come
from casework.plan_story_demo import service as plan_story_demo
from casework.planning import queries, service
from casework.planning.queries import Desk
from casework.plans import service as plan_service
from casework.plans.models import Area
from casework.plans.queries import sheet_of
from casework.plans.rules import OPEN_GOALS, READERS, WRITERS, PlanSheet
from casework.plans_demo import service as plans_demo
from casework.worklists.queries import Scope
from kernel import clock, events
from kernel.authz import Actor, Role, actor, allows
from kernel.http import writes
from kernel.i18n import _, _l, ngettext

bp = Blueprint("planning", __name__)
KEEPERS = (*WRITERS, Role.PROBATION_SUPERVISOR, Role.GOVERNOR, Role.INSPECTOR)
_INSIDE = (Role.CASE_MANAGER, Role.GOVERNOR, Role.INSPECTOR)
"""Roles with people in prison, who alone come near release."""
SHOWN = 4
"""Lines of a list on the home page."""
_WORDS: dict[Desk, tuple[Any, str]] = {
    Desk.RELEASE: (_l("Near release with open needs"), "danger"),
    Desk.STUCK: (_l("Steps that are stuck"), "warning"),
    Desk.DONE: (_l("Goals with every step done"), "info"),
    Desk.REVIEW: (_l("Plans to look at again"), "warning"),
    Desk.AGREE: (_l("Plans to agree"), "warning"),
}


def _desks(who: Actor) -> list[Desk]:
    return [desk for desk in Desk if desk is not Desk.RELEASE or who.has(*_INSIDE)]


def _lead(desk: Desk) -> str:
    return {
        Desk.RELEASE: _("They leave within three months, and no goal answers these needs. Most need stands first."),
        Desk.STUCK: _("They cannot be done yet, or their day has passed. Ask what would help."),
        Desk.DONE: _("Nothing is left to do. Ask whether the goal is achieved, or what the next step is."),
        Desk.REVIEW: _("Their day of review comes within 30 days or has passed. Read the plan together again."),
        Desk.AGREE: _("They changed since the person last said what they think of them. Read them together."),
    }[desk]


def _nothing(desk: Desk) -> str:
    return {
        Desk.RELEASE: _("Everybody who leaves within three months has a goal for each clear need."),
        Desk.STUCK: _("No step waits, and no day has passed."),
        Desk.DONE: _("Every goal that is being worked on has an open step, or none yet."),
        Desk.REVIEW: _("No plan is to be looked at again within 30 days."),
        Desk.AGREE: _("Every plan stands as the person last read it."),
    }[desk]


@bp.get("/plans")
@allows(*KEEPERS)
def page() -> ResponseReturnValue:
    """One list of plans: ``?list=`` release, stuck, review or agree; ``whose=all`` for everybody the reader may see."""
    who, asked = actor(), request.args.get("list", "")
    desks = _desks(who)
    desk = Desk(asked) if asked in desks else desks[0]
    keeps = who.has(*WRITERS)
    scope = Scope(actor=who, today=clock.today(), mine=keeps and request.args.get("whose") != "all")
    after = request.args.get("after", default=None, type=uuid.UUID)
    found = queries.page(desk, scope, after)
    whose = "all" if keeps and not scope.mine else None

    def address(key: Desk, **more: Any) -> str:
        return url_for("planning.page", list=key.value, whose=whose, **more)

    return render_template(
        "casework/planning/page.html", found=found, desk=desk, title=_WORDS[desk][0], lead=_lead(desk),
        tabs=[(f"{_WORDS[one][0]} ({queries.count(one, scope)})", address(one), one is desk) for one in desks],
        other=url_for("planning.page", list=desk.value, whose="all" if scope.mine else None) if keeps else "",
        mine=scope.mine, nothing=_nothing(desk), today=scope.today, next=address(desk, after=found.after),
        first=address(desk) if after else "", areas=_areas(desk, found.rows),
    )  # fmt: skip


@bp.post("/people/<uuid:person_id>/plan/keeper")
@allows(Role.CASE_MANAGER)
@writes
def take_over(person_id: uuid.UUID) -> ResponseReturnValue:
    """Keep this plan from now on."""
    plan = service.take_over(actor(), person_id)
    flash(_("You keep this plan and this person's file from now on."), "success")
    return redirect(url_for("plans.page", person_id=plan.person_id), 303)


def _areas(desk: Desk, rows: Sequence[Any]) -> dict[uuid.UUID, list[Area]]:
    return queries.unmet_areas([row.person_id for row in rows]) if desk is Desk.RELEASE else {}


def block(who: Actor) -> Block:
    """The numbers of the lists, and the first lines of those that say who waits for what."""
    scope = Scope(actor=who, today=clock.today(), mine=True)
    desks = _desks(who)
    stats = [
        Stat(number=queries.count(one, scope), label=_WORDS[one][0], href=url_for("planning.page", list=one.value),
             tone=_WORDS[one][1])
        for one in desks
    ]  # fmt: skip
    lists = [(one, _WORDS[one][0], queries.page(one, scope, size=SHOWN).rows) for one in desks[:-2]]
    areas = {key: value for one, _title, rows in lists for key, value in _areas(one, rows).items()}
    data = {"lists": lists, "areas": areas, "today": scope.today}
    return Block(title=_("Plans"), stats=stats, template="casework/planning/_home.html", data=data)


def panel(_actor: Actor, person_id: uuid.UUID) -> PlanSheet | None:
    """The plan as the overview shows it; None when there is none."""
    return sheet_of(person_id)


def glance(person: PersonCard, sheet: PlanSheet | None) -> Sequence[Fact]:
    """How many goals are open, and who keeps the plan."""
    href = url_for("plans.page", person_id=person.id)
    if sheet is None:
        return [Fact(label=_("Plan"), text=_("There is no plan yet"), href=href, tone="warn")]
    goals = sum(goal.state in OPEN_GOALS for goal in sheet.goals)
    said = ngettext("%(num)s goal", "%(num)s goals", goals)
    return [Fact(label=_("Plan"), text=f"{said}, {sheet.owner}", href=href)]


def connect() -> None:
    """All of the plan on the hub's pages, and what it listens to. Called by the hub's ``connect()``."""
    readers = frozenset(READERS)
    contribute_tab(Tab(key="plan", label=_l("Plan"), endpoint="plans.page", roles=readers, order=50))
    contribute_panel(
        Panel(key="plan", template="casework/plans/panel.html", roles=readers, order=40, load=panel, glance=glance)
    )
    for role, order in ((Role.CASE_MANAGER, 7), (Role.PROBATION_OFFICER, 22)):
        contribute_home(HomeSection(key=f"plans_{role}", roles=frozenset({role}), order=order, load=block))
    contribute_navigation(
        NavItem(label=_l("Plans"), endpoint="planning.page", roles=frozenset(KEEPERS), order=28, prefix="/plans")
    )
    contribute_links(papers_to_come)
    contribute_demo("plans", 40, plans_demo.seed)
    contribute_demo("plan story", 97, plan_story_demo.seed)
    events.subscribe(SupervisionBegan, plan_service.move_owner)
    events.subscribe(SupervisionMoved, plan_service.move_owner)
    events.subscribe(PaperFiled, service.close_paper_steps)

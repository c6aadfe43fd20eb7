"""The lists behind the numbers of the home page, and those numbers. Nothing about a person stands in an address."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.home.queries import Block, Stat
from casework.worklists import queries
from casework.worklists.queries import Due, Scope
from kernel import clock
from kernel.authz import Actor, Role, actor, allows
from kernel.i18n import _

bp = Blueprint("worklists", __name__)
READERS = (Role.RECORDS_OFFICER, Role.CASE_MANAGER, Role.GOVERNOR, Role.INSPECTOR)
LEDGER = (Role.RECORDS_OFFICER, Role.GOVERNOR, Role.INSPECTOR)


def _scope() -> Scope:
    return Scope(actor=actor(), today=clock.today(), mine=request.args.get("mine") == "1")


def _after() -> uuid.UUID | None:
    return request.args.get("after", default=None, type=uuid.UUID)


def _page(kind: str, ordered: queries.Ordered, title: str, lead: str, **facts: Any) -> str:
    """A list as a page. ``facts`` may carry ``here``: what its address needs besides the row to go on from."""
    scope = _scope()
    here = {**facts.pop("here", {}), **({"mine": "1"} if scope.mine else {})}
    return render_template(
        "casework/worklists/page.html",
        kind=kind,
        found=queries.page(ordered, _after()),
        today=scope.today,
        title=title,
        lead=lead,
        here=here,
        mine=scope.mine,
        **facts,
    )


@bp.get("/releases")
@allows(*READERS)
def releases() -> ResponseReturnValue:
    """Releases due: ``?due=`` overdue, today, week or month."""
    asked = request.args.get("due", "")
    due = Due(asked) if asked in list(Due) else Due.MONTH
    lead = {
        Due.OVERDUE: _("The day of release has passed and they are still here. Nobody may be held without a ground."),
        Due.TODAY: _("They leave today."),
        Due.TOMORROW: _("They leave tomorrow."),
        Due.WEEK: _("Today and within the next 7 days."),
        Due.MONTH: _("Today and within the next 30 days."),
        Due.QUARTER: _("Today and within the next 90 days: time to prepare what waits outside."),
    }[due]
    ordered = queries.releases(_scope(), due)
    counts = queries.releases_due(_scope())
    return _page(
        "releases", ordered, _("Releases due"), lead, here={"due": due.value}, due=due, counts=counts, dues=_dues()
    )


def _dues() -> list[tuple[str, str]]:
    return [
        (Due.OVERDUE.value, _("Overdue")),
        (Due.TODAY.value, _("Today")),
        (Due.TOMORROW.value, _("Tomorrow")),
        (Due.WEEK.value, _("Within 7 days")),
        (Due.MONTH.value, _("Within 30 days")),
        (Due.QUARTER.value, _("Within 90 days")),
    ]


@bp.get("/receptions/unfinished")
@allows(*READERS)
def receptions() -> ResponseReturnValue:
    """Receptions to finish."""
    lead = _(
        "The family was not told yet, or nobody looked at their health. Both are owed at once (Mandela Rules "
        "30 and 68)."
    )
    return _page("receptions", queries.receptions(_scope()), _("Receptions to finish"), lead)


@bp.get("/orders/ending")
@allows(*LEDGER)
def orders() -> ResponseReturnValue:
    """Orders that run out."""
    lead = _("Unconvicted people whose order runs out within 7 days or has run out. Ask the court, or release them.")
    return _page("orders", queries.orders(_scope()), _("Remand orders that run out"), lead)


@bp.get("/alerts/to-review")
@allows(*READERS)
def alerts() -> ResponseReturnValue:
    """Alerts to look at again."""
    lead = _("Their day of review comes within 7 days or has passed. Keep the alert with a new day, or end it.")
    return _page("alerts", queries.alerts(_scope()), _("Alerts to review"), lead)


@bp.get("/people/mine")
@allows(*READERS)
def mine() -> ResponseReturnValue:
    """The reader's own people."""
    scope = Scope(actor=actor(), today=clock.today(), mine=True)
    return _page("mine", queries.mine(scope), _("My people"), _("Who needs something next stands first."))


def release_block(who: Actor) -> Block:
    """The releases, each number with its own list."""
    row = queries.releases_due(Scope(actor=who, today=clock.today()))
    tones = {"overdue": "danger", "today": "warning"}
    stats = [
        Stat(
            number=row._asdict()[key],
            label=label,
            href=url_for("worklists.releases", due=key),
            tone=tones.get(key, "note"),
        )
        for key, label in _dues()
    ]
    return Block(title=_("Releases"), stats=stats)


def record_block(who: Actor) -> Block:
    """What records still owe: receptions, orders, alerts."""
    scope = Scope(actor=who, today=clock.today())
    words = (
        ("receptions", _("Receptions to finish"), "warning"),
        ("orders", _("Remand orders that run out within 7 days"), "danger"),
        ("alerts", _("Alerts to review"), "warning"),
    )
    return Block(title=_("Records"), stats=[
        Stat(number=queries.count(queries.LISTS[key](scope)), label=label, href=url_for(f"worklists.{key}"), tone=tone)
        for key, label, tone in words
    ])  # fmt: skip


def my_block(who: Actor) -> Block:
    """The actor's own people by next thing to do, with the numbers that need them."""
    scope = Scope(actor=who, today=clock.today(), mine=True)
    due = queries.releases_due(scope)
    ordered = queries.mine(scope)
    numbers: tuple[tuple[int, str, str, str, dict[str, Any]], ...] = (
        (due.overdue, _("Overdue for release"), "danger", "releases", {"due": "overdue"}),
        (due.month, _("Released within 30 days"), "note", "releases", {"due": "month"}),
        (queries.count(queries.receptions(scope)), _("Receptions to finish"), "warning", "receptions", {}),
        (queries.count(queries.alerts(scope)), _("Alerts to review"), "warning", "alerts", {}),
    )
    stats = [
        Stat(number=number, label=label, tone=tone, href=url_for(f"worklists.{page}", mine=1, **asked))
        for number, label, tone, page, asked in numbers
    ]
    stats.append(Stat(number=queries.count(ordered), label=_("All my people"), href=url_for("worklists.mine")))
    data = {"rows": queries.page(ordered, size=8).rows, "today": scope.today}
    return Block(title=_("My people"), stats=stats, template="casework/worklists/_mine.html", data=data)

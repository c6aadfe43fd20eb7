"""Dates that do not hold, and dates that wait: shown to whoever answers for them and to whoever watches."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.home.queries import Block, Stat
from casework.rechecks import queries, service
from casework.rechecks.models import FlagKind
from kernel import clock
from kernel.authz import Actor, Role, actor, allows
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("rechecks", __name__)
READERS = (Role.RECORDS_OFFICER, Role.CASE_MANAGER, Role.GOVERNOR, Role.INSPECTOR)
WAITING = "waiting"


@bp.get("/sentences/checks")
@allows(*READERS)
def page() -> ResponseReturnValue:
    """One list at a time: ``?list=`` altered, stale, refused, missing or waiting."""
    asked = request.args.get("list", "")
    kind = asked if asked in {*FlagKind, WAITING} else FlagKind.ALTERED.value
    after = request.args.get("after", type=uuid.UUID)
    found = (
        queries.waiting_page(actor(), after) if kind == WAITING else queries.flags_page(actor(), FlagKind(kind), after)
    )
    return render_template(
        "casework/rechecks/page.html", kind=kind, found=found, lists=_lists(), lead=_leads()[kind],
        counts=queries.counts(actor(), clock.today()), today=clock.today(), askers=service.ASKERS,
    )  # fmt: skip


@bp.post("/sentences/checks")
@allows(*service.ASKERS)
@writes
def ask() -> ResponseReturnValue:
    """Compare now instead of tonight."""
    return redirect(url_for("jobs.page", job_id=service.ask(actor())), 303)


def _lists() -> list[tuple[str, str]]:
    return [*((kind.value, str(kind.label)) for kind in FlagKind), (WAITING, _("Wait for a second person"))]


def _leads() -> dict[str, str]:
    return {
        FlagKind.ALTERED: _(
            "What is stored does not follow from its own inputs: somebody or something changed it outside the rule. "
            "Ask for the trail, and work the dates out again."
        ),
        FlagKind.STALE: _("Sentences, days or the law have changed since. Work the dates out again."),
        FlagKind.REFUSED: _("The rule does not cover what is on file now. Mend it, or set the dates by hand."),
        FlagKind.MISSING: _("They are inside under a sentence and nobody knows until when. Work out the dates."),
        WAITING: _("Somebody found these dates. They count when a second person agrees; the soonest release first."),
    }


def block(who: Actor) -> Block:
    """What is wrong with dates, each number with its list."""
    counts = queries.counts(who, clock.today())
    words = (
        (FlagKind.ALTERED.value, FlagKind.ALTERED.value, _("Dates altered outside the rule"), "danger"),
        ("late", WAITING, _("Release passed in dates that still wait"), "danger"),
        (FlagKind.MISSING.value, FlagKind.MISSING.value, _("Sentenced, and no dates"), "danger"),
        (FlagKind.STALE.value, FlagKind.STALE.value, _("Dates to work out again"), "warning"),
        (FlagKind.REFUSED.value, FlagKind.REFUSED.value, _("The rule no longer covers them"), "warning"),
        (WAITING, WAITING, _("Dates that wait for a second person"), "warning"),
    )
    return Block(title=_("Dates"), stats=[
        Stat(number=counts[key], label=label, href=url_for("rechecks.page", list=to), tone=tone)
        for key, to, label, tone in words
    ])  # fmt: skip

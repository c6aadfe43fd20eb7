"""The monitor of levels: tables for who watches, lists for who works on them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from casework.class_monitor import queries, service
from casework.class_monitor.rules import LEAST, Half, halves, share
from casework.classification.queries import form_for
from casework.home.queries import NavItem, contribute_navigation
from casework.reviews.views import WORKERS
from casework.second_scores.queries import pairs
from casework.second_scores.rules import ENOUGH, agreement, by_question
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.documents import pdf_response
from kernel.http import writes
from kernel.i18n import _l
from kernel.sheets import as_csv

bp = Blueprint("class_monitor", __name__)
WORST = 5
"""How many questions are named on which scorers agree least."""
READERS = (Role.GOVERNOR, Role.INSPECTOR, Role.STATISTICS_OFFICER)


def connect() -> None:
    """Statistics have no desk of levels: the monitor alone stands in their navigation."""
    mine = frozenset({Role.STATISTICS_OFFICER})
    contribute_navigation(NavItem(label=_l("Security levels"), endpoint="class_monitor.page", roles=mine, order=35))


def _half() -> Half:
    known = {half.key: half for half in halves(clock.today())}
    return known.get(request.args.get("half", ""), next(iter(known.values())))


@bp.get("/classification/monitor")
@allows(*READERS)
def page() -> ResponseReturnValue:
    """Decisions of half a year (``?half=2026-2``) by direction and group."""
    who, half, today = actor(), _half(), clock.today()
    files, twice = who.has(Role.GOVERNOR, Role.INSPECTOR), pairs(queries.may_count(who))
    return render_template(
        "casework/class_monitor/page.html", tables=service.tables(who, half), half=half, halves=halves(today),
        columns=service.COLUMNS, share=share, apart=queries.count_apart(who) if files else None, least=LEAST,
        ends=half.ends_before(today), agreed=agreement([(row.first_level, row.level) for row in twice]), enough=ENOUGH,
        questions=_questions(twice), files=files,
    )  # fmt: skip


def _questions(twice: Sequence[Any]) -> list[tuple[Any, int, int]]:
    """(words of a question, equal answers, pairs), the least agreed first."""
    forms = [form_for(version_id) for version_id in {row.version_id for row in twice}]
    words = {item.key: item.text for form in forms for item in form.items}
    found = by_question((row.first, row.second) for row in twice)
    return [(words.get(key, key), equal, n) for key, equal, n in found if equal < n][:WORST]


@bp.post("/classification/monitor")
@allows(*READERS)
@writes
def export() -> ResponseReturnValue:
    """The tables as a file. A POST, because the trail keeps who took it."""
    half = _half()
    content = as_csv(service.export(actor(), half))
    return pdf_response(content, f"levels-{half.key}.csv", attachment=True, media_type="text/csv; charset=utf-8")


@bp.get("/classification/apart")
@allows(*sorted(WORKERS))
def apart() -> ResponseReturnValue:
    """People whose level stands above their score, or with ``?side=below`` beneath it."""
    above, after = request.args.get("side") != "below", request.args.get("after", type=uuid.UUID)
    return render_template(
        "casework/class_monitor/apart.html", found=queries.apart(actor(), above=above, after=after), above=above,
        today=clock.today(), paged=bool(after), counts=queries.count_apart(actor()),
    )  # fmt: skip

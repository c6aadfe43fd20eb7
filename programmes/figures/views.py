"""The governor's view of programmes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from casework.public import NavItem, contribute_navigation, small_numbers
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.documents import pdf_response
from kernel.errors import NotFound
from kernel.http import writes
from kernel.i18n import _, _l
from kernel.sheets import as_csv
from kernel.units.models import UnitKind
from kernel.units.queries import establishments
from programmes.figure_lists.queries import list_of
from programmes.figures import queries, service
from programmes.figures.queries import View
from programmes.figures.rules import BUCKETS, MOST_WEEKLY, OUTCOMES, SEATS, TAKING_PART, Grid, periods
from programmes.figures.service import READERS

bp = Blueprint("programme_figures", __name__)
FILE_READERS = tuple(role for role in READERS if role is not Role.STATISTICS_OFFICER)
COLUMNS = {**SEATS, **TAKING_PART, **OUTCOMES, **{key: label for key, label, _most in BUCKETS}}


def connect() -> None:
    """The figures stand in the navigation of who watches."""
    item = NavItem(label=_l("Programme figures"), endpoint="programme_figures.page", roles=frozenset(READERS), order=42)
    contribute_navigation(item)


def _view() -> tuple[View, Sequence[Any]]:
    prisons = establishments(actor(), UnitKind.PRISON)
    chosen = next((one for one in prisons if str(one.id) == request.args.get("prison")), next(iter(prisons), None))
    if chosen is None:
        raise NotFound(_("No prison lies in your reach."))
    today = clock.today(chosen.zone)
    known = {one.key: one for one in periods(today)}
    period = known.get(request.args.get("period", ""), next(iter(known.values())))
    return View(actor=actor(), unit_id=chosen.id, period=period, today=today), prisons


def _grids(view: View) -> tuple[list[Grid], list[service.Waits]]:
    rows = queries.starters(view)
    began = service.starters(view, rows)
    grids = [service.seats(view), *service.participation(view), began, service.hours(view)]
    return grids, service.waiting(view, rows, began)


@bp.get("/programmes/figures")
@allows(*READERS)
def page() -> ResponseReturnValue:
    """Seats, who takes part, waiting, completion, hours and pay of a prison and a period."""
    view, prisons = _view()
    grids, waits = _grids(view)
    return render_template(
        "programmes/figures/page.html", view=view, prisons=prisons, periods=periods(view.today), seats=grids[0],
        takes=grids[1:4], began=grids[4], hours=grids[5], waits=waits, parity=service.parity(view),
        share=small_numbers.share, least=small_numbers.LEAST, most_weekly=MOST_WEEKLY,
        opens=not service.aggregates_only(view.actor),
    )  # fmt: skip


@bp.post("/programmes/figures")
@allows(*READERS)
@writes
def export() -> ResponseReturnValue:
    """The tables as a file. A POST, because the trail keeps who took it."""
    view, _prisons = _view()
    content = as_csv(service.export(view, _grids(view)[0]))
    name = f"programmes-{view.period.key}.csv"
    return pdf_response(content, name, attachment=True, media_type="text/csv; charset=utf-8")


@bp.get("/programmes/figures/<figure>")
@allows(*FILE_READERS)
def listing(figure: str) -> ResponseReturnValue:
    """What a number counts: the people, wishes or groups behind it."""
    view, prisons = _view()
    row, column = request.args.get("row", ""), request.args.get("column", "")
    after = request.args.get("after", type=uuid.UUID)
    kept = {"figure": figure, "prison": view.unit_id, "period": view.period.key, "row": row, "column": column}
    shown = {"view": view, "kept": kept, "paged": bool(after), "what": COLUMNS.get(column, _("All")),
             "prison": next(one.name for one in prisons if one.id == view.unit_id)}  # fmt: skip
    if figure == "seats":
        groups = [(one, split) for one, split in service.seat_rows(view) if not row or one.kind == row]
        wanted = [(one, split.get(column, 0) if column else one.capacity) for one, split in groups]
        return render_template("programmes/figures/groups.html", groups=[each for each in wanted if each[1]], **shown)
    found = list_of(view, figure, row, column, after)
    if found is None:
        raise NotFound(_("There is no such list."))
    return render_template("programmes/figures/people.html", found=found, figure=figure, **shown)

"""A list for one group: put together, looked at, given page by page, printed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _, ngettext
from programmes.bulk import service
from programmes.bulk.forms import GiveForm, ListForm
from programmes.bulk.models import RowState
from programmes.bulk.queries import list_for, lists_of, nobody_found, not_given, page_of_rows, states_of
from programmes.catalogue.policies import MANAGERS, can_manage
from programmes.intakes.queries import intake_row
from programmes.looks.queries import Ask, Look, look_at_many
from programmes.ranking.queries import ranked_for

bp = Blueprint("place_lists", __name__)
WATCHERS = (*MANAGERS, Role.GOVERNOR, Role.INSPECTOR)
SHOWN = 50
"""Rows of the waiting list with a box to tick; the first so-and-so many reaches beyond."""


def _choose(form: ListForm, intake_id: uuid.UUID) -> str:
    who = actor()
    group = intake_row(who, intake_id)
    ranked, waiting = ranked_for(who, group, clock.today(group.zone))
    return render_template(
        "programmes/bulk/new.html",
        form=form, group=group, ranked=ranked[:SHOWN], waiting=waiting, many=len(ranked), lists=lists_of(intake_id),
        ticked=set(request.form.getlist("who")),
    )  # fmt: skip


@bp.get("/intakes/<uuid:intake_id>/place-lists/new")
@allows(*MANAGERS)
def choose(intake_id: uuid.UUID) -> ResponseReturnValue:
    """Who is to stand on the list: the first of the waiting list, some of it, or numbers."""
    return _choose(ListForm(None), intake_id)


def _ids(name: str) -> set[uuid.UUID]:
    found = set()
    for typed in request.form.getlist(name):
        try:
            found.add(uuid.UUID(typed))
        except ValueError:
            continue
    return found


@bp.post("/intakes/<uuid:intake_id>/place-lists/new")
@allows(*MANAGERS)
@writes
def make(intake_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the list and show what would come of it."""
    form, who = ListForm(), actor()
    group = intake_row(who, intake_id)
    if not form.validate():
        return _choose(form, intake_id), 422
    ranked, waiting = ranked_for(who, group, clock.today(group.zone))
    rows = [waiting[one.candidate.application_id] for one in ranked]
    try:
        made = service.make_list(who, form.to_list(intake_id, [(r.person_id, r.number) for r in rows], _ids("who")))
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _choose(form, intake_id), 422
    return redirect(url_for("place_lists.page", list_id=made.id))


def _page(list_id: uuid.UUID, form: GiveForm, ticked: set[uuid.UUID] | None = None) -> str:
    who = actor()
    made, record = list_for(who, list_id)
    group = intake_row(who, record.id)
    after = request.args.get("after", 0, type=int)
    rows, more = page_of_rows(who, made.id, after)
    looks = look_at_many(who, record, {row.person_id: Ask() for row in rows if row.state != RowState.GIVEN})
    left = max(group.capacity - group.taken, 0)
    return render_template(
        "programmes/bulk/page.html",
        form=form, made=made, group=group, rows=rows, more=more, after=after, looks=looks, left=left,
        ticked=_proposed(rows, looks, left) if ticked is None else ticked, states=states_of(made.id),
        nobody=nobody_found(who, made.id) if not after else [], managing=can_manage(who, group.unit_id),
    )  # fmt: skip


def _proposed(rows: Sequence[Any], looks: Mapping[uuid.UUID, Look], left: int) -> set[uuid.UUID]:
    """What is ticked when the page opens: nothing stands against it, nothing warns, and there is a seat."""
    good = [row.id for row in rows if (look := looks.get(row.person_id)) and look.good and not look.warnings]
    return set(good[:left])


@bp.get("/place-lists/<uuid:list_id>")
@allows(*WATCHERS)
def page(list_id: uuid.UUID) -> ResponseReturnValue:
    """Each person with every rule and check, before anything is given, and what became of those that were."""
    return _page(list_id, GiveForm(None))


@bp.post("/place-lists/<uuid:list_id>")
@allows(*MANAGERS)
@writes
def give(list_id: uuid.UUID) -> ResponseReturnValue:
    """Give the ticked rows of this page their places; the refused stay listed with the reason."""
    form, ticked = GiveForm(), _ids("row")
    list_for(actor(), list_id)
    if not ticked:
        form.form_errors.append(_("Tick somebody first."))
    if not form.validate() or not ticked:
        return _page(list_id, form, ticked), 422
    ends = service.give(actor(), list_id, ticked, form.reason.data or "")
    given, rest = ends[RowState.GIVEN], sum(ends.values()) - ends[RowState.GIVEN]
    words = ngettext("%(num)d place is given.", "%(num)d places are given.", given)
    more = ngettext("%(num)d row was not given: why stands beside it.",
                    "%(num)d rows were not given: why stands beside each.", rest)  # fmt: skip
    flash(f"{words} {more}" if rest else words)
    return redirect(url_for("place_lists.page", list_id=list_id, after=request.args.get("after", type=int) or None))


@bp.get("/place-lists/<uuid:list_id>/not-given")
@allows(*WATCHERS)
def rest(list_id: uuid.UUID) -> ResponseReturnValue:
    """Everybody on the list who has no place by it, with the reason, to be printed."""
    made, record = list_for(actor(), list_id)
    rows = not_given(actor(), made.id)
    return render_template("programmes/bulk/rest.html", made=made, group=intake_row(actor(), record.id), rows=rows)

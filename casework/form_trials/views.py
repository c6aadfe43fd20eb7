"""Dry runs of a form on a page: who would move from where to where and why, the people behind each number, a file."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.class_monitor.rules import LEAST, Table, as_matrix, hidden_together, shown
from casework.class_monitor.service import label_of
from casework.form_trials import queries, service
from casework.form_trials.models import FormTrial, Move
from casework.form_trials.queries import Groups, Wanted
from casework.instruments.queries import line_of
from casework.people.models import SecurityLevel
from kernel import clock
from kernel.authz import NO_CASE_DATA, Role, actor, allows
from kernel.documents import pdf_response
from kernel.enums import LabelledEnum
from kernel.http import writes
from kernel.i18n import _, _l
from kernel.sheets import as_csv

bp = Blueprint("form_trials", __name__)
LISTERS = (*service.ASKERS, Role.INSPECTOR)
READERS = (*LISTERS, Role.ADMINISTRATOR, Role.STATISTICS_OFFICER)
FOLDER = "casework/form_trials"
TITLES = {"level": _l("By the level before"), "place": _l("By place"), "sex": _l("By sex"), "age": _l("By age")}
HEADS = {"level": _l("Level by the score"), "place": _l("Where the person is now"), "sex": _l("Sex"), "age": _l("Age")}


@bp.get("/instruments/<uuid:instrument_version_id>/trials")
@allows(*READERS)
def listing(instrument_version_id: uuid.UUID) -> ResponseReturnValue:
    """The dry runs of a version."""
    return render_template(
        f"{FOLDER}/list.html", one=line_of(instrument_version_id), trials=queries.trials_of(instrument_version_id),
        askers=service.ASKERS,
    )  # fmt: skip


@bp.post("/instruments/<uuid:instrument_version_id>/trials")
@allows(*service.ASKERS)
@writes
def ask(instrument_version_id: uuid.UUID) -> ResponseReturnValue:
    """Try it on everybody."""
    return redirect(url_for("jobs.page", job_id=service.ask(actor(), instrument_version_id)), 303)


@bp.get("/instruments/trials/<uuid:form_trial_id>")
@allows(*READERS)
def page(form_trial_id: uuid.UUID) -> ResponseReturnValue:
    """One dry run in numbers. Who opens no files sees no small number; everybody else opens each number's list."""
    row, who = queries.trial(form_trial_id), actor()
    protected = who.roles <= NO_CASE_DATA
    found = queries.groups(who, row.id, clock.today())
    counted = {move: sum(cells[move] for cells in found["sex"].values()) for move in Move}
    return render_template(
        f"{FOLDER}/page.html", trial=row, one=line_of(row.version_id), levels=list(SecurityLevel), moves=list(Move),
        matrix={} if protected else found["before"], tables=_tables(found, protected=protected),
        counted={} if protected else counted, people=sum(counted.values()),
        reasons=_reasons(row, protected=protected), protected=protected, least=LEAST, numbered=_numbered,
    )  # fmt: skip


def _numbered(kinds: Sequence[LabelledEnum]) -> list[tuple[Any, str]]:
    return [(one.label, "n") for one in kinds]


def _tables(found: Groups, *, protected: bool) -> list[Table]:
    """The groups by move; small numbers hidden in all tables together where they must be."""
    names = [name for name in TITLES if protected or name != "level"]
    keys = {name: sorted(found[name], key=_in_order) for name in names}
    matrices = {
        name: as_matrix([[found[name][group][move] for move in Move] for group in keys[name]], len(Move))
        for name in names
    }  # fmt: skip
    hidden = hidden_together(list(matrices.values())) if protected else [set() for _name in names]
    return [
        Table(
            title=str(TITLES[name]), head=str(HEADS[name]), cells=shown(matrices[name], cells),
            labels=[*(label_of(name, group) for group in keys[name]), _("All")],
        )
        for name, cells in zip(names, hidden, strict=True)
    ]  # fmt: skip


def _in_order(group: Any) -> tuple[bool, Any]:
    return group is None, group.rank if isinstance(group, SecurityLevel) else group


def _reasons(row: FormTrial, *, protected: bool) -> list[tuple[str, Any, Mapping[Move, int]]]:
    """(question, its words, how many it moves), the one that moves most first.

    Without numbers where all are protected: one alone would give a hidden number of another table away.
    """
    words = service.words_of(row)
    return [
        (item, words.get(item, item), {} if protected else cells)
        for item, cells in queries.by_reason(actor(), row.id)
    ]  # fmt: skip


@bp.get("/instruments/trials/<uuid:form_trial_id>/people")
@allows(*LISTERS)
def people(form_trial_id: uuid.UUID) -> ResponseReturnValue:
    """The people behind a number: ``?move=``, ``?before=`` and ``?level=``, ``?item=``; without them all who move."""
    row, given = queries.trial(form_trial_id), request.args
    wanted = Wanted(
        move=_one_of(Move, given.get("move")), before=_one_of(SecurityLevel, given.get("before")),
        after=_one_of(SecurityLevel, given.get("level")), item=given.get("item", "")[:80],
    )  # fmt: skip
    found = queries.people(actor(), row.id, wanted, given.get("after", type=uuid.UUID))
    chosen = {key: given[key] for key in ("move", "before", "level", "item") if given.get(key)}
    return render_template(
        f"{FOLDER}/people.html", trial=row, one=line_of(row.version_id), found=found, wanted=wanted, chosen=chosen,
        why=queries.reasons_of(line.id for line in found.rows), words=service.words_of(row),
        paged=bool(given.get("after")), most=service.MOST_EXPORTED,
    )  # fmt: skip


def _one_of(kind: Any, text: str | None) -> Any:
    return kind(text) if text in list(kind) else None


@bp.post("/instruments/trials/<uuid:form_trial_id>/export")
@allows(*LISTERS)
@writes
def export(form_trial_id: uuid.UUID) -> ResponseReturnValue:
    """Everybody who would not stay where they are, as a file. A POST, because the trail keeps who took it."""
    content = as_csv(service.export(actor(), form_trial_id))
    return pdf_response(content, "dry-run-of-form.csv", attachment=True, media_type="text/csv; charset=utf-8")

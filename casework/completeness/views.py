"""How complete files are: for one person, for a prison."""

from __future__ import annotations

import uuid

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.completeness import queries
from casework.completeness.rules import Core, CoreFile
from casework.home.queries import Block
from kernel import clock
from kernel.authz import Actor, Role, actor, allows
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.units.queries import unit_of

bp = Blueprint("completeness", __name__)
READERS = (Role.RECORDS_OFFICER, Role.GOVERNOR, Role.INSPECTOR)


def core_file(person_id: uuid.UUID) -> CoreFile | None:
    """What the overview of a person shows."""
    return queries.core_file(person_id, clock.today())


def core_block(who: Actor) -> Block | None:
    """The headline figure of each prison for those who oversee it."""
    found = queries.tallies(who) or (queries.prisons(who, clock.today()) if not who.everywhere else [])
    if not found:
        return None
    rows = [(one, url_for("completeness.page", prison_id=one.id)) for one in found]
    return Block(title=_("How complete the files are"), template="casework/completeness/_prisons.html", data=rows)


@bp.get("/prisons/<uuid:prison_id>/files")
@allows(*READERS)
def page(prison_id: uuid.UUID) -> ResponseReturnValue:
    """What the files of a prison lack, item by item, and person by person."""
    who, today = actor(), clock.today()
    if not who.covers(prison_id):
        raise NotFound(_("There is no such prison in your care."))
    after = request.args.get("after", default=None, type=uuid.UUID)
    whole = next(iter(queries.prisons(who, today, prison_id)), None)
    asked = request.args.get("without", "")
    without = Core(asked) if asked in set(Core) else None
    found = queries.files_page(who, prison_id, today, after, without)
    return render_template(
        "casework/completeness/page.html", prison=unit_of(prison_id), whole=whole, found=found, prison_id=prison_id,
        without=without,
    )  # fmt: skip

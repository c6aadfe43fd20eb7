"""A month of somebody's money on a page and on paper, and the public look at a statement by its code."""

from __future__ import annotations

import datetime as dt
import uuid

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.public import PersonCard, person_for, tabs_for
from kernel import clock
from kernel.authz import Role, actor, allows, public
from kernel.documents import pdf_response
from kernel.http import writes
from kernel.i18n import LOCALES
from marketplace.earnings.views import READERS
from marketplace.ledger.models import AccountRole
from marketplace.ledger.queries import holdings_of
from marketplace.statements import queries
from marketplace.statements.documents import Piece, language_for, statement_pdf
from marketplace.statements.rules import Statement, code_of
from marketplace.statements.service import issue

bp = Blueprint("statements", __name__)
GIVERS = tuple(role for role in READERS if role is not Role.INSPECTOR)


def first_of_month(asked: str, today: dt.date) -> dt.date:
    """The first day of the month asked for ("2026-11"), or of today's."""
    try:
        return dt.date.fromisoformat(f"{asked}-01")
    except ValueError:
        return today.replace(day=1)


def _read(person_id: uuid.UUID) -> tuple[PersonCard, Statement]:
    person = person_for(actor(), person_id)
    month = first_of_month(request.values.get("month", ""), clock.today(person.zone))
    return person, queries.statement_of(person.id, month)


@bp.get("/people/<uuid:person_id>/money")
@allows(*READERS)
def month(person_id: uuid.UUID) -> ResponseReturnValue:
    """What a person has, what arrived this month and where it went, what moved."""
    person, made = _read(person_id)
    return render_template(
        "marketplace/statements/month.html", person=person, tabs=tabs_for(actor()), tab="money", made=made,
        holdings=[row for row in holdings_of(person.id) if row.balance], roles=AccountRole,
        earlier=made.first - dt.timedelta(days=1), languages=LOCALES, own=language_for(person), givers=GIVERS,
        later=made.last + dt.timedelta(days=1) if made.last < clock.today(person.zone) else None,
    )  # fmt: skip


def _paper(person: PersonCard, made: Statement, code: str) -> ResponseReturnValue:
    piece = Piece(
        person=person, made=made, language=language_for(person, request.values.get("language", "")), code=code,
        large=request.values.get("size") == "large", address=url_for("statements.check", _external=True),
    )  # fmt: skip
    return pdf_response(statement_pdf(piece), f"{person.number} {made.first:%Y-%m}.pdf")


@bp.get("/people/<uuid:person_id>/money/statement.pdf")
@allows(*READERS)
def copy(person_id: uuid.UUID) -> ResponseReturnValue:
    """The month on paper. It carries its code when it was given out with these figures; else it is a copy."""
    person, made = _read(person_id)
    return _paper(person, made, code_of(made.digest) if queries.is_issued(person.id, made) else "")


@bp.post("/people/<uuid:person_id>/money/statement.pdf")
@allows(*GIVERS)
@writes
def give_out(person_id: uuid.UUID) -> ResponseReturnValue:
    """Give the statement out, with its code: ``language``, ``size=large``. A POST, because the code is kept."""
    person, made = _read(person_id)
    return _paper(person, made, issue(actor(), person.id, made))


@bp.get("/statements/check")
@public
def check() -> ResponseReturnValue:
    """Whether a statement is ours: its month and its sums, and whether the books still say so. No name, no number."""
    typed = request.args.get("code", "")[:20]
    found = queries.issue_by_code(typed) if typed else None
    first = first_of_month(found.period if found else "", clock.today())
    now = queries.statement_of(found.person_id, first) if found else None
    shown = {"typed": typed, "found": found, "now": now, "first": first}
    return render_template("marketplace/statements/check.html", **shown), 404 if typed and not found else 200

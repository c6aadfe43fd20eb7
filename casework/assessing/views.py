"""Filling in a form about a person: one question a screen or many on a page, with the score beside it."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.assessing import queries, service
from casework.assessing.events import AssessmentScored, AssessmentSigned
from casework.assessing.forms import SheetForm, sheet_form
from casework.assessing.rules import EVERY_WRITER, PRESUMED, UNTRIED, WRITERS, summary_of, unasked
from casework.casefile.queries import Panel, contribute_panel, tabs_for
from casework.classification import views as classification
from casework.classification.models import Assessment, AssessmentState, InstrumentKind, InstrumentVersion
from casework.classification.queries import open_record, version_by_id
from casework.decisions.queries import refusal_of
from casework.decisions.service import suggest_again
from casework.needs.service import after_signed
from casework.people.queries import PersonCard, person_for
from casework.plans.rules import READERS as PLAN_READERS
from casework.signatures.queries import scores_the_same, signature_of
from kernel import clock, events
from kernel.authz import Actor, actor, allows
from kernel.errors import NotFound
from kernel.http import writes
from kernel.i18n import _, said

bp = Blueprint("assessing", __name__)
READERS = frozenset(classification.READERS) | frozenset(PLAN_READERS) | EVERY_WRITER
AT = "/people/<uuid:person_id>/assessments"
ONE = f"{AT}/<uuid:assessment_id>"
ON_A_PAGE = 9
"""Questions on one page; a longer form has several, so that each stays light and is kept in parts."""


def connect() -> None:
    """What follows from kept answers and from signatures, and the drafts on the overview of a file."""
    events.subscribe(AssessmentScored, suggest_again)
    events.subscribe(AssessmentSigned, after_signed)
    contribute_panel(Panel(
        key="assessing", template="casework/assessing/_panel.html", roles=EVERY_WRITER, order=16, load=_in_hand,
    ))  # fmt: skip


def _in_hand(who: Actor, person_id: uuid.UUID) -> Any:
    return queries.drafts_of(person_id, who.human_id)


def page_of(name: str, card: PersonCard, status: int = 200, *, tab: str = "classification", **facts: Any) -> Any:
    """A page of this feature in the frame of the person's file."""
    frame = {"person": card, "tabs": tabs_for(actor()), "tab": tab, "State": AssessmentState}
    return render_template(f"casework/assessing/{name}.html", **frame, **facts), status


@bp.get(AT)
@allows(*sorted(READERS))
def listing(person_id: uuid.UUID) -> ResponseReturnValue:
    """Every form filled in about a person, what is in hand, and what may be begun."""
    who, card = actor(), person_for(actor(), person_id)
    offered = [(row, may) for row, may in queries.offered(card) if who.has(*WRITERS[row.kind])]
    refused = [row for row, may in offered if not may and row.kind in PRESUMED and card.legal_status in UNTRIED]
    return page_of(  # type: ignore[no-any-return]
        "listing", card, lines=queries.lines_of(card.id), human=who.human_id, refused=refused,
        offered=[row for row, may in offered if may],
    )  # fmt: skip


@bp.post(AT)
@allows(*sorted(EVERY_WRITER))
@writes
def begin(person_id: uuid.UUID) -> ResponseReturnValue:
    """Begin a form, or take up the draft in hand."""
    version = request.form.get("version", type=uuid.UUID)
    if version is None:
        raise NotFound(_("There is no such version of a form."))
    made = service.begin(actor(), person_id, version)
    return redirect(url_for("assessing.question", person_id=made.person_id, assessment_id=made.id), 303)


def facts_of(card: PersonCard, sheet: Assessment) -> dict[str, Any]:
    """What every page of a sheet shows: questions, answers as they count, what the file says, the score so far."""
    version, one = version_by_id(sheet.version_id), queries.standing_of(sheet, clock.today(card.zone))
    signed = sheet.state is AssessmentState.LOCKED
    hidden = {key for key, given in one.given.items() if given.unasked} if signed else {
        *unasked(one.form, card.legal_status)}  # fmt: skip
    kind = queries.kind_of(sheet)
    return {
        "sheet": sheet, "version": version, "title": name_of(version), "one": one, "kind": kind, "hidden": hidden,
        "told": {} if signed else queries.told_to(card, sheet), "sum": summary_of(one, draft=_is_open(sheet)),
        "items": [item for item in one.form.items if item.key not in hidden],
        "record": _record_of(card, sheet), "too_old": refusal_of(sheet, card.zone) if _is_work(sheet) else "",
        "is_security": kind is InstrumentKind.SECURITY,
    }  # fmt: skip


def name_of(version: InstrumentVersion) -> Any:
    """What a form is called, in the reader's language where its author translated it."""
    return said(version.definition["name"], version.definition.get("words", {}))


def _is_open(sheet: Assessment) -> bool:
    return sheet.state is not AssessmentState.LOCKED


def _is_work(sheet: Assessment) -> bool:
    return sheet.scored_at is not None and sheet.ended_at is None


def _record_of(card: PersonCard, sheet: Assessment) -> Any:
    """The open classification that rests on this sheet, or None."""
    record = open_record(card.id)
    return record if record is not None and record.assessment_id == sheet.id else None


def my_facts(person_id: uuid.UUID, assessment_id: uuid.UUID) -> tuple[PersonCard, dict[str, Any]]:
    """The person and the draft, for its author alone, with all that its pages show."""
    card, sheet = service.my_draft(actor(), person_id, assessment_id)
    return card, facts_of(card, sheet)


def tab_of(facts: dict[str, Any]) -> str:
    """The tab that a form belongs to."""
    return "plan" if facts["kind"] is InstrumentKind.NEEDS else "classification"


def _parts(items: list[Any]) -> list[list[Any]]:
    return [items[start : start + ON_A_PAGE] for start in range(0, len(items), ON_A_PAGE)] or [[]]


def _part() -> int:
    return max(0, request.args.get("part", 1, type=int) - 1)


def _fill(card: PersonCard, facts: dict[str, Any], form: SheetForm | None = None, status: int = 200) -> Any:
    parts = _parts(facts["items"])
    at = min(_part(), len(parts) - 1)
    numbers = {item.key: n for n, item in enumerate(facts["items"], 1)}
    form = form or sheet_form(parts[at], _kept(facts), numbers=numbers)
    place = {"shown": parts[at], "at": at, "parts": len(parts)}
    return page_of("fill", card, status, tab=tab_of(facts), form=form, **place, **facts)


def _kept(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: one for key, one in facts["one"].given.items() if key in facts["sheet"].answers}


@bp.get(ONE)
@allows(*sorted(READERS))
def page(person_id: uuid.UUID, assessment_id: uuid.UUID) -> ResponseReturnValue:
    """All questions for the author of a draft; for everybody else, and once it is signed, to read."""
    who, card = actor(), person_for(actor(), person_id)
    sheet = queries.sheet_of(card.id, assessment_id)
    facts = facts_of(card, sheet)
    in_hand = sheet.state is not AssessmentState.LOCKED and sheet.ended_at is None
    if in_hand and sheet.begun_by == who.human_id and who.has(*WRITERS[facts["kind"]]):
        return _fill(card, facts)  # type: ignore[no-any-return]
    signed = signature_of(sheet.id)
    may_take = who.has(*WRITERS[facts["kind"]]) and sheet.ended_at is None and _may_follow(facts)
    return page_of(  # type: ignore[no-any-return]
        "read", card, tab=tab_of(facts), in_hand=in_hand, signed=signed, may_take=may_take,
        same=scores_the_same(sheet, signed) if signed else None, **facts,
    )  # fmt: skip


def _may_follow(facts: dict[str, Any]) -> bool:
    """Whether a new sheet may follow: of a security level only while its classification is with the officer."""
    record = facts["record"]
    return record.state in classification.PREPARED if record is not None else not facts["is_security"]


@bp.post(ONE)
@allows(*sorted(EVERY_WRITER))
@writes
def keep(person_id: uuid.UUID, assessment_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the questions of this page, and stay or go on."""
    card, facts = my_facts(person_id, assessment_id)
    parts = _parts(facts["items"])
    at = min(_part(), len(parts) - 1)
    form = sheet_form(parts[at], {})
    given = form.read(parts[at], clock.today(card.zone)) if form.validate() else {}
    if form.is_wrong or form.errors:
        return _fill(card, facts, form, 422)  # type: ignore[no-any-return]
    service.keep(actor(), card.id, assessment_id, given)
    flash(_("The answers are kept."), "success")
    there = at + (request.form.get("go") == "on")
    if there >= len(parts):
        return redirect(_finish(card, facts), 303)
    part = there + 1 if there else None
    return redirect(url_for("assessing.page", person_id=card.id, assessment_id=assessment_id, part=part), 303)


def _finish(card: PersonCard, facts: dict[str, Any]) -> str:
    """Where a filled-in form goes on: a security level to its recommendation, any other to its signature."""
    if facts["is_security"]:
        return url_for("classification.recommendation", person_id=card.id)
    return url_for("signatures.signing", person_id=card.id, assessment_id=facts["sheet"].id)


def _step(facts: dict[str, Any], key: str) -> int:
    """The place of a question; without one the first that is not answered yet."""
    keys = [item.key for item in facts["items"]]
    if key in keys:
        return keys.index(key)
    return next((n for n, one in enumerate(keys) if one not in facts["sheet"].answers), 0)


def _ask(card: PersonCard, facts: dict[str, Any], n: int, form: SheetForm | None = None, status: int = 200) -> Any:
    item = facts["items"][n]
    form = form or sheet_form([item], _kept(facts), numbers={item.key: n + 1})
    done = sum(one.key in facts["sheet"].answers for one in facts["items"])
    return page_of("question", card, status, tab=tab_of(facts), form=form, item=item, n=n, done=done, **facts)


@bp.get(f"{ONE}/question")
@allows(*sorted(EVERY_WRITER))
def question(person_id: uuid.UUID, assessment_id: uuid.UUID) -> ResponseReturnValue:
    """One question with its evidence; ``?at=`` names it, else the first that is open."""
    card, facts = my_facts(person_id, assessment_id)
    return _ask(card, facts, _step(facts, request.args.get("at", "")))  # type: ignore[no-any-return]


@bp.post(f"{ONE}/question")
@allows(*sorted(EVERY_WRITER))
@writes
def answer(person_id: uuid.UUID, assessment_id: uuid.UUID) -> ResponseReturnValue:
    """Keep one answer, then go on, back, or leave the rest for later."""
    card, facts = my_facts(person_id, assessment_id)
    n = _step(facts, request.args.get("at", ""))
    item = facts["items"][n]
    form = sheet_form([item], {}, numbers={item.key: n + 1})
    given = form.read([item], clock.today(card.zone)) if form.validate() else {}
    if form.is_wrong or form.errors:
        return _ask(card, facts, n, form, 422)  # type: ignore[no-any-return]
    if given:
        service.keep(actor(), card.id, assessment_id, given)
    return redirect(_next(card, facts, n, request.form.get("go", "on")), 303)


def _next(card: PersonCard, facts: dict[str, Any], n: int, go: str) -> str:
    there = n + {"back": -1, "stay": 0}.get(go, 1)
    if go == "leave":
        flash(_("Kept. It is in your hands in this file until you go on."), "success")
        return url_for("assessing.listing", person_id=card.id)
    if there >= len(facts["items"]):
        return _finish(card, facts)
    key = facts["items"][max(there, 0)].key
    return url_for("assessing.question", person_id=card.id, assessment_id=facts["sheet"].id, at=key)

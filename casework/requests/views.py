"""Requests and complaints: one person's, one of them, and the list of what is owed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.access.rules import CUSTODY_READERS
from casework.casefile.queries import Tab, contribute_tab, tabs_for
from casework.filecopy.queries import contribute_copy
from casework.filecopy.rules import Line, Redactor, Section
from casework.home.queries import Block, HomeSection, NavItem, Stat, contribute_home, contribute_navigation
from casework.people.queries import PersonCard, person_for
from casework.requests import queries, service
from casework.requests.forms import AnswerForm, AppealForm, TakeForm, WithdrawForm
from casework.requests.rules import RULE, TAKERS, can_answer
from casework.timeline.queries import TimelineEntry, Topic, contribute_timeline
from kernel import clock
from kernel.authz import Actor, Role, actor, allows
from kernel.errors import DomainError
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _, _l, show_date

bp = Blueprint("requests", __name__)
WATCHERS = (*TAKERS, Role.INSPECTOR)


def connect() -> None:
    """The tab, the list in the navigation and on the home page, the timeline, the copy of the file."""
    contribute_tab(Tab(key="requests", label=_l("Requests"), endpoint="requests.page", roles=CUSTODY_READERS, order=85))
    contribute_home(HomeSection(key="requests", roles=frozenset(WATCHERS), order=22, load=owed_block))
    item = NavItem(label=_l("Requests"), endpoint="requests.owed", roles=frozenset(WATCHERS), order=46)
    contribute_navigation(item)
    contribute_timeline(Topic.REQUESTS, events)
    contribute_copy(35, sections)


def _page(person_id: uuid.UUID, form: TakeForm | None = None) -> str:
    card = person_for(actor(), person_id)
    found = queries.requests_page(card.id, request.args.get("after", type=uuid.UUID))
    return render_template(
        "casework/requests/page.html", person=card, tabs=tabs_for(actor()), tab="requests", found=found,
        form=form or TakeForm(formdata=None), refused=form, may_take=actor().has(*TAKERS), today=clock.today(card.zone),
        owed=queries.OWED,
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/requests")
@allows(*CUSTODY_READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """What the person asked for and complained of, newest first."""
    return _page(person_id)


@bp.post("/people/<uuid:person_id>/requests")
@allows(*TAKERS)
@writes
def take(person_id: uuid.UUID) -> ResponseReturnValue:
    """Take one down."""
    form = TakeForm()
    try:
        if form.validate():
            row = service.take(actor(), form.to_request(person_id))
            flash(_("Taken down. An answer is due by %(day)s.", day=show_date(row.due_on)))
            return redirect(url_for("requests.one", person_id=person_id, person_request_id=row.id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(person_id, form), 422


def _one(card: PersonCard, request_id: uuid.UUID, refused: BaseForm | None = None) -> str:
    row, today = queries.one_of(card.id, request_id), clock.today(card.zone)
    kinds = {"answer": AnswerForm, "appeal": AppealForm, "back": WithdrawForm}
    forms = {
        key: refused if type(refused) is kind else kind(formdata=None, prefix=f"{key}-")
        for key, kind in kinds.items()
    }  # fmt: skip
    return render_template(
        "casework/requests/one.html", person=card, tabs=tabs_for(actor()), tab="requests", row=row, today=today,
        refused=refused, forms=forms, owed=queries.OWED, rule=RULE, may_take=actor().has(*TAKERS),
        may_answer=can_answer(actor(), row.level) and actor().human_id != row.answered_by,
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/requests/<uuid:person_request_id>")
@allows(*CUSTODY_READERS)
def one(person_id: uuid.UUID, person_request_id: uuid.UUID) -> ResponseReturnValue:
    """One of them: the words, the deadline, the answer, the appeal."""
    return _one(person_for(actor(), person_id), person_request_id)


def _do(
    person_id: uuid.UUID, key: uuid.UUID, form: BaseForm, deed: Callable[[], object], said: str
) -> ResponseReturnValue:
    card = person_for(actor(), person_id)
    queries.one_of(card.id, key)
    try:
        if form.validate():
            deed()
            flash(said)
            return redirect(url_for("requests.one", person_id=person_id, person_request_id=key), 303)
    except DomainError as refusal:
        form.refuse(refusal)
        return _one(card, key, form), refusal.status
    return _one(card, key, form), 422


@bp.post("/people/<uuid:person_id>/requests/<uuid:person_request_id>/answer")
@allows(*TAKERS)
@writes
def answer(person_id: uuid.UUID, person_request_id: uuid.UUID) -> ResponseReturnValue:
    """Answer it, or its appeal."""
    form = AnswerForm(prefix="answer-")
    row = queries.one_of(person_for(actor(), person_id).id, person_request_id)
    command = service.answer_appeal if row.appealed_on else service.answer
    deed = lambda: command(actor(), person_request_id, form.outcome.data, form.words.data)  # noqa: E731 - read after validation
    said = _("The answer is on file. Tell the person, and give it in writing.")
    return _do(person_id, person_request_id, form, deed, said)


@bp.post("/people/<uuid:person_id>/requests/<uuid:person_request_id>/appeal")
@allows(*TAKERS)
@writes
def appeal(person_id: uuid.UUID, person_request_id: uuid.UUID) -> ResponseReturnValue:
    """Take an appeal down."""
    form = AppealForm(prefix="appeal-")
    deed = lambda: service.appeal(actor(), person_request_id, form.words.data, form.day())  # noqa: E731 - read after validation
    said = _("The appeal is on file. Somebody else than who answered decides it.")
    return _do(person_id, person_request_id, form, deed, said)


@bp.post("/people/<uuid:person_id>/requests/<uuid:person_request_id>/withdraw")
@allows(*TAKERS)
@writes
def withdraw(person_id: uuid.UUID, person_request_id: uuid.UUID) -> ResponseReturnValue:
    """The person takes it back."""
    form = WithdrawForm(prefix="back-")
    deed = lambda: service.withdraw(actor(), person_request_id, form.reason.data)  # noqa: E731 - read after validation
    return _do(person_id, person_request_id, form, deed, _("Taken back. It stays on file."))


@bp.get("/requests")
@allows(*WATCHERS)
def owed() -> ResponseReturnValue:
    """What waits for an answer, by deadline: ``?show=`` all, late, appeals, outside."""
    asked, today = request.args.get("show", ""), clock.today()
    show = asked if asked in queries.LISTS else queries.LISTS[0]
    names = (_("Everything owed"), _("Late"), _("Appeals"), _("Before the inspector"))
    titles = dict(zip(queries.LISTS, names, strict=True))
    return render_template(
        "casework/requests/owed.html", show=show, titles=titles, today=today, counts=queries.counts(actor(), today),
        found=queries.owed_page(actor(), show, today, request.args.get("after", type=uuid.UUID)),
    )  # fmt: skip


def owed_block(reader: Actor) -> Block | None:
    """How much is owed and late, for the home page."""
    found = queries.counts(reader, clock.today())
    if not found["all"]:
        return None
    late = url_for("requests.owed", show="late")
    stats = [
        Stat(number=found["late"], label=_("Answers overdue"), href=late, tone="danger"),
        Stat(number=found["appeals"], label=_("Appeals to answer"), href=url_for("requests.owed", show="appeals")),
        Stat(number=found["all"], label=_("Answers owed in all"), href=url_for("requests.owed")),
    ]
    return Block(title=_("Requests and complaints"), stats=stats)


def events(reader: Actor, person_id: uuid.UUID, before: dt.datetime, most: int) -> Sequence[TimelineEntry]:
    """Requests and complaints on the timeline."""
    if not reader.has(*CUSTODY_READERS):
        return []
    return [
        TimelineEntry(
            at=row.taken_at, title=str(row.kind.label), text=f"{row.topic.label}: {row.state.label}", who=row.taker,
            href=url_for("requests.one", person_id=person_id, person_request_id=row.id),
        )
        for row in queries.events_before(person_id, before, most)
    ]  # fmt: skip


def sections(person: PersonCard, redactor: Redactor) -> list[Section]:
    """Requests, complaints and answers in the copy of one's own file."""
    lines = [
        Line(
            when=show_date(row.received_on), what=f"{row.kind.label}: {row.topic.label}",
            text=redactor.clean(row.words), facts=(
                (_("Where it stands"), str(row.state.label)),
                (_("Answer"), redactor.clean(row.answer)),
                (_("Appeal"), redactor.clean(row.appeal_words)),
                (_("Answer to the appeal"), redactor.clean(row.appeal_answer)),
            ),
        )
        for row in queries.all_of(person.id)
    ]  # fmt: skip
    return [Section(title=_("Requests and complaints"), lines=lines)]

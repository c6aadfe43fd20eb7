"""Sections of the copy: security level, plan, notes with what was added, papers, who looked into the file."""

from __future__ import annotations

import uuid
from typing import Any

from casework.access.queries import looks_by_role
from casework.classification.queries import history_of
from casework.decisions.rules import reason_words
from casework.filecopy.rules import EVERYTHING, LATER, Line, Redactor, Section
from casework.level_papers.queries import papers_of
from casework.notes.queries import amendments_of, notes_before
from casework.papers.queries import papers_page
from casework.people.queries import PersonCard
from casework.plan_meetings.queries import meetings_of
from casework.plans.queries import sheet_of
from casework.plans.rules import GoalLine, VersionLine
from kernel.i18n import _, ngettext, show_date, show_moment


def sections(person: PersonCard, redactor: Redactor) -> list[Section]:
    """What was decided and written about the person."""
    return [
        _levels(person, redactor),
        _plan(person, redactor),
        _notes(person, redactor),
        _papers(person, redactor),
    ]


def _levels(person: PersonCard, redactor: Redactor) -> Section:
    lines = [
        Line(
            when=show_moment(row.decided_at or row.recommended_at, person.zone)
            if row.decided_at or row.recommended_at else "",
            what=str(row.decided_level.label) if row.decided_level else str(row.state.label),
            text=redactor.clean(row.recommendation), facts=_level_facts(row, redactor),
        )
        for row in history_of(person.id)
    ]  # fmt: skip
    return Section(title=_("Decisions on the security level"), lines=lines)


def _level_facts(row: Any, redactor: Redactor) -> tuple[tuple[str, str], ...]:
    return (
        (_("Where it stands"), str(row.state.label)),
        (_("Level of the score"), str(row.suggested_level.label) if row.suggested_level else ""),
        (_("What the person said"), redactor.clean(row.account)),
        (_("Why it differs from the score"), redactor.clean(_why_away(row))),
        (_("Written by"), redactor.staff(row.author)), (_("Decided by"), redactor.staff(row.decider)),
        (_("Signed too by"), redactor.staff(row.second) if row.second else ""),
        (_("Next review"), show_date(row.next_review_on) if row.next_review_on else ""),
        (_("Appeal"), redactor.clean(row.appeal_words)),
        (_("Outcome of the appeal"), str(row.appeal_outcome.label) if row.appeal_outcome else ""),
        (_("Answer to the appeal"), redactor.clean(row.appeal_answer)),
        (_("Reasons given on paper"), _handed(row.id)),
    )  # fmt: skip


def _why_away(row: Any) -> str:
    return f"{reason_words(row.override_code)}: {row.override_words}" if row.override_words else ""


def _handed(decision: uuid.UUID) -> str:
    return "; ".join(f"{show_date(one.given_on)}: {one.handing.label}" for one in papers_of(decision))


def _plan(person: PersonCard, redactor: Redactor) -> Section:
    sheet = sheet_of(person.id)
    if sheet is None:
        return Section(title=_("Plan"))
    head = (
        (_("Kept by"), redactor.staff(sheet.owner)), (_("Next review"), show_date(sheet.review_on)),
        (_("Read together last"), show_moment(sheet.agreed_at, person.zone) if sheet.agreed_at else ""),
    )  # fmt: skip
    lines = [Line(when=show_date(sheet.opened_on), facts=head)]
    lines += [
        Line(
            when=show_date(one.assessed_on) if one.assessed_on else "", what=str(one.area.label),
            text=redactor.clean(one.words), facts=(
                (_("Need"), str(one.degree.label) if one.degree else ""),
                (_("What is strong here"), redactor.clean(one.strengths)),
            ),
        )
        for one in sheet.needs if one.level is not None
    ]  # fmt: skip
    lines += [_goal(goal, redactor) for goal in sheet.goals]
    lines += [_version(one, person, redactor) for one in sheet.versions]
    lines += [_meeting(row, person, redactor) for row in meetings_of(sheet.id)]
    return Section(title=_("Plan"), lines=lines)


def _goal(goal: GoalLine, redactor: Redactor) -> Line:
    steps = tuple(
        (f"{step.actor.label}, {step.state.label}", redactor.clean(f"{step.text} {step.words}".strip()))
        for step in goal.steps
    )
    return Line(
        when=show_date(goal.target_on) if goal.target_on else "", what=redactor.clean(goal.words),
        text=f"{goal.area.label}, {goal.state.label}. {redactor.clean(goal.reason)}".strip(), facts=steps,
    )  # fmt: skip


def _version(one: VersionLine, person: PersonCard, redactor: Redactor) -> Line:
    return Line(
        when=show_moment(one.agreed_at, person.zone), what=_("Version %(n)s of the plan", n=one.number),
        text=redactor.clean(one.words),
        facts=((_("What the person said"), str(one.agreement.label)), (_("Written by"), redactor.staff(one.by))),
    )  # fmt: skip


def _meeting(row: Any, person: PersonCard, redactor: Redactor) -> Line:
    return Line(
        when=show_moment(row.planned_at, person.zone), what=_("Meeting about the plan"),
        text=redactor.clean(row.words),
        facts=(
            (_("Where it stands"), str(row.state.label)),
            (_("What the person said"), redactor.clean(row.person_words)), (_("Written by"), redactor.staff(row.by)),
        ),
    )  # fmt: skip


def _notes(person: PersonCard, redactor: Redactor) -> Section:
    rows = notes_before(person.id, LATER, EVERYTHING)
    added = amendments_of([row.id for row in rows])
    lines = []
    for row in rows:
        facts = [(_("Written by"), redactor.staff(row.who))]
        facts += [
            (
                _("Added on %(moment)s by %(name)s", moment=show_moment(one.written_at, person.zone),
                    name=redactor.staff(one.who)),
                redactor.clean(one.text),
            )
            for one in added[row.id]
        ]  # fmt: skip
        when = show_moment(row.occurred_at, person.zone)
        lines.append(Line(when=when, what=str(row.kind.label), text=redactor.clean(row.text), facts=tuple(facts)))
    return Section(title=_("Notes"), lines=lines)


def _papers(person: PersonCard, redactor: Redactor) -> Section:
    rows: list[Any] = []
    after = None
    while True:
        found = papers_page(person.id, after)
        rows += found.rows
        if not (after := found.after):
            break
    lines = [
        Line(
            when=show_date(row.dated_on) if row.dated_on else show_moment(row.filed_at, person.zone),
            what=redactor.clean(row.title), text=str(row.kind.label),
            facts=((_("Taken out"), show_date(row.withdrawn_on) if row.withdrawn_on else ""),),
        )
        for row in rows
    ]  # fmt: skip
    return Section(title=_("Papers on file (ask for a copy of each)"), lines=lines)


def readers(person: PersonCard, _redactor: Redactor) -> list[Section]:
    """How often which role looked into the file. What an inspector looked at is told to nobody."""
    lines = [
        Line(
            what=str(role.label) if role else _("Staff who left since"),
            text=ngettext("%(num)s look", "%(num)s looks", times),
        )
        for role, times in looks_by_role(person.id).most_common()
    ]
    return [Section(title=_("Who looked into your file"), lines=lines)]

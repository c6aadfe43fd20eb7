"""Sections of the copy of one's own file: referrals with what was told, circumstances, messages and answers."""

from __future__ import annotations

from casework.public import EVERYTHING, PersonCard, Redactor, Section
from casework.public import Line as CopyLine
from kernel.i18n import _, show_date, show_moment
from probation.circumstances.queries import course_of
from probation.circumstances.rules import AREAS
from probation.referrals.queries import all_referrals, outcomes_of, sent_risk, sessions_of
from probation.reminders.queries import log_of
from probation.replies.queries import replies_of
from probation.wishes.queries import wishes_of


def sections(person: PersonCard, redactor: Redactor) -> list[Section]:
    """What help from outside left in the file."""
    return [_referrals(person, redactor), _circumstances(person, redactor), _reminders(person, redactor)]


def _referrals(person: PersonCard, redactor: Redactor) -> Section:
    lines = []
    for row in all_referrals(person.id):
        risk = sent_risk(row.id)
        facts = [
            (_("Where it stands"), str(row.state.label)), (_("Goal"), redactor.clean(row.goal)),
            (_("What the service was told"), redactor.clean(risk.text) if risk else ""),
            (_("What the service reports"), redactor.clean(row.report)), (_("Officer"), redactor.staff(row.who)),
        ]  # fmt: skip
        facts += [(one.words, str(one.score.label) if one.score else "") for one in outcomes_of(row.id)]
        facts += [
            (
                show_moment(one.at, person.zone),
                "\n".join(
                    filter(None, (str(one.absence.label) if one.absence else _("Took part"),
                                  redactor.clean(one.feedback), redactor.clean(one.concern),
                                  one.wrong and _("Taken back: %(why)s", why=redactor.clean(one.wrong))))
                ),
            )
            for one in sessions_of(row.id)
        ]  # fmt: skip
        when = show_date((row.sent_at or row.prepared_at).date())
        lines.append(CopyLine(when=when, what=f"{row.service}: {row.need.label}", facts=tuple(facts)))
    return Section(title=_("Referrals"), lines=lines)


def _circumstances(person: PersonCard, redactor: Redactor) -> Section:
    lines = [
        CopyLine(
            when=show_date(row.measured_on), what=str(row.point.label), text=redactor.clean(row.words),
            facts=tuple((str(one.label), str(one.kind(getattr(row, one.key)).label)) for one in AREAS),
        )
        for row in course_of(person.id)
    ]  # fmt: skip
    return Section(title=_("Circumstances"), lines=lines)


def _reminders(person: PersonCard, redactor: Redactor) -> Section:
    said = [
        CopyLine(
            when=show_moment(row.noted_at, person.zone), what=str(row.answer.label),
            facts=((str(row.way.label), row.address), (_("Officer"), redactor.staff(row.who))),
        )
        for row in wishes_of(person.id, EVERYTHING)
    ]  # fmt: skip
    sent = [
        CopyLine(
            when=show_moment(row.sent_at or row.changed_at, person.zone), what=str(row.state.label),
            text=redactor.clean(row.text),
        )
        for row in log_of(person.id, EVERYTHING)
    ]  # fmt: skip
    answers = [
        CopyLine(when=show_moment(row.received_at, person.zone), what=str(row.meaning.label), text=row.text)
        for row in replies_of(person.id, EVERYTHING)
    ]
    return Section(title=_("Reminders"), lines=[*said, *sent, *answers])

"""From a snapshot and a count to the list of people unaccounted for. Pure.

Everybody in the snapshot whom nobody counted stands in exactly one section. A section says in which order to look, and
what the law asks first; a mark says what may not be done with a name. Sources stand beside each section and mark.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from casework.alerts.models import AlertCode
from casework.countsheets.rules import Count, Fault
from casework.people.models import LegalStatus, SecurityLevel
from casework.snapshots.rules import AWAITING, Gap, Held, OffenceClass, Snapshot, gaps
from kernel.enums import LabelledEnum
from kernel.i18n import _, _l, show_date


class Section(LabelledEnum):
    """Where somebody stands on the list, in the order of its pages."""

    A = "A", _l("A: look for these people first")
    B = "B", _l("B: close or violent")
    C = "C", _l("C: medium, or not enough is known")
    D = "D", _l("D: low danger")
    COURT = "court", _l("Court review, do not re-arrest")
    ELSEWHERE = "elsewhere", _l("Lawfully outside when the snapshot was made")


MEANINGS = {
    Section.A: _l("Maximum security level, or a grave offence: against life, sexual violence, atrocity, terror. A "
                  "responsible authority reads and signs this part before anybody acts on it."),
    Section.B: _l("Close security level, an offence with violence, threat or weapons, or an alert for escape, assault "
                  "on staff or a no-contact order."),
    Section.C: _l("Medium security level, or neither level nor offence known. Not known is not harmless: read these "
                  "by hand first."),
    Section.D: _l("Minimum security level, or another offence without a level. Ask them to come back first."),
    Section.COURT: _l("The ground for holding them had run out before the day in question. Nobody may arrest them "
                      "for having left; a court decides first."),
    Section.ELSEWHERE: _l("At court, in hospital or on leave by an order. Ask there first; this is no escape until it "
                          "is shown."),
}  # fmt: skip
"""What a section means, in a sentence."""
SOURCES = {
    Section.A: _l("Security level by two people, Mandela Rules 89 and 93; offence by the table of this version."),
    Section.B: _l("Security level by two people, Mandela Rules 89 and 93; offence by the table of this version."),
    Section.C: _l("Security level by two people, Mandela Rules 89 and 93; offence by the table of this version."),
    Section.D: _l("Security level by two people, Mandela Rules 89 and 93; offence by the table of this version."),
    Section.COURT: _l("Nobody is held without a ground in law: International Covenant on Civil and Political Rights, "
                      "article 9; Mandela Rule 7."),
    Section.ELSEWHERE: _l("Movement ledger of the prison, Mandela Rules 7 and 8."),
}  # fmt: skip
"""The rule behind a section."""


class Mark(LabelledEnum):
    """Why a name, a picture or the fact of being sought may not be published."""

    CHILD = "child", _l("Child: Beijing Rule 8")
    AGE_UNKNOWN = "age_unknown", _l("Age not known: a child until shown otherwise")
    RESTRICTED = "restricted", _l("Protected file")
    AT_RISK = "at_risk", _l("At risk from others")
    COURT_REVIEW = "court_review", _l("Detention had run out")
    PRESUMED_INNOCENT = "presumed_innocent", _l("Untried, no grave charge: Mandela Rule 111")
    NO_CRIME = "no_crime", _l("Not held for a crime")


@dataclass(frozen=True, kw_only=True)
class Missing:
    """One person nobody counted: where they stand, why, what must not be done, what is missing to find them.

    ``danger`` is the tier by level and offence alone, also where another section comes first. ``perhaps`` is the fault
    of the count whose line may mean this person.
    """

    person: Held
    section: Section
    danger: Section
    expired: str
    marks: tuple[Mark, ...]
    gaps: tuple[Gap, ...]
    perhaps: Fault | None = None


@dataclass(frozen=True, kw_only=True)
class AtLarge:
    """The whole list with what it was made from. ``day`` is the day it is judged as of."""

    snapshot: Snapshot
    day: dt.date
    count: Count
    missing: tuple[Missing, ...]

    def sections(self) -> list[tuple[Section, list[Missing]]]:
        """The sections in their order, those without anybody left out."""
        found = {section: [one for one in self.missing if one.section is section] for section in Section}
        return [(section, people) for section, people in found.items() if people]


_FIRST = frozenset({AlertCode.ESCAPE, AlertCode.ASSAULT_STAFF, AlertCode.NO_CONTACT})
_NOBODY = dt.date.max


def danger_of(one: Held) -> Section:
    """The tier by security level, offence and alerts. What is not known is never read as harmless."""
    if one.level is SecurityLevel.MAXIMUM or one.offence is OffenceClass.GRAVE:
        return Section.A
    if one.level is SecurityLevel.CLOSE or one.offence is OffenceClass.VIOLENT or _FIRST & set(one.alerts):
        return Section.B
    if one.level is SecurityLevel.MINIMUM or (one.level is None and one.offence is OffenceClass.LESSER):
        return Section.D
    return Section.C


def expired_by(one: Held, day: dt.date) -> str:
    """Why the person's detention had no ground any more before ``day``, in words; empty while it had one."""
    if one.status in AWAITING and (one.order_until or _NOBODY) < day:
        return _("The order that held them ended on %(day)s.", day=show_date(one.order_until))
    if (one.expiry_on or _NOBODY) < day:
        return _("Their sentence was over on %(day)s.", day=show_date(one.expiry_on))
    if (one.release_on or _NOBODY) < day:
        return _("Their release was due on %(day)s (%(certainty)s).",
                 day=show_date(one.release_on), certainty=one.certainty.label)  # fmt: skip
    return ""


def marks_of(one: Held, day: dt.date, *, expired: bool) -> tuple[Mark, ...]:
    """Every reason not to publish. In doubt about age, the person is a child."""
    reasons = {
        Mark.CHILD: one.child_until is not None and day < one.child_until,
        Mark.AGE_UNKNOWN: one.born is None,
        Mark.RESTRICTED: one.restricted,
        Mark.AT_RISK: AlertCode.VULNERABLE in one.alerts,
        Mark.COURT_REVIEW: expired,
        Mark.PRESUMED_INNOCENT: one.status is LegalStatus.UNCONVICTED and one.offence is not OffenceClass.GRAVE,
        Mark.NO_CRIME: one.status is LegalStatus.CIVIL,
    }
    return tuple(mark for mark, holds in reasons.items() if holds)


def _judged(one: Held, day: dt.date, perhaps: Fault | None) -> Missing:
    expired, danger = expired_by(one, day), danger_of(one)
    section = Section.ELSEWHERE if one.outside else Section.COURT if expired else danger
    return Missing(
        person=one, section=section, danger=danger, expired=expired, marks=marks_of(one, day, expired=bool(expired)),
        gaps=gaps(one, day), perhaps=perhaps,
    )  # fmt: skip


def _place(one: Missing) -> tuple[object, ...]:
    """Within a section: the graver first, then prison, wing and name."""
    levels, classes, tiers = list(SecurityLevel)[::-1], list(OffenceClass), list(Section)
    person = one.person
    level = levels.index(person.level) if person.level else len(levels)
    return (tiers.index(one.section), tiers.index(one.danger), level, classes.index(person.offence), person.prison,
            person.wing, person.name, person.number)  # fmt: skip


def uncounted_prisons(taken: Snapshot, count: Count) -> dict[str, int]:
    """Prisons in which nobody was counted, with how many people were inside: empty now, or not counted at all."""
    counted = {one.prison for one in taken.people if one.number in count.present}
    return dict(Counter(one.prison for one in taken.people if one.prison not in counted))


def at_large(taken: Snapshot, count: Count, day: dt.date, prisons: Collection[str] = ()) -> AtLarge:
    """Everybody in the snapshot whom the count does not name, judged as of ``day``: the exact complement.

    ``prisons`` keeps to these, where the count was held in some only.
    """
    perhaps = {number: fault for fault in reversed(count.faults) for number in fault.perhaps}
    missing = [
        _judged(one, day, perhaps.get(one.number))
        for one in taken.people
        if one.number not in count.present and (not prisons or one.prison in prisons)
    ]
    return AtLarge(snapshot=taken, day=day, count=count, missing=tuple(sorted(missing, key=_place)))


def gaps_by_prison(people: Sequence[Held], day: dt.date) -> dict[str, Counter[str]]:
    """How ready each prison is for a search: how many people, and how many with each gap. Keys: ``people``, gaps."""
    found: dict[str, Counter[str]] = {}
    for one in people:
        prison = found.setdefault(one.prison, Counter())
        prison["people"] += 1
        prison.update(gap.value for gap in gaps(one, day))
    return found

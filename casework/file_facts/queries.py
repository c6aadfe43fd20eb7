"""Reading the facts that forms ask a file for. The caller fetched the person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa

from casework.access.queries import whole_file
from casework.custody.models import Movement, MovementKind
from casework.file_facts.rules import Fact
from casework.people.models import Sex
from casework.people.queries import PersonCard, person
from casework.questions.rules import months_after
from casework.sentences.models import Sentence
from kernel import clock
from kernel.db import session, table_of
from kernel.i18n import _, ngettext, show_date

_movement, _sentence = table_of(Movement), table_of(Sentence)
_back = _movement.alias("counter_entry")
_person_id = sa.bindparam("person_id", type_=person.c.id.type)
_BORN = sa.select(person.c.born_on).where(person.c.id == _person_id)
_ESCAPES = sa.select(_movement.c.at).where(
    _movement.c.person_id.in_(whole_file(_person_id)), _movement.c.kind == MovementKind.ESCAPE,
    _movement.c.reverses_id.is_(None), ~sa.exists().where(_back.c.reverses_id == _movement.c.id),
)  # fmt: skip


def facts_of(card: PersonCard, wanted: Iterable[tuple[str, int]], day: dt.date) -> dict[tuple[str, int], Fact]:
    """(fact, months back) → what the file says of it by a day. What is not on file is left out."""
    found: dict[tuple[str, int], Fact] = {}
    for name, months in set(wanted):
        fact = _READERS[name](card, months, day)
        if fact is not None:
            found[name, months] = fact
    return found


def _sex(card: PersonCard, _months: int, _day: dt.date) -> Fact | None:
    sex = Sex(card.sex)
    return None if sex is Sex.UNKNOWN else Fact(value=sex.value, words=_("Sex on file: %(sex)s", sex=sex.label))


def _born_on(card: PersonCard, _months: int, _day: dt.date) -> Fact | None:
    born = session.scalar(_BORN, {"person_id": card.id})
    return Fact(value=born, words=_("Born on %(day)s by the file", day=show_date(born))) if born else None


def _age(card: PersonCard, _months: int, _day: dt.date) -> Fact | None:
    if card.age.least is None or card.age.least != card.age.most:
        return None
    return Fact(value=card.age.least, words=_("%(age)s years old by the file", age=card.age.least))


def _today(_card: PersonCard, _months: int, day: dt.date) -> Fact:
    return Fact(value=day, words=_("Today is %(day)s", day=show_date(day)))


def _escapes(card: PersonCard, months: int, day: dt.date) -> Fact:
    days = [clock.local(at, card.zone).date() for at in session.scalars(_ESCAPES, {"person_id": card.id})]
    counted = [one for one in days if not months or day <= months_after(one, months)]
    last = max(counted, default=None)
    said = ngettext("%(num)s escape in the ledger of movements", "%(num)s escapes in the ledger of movements",
                    len(counted))  # fmt: skip
    words = _("%(said)s, the last on %(day)s", said=said, day=show_date(last)) if last else said
    return Fact(value=len(counted), words=words, on=last)


def _sentences(card: PersonCard, _months: int, _day: dt.date) -> Fact:
    standing = sa.select(_sentence.c.id).where(
        _sentence.c.person_id.in_(whole_file(_person_id)), _sentence.c.ended_on.is_(None)
    )
    number = len(session.scalars(standing, {"person_id": card.id}).all())
    return Fact(value=number, words=ngettext("%(num)s sentence on file", "%(num)s sentences on file", number))


_READERS = {
    "sex": _sex, "born_on": _born_on, "age": _age, "today": _today, "escapes": _escapes, "sentences": _sentences,
}  # fmt: skip

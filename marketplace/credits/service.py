"""Asking for a credit, ending it, and writing what the shop may say: all in one transaction, at once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from casework.public import (
    AlertChanged,
    DeathTakenBack,
    PeopleMerged,
    PeopleUnmerged,
    PersonCard,
    PersonDied,
    PersonReceived,
    PersonSentenced,
    publicity_facts,
)
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError
from kernel.i18n import _
from marketplace.credits import queries
from marketplace.credits.models import Channel, CreditAnswer, CreditConsent, CreditEnd
from marketplace.credits.rules import consent_texts, credits_of, languages, longest, may_ask_again, why_not
from marketplace.production.events import BatchChanged
from marketplace.pseudonyms.service import give_up, name_for
from marketplace.published_credits.models import CreditForm
from marketplace.published_credits.queries import sentence
from marketplace.published_credits.service import Credit, replace

RULE = "Mandela Rule 101"


@dataclass(frozen=True, kw_only=True)
class NewAnswer:
    """What a person said after the words were read to them. ``speaks_first``: they asked for it themselves."""

    brand_id: uuid.UUID
    text_version: str
    language: str
    read_aloud: bool
    answer: CreditAnswer
    interpreter: str = ""
    form: CreditForm | None = None
    channels: tuple[str, ...] = ()
    expires_on: dt.date | None = None
    speaks_first: bool = False


def record_answer(actor: Actor, person: PersonCard, spoken: frozenset[str], new: NewAnswer) -> CreditConsent:
    """Keep what the person said. A yes is published at once; a no changes nothing for them, anywhere.

    Raises DomainError where the law or the words forbid it, Conflict when they said no a short time ago.
    """
    today = clock.today(person.zone)
    _refuse(person, spoken, new, today)
    made = CreditConsent(
        person_id=person.id, brand_id=new.brand_id, text_version=new.text_version, language=new.language,
        read_aloud=new.read_aloud, interpreter=new.interpreter, asked_by=actor.human_id, asked_on=today,
        answer=new.answer,
    )  # fmt: skip
    for one in queries.open_of(person.id, new.brand_id):
        _end(actor, one, CreditEnd.REPLACED)
    session.flush()
    if new.answer is CreditAnswer.AGREED:
        made.form, made.expires_on, made.channels = new.form, new.expires_on, sorted(new.channels)
        name_for(actor, new.brand_id, person.id, f"{person.name} {person.other_name} {person.known_as}")
    session.add(made)
    audit.record(actor, "credit.asked", made)
    session.flush()
    publish(queries.products_of(person.id))
    return made


def _refuse(person: PersonCard, spoken: frozenset[str], new: NewAnswer, today: dt.date) -> None:
    if new.text_version != consent_texts()["version"]:
        raise Conflict(_("The words have changed since you opened the page. Read the new ones to the person."))
    if new.language not in languages() or (new.language not in spoken and not new.interpreter.strip()):
        words = _("Read the words in a language the person speaks, or name the interpreter who put them into it.")
        raise DomainError(words, field="interpreter")
    if not new.read_aloud:
        raise DomainError(_("Read the words aloud first, whether or not the person can read them."), field="read_aloud")
    if not new.speaks_first and not may_ask_again(queries.last_no(person.id, new.brand_id), today):
        raise Conflict(
            _("The person said no less than half a year ago. Do not ask again unless they speak of it first.")
        )
    if new.answer is CreditAnswer.AGREED:
        _refuse_yes(person, new, today)


def _refuse_yes(person: PersonCard, new: NewAnswer, today: dt.date) -> None:
    if reasons := why_not(publicity_facts([person.id], today)[person.id]):
        raise DomainError(" ".join(str(one) for one in reasons), rule=RULE)
    if new.form is None:
        raise DomainError(_("Choose how the person may be credited."), field="shown_as")
    if not new.channels:
        raise DomainError(_("Choose where the credit may stand."), field="channels")
    if new.expires_on is None or not today < new.expires_on <= longest(today):
        raise DomainError(_("Choose a day within the next twelve months."), field="expires_on")


def withdraw(actor: Actor, person_id: uuid.UUID) -> None:
    """Take back every consent of a person: nothing of them is published any more when this returns."""
    _end_all(actor, person_id, queries.open_of(person_id), CreditEnd.WITHDRAWN)


def _end_all(actor: Actor | None, person_id: uuid.UUID, ended: Iterable[CreditConsent], why: CreditEnd) -> None:
    for one in ended:
        _end(actor, one, why)
        give_up(actor, one.brand_id, person_id)
    session.flush()
    publish(queries.products_of(person_id))


def _end(actor: Actor | None, one: CreditConsent, why: CreditEnd) -> None:
    one.ended_on, one.ended_why, one.ended_by = clock.today(), why, actor.human_id if actor else None
    audit.record(actor, "credit.ended", one)


def publish(products: Iterable[uuid.UUID]) -> None:
    """Write anew what the pages of these products say of their makers."""
    for product_id in products:
        replace(product_id, _credits(queries.given_for(product_id)))


def _credits(given: Iterable[Any]) -> list[Credit]:
    return credits_of([(CreditForm(row.form), row.pseudonym or "", row.expires_on) for row in given])


def on_labels(product_id: uuid.UUID, batch_id: uuid.UUID) -> list[str]:
    """What labels of a batch may say of its makers, for whom consented to labels; the reader's language.

    A label cannot be called back, so it is asked for anew each time a sheet is printed and kept nowhere.
    """
    return [sentence(one) for one in _credits(queries.given_for(product_id, Channel.LABEL, batch_id))]


def on_batch(changed: BatchChanged) -> None:
    """More makers or fewer: what the product's page says is written anew."""
    publish([changed.product_id])


Told = AlertChanged | PersonSentenced | PersonReceived | PersonDied | DeathTakenBack


def on_person(told: Told) -> None:
    """Something was learned of a person: whoever may not be credited any more is taken off the pages at once."""
    session.flush()
    _weigh(getattr(told, "by", None), told.person_id)


def on_merge(told: PeopleMerged | PeopleUnmerged) -> None:
    """Files became one or two: both are weighed again."""
    for person_id in (told.from_id, told.into_id):
        _weigh(told.by, person_id)


def _weigh(actor: Actor | None, person_id: uuid.UUID) -> None:
    held = queries.open_of(person_id)
    if not held:
        return
    facts = publicity_facts({one.person_id for one in held}, clock.today())
    forbidden = [one for one in held if why_not(facts[one.person_id])]
    _end_all(actor, person_id, forbidden, CreditEnd.NOT_ALLOWED)


def weigh_all() -> int:
    """End consents whose day has passed or whose person may not be credited any more; says how many. Every hour."""
    held, today = queries.to_look_at(), clock.today()
    facts = publicity_facts({one.person_id for one in held}, today)
    ended = 0
    for one in held:
        expired = one.expires_on is not None and one.expires_on < today
        if expired or why_not(facts[one.person_id]):
            _end_all(None, one.person_id, [one], CreditEnd.EXPIRED if expired else CreditEnd.NOT_ALLOWED)
            ended += 1
    return ended

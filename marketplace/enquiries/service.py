"""Commands on enquiries. Whoever asks has no account, so the actor of asking is nobody."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from kernel import audit, clock, i18n
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import DomainError, Forbidden, NotFound
from kernel.i18n import _
from kernel.throttling import count_one
from marketplace.enquiries.models import Asker, Enquiry, EnquiryMail, EnquiryPost, EnquiryState, EnquiryThrottle
from marketplace.mailing import service as mailing

MOST_A_DAY = 12
"""Enquiries from one network in a day: an office asks once or twice, a program hundreds of times."""


@dataclass(frozen=True, kw_only=True)
class NewEnquiry:
    """What somebody asks who wants many pieces."""

    id: uuid.UUID
    asker: Asker
    organisation: str
    name: str
    email: str
    words: str
    pieces: int
    language: str
    product_id: uuid.UUID | None = None


def count_asked(key: bytes) -> None:
    """Count one enquiry from a network today. Raises Forbidden beyond the limit."""
    if not count_one(table_of(EnquiryThrottle), "asked", key, clock.today(), MOST_A_DAY):
        raise Forbidden(_("Very many enquiries came from here today. Write again tomorrow, or write us an e-mail."))


def ask(new: NewEnquiry) -> Enquiry:
    """Put an enquiry into the queue of the shop. The same id twice is one."""
    if existing := session.get(Enquiry, new.id):
        return existing
    made = Enquiry(**vars(new), asked_at=clock.now())
    session.add(made)
    audit.record(None, "enquiry.asked", made)
    session.flush()
    return made


def enquiry_of(enquiry_id: uuid.UUID) -> Enquiry:
    """The enquiry, to be changed. Raises NotFound."""
    found = session.get(Enquiry, enquiry_id)
    if found is None:
        raise NotFound(_("There is no such enquiry."))
    return found


def answer(actor: Actor, enquiry_id: uuid.UUID, words: str) -> EnquiryMail:
    """Write an answer into the outbox; the enquiry is answered. Raises DomainError once it is closed."""
    found = enquiry_of(enquiry_id)
    if found.state is EnquiryState.CLOSED:
        raise DomainError(_("This enquiry is closed. Open it again to answer."), field="words")
    mail = EnquiryMail(enquiry_id=found.id, words=words, written_by=actor.human_id, written_at=clock.now())
    session.add(mail)
    session.flush()
    session.add(EnquiryPost(id=mail.id, address=found.email, text=_letter(found, words), made_at=mail.written_at))
    found.state = EnquiryState.ANSWERED
    audit.record(actor, "enquiry.answered", found)
    session.flush()
    return mail


def _letter(found: Enquiry, words: str) -> str:
    """Subject and text, in the language of whoever asked; what the office had written stands beneath."""
    with i18n.speaking(found.language):
        subject = _("Your enquiry to our shop")
        greeting = _("Good day %(name)s,", name=found.name)
        asked = _("You had written:")
    quoted = "\n".join(f"> {line}" for line in found.words.splitlines())
    return f"{subject}\n\n{greeting}\n\n{words}\n\n{asked}\n{quoted}"


def send_due() -> int:
    """Send what waits; says how many left."""
    return mailing.send_due(table_of(EnquiryPost))


def close(actor: Actor, enquiry_id: uuid.UUID) -> Enquiry:
    """Close an enquiry: nothing more is to be done. Closing twice changes nothing."""
    found = enquiry_of(enquiry_id)
    found.state = EnquiryState.CLOSED
    audit.record(actor, "enquiry.closed", found)
    return found


def open_again(actor: Actor, enquiry_id: uuid.UUID) -> Enquiry:
    """Open a closed enquiry again. Raises DomainError for one that is not closed."""
    found = enquiry_of(enquiry_id)
    if found.state is not EnquiryState.CLOSED:
        raise DomainError(_("This enquiry is open."))
    found.state = EnquiryState.NEW
    audit.record(actor, "enquiry.reopened", found)
    return found

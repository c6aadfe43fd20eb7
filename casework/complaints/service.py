"""Commands on confidential complaints."""

from __future__ import annotations

import uuid

from casework.complaints import queries
from casework.complaints.models import ComplaintAnswer, ComplaintLock, LetterThrottle, SealedComplaint
from casework.complaints.rules import MOST_A_DAY, SHORTEST_PHRASE, Complaint, new_code, new_lock, receipt_of, seal
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import DomainError, Forbidden, NotFound
from kernel.i18n import _
from kernel.ids import new_id
from kernel.throttling import count_one

_throttle = table_of(LetterThrottle)


def make_lock(actor: Actor, phrase: str) -> ComplaintLock:
    """Make the inspectorate's lock. From now on envelopes are closed with it; older locks still open theirs.

    Raises DomainError for a pass phrase that could be guessed.
    """
    if len(phrase) < SHORTEST_PHRASE or len(set(phrase.split())) < 4:  # noqa: PLR2004 - four different words
        raise DomainError(_("Use four or more different words, 20 letters or more in all."), field="phrase")
    recipient, wrapped = new_lock(phrase)
    lock = ComplaintLock(id=new_id(), recipient=recipient, wrapped=wrapped, made_by=actor.human_id, made_at=clock.now())
    session.add(lock)
    audit.record(actor, "complaint_lock.made", lock)
    return lock


def send(complaint: Complaint) -> str:
    """Seal what somebody wrote and give the code that they can ask for the answer with.

    No name, no address of a machine and no hour is kept beside it (Mandela Rule 56). Raises DomainError without
    words, or while there is no inspector to seal it for.
    """
    lock = queries.lock_in_use()
    if lock is None:
        raise DomainError(_("No inspector has set up this letter box yet. Write to the inspector on paper."))
    if not complaint.words.strip():
        raise DomainError(_("Write what happened."), field="words")
    code = new_code()
    session.add(
        SealedComplaint(
            id=uuid.uuid4(), lock_id=lock.id, sealed=seal(complaint, lock.recipient), receipt=receipt_of(code),
            received_on=clock.today(),
        )
    )  # fmt: skip
    return code


def count_letter(key: bytes) -> None:
    """Count one letter from a network today, before it is sealed. Raises Forbidden beyond the limit."""
    if not count_one(_throttle, "letters", key, clock.today(), MOST_A_DAY):
        raise Forbidden(
            _("Very many letters came from here today. Write again tomorrow, or give a letter on paper: staff must "
              "pass it on unopened."),
            rule="Mandela Rule 56 (3)",
        )  # fmt: skip


def answer(actor: Actor, complaint_id: uuid.UUID, words: str) -> ComplaintAnswer:
    """Answer a writer. Raises NotFound, or DomainError without words."""
    if session.get(SealedComplaint, complaint_id) is None:
        raise NotFound(_("There is no such entry, or you may not know of it."))
    if not words.strip():
        raise DomainError(_("Write the answer."), field="words")
    row = ComplaintAnswer(
        id=new_id(), complaint_id=complaint_id, words=words.strip(), answered_by=actor.human_id, answered_at=clock.now()
    )
    session.add(row)
    audit.event(actor, audit.Kind.WRITE, "complaint.answered", subject_kind="complaint_answer", subject_id=row.id)
    return row

"""Putting approved refunds and lines into a file, and noting that the bank carried it out."""

from __future__ import annotations

import datetime as dt
import uuid

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.i18n import _
from marketplace.bank_files import queries
from marketplace.bank_files.models import BankFile
from marketplace.bank_files.rules import Payer, Piece, pain001
from marketplace.bank_lines.models import BankLine
from marketplace.bank_lines.queries import line_of, to_send
from marketplace.bank_lines.rules import unseal
from marketplace.bank_lines.service import sent_back
from marketplace.orders.models import Method
from marketplace.payments.models import FactKind
from marketplace.payments.rules import Fact
from marketplace.payments.service import learn
from marketplace.refunds.models import Refund
from marketplace.refunds.queries import for_the_bank
from marketplace.refunds.service import settle
from marketplace.transfers.queries import in_use
from marketplace.transfers.rules import checked_iban


def make_file(actor: Actor, currency: str) -> BankFile:
    """A file of everything that was approved and can be sent. Raises Conflict when nothing waits.

    What has no account stays where it is: the page says for which order an account has to be asked.
    """
    refunds = [row for row in for_the_bank() if row.currency == currency and row.account and row.minor]
    lines = [row for row in to_send(currency) if row.account]
    if not refunds and not lines:
        raise Conflict(_("Nothing waits to be sent back."))
    made = BankFile(
        currency=currency, pieces=len(refunds) + len(lines), minor=sum(row.minor for row in [*refunds, *lines]),
        made_by=actor.human_id, made_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "bank_file.made", made)
    session.flush()
    records: list[Refund | BankLine] = [session.get_one(Refund, row.id) for row in refunds]
    for record in [*records, *(line_of(row.id) for row in lines)]:
        record.file_id = made.id
        audit.record(actor, "bank_file.made", record)
    session.flush()
    return made


def file_bytes(file_id: uuid.UUID, secret: bytes) -> bytes:
    """The file for the bank, its accounts checked once more. Raises Conflict once it was carried out."""
    found = queries.file_of(file_id)
    ours = in_use(found.currency)
    if found.sent_on or ours is None:
        raise Conflict(_("The bank has carried this file out, so its account numbers are shredded."))
    pieces = [
        Piece(
            id=row.id, name=row.name or _("Buyer"), iban=checked_iban(unseal(secret, row.account)), minor=row.minor,
            text=_("Refund %(code)s", code=row.code).strip(),
        )
        for row in queries.pieces_of(file_id)
    ]  # fmt: skip
    payer = Payer(name=ours.name, iban=ours.iban, bic=ours.bic, currency=found.currency, on=clock.today())
    return pain001(found.id, found.made_at, payer, pieces)


def note_sent(actor: Actor, file_id: uuid.UUID, on: dt.date) -> BankFile:
    """The bank has carried the file out: books and orders say so, account numbers are shredded. Twice is once.

    Raises Forbidden for the human who made the file.
    """
    found = queries.file_of(file_id)
    if found.sent_on:
        return found
    if found.made_by == actor.human_id:
        raise Forbidden(_("You made this file, so somebody else notes that the bank carried it out."),
                        rule=_("Two people"))  # fmt: skip
    if not found.made_at.date() <= on <= clock.today():
        raise DomainError(_("Enter a day between that of the file and today."), field="sent_on")
    for one in queries.refunds_in(file_id):
        fact = Fact(provider_ref=f"file:{one.id}", kind=FactKind.REFUNDED, minor=one.minor, currency=one.currency,
                    at=clock.now())  # fmt: skip
        learn(actor, one.order_id, Method.BANK, fact, day=on)
        settle(actor, one)
    for line in queries.lines_in(file_id):
        sent_back(actor, line, on)
    found.sent_on, found.sent_by = on, actor.human_id
    audit.record(actor, "bank_file.sent", found)
    session.flush()
    return found

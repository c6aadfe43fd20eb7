"""The shop's account, by two people; and bank transfer as a way of paying."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from typing_extensions import override

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.i18n import _, _l, show_money
from marketplace.orders.models import Method
from marketplace.payments.rules import Bill, Capabilities, Fact, Instruction, Plain
from marketplace.transfers import queries
from marketplace.transfers.models import AccountState, ShopAccount
from marketplace.transfers.rules import Transfer, checked_bic, checked_iban, epc_payload, in_fours, reference_of


@dataclass(frozen=True, kw_only=True)
class NewAccount:
    """The account that buyers shall pay to. ``id`` is minted by the form: twice is once."""

    id: uuid.UUID
    name: str
    iban: str
    bic: str
    currency: str


def write_account(actor: Actor, new: NewAccount) -> ShopAccount:
    """Write the shop's account down; a second human confirms it. Raises DomainError for a wrong IBAN or BIC."""
    if found := session.get(ShopAccount, new.id):
        return found
    made = ShopAccount(
        id=new.id, name=" ".join(new.name.split()), iban=_checked("iban", checked_iban, new.iban),
        bic=_checked("bic", checked_bic, new.bic), currency=new.currency, written_by=actor.human_id,
        written_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "shop_account.written", made)
    session.flush()
    return made


def _checked(field: str, check: Callable[[str], str], typed: str) -> str:
    try:
        return check(typed)
    except ValueError as wrong:
        raise DomainError(str(wrong), field=field) from wrong


def decide_account(actor: Actor, account_id: uuid.UUID, *, confirm: bool) -> ShopAccount:
    """Use the account from now on, or refuse it. Raises Forbidden for the human who wrote it."""
    found = queries.account_of(account_id)
    if found.state is not AccountState.WRITTEN:
        raise Conflict(_("This account was decided on already."))
    if found.written_by == actor.human_id:
        raise Forbidden(_("You wrote this account down, so somebody else has to confirm it."), rule=_("Two people"))
    used = (ShopAccount.currency == found.currency, ShopAccount.state == AccountState.CONFIRMED)
    before = session.scalar(sa.select(ShopAccount).where(*used))
    if confirm and before:
        before.state = AccountState.ENDED
        audit.record(actor, "shop_account.ended", before)
        session.flush()
    found.state = AccountState.CONFIRMED if confirm else AccountState.REFUSED
    found.decided_by, found.decided_at = actor.human_id, clock.now()
    audit.record(actor, "shop_account.confirmed" if confirm else "shop_account.refused", found)
    session.flush()
    return found


class BankTransfer(Plain):
    """The buyer's bank tells us by its statement; money goes back by a file for our bank."""

    method = Method.BANK
    capabilities = Capabilities(takes_part=True)
    words = _l("You get our account, a reference and a code for your bank's app. We keep the pieces for seven days.")

    def start(self, bill: Bill) -> Instruction:
        """Account, sum and reference to type, and the code for the bank's app where the bank reads one."""
        ours = queries.in_use(bill.currency)
        if ours is None:
            raise DomainError(_("Transfers are not taken in this currency. Choose another way to pay."), field="method")
        reference = reference_of(bill.code)
        one = Transfer(name=ours.name, iban=ours.iban, bic=ours.bic, minor=bill.owed, reference=reference)
        return Instruction(
            words=[_("Transfer the sum with this reference. It comes to us in one to three working days.")],
            to_type=[
                (_("Pay to"), ours.name),
                (_("IBAN"), in_fours(ours.iban)),
                *([(_("BIC"), ours.bic)] if ours.bic else []),
                (_("Sum"), show_money(bill.owed, bill.currency)),
                (_("Reference"), in_fours(reference)),
            ],
            payload=epc_payload(one) if bill.currency == "EUR" and bill.owed else "",
        )

    @override
    def refund(self, _bill: Bill, _minor: int, _key: uuid.UUID, _now: object) -> Sequence[Fact]:
        """Told later, when the bank has the file."""
        return ()

    @override
    def is_open(self) -> bool:
        """Once an account is confirmed."""
        return queries.any_in_use()


class Invoice(BankTransfer):
    """Public bodies get the goods first and pay the invoice by transfer."""

    method = Method.INVOICE
    words = _l("For authorities, schools and hospitals: we send an invoice, to be paid within thirty days.")

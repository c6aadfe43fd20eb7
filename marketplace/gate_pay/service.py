"""Cash and mobile money as ways of paying."""

from __future__ import annotations

from kernel.i18n import _, _l, show_money
from marketplace.orders.models import Method
from marketplace.payments.rules import Bill, Capabilities, Instruction, Plain


class Cash(Plain):
    """Notes and coins at the gate."""

    method = Method.CASH
    capabilities = Capabilities(at_the_gate=True, exact=True)
    words = _l("You pay when you collect. Bring the pick-up code.")

    def start(self, bill: Bill) -> Instruction:
        """Come with the code and the sum."""
        return Instruction(words=[_("Say the pick-up code at the gate and bring %(sum)s in cash.",
                                    sum=show_money(bill.owed, bill.currency))])  # fmt: skip


class MobileMoney(Plain):
    """The buyer pays by telephone at the gate; staff type the code of the operator's message."""

    method = Method.MOBILE
    capabilities = Capabilities(at_the_gate=True, exact=True)
    words = _l("You pay by telephone when you collect. Staff at the gate tell you the number.")

    def start(self, bill: Bill) -> Instruction:
        """Come with the code and a telephone."""
        return Instruction(words=[_("Say the pick-up code at the gate. Staff tell you the number to send %(sum)s to.",
                                    sum=show_money(bill.owed, bill.currency))])  # fmt: skip

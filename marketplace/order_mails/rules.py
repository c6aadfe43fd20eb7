"""What a mail says. Pure: facts of an order in, sentences out. No goods are named: a mail is a postcard."""

from __future__ import annotations

from typing import Any

from kernel.i18n import _, show_date, show_money
from marketplace.order_mails.models import MailKind
from marketplace.orders.models import Way
from marketplace.orders.rules import amounts_of


def subject_of(kind: MailKind, code: str) -> str:
    """The subject, with the order's code."""
    return f"{kind.label} ({code})"


def text_of(kind: MailKind, order: Any, link: str = "") -> str:
    """The mail: what happened and what to do, with the address of the order's page where it is known."""
    money = amounts_of(order)
    owed, day = show_money(money.owed, order.currency), show_date(order.expires_at.date())
    picks_up = order.way == Way.PICK_UP
    said = {
        MailKind.PLACED: _("We keep your order until %(day)s. Still to pay: %(owed)s.", day=day, owed=owed),
        MailKind.PAID: _("We have received %(sum)s. Thank you.", sum=show_money(money.paid, order.currency)),
        MailKind.PART: _("We have received a part. Still to pay: %(owed)s, until %(day)s.", owed=owed, day=day),
        MailKind.READY: _("Bring the code %(code)s to the gate.", code=order.code),
        MailKind.SENT: _("It is handed over. You can bring or send a piece back within fourteen days.")
        if picks_up else _("It has left us. You can send a piece back within fourteen days."),
        MailKind.UNCLAIMED: _("It waits for you until %(day)s. Bring the code %(code)s.", day=day, code=order.code),
        MailKind.EXPIRED: _("The money had not come, so we gave the pieces to others. You owe us nothing."),
        MailKind.LATE: _("Your money came when the pieces were given to others. Answer this mail: you choose another "
                         "product, or you get everything back."),
        MailKind.REFUNDED: _("We give you back %(sum)s.", sum=show_money(money.refunded, order.currency)),
        MailKind.INSTEAD: _("As you wished, other pieces are kept for you, and the money that you sent pays for them. "
                            "Still to pay: %(owed)s.", owed=owed),
    }[kind]  # fmt: skip
    greeting = _("Good day %(name)s,", name=order.buyer)
    code = _("The code of your order is %(code)s.", code=order.code)
    page = "\n\n" + _("Your order with all it says is here: %(link)s", link=link) if link else ""
    return f"{greeting}\n\n{said}\n\n{code}{page}"

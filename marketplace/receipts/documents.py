"""Receipts, invoices and credit notes on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kernel.documents import render_pdf
from kernel.i18n import _
from marketplace.orders.rules import amounts_of
from marketplace.quotes.rules import value_of
from marketplace.receipts.models import ReceiptKind
from marketplace.transfers.documents import epc_code
from marketplace.transfers.rules import Transfer, epc_payload, in_fours, reference_of


def number_of(found: Any) -> str:
    """The number as it is printed: establishment, year, running number."""
    return f"{found.place_code}-{found.year}-{found.number:05}"


def paper_pdf(order: Any, lines: Sequence[Any], found: Any, account: Any, locale: str) -> bytes:
    """One paper of an order: pieces, delivery, the tax by rate, and, on an invoice, how to pay it."""
    kind, money = ReceiptKind(found.kind), amounts_of(order)
    owed = money.owed if kind is ReceiptKind.INVOICE else 0
    return render_pdf(
        "marketplace/receipts/paper.pdf.html",
        {
            "order": order, "lines": lines, "found": found, "kind": kind, "kinds": ReceiptKind, "money": money,
            "number": number_of(found), "rates": _rates(order, lines), "owed": owed, "account": account,
            "reference": in_fours(reference_of(order.code)), "iban": in_fours(account.iban) if account else "",
            "qr": _qr(order, account, owed),
        },
        title=_("%(kind)s %(number)s", kind=kind.label, number=number_of(found)),
        locale=locale,
    )  # fmt: skip


def _rates(order: Any, lines: Sequence[Any]) -> list[tuple[int, int, int]]:
    """(permille, gross, tax) by rate; delivery bears the highest."""
    found: dict[int, list[int]] = {}
    for line in lines:
        gross, tax = value_of(line, line.quantity)
        at = found.setdefault(line.tax_permille, [0, 0])
        at[0], at[1] = at[0] + gross, at[1] + tax
    if order.delivery_minor and found:
        at = found[max(found)]
        at[0], at[1] = at[0] + order.delivery_minor, at[1] + order.tax_minor - sum(pair[1] for pair in found.values())
    return [(rate, *pair) for rate, pair in sorted(found.items())]  # type: ignore[misc]


def _qr(order: Any, account: Any, owed: int) -> str:
    if not owed or account is None or order.currency != "EUR":
        return ""
    one = Transfer(
        name=account.name, iban=account.iban, bic=account.bic, minor=owed, reference=reference_of(order.code)
    )
    return str(epc_code(epc_payload(one)).png_data_uri(scale=6, border=4))

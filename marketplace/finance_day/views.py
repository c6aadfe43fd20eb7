"""The home of finance: what is wrong first, then what waits."""

from __future__ import annotations

from flask import url_for

from casework.public import Block, HomeSection, Stat, contribute_home
from kernel import clock
from kernel.authz import Actor
from kernel.i18n import _
from marketplace.bank_lines.queries import counts as bank_counts
from marketplace.counts.queries import alarms
from marketplace.disputes.queries import waiting
from marketplace.earnings import queries as earnings
from marketplace.earnings.views import DESK
from marketplace.ledger import queries as books
from marketplace.refunds.queries import waiting_count


def connect() -> None:
    """Add the home of finance. Called once."""
    contribute_home(HomeSection(key="finance", roles=frozenset(DESK), order=10, load=finance_home))


def finance_home(_actor: Actor) -> Block:
    """Proofs, alarms, and money that waits for somebody."""
    wrong = sum(not proof.is_right for proof in books.proof())
    page = url_for("finance.page")
    return Block(
        title=_("People's money"),
        stats=[
            Stat(number=wrong, label=_("proofs that are not right"), href=page, tone="danger"),
            Stat(
                number=alarms(clock.today()), label=_("alarms of the nightly proof and of counts"),
                href=url_for("proofs.page"), tone="danger",
            ),
            Stat(
                number=earnings.payouts_waiting(), label=_("payouts waiting for a second person"), href=page,
                tone="warning",
            ),
            _contested(),
            Stat(
                number=waiting_count(), label=_("refunds waiting for a second person"), href=url_for("refunds.page"),
                tone="warning",
            ),
            Stat(
                number=sum(bank_counts().values()), label=_("lines of the shop's bank that wait for somebody"),
                href=url_for("bank_lines.page"), tone="warning",
            ),
            Stat(number=earnings.held_total(), label=_("shares of sales on their way"), href=page),
        ],
    )  # fmt: skip


def _contested() -> Stat:
    waits, late = waiting(clock.today())
    words = _("contested deductions that wait, %(late)s of them too long", late=late)
    return Stat(
        number=waits, label=words if late else _("contested deductions that wait"), href=url_for("disputes.page"),
        tone="danger" if late else "warning",
    )  # fmt: skip

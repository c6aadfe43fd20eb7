"""What administrators and governors see of accounts before they ask: who waits, who is signed in."""

from __future__ import annotations

from flask import url_for

from casework.demo.service import contribute_demo
from casework.home.queries import Block, HomeSection, NavItem, Stat, contribute_home, contribute_navigation
from casework.staffing.service import seed
from kernel.authz import Actor, Role
from kernel.confirmations.queries import waiting_count
from kernel.factors.queries import without_one
from kernel.i18n import _, _l
from kernel.staff.queries import numbers

ADMINISTRATORS, GOVERNORS = frozenset({Role.ADMINISTRATOR}), frozenset({Role.GOVERNOR})


def connect() -> None:
    """Blocks on the home page, and the page of the second human for governors, who have no page of staff."""
    contribute_demo("a new colleague", 96, seed)
    contribute_home(HomeSection(key="staff", roles=ADMINISTRATORS, order=10, load=_staff))
    contribute_home(HomeSection(key="second_human", roles=GOVERNORS, order=60, load=_asked))
    contribute_navigation(
        NavItem(label=_l("Staff"), endpoint="staff.listing", roles=ADMINISTRATORS, order=10, prefix="/staff")
    )
    contribute_navigation(
        NavItem(label=_l("Second human"), endpoint="confirmations.listing", roles=GOVERNORS, order=92)
    )


def _waiting(actor: Actor) -> Stat:
    href = url_for("confirmations.listing")
    return Stat(number=waiting_count(actor), label=_("Wait for a second human"), href=href, tone="warning")


def _staff(actor: Actor) -> Block:
    waiting, signed_in = numbers()
    href = url_for("staff.listing")
    return Block(title=_("Staff"), stats=(
        _waiting(actor),
        Stat(number=waiting, label=_("Accounts that wait for their owner"), href=href),
        Stat(number=signed_in, label=_("Signed in now"), href=href),
        Stat(number=without_one(), label=_("Sign in with the password alone"), href=href),
    ))  # fmt: skip


def _asked(actor: Actor) -> Block | None:
    stat = _waiting(actor)
    return Block(title=_("New colleagues and roles"), stats=(stat,)) if stat.number else None

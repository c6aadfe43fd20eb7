"""What the marketplace adds to the hub's pages and listens to. Called once by ``create_app``."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from casework.public import (
    Block,
    Check,
    DeathTakenBack,
    EarningsDue,
    EarningsDueTogether,
    Fact,
    HomeSection,
    MinutesWorked,
    NavItem,
    Panel,
    PersonCard,
    PersonDied,
    PersonReceived,
    Stat,
    StepTied,
    Tab,
    TimelineEntry,
    Topic,
    WorkCorrected,
    contribute_checks,
    contribute_copy,
    contribute_demo,
    contribute_home,
    contribute_links,
    contribute_navigation,
    contribute_panel,
    contribute_saved,
    contribute_tab,
    contribute_timeline,
)  # fmt: skip
from kernel import clock, events, jobs
from kernel.authz import Actor, Role
from kernel.i18n import _, _l, comma, show_money
from kernel.jobs import Progress
from marketplace.bank_lines import service as bank_lines
from marketplace.card_refunds import service as card_refunds
from marketplace.cards.service import Cards
from marketplace.copied import queries as copied
from marketplace.counts.service import take_proof
from marketplace.credits import service as credits_service
from marketplace.demo import service as demo
from marketplace.earnings import service as earnings_service
from marketplace.earnings.views import DESK, READERS
from marketplace.enquiries import service as enquiries
from marketplace.estates import service as estates
from marketplace.finance_day import views as finance_day
from marketplace.gate_pay.service import Cash, MobileMoney
from marketplace.ledger import queries as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.money_demo import service as money_demo
from marketplace.order_mails import service as order_mails
from marketplace.orders import queries as orders
from marketplace.orders import service as orders_service
from marketplace.orders.events import MoneyCame, OrderMoved
from marketplace.orders_demo import service as orders_demo
from marketplace.payments.rules import contribute_adapter
from marketplace.publishing import views as publishing
from marketplace.shop_day import service as shop_day
from marketplace.shop_day.queries import day_stats
from marketplace.standing import service as standing
from marketplace.states_demo import service as states_demo
from marketplace.steps import service as saving
from marketplace.steps.queries import saved_of, savings_to_tie
from marketplace.stock.queries import shelf
from marketplace.transfers.service import BankTransfer, Invoice
from marketplace.trust_places import service as trust_places
from marketplace.workshop_news import service as workshop_news


def connect() -> None:
    """Listen to what others announce; add the money tab, timeline, release check, homes and navigation."""
    events.subscribe(EarningsDue, earnings_service.take_due)
    events.subscribe(EarningsDueTogether, earnings_service.take_due_together)
    _savings()
    finance_day.connect()
    trust_places.connect()  # before the cash of a reception: it stands where the person is
    events.subscribe(PersonReceived, earnings_service.take_reception_cash)
    events.subscribe(MinutesWorked, workshop_news.note_minutes)
    events.subscribe(WorkCorrected, workshop_news.note_correction)
    events.subscribe(PersonDied, standing.end_for_good)
    events.subscribe(DeathTakenBack, standing.take_up_again)
    estates.connect()
    contribute_tab(Tab(key="money", label=_l("Money"), endpoint="statements.month", roles=frozenset(READERS), order=70))
    contribute_panel(
        Panel(
            key="money", template="marketplace/earnings/_panel.html", roles=frozenset(READERS), order=55, load=_money,
            glance=_balances,
        )
    )  # fmt: skip
    contribute_copy(60, copied.sections)
    contribute_timeline(Topic.MONEY, _timeline)
    contribute_demo("standing", 45, states_demo.before_the_registers)
    contribute_demo("shop", 80, demo.seed)
    contribute_demo("money", 85, money_demo.seed)
    contribute_demo("estates", 99, money_demo.estate_of_one)
    contribute_checks(_savings_paid_out)
    publishing.connect()
    shop_day.connect()
    _shop()
    _homes()


def _savings() -> None:
    events.subscribe(EarningsDue, saving.on_earning)
    events.subscribe(EarningsDueTogether, saving.on_earnings)
    events.subscribe(StepTied, saving.on_tie)
    contribute_links(savings_to_tie)
    contribute_saved(saved_of)


def _shop() -> None:
    """Ways of paying, mails to buyers, the demo's orders."""
    for adapter in (Cash(), MobileMoney(), BankTransfer(), Invoice(), Cards()):
        contribute_adapter(adapter)
    events.subscribe(OrderMoved, order_mails.on_move)
    events.subscribe(MoneyCame, order_mails.on_money)
    contribute_demo("orders' money", 82, orders_demo.seed)


def _homes() -> None:
    manager, desk = frozenset({Role.SHOP_MANAGER}), frozenset(DESK)
    contribute_home(HomeSection(key="shop", roles=manager, order=10, load=_shop_home))
    contribute_navigation(NavItem(label=_l("Desk"), endpoint="desk.page", roles=manager, order=10, prefix="/desk"))
    contribute_navigation(NavItem(label=_l("Products"), endpoint="products.page", roles=manager, order=20))
    makers = frozenset({Role.SHOP_MANAGER, Role.INSTRUCTOR, Role.PROGRAMME_COORDINATOR})
    contribute_navigation(NavItem(label=_l("Batches"), endpoint="production.page", roles=makers, order=60))
    contribute_navigation(NavItem(label=_l("Finance"), endpoint="finance.page", roles=desk, order=60))


def _timeline(actor: Actor, person_id: uuid.UUID, before: dt.datetime, most: int) -> Sequence[TimelineEntry]:
    if not actor.has(*READERS):
        return []
    lines = books.lines_page(person_id, size=most).rows
    return [
        TimelineEntry(
            at=row.booked_at,
            title=str(EntryKind(row.kind).label),
            text=show_money(row.change, row.currency),
            href=url_for("statements.month", person_id=person_id),
        )
        for row in lines
        if row.booked_at < before
    ]


def _money(_actor: Actor, person_id: uuid.UUID) -> Sequence[Any]:
    return books.holdings_of(person_id)


def _balances(person: PersonCard, holdings: Sequence[Any]) -> Sequence[Fact]:
    """What may be spent and what is saved."""
    shown = [row for row in holdings if row.role in {AccountRole.SPENDABLE, AccountRole.SAVINGS}]
    said = comma().join(f"{show_money(row.balance, row.currency)} ({row.role.label})" for row in shown)
    page = url_for("statements.month", person_id=person.id)
    return [Fact(label=_("Balance"), text=said or _("No account"), href=page)]


def _savings_paid_out(actor: Actor, person_id: uuid.UUID) -> Sequence[Check]:
    """Nobody leaves while their money stays (Mandela Rule 103.3)."""
    left = [show_money(row.balance, row.currency) for row in books.holdings_of(person_id) if row.balance]
    return [
        Check(
            key="savings",
            title=_("Savings paid out"),
            done=not left,
            text=_("Still to be paid out: %(sums)s.", sums=comma().join(left)) if left else "",
            href=f"/people/{person_id}/money/leaving" if actor.has(*READERS) else "",  # commands run without a request
            rule="Mandela Rule 103.3",
        )
    ]


def _shop_home(actor: Actor) -> Block:
    waiting, low, desk = orders.count_open(actor), shelf(actor, low_only=True, limit=10), url_for("desk.page")
    return Block(
        title=_("The shop today"),
        stats=[
            Stat(number=waiting.get("placed", 0), label=_("orders to pack"), href=desk, tone="warning"),
            Stat(number=waiting.get("ready", 0), label=_("packed, waiting at the gate"), href=desk),
            Stat(
                number=len(orders.odd_money(actor)),
                label=_("orders whose money is not right"),
                href=f"{desk}#money",
                tone="danger",
            ),
            Stat(number=len(low), label=_("shelves that run low"), href=f"{desk}#low", tone="warning"),
            *day_stats(actor),
        ],
    )


@jobs.handler("shop.hourly", label=_l("Shop: let go of what was not collected, book matured shares"), system=True)
def _hourly(_actor: Actor | None, _payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    def deed() -> Mapping[str, Any]:
        return {
            "expired": orders_service.expire_due(None),
            "unclaimed": order_mails.look_after_unclaimed(None),
            "closed": orders_service.close_due(None),
            "shredded": bank_lines.shred(),
            "matured": earnings_service.mature(None),
            "saving": saving.look_at_all(),
            "estates": estates.sweep_all(),
            "credits": credits_service.weigh_all(),
        }

    return progress.do(deed, done=1, total=1)


jobs.every("shop.hourly", dt.timedelta(hours=1))


@jobs.handler("shop.mails", label=_l("Shop: send mails about orders and enquiries"), system=True)
def _mails(_actor: Actor | None, _payload: Mapping[str, Any], _progress: Progress) -> Mapping[str, Any]:
    return {"sent": order_mails.send_due() + enquiries.send_due()}


jobs.every("shop.mails", dt.timedelta(minutes=10))


@jobs.handler("shop.card_refunds", label=_l("Shop: ask the card company for refunds that were approved"), system=True)
def _card_refunds(_actor: Actor | None, _payload: Mapping[str, Any], _progress: Progress) -> Mapping[str, Any]:
    return {"gone": card_refunds.ask_due()}


jobs.every("shop.card_refunds", dt.timedelta(minutes=10))


@jobs.handler("books.proof", label=_l("Finance: the proof of the night"), system=True)
def _proof(_actor: Actor | None, _payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    return progress.do(lambda: {"wrong": take_proof(clock.today())}, done=1, total=1)


jobs.every("books.proof", dt.timedelta(days=1))

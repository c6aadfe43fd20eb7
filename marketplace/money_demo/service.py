"""The demo's payees, deposits, fines, purchases, funds, changed rules, statements and last payouts."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial
from typing import Any

from casework.public import World
from kernel import clock
from kernel.db import in_transaction, session
from marketplace.bookings.service import PACK
from marketplace.canteen.service import NewPurchase, buy
from marketplace.deposits.rules import may_go_back
from marketplace.deposits.service import NewDeposit, give, send_back, take_in
from marketplace.disputes.queries import contestable
from marketplace.disputes.service import NewDispute, contest, decide
from marketplace.earnings.queries import promised_of
from marketplace.earnings.service import NewPayout, decide_payout, request_payout
from marketplace.estates import service as estates
from marketplace.estates.queries import estates_page
from marketplace.fines import service as fines
from marketplace.funds import service as funds
from marketplace.leaving import service as leaving
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.queries import holdings_of
from marketplace.ledger.rules import NewEntry, credit, debit
from marketplace.payees import service as payees
from marketplace.rule_changes import service as rules
from marketplace.rule_changes.queries import text_of
from marketplace.simulations import service as simulations
from marketplace.simulations.models import Simulation
from marketplace.statements.queries import statement_of
from marketplace.statements.service import issue
from marketplace.wing_papers import service as papers

MANY, LEAST = 8, 1500


def seed(world: World) -> None:
    """A few of each, in each state, for people who have something."""
    rich = [one for one in world.people if _spendable(one["id"]) >= LEAST][:MANY]
    steps = (_payee, _deposit, _fine, _purchase, _statement)
    for n, one in enumerate(rich):
        in_transaction(partial(steps[n % len(steps)], world, one["id"]))
    in_transaction(partial(_unknown_money, world))
    in_transaction(partial(_rules, world))
    in_transaction(partial(_refused_rules, world))
    chosen = {one["id"] for one in rich}
    for one in [p for p in world.people if p["id"] not in chosen and _may_leave(p["id"])][:2]:
        in_transaction(partial(_leave, world, one["id"]))
    in_transaction(partial(_disputes, world, [one["id"] for one in rich]))
    in_transaction(partial(_papers_of_a_wing, world))


def _spendable(person_id: uuid.UUID) -> int:
    return sum(row.balance for row in holdings_of(person_id) if row.role == AccountRole.SPENDABLE)


def _may_leave(person_id: uuid.UUID) -> bool:
    """Whether something is theirs, nothing is held for others, and no payout waits."""
    held = [row for row in holdings_of(person_id) if row.balance]
    return bool(held) and not any(row.role in leaving.OTHERS for row in held) and not promised_of(person_id)


def _account(person_id: uuid.UUID) -> Any:
    return next(row for row in holdings_of(person_id) if row.role == AccountRole.SPENDABLE)


def _payee(world: World, person_id: uuid.UUID) -> None:
    """One that money goes to, and one that was changed and waits."""
    clerk, approver = world.staff["clerk"], world.staff["finance"]
    new = partial(
        payees.NewPayee, person_id=person_id, name="Samira Aziz", relation="sister", identity="Passport P 5512",
        consented_on=world.today - dt.timedelta(days=30),
    )  # fmt: skip
    with clock.held_at(world.days_ago(20)):
        made = payees.write_payee(clerk, new(id=world.id(), bank_account="DE89370400440532013000"))
        payees.decide_payee(approver, made.id, approve=True)
    row = _account(person_id)
    for minor, paid in ((900, True), (400, False)):
        asked = request_payout(clerk, NewPayout(id=world.id(), account_id=row.id, minor=minor, reason="For the rent"))
        payees.direct(clerk, asked, made.id, row.number)
        session.flush()
        if paid:
            decide_payout(approver, asked.id, approve=True)
    payees.write_payee(clerk, new(id=world.id(), bank_account="GB33BUKB20201555555555", replaces_id=made.id))
    _payees_that_ended(world, partial(new, in_cash=True, bank_account=""))


def _payees_that_ended(world: World, new: Any) -> None:
    """Two who come for cash: one was stopped, one refused."""
    clerk, approver = world.staff["clerk"], world.staff["finance"]
    stopped, refused = (payees.write_payee(clerk, new(id=world.id(), name=name)) for name in ("Omar Aziz", "J. Smith"))
    payees.decide_payee(approver, stopped.id, approve=True)
    payees.end_payee(clerk, stopped.id, "The person asked for it.")
    payees.decide_payee(approver, refused.id, approve=False)


def _deposit(world: World, person_id: uuid.UUID) -> None:
    number = _account(person_id).number
    for n, days in enumerate((12, 2)):
        made = take_in(world.staff["clerk"], NewDeposit(
            id=world.id(), received_on=_day(world, days), minor=2500, currency="EUR",
            sender="Samira Aziz", message=f"for {number.lower()}", bank_line=f"2026-{world.nth('bank'):04}",
        ))  # fmt: skip
        if n == 0:
            give(world.staff["finance"], made.id, number)


def _disputes(world: World, people: list[uuid.UUID]) -> None:
    """One that waits, one that waits too long, one given back, one that stands. They would stop a leaving."""
    clerk, approver = world.staff["clerk"], world.staff["finance"]
    said = (
        "It was paid in March already.",
        "The family got nothing.",
        "It was taken twice.",
        "That is not mine to pay.",
    )
    found = [(one, rows[0]) for one in reversed(people) if (rows := contestable(one))][: len(said)]
    for n, (person_id, row) in enumerate(found):
        with clock.held_at(world.days_ago(20 if n == 1 else 2)):
            made = contest(clerk, NewDispute(
                id=world.id(), person_id=person_id, account_id=row["account_id"], kind=row["kind"],
                period=row["period"], minor=max(1, min(row["left"], 100)), words=said[n],
            ))  # fmt: skip
        if n > 1:
            decide(approver, made.id, give_back=n == 2, reason="The list of payments was looked at.")  # noqa: PLR2004


def _day(world: World, days: int) -> dt.date:
    """So many days ago, but in a month that takes postings: this one or the last."""
    last_month = (world.today.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    return max(world.today - dt.timedelta(days=days), last_month)


def _unknown_money(world: World) -> None:
    for days, message in ((41, "Season’s greetings"), (34, "Happy birthday"), (6, "for my brother")):
        made = take_in(world.staff["clerk"], NewDeposit(
            id=world.id(), received_on=_day(world, days), minor=3000, currency="EUR",
            sender="J. Smith", message=message, bank_line=f"2026-{world.nth('bank'):04}",
        ))  # fmt: skip
        if days > 40 and may_go_back(made.received_on, world.today):  # noqa: PLR2004 - the oldest, but on 1 and 2 March
            send_back(world.staff["finance"], made.id, "Nobody was found in forty days.")


def _fine(world: World, person_id: uuid.UUID) -> None:
    """One that was taken and partly handed on to victims, one that waits, one that was refused."""
    clerk, approver = world.staff["clerk"], world.staff["finance"]
    for n, minor in enumerate((500, 300, 200)):
        made = fines.ask(clerk, fines.NewFine(
            id=world.id(), person_id=person_id, decision=f"District Court 7/{world.rng.randrange(100, 999)}",
            decided_on=world.today - dt.timedelta(days=40), fund=AccountRole.VICTIM_FUND, minor=minor, currency="EUR",
        ))  # fmt: skip
        if n == 0:
            fines.decide(approver, made.id, approve=True)
            paid = funds.ask(clerk, funds.NewFundPayment(
                id=world.id(), fund=AccountRole.VICTIM_FUND, minor=200, currency="EUR", recipient="Victim support",
                basis="Request 4 of this year",
            ))  # fmt: skip
            funds.decide(approver, paid.id, approve=world.nth("fund") % 2 == 0)
            funds.ask(clerk, funds.NewFundPayment(
                id=world.id(), fund=AccountRole.VICTIM_FUND, minor=100, currency="EUR", recipient="Victim support",
                basis="Request 5 of this year",
            ))  # fmt: skip
        elif n > 1:
            fines.decide(approver, made.id, approve=False)


def _purchase(world: World, person_id: uuid.UUID) -> None:
    buy(world.staff["clerk"], NewPurchase(
        id=world.id(), person_id=person_id, currency="EUR", minor=640, what="Coffee and stamps"
    ))  # fmt: skip


def _statement(world: World, person_id: uuid.UUID) -> None:
    last = (world.today.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    issue(world.staff["governor"], person_id, statement_of(person_id, last))


def _rules(world: World) -> None:
    """A change that waits with its run, and a rule that a court is said to have stopped."""
    clerk = world.staff["clerk"]
    begins = (world.today.replace(day=1) + dt.timedelta(days=62)).replace(day=1)
    text = text_of(PACK).replace('share = "20%"', 'share = "25%"')
    new = rules.NewChange(id=world.id(), name=PACK, begins_on=begins, text=text, why="Decree 7: a quarter for release")
    change = rules.write_change(clerk, new)
    run: Simulation = simulations.begin(clerk, change.id)
    simulations.run_now(run.id)
    rules.write_stop(clerk, rules.NewStop(
        id=world.id(), name=PACK, rule="obligation", from_on=begins, court="Constitutional Court, 12/2026"
    ))  # fmt: skip


def _refused_rules(world: World) -> None:
    """A change and a stop that the second human refused."""
    clerk, approver = world.staff["clerk"], world.staff["finance"]
    begins = (world.today.replace(day=1) + dt.timedelta(days=62)).replace(day=1)
    text = text_of(PACK).replace('share = "20%"', 'share = "60%"')
    change = rules.write_change(
        clerk, rules.NewChange(id=world.id(), name=PACK, begins_on=begins, text=text, why="A first thought")
    )
    rules.decide_change(approver, change.id, approve=False)
    stop = rules.write_stop(clerk, rules.NewStop(
        id=world.id(), name=PACK, rule="family", from_on=begins, court="A newspaper says so"
    ))  # fmt: skip
    rules.decide_stop(approver, stop.id, approve=False)


def estate_of_one(world: World) -> None:
    """Cash found in the belongings of somebody who died: it follows to their estate; an heir waits to be confirmed."""
    people = [row.person_id for row in estates_page().rows[:1]]
    session.remove()
    for person_id in people:
        in_transaction(partial(_left_by, world, person_id))


def _left_by(world: World, person_id: uuid.UUID) -> None:
    clerk = world.staff["clerk"]
    legs = [
        debit(books.account_for(AccountRole.CASH_BOX, "EUR"), 4200),
        credit(books.account_for(AccountRole.SPENDABLE, "EUR", person_id), 4200),
    ]
    books.post(clerk, NewEntry(
        kind=EntryKind.CASH_RECEIVED, occurred_on=world.today, idem_key=f"belongings:{world.id()}", legs=legs,
        source="belongings", memo="Found in the belongings",
    ))  # fmt: skip
    estates.sweep_all()
    payees.write_payee(clerk, payees.NewPayee(
        id=world.id(), person_id=person_id, name="Lena Hart", relation="daughter", bank_account="",
        in_cash=True, identity="Certificate of inheritance 7/26", consented_on=world.today,
    ))  # fmt: skip


def _leave(world: World, person_id: uuid.UUID) -> None:
    """Asked for; of every two, one is paid."""
    made = leaving.ask(world.staff["clerk"], person_id, world.id())
    if world.nth("leave") % 2 == 0:
        leaving.decide(world.staff["finance"], person_id, made.id, approve=True)


def _papers_of_a_wing(world: World) -> None:
    """The statements of one wing, asked for by the governor and still to be made."""
    last = (world.today.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    papers.begin(world.staff["governor"], world.units["HRB-A"], last)

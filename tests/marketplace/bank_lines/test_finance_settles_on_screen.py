"""From an uploaded statement to the settled line, and the shop's account by two people, on screen."""

from __future__ import annotations

import io
import re
import secrets
from pathlib import Path

import pytest
import sqlalchemy as sa

from kernel.authz import Role
from kernel.db import session, transaction
from kernel.ids import new_id
from marketplace.bank_lines.models import BankLine, BankMapping, LineState
from marketplace.orders.models import Method
from marketplace.orders.rules import OrderState, state_of
from marketplace.orders.service import NewOrder, order_of, place_order
from tests import cast
from tests.conftest import enter

CSV = (Path(__file__).parent / "statements" / "bank.csv").read_bytes()
MAPPED = {"format": "csv", "bank": "Sparbank", "date": "Buchungstag", "amount": "Betrag", "text": "Verwendungszweck",
          "name": "Name", "account": "IBAN", "currency": "EUR"}  # fmt: skip


@pytest.fixture
def desks(app):
    clerk, approver = cast.make_actor(Role.FINANCE_CLERK), cast.make_actor(Role.FINANCE_APPROVER)
    return enter(app.test_client(), clerk), enter(app.test_client(), approver)


def send(client, data=CSV, **over):
    return client.post("/finance/bank", data={**MAPPED, **over, "file": (io.BytesIO(data), "bank.csv")},
                       content_type="multipart/form-data")  # fmt: skip


def test_a_spreadsheet_is_read_its_mapping_kept_and_its_lines_settled(world, desks):
    clerk, approver = desks
    with transaction():
        key = place_order(NewOrder(
            id=new_id(), token=secrets.token_urlsafe(24), place_id=world.prison.id, buyer="Nour Ben Amor", email="",
            phone="", pieces={world.product.id: 1}, method=Method.BANK,
        ))[0]  # fmt: skip
    wrong = send(clerk, date="Tag")
    assert wrong.status_code == 422
    assert "Tag" in wrong.text
    assert session.scalar(sa.select(sa.func.count()).select_from(BankLine)) == 0
    assert send(clerk).status_code == 303
    assert "2 new lines" in clerk.get("/finance/bank").text
    assert send(clerk).status_code == 303
    assert "read in before" in clerk.get("/finance/bank").text
    kept = session.scalar(sa.select(BankMapping.id))
    assert str(kept) in clerk.get("/finance/bank").text
    lines = {row.debtor: row.id for row in session.scalars(sa.select(BankLine))}
    page = f"/finance/bank/lines/{lines['Nour Ben Amor']}"
    assert "=HYPERLINK" in clerk.get(page).text
    assert clerk.post(page, data={"deed": "assign", "code": "NOPE99"}).status_code == 422
    assert clerk.post(page, data={"deed": "assign", "code": order_of(key).code.lower()}).status_code == 303
    assert state_of(order_of(key)) is OrderState.PART_PAID
    other = f"/finance/bank/lines/{lines['Vera Lind']}"
    assert clerk.post(other, data={"deed": "back", "why": "Nobody knows it."}).status_code == 303
    assert approver.post(f"{other}/decide", data={"decision": "approve"}).status_code == 303
    assert session.get(BankLine, lines["Vera Lind"]).state is LineState.APPROVED
    assert "Vera Lind" in approver.get("/finance/bank/files").text
    assert clerk.post("/finance/bank/files", data={"currency": "EUR"}).status_code == 303
    assert clerk.get("/finance/bank?state=done").status_code == 200


def test_an_account_with_a_wrong_digit_is_refused_and_a_right_one_needs_two(desks):
    clerk, approver = desks
    page = "/finance/bank/account"
    form = {"name": "Meridian Works", "iban": "DE89 3704 0044 0532 0130 01", "bic": "", "currency": "EUR",
            "id": str(new_id())}  # fmt: skip
    refused = clerk.post(page, data=form)
    assert refused.status_code == 422
    assert "check digits" in refused.text
    form["iban"] = "DE89 3704 0044 0532 0130 00"
    assert clerk.post(page, data=form).status_code == 303
    found = re.search(r"/finance/bank/account/([0-9a-f-]{36})", approver.get(page).text)
    assert "DE89 3704" in clerk.get(page).text
    assert f"account/{found[1]}" not in clerk.get(page).text
    assert clerk.post(f"{page}/{found[1]}", data={"decision": "confirm"}).status_code == 403
    assert approver.post(f"{page}/{found[1]}", data={"decision": "confirm"}).status_code == 303
    assert "In use" in clerk.get(page).text

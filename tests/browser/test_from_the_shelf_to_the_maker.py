"""The whole of a sale in a browser: search, basket, order, transfer, the bank's file, pick-up, the maker's statement.

The buyer on a phone in Arabic, and at a desk in English; finance and the gate in English.
"""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock, db
from kernel.db import in_transaction, session
from marketplace.earnings.models import EarningLine
from marketplace.earnings.service import mature
from marketplace.orders.models import ShopOrder
from marketplace.transfers.rules import in_fours, reference_of

pytestmark = pytest.mark.browser
LIGHT = 60_000
CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>walk</Id>
<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Ntry><NtryRef>1</NtryRef><Amt Ccy="EUR">{sum}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>W1</AcctSvcrRef><NtryDtls><TxDtls>
<Amt Ccy="EUR">{sum}</Amt><RltdPties><Dbtr><Pty><Nm>Vera Lind</Nm></Pty></Dbtr></RltdPties>
<RmtInf><Strd><CdtrRefInf><Ref>{ref}</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


def seen(page, assert_accessible):
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    assert_accessible(page)


def read(app, wanted):
    with app.app_context():
        found = wanted()
        db.session.remove()
    return found


def newest_order():
    row = session.scalars(sa.select(ShopOrder).order_by(ShopOrder.placed_at.desc()).limit(1)).one()
    return row.code, row.total_minor, row.id


def a_makers_share():
    """(person, product) of a share that the last sale brought."""
    row = session.scalars(
        sa.select(EarningLine).where(EarningLine.source == "sale_share").order_by(EarningLine.id.desc()).limit(1)
    ).one()
    return row.person_id, row.explain["product"], row.matures_on


@pytest.mark.parametrize(("language", "phone", "words"), [("ar", True, "عسل"), ("en-GB", False, "honney")])
def test_the_whole_of_a_sale(demo_app, walk_as, assert_accessible, tmp_path, language, phone, words):
    buyer = walk_as("", phone=phone, language=language)
    answer = buyer.goto("/shop")
    assert len(answer.body()) < LIGHT
    seen(buyer, assert_accessible)
    buyer.locator("header input[name=q]").fill(words)
    buyer.locator("header input[name=q]").press("Enter")
    buyer.wait_for_url("**q=*")
    seen(buyer, assert_accessible)
    buyer.locator("main a[href*='/shop/product/']").first.click()
    seen(buyer, assert_accessible)
    buyer.locator("form.take button").click()
    buyer.wait_for_url("**/shop/basket")
    seen(buyer, assert_accessible)
    buyer.locator("[name=name]").fill("Vera Lind")
    buyer.locator("[name=way][value=pick_up]").check(force=True)
    buyer.locator("[name=place]").first.check(force=True)
    buyer.locator("[name=method][value=bank]").check(force=True)
    buyer.locator("form:has([name=name]) button").last.click()
    buyer.wait_for_url("**/shop/order/*")
    seen(buyer, assert_accessible)

    code, total, order_id = read(demo_app, newest_order)
    assert in_fours(reference_of(code)) in buyer.locator("main").inner_text()
    file = tmp_path / "bank.xml"
    day = clock.today().isoformat()
    file.write_text(CAMT.format(sum=f"{total / 100:.2f}", day=day, ref=reference_of(code)), encoding="utf-8")
    clerk = walk_as("clerk")
    clerk.goto("/finance/bank")
    clerk.locator("input[type=file]").set_input_files(file)
    clerk.locator("form:has(input[type=file]) button").last.click()
    clerk.wait_for_load_state()
    seen(clerk, assert_accessible)

    gate = walk_as("shop")
    gate.goto(f"/desk/find?code={code}")
    gate.goto(f"/desk/orders/{order_id}")
    seen(gate, assert_accessible)
    gate.locator("form[action$='/hand-over'] button").last.click()
    gate.wait_for_load_state()
    buyer.reload()
    seen(buyer, assert_accessible)
    assert not buyer.locator("text=RF").count(), "nothing is owed any more"

    person, product, matures_on = read(demo_app, a_makers_share)
    read(demo_app, lambda: in_transaction(lambda: mature(None, matures_on + dt.timedelta(days=1))))
    inspector = walk_as("inspector")
    inspector.goto(f"/people/{person}/money?month={matures_on:%Y-%m}")
    assert product in inspector.locator("main").inner_text()
    seen(inspector, assert_accessible)

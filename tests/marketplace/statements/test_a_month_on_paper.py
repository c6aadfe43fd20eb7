"""A month's statement: the lines sum, the paper speaks the person's language, and its code proves it to a stranger."""

from __future__ import annotations

import datetime as dt
import io
import re

import pypdf
import pytest
import sqlalchemy as sa

from casework.public import EarningsDue
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.ids import new_id
from marketplace.earnings.service import take_due
from marketplace.ledger.queries import holdings_of
from marketplace.statements.models import StatementIssue
from marketplace.statements.queries import statement_of
from tests import cast
from tests.conftest import enter
from tests.marketplace.conftest import make_prisoner

NOW, BEFORE = dt.date(2026, 11, 1), dt.date(2026, 10, 1)


def earn(person_id, day, minutes, rate=120, programme="Metal"):
    explain = {"rate_minor": rate, "per": "hour", "minutes": minutes, "programme": programme}
    with transaction():
        take_due(EarningsDue(
            person_id=person_id, kind="wage", source="t", source_id=new_id(), minor=minutes * rate // 60,
            currency="EUR", earned_on=day, matures_on=None, explain=explain, by=None,
        ))  # fmt: skip


@pytest.fixture
def worker():
    prison = cast.make_unit()
    made = make_prisoner(prison)
    for day in (5, 6, 7):
        earn(made.id, BEFORE.replace(day=day), 300)
    for day in (3, 4):
        earn(made.id, NOW.replace(day=day), 300)
    return made


@pytest.fixture
def manager(app, worker):
    return enter(app.test_client(), cast.make_actor(Role.CASE_MANAGER))


def text_of(answer):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)


def test_what_came_in_is_shared_out_and_stands_on_the_accounts(worker):
    made = statement_of(worker.id, NOW)
    (sheet,) = made.sheets
    (group,) = sheet.groups
    assert (group.quantity, group.minor, group.times) == (600, 1200, [(2, 600)])
    assert sheet.arrived == 1200 == sum(part.minor for part in sheet.parts)
    assert {purse.role: purse.closing for purse in sheet.purses} == {
        row.role: row.balance for row in holdings_of(worker.id)
    }
    assert sum(purse.opening for purse in sheet.purses) == 1800
    assert sheet.spend - sheet.spend_before == sum(reason.minor for reason in sheet.reasons) < 0


def test_the_page_says_why_it_is_less(manager, worker):
    page = manager.get(f"/people/{worker.id}/money?month=2026-11").text
    assert "less to spend than last month" in page
    assert "15 h and is 10 h" in re.sub("[\u2068\u2069]", "", page)
    assert "Mandela Rule 103" in page


def test_the_paper_is_the_same_twice_and_its_code_proves_it_without_a_name(manager, client, worker):
    address = f"/people/{worker.id}/money/statement.pdf"
    assert "has no code" in text_of(manager.get(f"{address}?month=2026-11"))
    papers = [manager.post(address, data={"month": "2026-11", "language": "en"}) for _click in range(2)]
    assert papers[0].data == papers[1].data
    found = session.scalars(sa.select(StatementIssue)).one()
    assert found.code in text_of(papers[0])
    shown = client.get("/statements/check", query_string={"code": found.code.lower().replace("-", " ")})
    assert "This statement is ours" in shown.text
    assert "€12.00" in shown.text
    assert worker.name not in shown.text
    assert worker.number not in shown.text
    assert client.get("/statements/check?code=AAAA-AAAA").status_code == 404
    earn(worker.id, NOW.replace(day=9), 60)
    assert "a newer one exists" in client.get(f"/statements/check?code={found.code}").text


@pytest.mark.parametrize(("asked", "language"), [("ar", "ar"), ("fr", "fr"), ("am", "en"), ("", "en")])
def test_the_paper_is_in_the_language_asked_for_when_it_is_ours(manager, worker, asked, language):
    answer = manager.post(f"/people/{worker.id}/money/statement.pdf", data={"month": "2026-11", "language": asked})
    paper = pypdf.PdfReader(io.BytesIO(answer.data))
    assert paper.root_object["/Lang"] == language


def test_large_print_is_larger_and_says_the_same(manager, worker):
    address = f"/people/{worker.id}/money/statement.pdf"
    usual, large = (manager.post(address, data={"month": "2026-11", "size": size}) for size in ("usual", "large"))
    count = [len(pypdf.PdfReader(io.BytesIO(one.data)).pages) for one in (usual, large)]
    assert count[0] < count[1]
    code = session.scalars(sa.select(StatementIssue.code)).one()
    assert code in text_of(usual)
    assert code in text_of(large)


def test_an_inspector_takes_a_copy_and_gives_nothing_out(app, worker):
    inspector = enter(app.test_client(), cast.make_actor(Role.INSPECTOR))
    address = f"/people/{worker.id}/money/statement.pdf"
    assert inspector.get(address).status_code == 200
    assert inspector.post(address, data={}).status_code == 403


def test_full_batches_of_pieces_and_what_is_carried_stand_on_the_paper(manager):
    maker = make_prisoner(cast.make_unit())
    for day, pieces, carried_in, minor in ((3, 23, 0, 300), (4, 9, 3, 150)):
        told = {"rate_minor": 150, "per": "piece", "batch": 10, "pieces": pieces, "minutes": 60, "programme": "Toys",
                "carried_in": carried_in, "carried": (carried_in + pieces) % 10}  # fmt: skip
        with transaction():
            take_due(EarningsDue(
                person_id=maker.id, kind="wage", source="t", source_id=new_id(), minor=minor, currency="EUR",
                earned_on=NOW.replace(day=day), matures_on=None, explain=told, by=None,
            ))  # fmt: skip
    told = manager.get(f"/people/{maker.id}/money?month=2026-11").text
    page = " ".join(re.sub("[\u2068\u2069]", "", told).split())
    assert "30 good pieces in full batches of 10 at €1.50" in page
    assert "9 good pieces and 3 carried from before. Each full 10 earn €1.50. After it 2 pieces wait" in page

"""The calculator's page: the same rule, law and steps as a stored calculation, and nothing is saved."""

import sqlalchemy as sa

from casework.laws.service import install_shipped
from casework.sentences.models import DateCalculation, Sentence
from kernel.authz import Role
from kernel.db import session, transaction

FORM = {
    "sentences-0-imposed_on-day": "17", "sentences-0-imposed_on-month": "3", "sentences-0-imposed_on-year": "2015",
    "sentences-0-kind": "standard", "sentences-0-months": "20",
    "adjustments-0-kind": "remand", "adjustments-0-days": "39",
    "adjustments-1-kind": "at_large", "adjustments-1-days": "29",
}  # fmt: skip


def test_dates_and_steps_stand_on_the_page_and_nowhere_else(signed_in, prison):
    with transaction():
        install_shipped(None)
    client = signed_in(Role.INSPECTOR, prison)
    assert "It saves nothing" in client.get("/sentences/calculator").text
    page = client.post("/sentences/calculator", data=FORM).text
    assert "Wed 6 Jan 2016" in page
    assert "Sun 6 Nov 2016" in page
    assert "611 days" in page
    for table in (Sentence, DateCalculation):
        assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0


def test_a_row_is_added_and_a_refusal_says_what_to_do(signed_in, prison):
    with transaction():
        install_shipped(None)
    client = signed_in(Role.RECORDS_OFFICER, prison)
    more = client.post("/sentences/calculator", data={**FORM, "add-row": "sentences"})
    assert "sentences-1-kind" in more.text
    second = {key.replace("-0-", "-1-"): value for key, value in FORM.items() if key.startswith("sentences-0")}
    gap = client.post("/sentences/calculator", data={**FORM, **second, "sentences-1-imposed_on-year": "2018"})
    assert gap.status_code == 422
    assert "at_large_undated" in gap.text
    assert client.post("/sentences/calculator", data={"sentences-0-kind": "standard"}).status_code == 422
    assert client.post("/sentences/calculator", data={**FORM, "sentences-0-months": ""}).status_code == 422


def test_roles_without_custody_have_no_calculator(signed_in, prison):
    assert signed_in(Role.INSTRUCTOR, prison).get("/sentences/calculator").status_code == 403

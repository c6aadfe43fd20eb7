"""An order is written, then its conditions are added one by one, each with a purpose; nothing typed is lost."""

import datetime as dt
import io

import pytest
from pypdf import PdfReader

from kernel.ids import new_id
from probation.conditions import service as conditions
from probation.drafting import service as drafting
from probation.orders.models import Signed
from probation.orders.queries import conditions_of, orders_of, sets_of
from tests import cast

WHY = {
    "purpose": "support", "necessity": "Lost two flats within a year.",
    "proportionality": "Help alone was tried and was not enough.",
    "review_on-day": "1", "review_on-month": "9", "review_on-year": "2026",
}  # fmt: skip


def day(name, *parts):
    return {f"{name}-{part}": value for part, value in zip(("day", "month", "year"), parts, strict=True)}


@pytest.fixture
def draft(client, sign_in, prepared):
    sign_in(client, prepared.officer)
    return sets_of(prepared.order.id)[0].id


def test_an_order_on_parole_gets_its_conditions(client, sign_in, prepared, office):
    sign_in(client, prepared.officer)
    facts = {"id": str(new_id()), "kind": "parole", "authority": "Parole board", "reference": "L 7", "failure_limit": 2}
    data = {**facts, "office_id": str(office.id), **day("starts_on", "2", "3", "2026")}
    made = client.post(f"/people/{prepared.person.id}/supervision/new", data=data)
    assert made.status_code == 303, made.text
    (parole,) = [one for one in orders_of(prepared.person.id) if one.kind == "parole"]
    version = sets_of(parole.id)[0].id
    page = client.get(f"/supervision/versions/{version}").text
    assert "Ask us before you travel abroad" in page
    added = client.post(f"/supervision/versions/{version}/conditions/new?code=treatment", data=WHY)
    assert added.status_code == 303, added.text
    assert "Go to the treatment" in client.get(f"/supervision/orders/{parole.id}").text


def test_a_condition_without_a_purpose_is_refused_beside_the_field(client, draft):
    data = {**WHY, "purpose": "", "address": "4 Mill Row"}
    answer = client.post(f"/supervision/versions/{draft}/conditions/new?code=live-at-address", data=data)
    assert answer.status_code == 422
    assert "without a purpose is not set (Tokyo Rule 12.2)" in answer.text
    assert 'id="purpose-error"' in answer.text
    assert "4 Mill Row" in answer.text
    assert "Lost two flats" in answer.text


@pytest.mark.parametrize("left_out", ["necessity", "proportionality", "review_on-year"])
def test_a_condition_without_its_reasons_is_refused(client, draft, prepared, left_out):
    before = len(conditions_of(draft))
    answer = client.post(f"/supervision/versions/{draft}/conditions/new?code=treatment", data={**WHY, left_out: ""})
    assert answer.status_code == 422
    assert f'id="{left_out.split("-")[0]}-error"' in answer.text
    assert len(conditions_of(draft)) == before


def test_a_day_that_cannot_be_is_refused_and_a_real_one_stands_in_the_sentence(client, draft):
    address = f"/supervision/versions/{draft}/conditions/new?code=attend-programme"
    data = {**WHY, "programme": "the reading class"}
    wrong = client.post(address, data={**data, **day("start", "31", "4", "2026")})
    assert wrong.status_code == 422
    assert "Enter a real date" in wrong.text
    assert client.post(address, data={**data, **day("start", "30", "4", "2026")}).status_code == 303
    page = client.get(f"/supervision/versions/{draft}").text
    assert "the reading class" in page
    assert "30 Apr 2026" in page


def test_the_meter_asks_whether_each_is_needed(client, draft):
    address = f"/supervision/versions/{draft}/conditions/new?code=treatment"
    for _n in range(3):
        assert client.post(address, data=WHY).status_code == 303
    assert "Is each one needed?" not in client.get(f"/supervision/versions/{draft}").text
    client.post(address, data=WHY)
    page = client.get(f"/supervision/versions/{draft}").text
    assert "Is each one needed?" in page
    assert "4 conditions beyond the standard ones" in page


def test_what_changed_after_it_was_explained_is_explained_again(client, draft, prepared):
    from tests.probation.conftest import explain

    explain(prepared)
    assert orders_of(prepared.person.id)[0].explained_orally_on
    client.post(f"/supervision/versions/{draft}/conditions/new?code=treatment", data=WHY)
    assert orders_of(prepared.person.id)[0].explained_orally_on is None


def test_a_variation_shows_what_it_changed(client, sign_in, world):
    with cast.deed():
        made = conditions.vary_conditions(world.officer, world.order.id, None, cast.make_variation())
    sign_in(client, world.officer)
    page = f"/supervision/versions/{made.id}"
    assert "Nothing differs" in client.get(page).text
    data = {**WHY, "address": "4 Mill Row"}
    client.post(f"{page}/conditions/new?code=live-at-address", data=data)
    shown = client.get(page).text
    assert "<ins" in shown
    assert "4 Mill Row" in shown
    one = conditions_of(made.id)[-1].id
    assert "4 Mill Row" in client.get(f"/supervision/conditions/{one}").text
    client.post(f"/supervision/conditions/{one}", data={**data, "address": "9 Olive Street"})
    assert "9 Olive Street" in client.get(page).text
    client.post(f"/supervision/conditions/{one}/removed")
    assert "Nothing differs" in client.get(page).text


def test_a_standard_condition_is_not_taken_away(client, draft):
    standard = conditions_of(draft)[0].id
    assert client.post(f"/supervision/conditions/{standard}/removed").status_code == 422


def test_a_code_that_the_catalogue_does_not_know_is_not_there(client, draft):
    assert client.get(f"/supervision/versions/{draft}/conditions/new?code=live-in-a-tower").status_code == 404


def test_a_condition_whose_review_has_come_stands_on_the_day_and_the_board(client, sign_in, world):
    with cast.deed():
        made = conditions.vary_conditions(world.officer, world.order.id, None, cast.make_variation())
        drafting.add_condition(world.officer, made.id, cast.make_extra(review_on=dt.date(2026, 3, 2)))
        conditions.submit_conditions(world.officer, world.order.id)
        conditions.decide_conditions(world.supervisor, world.order.id, approve=True)
    words = "Conditions to look at again"
    assert words not in sign_in(client, world.officer).get("/my-day").text, "not in force yet"
    told = conditions.Explained(
        order_id=world.order.id, orally_on=dt.date(2026, 3, 2), in_writing_on=dt.date(2026, 3, 2), language="en",
        signed=Signed.SIGNED,
    )  # fmt: skip
    with cast.deed():
        conditions.activate_variation(world.officer, world.order.id, told)
    assert words in sign_in(client, world.officer).get("/my-day").text
    assert words in sign_in(client, world.supervisor).get("/supervision/board").text


def test_a_day_to_look_again_that_has_passed_is_refused_beside_the_field(client, draft):
    data = {**WHY, **day("review_on", "1", "3", "2026")}
    answer = client.post(f"/supervision/versions/{draft}/conditions/new?code=treatment", data=data)
    assert answer.status_code == 422
    assert "Choose a day to come" in answer.text.split('id="review_on-error"')[1]
    assert "Lost two flats" in answer.text


def test_a_supervisor_sees_on_the_order_what_a_variation_changes(client, sign_in, world):
    with cast.deed():
        made = conditions.vary_conditions(world.officer, world.order.id, None, cast.make_variation())
        drafting.add_condition(world.officer, made.id, cast.make_extra())
        conditions.submit_conditions(world.officer, world.order.id)
    page = sign_in(client, world.supervisor).get(f"/supervision/orders/{world.order.id}").text
    assert page.count("<ins") == 1
    assert page.index("New version 2") < page.index("<ins") < page.index("All conditions of the new version")


def text_of_pdf(data):
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_the_paper_to_explain_from_is_that_of_the_new_version(client, sign_in, world):
    with cast.deed():
        made = conditions.vary_conditions(world.officer, world.order.id, None, cast.make_variation())
        drafting.add_condition(world.officer, made.id, cast.make_extra())
        conditions.submit_conditions(world.officer, world.order.id)
    paper = f"/supervision/orders/{world.order.id}/conditions.pdf"
    browser = sign_in(client, world.officer)
    assert "version=" not in browser.get(f"/supervision/orders/{world.order.id}").text
    early = browser.get(f"{paper}?version={made.id}").data
    with cast.deed():
        conditions.decide_conditions(world.supervisor, world.order.id, approve=True)
    assert f"version={made.id}" in browser.get(f"/supervision/orders/{world.order.id}").text
    assert "4 Mill Row" in text_of_pdf(browser.get(f"{paper}?version={made.id}").data)
    assert "4 Mill Row" not in text_of_pdf(early)
    assert "4 Mill Row" not in text_of_pdf(browser.get(paper).data)

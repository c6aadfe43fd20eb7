"""What an older catalogue served keeps its words in a variation; changed, it is written by today's if it can be."""

from __future__ import annotations

import datetime as dt

import pytest

from kernel import clock, i18n
from kernel.errors import DomainError
from probation.catalogue.queries import plain_of, text_of
from probation.conditions import service as conditions
from probation.drafting import service as drafting
from probation.field_packs.queries import _conditions as packed
from probation.orders.models import Signed
from probation.orders.queries import conditions_of, sets_of
from tests import cast

AUTUMN = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
AT_NIGHT = {"code": "home-at-night", "inputs": {"hours": "8", "part": "night"}}
AWAY = {"code": "stay-away", "inputs": {"area": "the harbour"}}
WORK = {"code": "report-work", "inputs": {"day": "2026-04-01"}}


def serve(world, *extra):
    """A variation with these conditions, in force."""
    with cast.deed():
        made = conditions.vary_conditions(
            world.officer, world.order.id, [cast.make_extra(**one) for one in extra], cast.make_variation()
        )
        conditions.submit_conditions(world.officer, world.order.id)
        conditions.decide_conditions(world.supervisor, world.order.id, approve=True)
    told = conditions.Explained(
        order_id=world.order.id, orally_on=clock.today(), in_writing_on=clock.today(), language="en",
        signed=Signed.SIGNED,
    )  # fmt: skip
    with cast.deed():
        conditions.activate_variation(world.officer, world.order.id, told)
    return made.id


def beyond(version_id):
    return [one for one in conditions_of(version_id) if one.kind != "standard"]


@pytest.fixture
def served(world):
    world.before = serve(world, AT_NIGHT, AWAY, WORK)
    with clock.held_at(AUTUMN):
        yield world


def vary(world):
    with cast.deed():
        return conditions.vary_conditions(world.officer, world.order.id, None, cast.make_variation()).id


def test_a_variation_copies_a_line_that_has_ended_word_for_word(served):
    made = vary(served)
    before, after = beyond(served.before), beyond(made)
    assert sets_of(served.order.id)[0].policy == "house-3"
    assert [one.policy for one in after] == ["house-2"] * 3
    for language in i18n.LOCALES:
        with i18n.speaking(language):
            assert [(text_of(one), plain_of(one)) for one in after] == [(text_of(one), plain_of(one)) for one in before]
    with i18n.speaking("es"):
        assert plain_of(after[0]) == "Esté en casa 8 horas cada noche, a partir de la noche."
    assert [one.copy_of_id for one in after] == [one.id for one in before]


def test_the_standard_conditions_of_the_copy_are_todays(served):
    standard = [one for one in conditions_of(vary(served)) if one.kind == "standard"]
    assert {one.policy for one in standard} == {"house-3"}


def test_nothing_differs_whatever_language_the_writers_speak(world, client, sign_in):
    with i18n.speaking("fr"):
        serve(world, WORK)
    made = vary(world)
    assert "Nothing differs" in sign_in(client, world.officer).get(f"/supervision/versions/{made}").text


def test_a_line_that_has_ended_can_still_be_changed_where_it_stands(served, client, sign_in):
    one = beyond(vary(served))[0]
    address = f"/supervision/conditions/{one.id}"
    form = sign_in(client, served.officer).get(address).text
    assert 'name="hours"' in form
    why = {
        "purpose": "safety", "necessity": one.necessity, "proportionality": one.proportionality,
        "review_on-day": "1", "review_on-month": "9", "review_on-year": "2027",
    }  # fmt: skip
    assert client.post(address, data={**why, "hours": "6", "part": "night"}).status_code == 303
    changed = beyond(one.set_id)[0]
    assert (changed.policy, changed.inputs["hours"]) == ("house-2", "6")


def test_a_line_that_has_a_newer_one_is_written_by_the_newer_one(served, client, sign_in):
    one = beyond(vary(served))[1]
    form = sign_in(client, served.officer).get(f"/supervision/conditions/{one.id}").text
    assert 'name="map"' in form
    assert "the harbour" in form
    with cast.deed():
        drafting.change_condition(served.officer, one.id, cast.make_extra(**AWAY, review_on=dt.date(2027, 9, 1)))
    assert beyond(one.set_id)[1].policy == "house-3"


def test_a_line_that_has_ended_is_not_chosen_anew(served, client, sign_in):
    made = vary(served)
    address = f"/supervision/versions/{made}"
    page = sign_in(client, served.officer).get(address).text
    assert "code=home-at-night" not in page
    assert "code=curfew" in page
    assert client.get(f"{address}/conditions/new?code=home-at-night").status_code == 404
    with pytest.raises(DomainError, match="not in the catalogue"), cast.deed():
        drafting.add_condition(served.officer, made, cast.make_extra(**AT_NIGHT, review_on=dt.date(2027, 9, 1)))


def test_times_are_said_in_the_readers_language_in_the_field_pack_too(served):
    serve(served, {"code": "curfew", "inputs": {"begins": "7.30 pm", "ends": "6"}, "review_on": dt.date(2027, 9, 1)})
    with i18n.speaking("ar"):
        (words,) = (one for one in packed([served.order.id])[served.order.id] if "7:30" in one)
    assert words == "كن في بيتك كل ليلة من الساعة 7:30 م حتى الساعة 6:00 ص."

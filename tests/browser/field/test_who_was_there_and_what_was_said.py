"""The folded part of a visit: kept while it is typed, sealed, sent, mended beside its field; nothing older breaks."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kernel.db import session
from probation.field_packs import api as pack_calls
from tests.browser.field.conftest import NAMES, contacts_of, eventually

pytestmark = pytest.mark.browser
WORDS = {"person_words": "I want the night shift.", "who": "His sister Lina", "strengths": "Comes on time"}
MORE = "form > details >> nth=0"
OLDER = """async () => {
  const at = (name) => document.querySelector(`link[href$="/${name}.js"]`).href;
  const { begun, keepDraft } = await import(at("drafts"));
  const [draft] = await begun();
  for (const name of ["person_words", "who", "strengths", "minutes", "needs", "sensitive", "place", "next_place"]) {
    delete draft.values[name];
  }
  delete draft.needs;
  await keepDraft(draft);
}"""
"""Turns the begun note into one that an app wrote which asked for less."""


def begin(phone, name=NAMES[0]):
    phone.page.click(f".cards .card:has-text('{name}') [data-visit]")
    phone.page.click("[data-outcomes] label >> nth=0")
    return phone.page


def fill_more(page, **over):
    page.click(f"{MORE} >> summary")
    for name, words in {**WORDS, **over}.items():
        page.fill(f"[name={name}]", words)


def test_it_stands_folded_and_a_visit_without_it_takes_no_tap_more(phone):
    phone.prepare()
    page = begin(phone)
    expect(page.locator("[name=who]")).to_be_hidden()
    expect(page.locator("[name=person_words]")).to_be_hidden()
    expect(page.locator("[name=place]")).to_be_hidden()


def test_it_survives_a_kill_and_comes_into_the_file(phone, site, route):
    phone.prepare()
    site.cut()
    page = begin(phone)
    page.select_option("[name=kind]", "field")
    page.fill("[name=place]", "Café at the harbour")
    fill_more(page, minutes="٣٥")
    page.click("#f-needs label >> nth=1")
    page.check("[name=sensitive]")
    expect(page.locator("[data-kept]")).not_to_be_empty()
    page.wait_for_timeout(600)
    phone.kill()
    page = phone.open()
    phone.sign_in(route.officer)  # a browser killed so soon has not written its cookies down
    phone.unlock()
    page.click("[data-drafts] [data-open]")
    for name, words in WORDS.items():
        expect(page.locator(f"[name={name}]")).to_have_value(words)
        expect(page.locator(f"[name={name}]")).to_be_visible()
    expect(page.locator("#f-needs input:checked")).to_have_value("work")
    expect(page.locator("[name=sensitive]")).to_be_checked()
    expect(page.locator("[name=place]")).to_have_value("Café at the harbour")
    page.click("text=Save the visit")
    page.wait_for_selector(".screen.home")
    site.restore()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    eventually(lambda: not phone.stored("outbox"))
    with site.app.app_context():
        (row,) = contacts_of(route)
    assert {name: getattr(row, name) for name in WORDS} == WORDS
    assert (row.minutes, row.needs, row.sensitive, row.place) == (35, ["work"], True, "Café at the harbour")


def test_what_the_server_refuses_stands_beside_its_field_and_nothing_is_lost(phone, site, route, assert_accessible):
    phone.prepare()
    site.cut()
    page = begin(phone)
    page.evaluate("document.querySelector('[name=who]').removeAttribute('maxlength')")
    fill_more(page, who="x" * 301)
    page.click("text=Save the visit")
    page.wait_for_selector(".screen.home")
    site.restore()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#state")).to_contain_text("Need you")
    page.click("#state button")
    expect(page.locator("main")).to_contain_text("with whom you spoke: Write at most 300 characters.")
    page.click("text=Correct and send")
    expect(page.locator("#f-who-wrong")).to_have_text("Write at most 300 characters.")
    expect(page.locator("#f-who-wrong")).to_be_visible()
    expect(page.locator("#f-who")).to_have_attribute("aria-describedby", "f-who-wrong f-who-hint")
    expect(page.locator("[name=person_words]")).to_have_value(WORDS["person_words"])
    assert_accessible(page)
    page.fill("[name=who]", "His sister")
    page.click("text=Save the visit")
    page.wait_for_selector(".screen.home")
    eventually(lambda: not phone.stored("outbox"))
    with site.app.app_context():
        assert [(one.who, one.person_words) for one in contacts_of(route)] == [("His sister", WORDS["person_words"])]


@pytest.mark.slow
def test_minutes_that_are_no_number_are_asked_again(phone):
    phone.prepare()
    page = begin(phone)
    fill_more(page, minutes="half an hour")
    page.click(f"{MORE} >> summary")
    page.click("text=Save the visit")
    expect(page.locator("#f-minutes-wrong")).to_be_visible()
    page.click("[data-wrongs] a")
    expect(page.locator("[name=minutes]")).to_be_focused()
    page.fill("[name=minutes]", "30")
    page.click("text=Save the visit")
    page.wait_for_selector(".screen.home")


@pytest.mark.slow
def test_a_note_that_an_older_app_began_goes_on_empty_where_it_did_not_ask(phone, site, route):
    phone.prepare()
    page = begin(phone)
    page.fill("[name=note]", "Begun before the app was renewed")
    expect(page.locator("[data-kept]")).not_to_be_empty()
    page.click("[data-do=home]")
    page.wait_for_selector("[data-drafts] .card")
    page.evaluate(OLDER)
    page.click("[data-drafts] [data-open]")
    expect(page.locator("[name=note]")).to_have_value("Begun before the app was renewed")
    expect(page.locator("[name=who]")).to_have_value("")
    expect(page.locator("#f-needs")).to_be_hidden()
    page.click("text=Save the visit")
    page.wait_for_selector(".screen.home")
    eventually(lambda: not phone.stored("outbox"))
    with site.app.app_context():
        (row,) = contacts_of(route)
    assert (row.note, row.who, row.person_words) == ("Begun before the app was renewed", "", "")


@pytest.mark.slow
def test_a_pack_from_before_brings_no_areas_and_the_visit_is_written(phone, site, route, monkeypatch):
    told = pack_calls._told
    monkeypatch.setattr(pack_calls, "_told", lambda pack: {k: v for k, v in told(pack).items() if k != "needs"})
    phone.prepare()
    page = begin(phone)
    fill_more(page)
    expect(page.locator("#f-needs")).to_be_hidden()
    page.click("text=Save the visit")
    page.wait_for_selector(".screen.home")
    eventually(lambda: not phone.stored("outbox"))
    with site.app.app_context():
        assert [one.who for one in contacts_of(route)] == [WORDS["who"]]


def test_who_was_visited_is_said_on_the_list_and_a_second_visit_is_one_of_its_own(phone, site, route):
    phone.prepare()
    page, card = phone.page, f".cards .card:has-text('{NAMES[0]}')"
    for note in ("First", "Second"):
        phone.visit(NAMES[0], note=note)
        eventually(lambda: not phone.stored("outbox"))
    expect(page.locator(card)).to_contain_text("A visit was written at")
    expect(page.locator(f".cards .card:has-text('{NAMES[1]}')")).not_to_contain_text("A visit was written at")
    page.click("button:has-text('What waits to be sent') >> visible=true")
    expect(page.locator("[data-sent] li")).to_have_count(2)
    expect(page.locator("[data-sent] li").first).to_contain_text(NAMES[0])
    assert [row["status"] for row in phone.stored("sent")] == ["applied", "applied"], "no clash with oneself"
    with site.app.app_context():
        assert [(one.note, one.replaces_id is None) for one in contacts_of(route)] == [
            ("First", False),
            ("Second", True),
        ]
        session.remove()


@pytest.mark.slow
def test_the_next_appointment_is_proposed_by_the_quarter_hour(phone):
    phone.prepare()
    page = begin(phone)
    page.fill("[name=minute]", page.input_value("[name=minute]")[:11] + "10:52")
    page.click("[data-next] label >> nth=1")
    assert page.input_value("[name=next_at]").endswith("T10:45")
    page.fill("[name=minute]", page.input_value("[name=minute]")[:11] + "21:52")
    page.click("[data-next] label >> nth=2")
    assert page.input_value("[name=next_at]").endswith("T08:00")
    page.fill("[name=minute]", "")
    page.click("[data-next] label >> nth=3")
    page.click("text=Save the visit")
    expect(page.locator("[data-wrongs]")).to_contain_text("Say when it was.")

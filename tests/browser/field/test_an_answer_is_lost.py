"""The server had it, the phone never heard: sent again it is answered like the first time, and stands once."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.browser.field.conftest import NAMES, contacts_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def deaf(app: object, lost: list[str]) -> object:
    """The app, whose first answer to an operation never reaches the phone."""

    def run(environ: dict, start: object) -> Iterable[bytes]:
        given = list(app(environ, start))
        if environ["PATH_INFO"] == "/field/ops" and not lost:
            lost.append(environ["PATH_INFO"])
            start("502 Bad Gateway", [("Content-Type", "text/plain")], True)
            return [b"the line broke"]
        return given

    return run


def push(page: object) -> None:
    """Press whenever there is something to send: the app sends by itself too, and may be quicker."""
    for _try in range(60):
        if page.locator("text=Everything is sent. >> visible=true").count():
            return
        if (button := page.locator("text=Send now >> visible=true")).count():
            button.first.click()
        page.wait_for_timeout(500)
    raise AssertionError("not everything was sent")


def test_an_answer_lost_on_the_way_doubles_nothing(phone, site, route, monkeypatch):
    phone.prepare()
    site.cut()
    phone.visit(NAMES[0], note="Once")
    lost: list[str] = []
    monkeypatch.setattr(site.app, "wsgi_app", deaf(site.app.wsgi_app, lost))
    site.restore()
    phone.page.click("#state button")
    push(phone.page)
    assert lost
    assert phone.stored("sent")[0]["status"] == "duplicate"
    with site.app.app_context():
        assert [one.note for one in contacts_of(route)] == ["Once"]


def welcome(_environ: dict, start: object) -> list[bytes]:
    """What stands between a phone and the network in a hotel: everything is answered, nothing is true."""
    start("200 OK", [("Content-Type", "text/html")])
    return [b"Welcome!"]


def test_a_door_page_of_a_hotel_is_not_the_network(phone, site, monkeypatch):
    phone.prepare()
    site.cut()
    phone.visit(NAMES[0], note="Behind a welcome page")
    monkeypatch.setattr(site.app, "wsgi_app", welcome)
    site.restore()
    page = phone.page
    page.click("#state button")
    page.click("text=Send now")
    page.wait_for_selector("text=No network: kept on this phone.")
    assert phone.stored("outbox")[0]["tries"] == 0, "nothing was sent to the welcome page"

"""A phone in the field: a server that can be cut off, a browser whose memory outlives it, five people."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import pathlib
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import flask
import pytest
import sqlalchemy as sa
from flask.sessions import SecureCookieSessionInterface
from werkzeug.serving import make_server

from kernel import clock
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.ids import new_id
from probation.conditions import service as conditions
from probation.contacts.models import Contact, ContactKind
from probation.contacts.service import NewAppointment, plan_contact
from probation.orders import service as orders
from probation.orders.models import Level, Signed
from probation.places.service import NewPlace, set_place
from tests import cast
from tests.conftest import chromium
from tests.probation.conftest import make_person, new_order

PIN = "738291"
NAMES = ("Amal Haddad", "Bruno Keller", "Chidi Okafor", "Dana Levi", "Elif Kaya")


@dataclass
class Site:
    """The server; ``cut`` takes it off the network, ``restore`` brings it back at the same address."""

    app: flask.Flask
    port: int = 0
    running: Any = None
    thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def restore(self) -> None:
        self.running = make_server("127.0.0.1", self.port, self.app, threaded=True)
        self.port = self.running.server_port
        self.thread = threading.Thread(target=self.running.serve_forever, daemon=True)
        self.thread.start()

    def cut(self) -> None:
        if self.running:
            self.running.shutdown()
            self.thread.join(timeout=10)
            self.running.server_close()
            self.running = None


@pytest.fixture
def site(real_db: flask.Flask) -> Iterator[Site]:
    made = Site(real_db)
    made.restore()
    yield made
    made.cut()


@dataclass
class Round:
    """An officer and the people on today's route, in order."""

    office: Any
    officer: Actor
    people: list[Any] = field(default_factory=list)
    orders: list[Any] = field(default_factory=list)


def supervise(around: Round, name: str, minutes: int) -> None:
    """One more person under supervision, with a visit at home planned in so many minutes from now."""
    person = make_person(around.office, name=name, sort_name=name.lower(), match_key=name.lower())
    officer = around.officer
    with cast.deed():
        order = orders.prepare_order(officer, new_order(around.office, person))
    told = conditions.Explained(
        order_id=order.id, orally_on=clock.today(), in_writing_on=clock.today(), language="en", signed=Signed.SIGNED
    )
    with cast.deed():
        conditions.explain_conditions(officer, told)
    with cast.deed():
        begun = orders.BeginOrder(order_id=order.id, officer_id=officer.human_id, level=Level.MEDIUM)
        order = orders.begin_order(officer, begun)
    at = clock.now() + dt.timedelta(minutes=minutes)
    with cast.deed():
        set_place(officer, NewPlace(person_id=person.id, address=f"{minutes} Orchard Lane", phone="+33 1 23 45 67 89",
                                    safety_note="A large dog in the yard"))  # fmt: skip
    with cast.deed():
        plan_contact(officer, order.id, NewAppointment(id=new_id(), kind=ContactKind.HOME, at=at))
    around.people.append(person)
    around.orders.append(order)


@pytest.fixture
def route(real_db: flask.Flask) -> Round:
    with real_db.app_context():
        noon = f"Etc/GMT{clock.now().hour - 12:+d}"  # it is midday there: the route of today never runs into tomorrow
        office = cast.make_unit(kind="probation_office", name="Harbour Street Office", zone=noon)
        made = Round(office, cast.make_actor(Role.PROBATION_OFFICER, office, name="Iris Berg"))
        for at, name in enumerate(NAMES):
            supervise(made, name, 5 + at)
        session.remove()
    return made


@dataclass
class Phone:
    """A browser with a memory on disk. ``page`` is the field app."""

    engine: Any
    site: Site
    folder: pathlib.Path
    language: str = "en-GB"
    context: Any = None
    page: Any = None
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str = "/field/", **over: Any) -> Any:
        """Start the browser and open the app."""
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        self.context = self.engine.launch_persistent_context(
            str(self.folder), executable_path=chromium(), args=arguments, base_url=self.site.url, locale=self.language,
            viewport={"width": 360, "height": 740}, has_touch=True, accept_downloads=True, **over,
        )  # fmt: skip
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self.complaints.append(said.text) if "Policy" in said.text else None)
        self.page.goto(path)
        return self.page

    def close(self) -> None:
        if self.context:
            self.context.close()
            self.context = None

    def kill(self) -> None:
        """The way a phone dies: at once. Only the browser that holds this folder is ended."""
        mark = f"--user-data-dir={self.folder}".encode()
        for entry in pathlib.Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                words = (entry / "cmdline").read_bytes().split(b"\0") if entry.name.isdigit() else []
                if mark in words and not any(word.startswith(b"--type=") for word in words):
                    os.kill(int(entry.name), signal.SIGKILL)
        with contextlib.suppress(Exception):
            self.context.close()
        self.context = None

    def sign_in(self, actor: Actor) -> None:
        """The cookie of a live session, with a date, so that it outlives the browser."""
        with self.site.app.app_context():
            carried = {"_user_id": cast.begin_session(actor), "_fresh": True}
            session.remove()
        value = SecureCookieSessionInterface().get_signing_serializer(self.site.app).dumps(carried)
        name, ends = self.site.app.config["SESSION_COOKIE_NAME"], time.time() + 86_400
        self.context.add_cookies([{"name": name, "value": value, "url": self.site.url, "expires": ends}])

    def prepare(self, pin: str = PIN) -> None:
        """Today's route, fetched and kept under a PIN."""
        page = self.page
        page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
        page.click("text=Prepare my day")
        page.wait_for_selector(".screen.choose, .screen.newpin")
        if page.locator(".screen.choose").count():
            page.click("button:has-text('Take them along')")
        page.fill("[name=pin]", pin)
        page.fill("[name=again]", pin)
        page.click("text=Keep the pack on this phone")
        page.wait_for_selector(".screen.home")

    def unlock(self, pin: str = PIN) -> None:
        self.page.fill("[name=pin]", pin)
        self.page.click("button:has-text('Unlock')")
        self.page.wait_for_selector(".screen.home")

    def visit(self, name: str, outcome: int = 0, note: str = "") -> None:
        """One visit, as an officer taps it."""
        page = self.page
        page.click(f".card:has-text('{name}') [data-visit]")
        page.wait_for_selector(".screen.visit")
        page.click(f"[data-outcomes] label >> nth={outcome}")
        if note:
            page.fill("[name=note]", note)
        page.click("text=Save the visit")
        page.wait_for_selector(".screen.home")

    def stored(self, store: str) -> list[Any]:
        """The rows of a store of this phone, buffers as their size."""
        return self.page.evaluate(
            "name => self.Field.store.all(name).then(rows => JSON.parse(JSON.stringify(rows, (key, value) =>"
            " value && value.byteLength !== undefined ? value.byteLength : value)))", store,
        )  # fmt: skip


@pytest.fixture
def make_phone(browser: Any, site: Site, tmp_path: pathlib.Path) -> Iterator[Callable[..., Phone]]:
    made: list[Phone] = []

    def make(**over: Any) -> Phone:
        made.append(Phone(browser.browser_type, site, tmp_path / f"phone-{len(made)}", **over))
        return made[-1]

    yield make
    for one in made:
        one.close()
    assert not [said for one in made for said in one.complaints]


@pytest.fixture
def phone(make_phone: Callable[..., Phone], route: Round) -> Phone:
    """The officer's phone, signed in, the app open, nothing prepared."""
    made = make_phone()
    made.open()
    made.sign_in(route.officer)
    return made


def contacts_of(around: Round) -> list[Any]:
    """The visits on the server, in the order of their arrival."""
    held = sa.select(Contact).where(Contact.outcome.is_not(None)).order_by(Contact.received_at, Contact.id)
    found = list(session.scalars(held))
    session.remove()
    return found


def eventually(look: Callable[[], Any], seconds: float = 15) -> Any:
    """What ``look`` finds as soon as it finds something."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.2)
    return found

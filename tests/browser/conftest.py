"""A small demo, built once a run, behind a real server: what the walks of the daily jobs happen in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import flask
import pytest
from werkzeug.serving import make_server

from kernel import db


@pytest.fixture
def demo_app(demo_database, real_db, databases, tmp_path) -> Iterator[flask.Flask]:
    """The app on a copy of the demo. ``real_db`` keeps the test out of the shared transaction."""
    from app import create_app  # noqa: TID251 - the bench stands where a server would
    from kernel.settings import Settings

    url = databases.make("walk", demo_database)
    yield create_app(Settings(var=tmp_path, database_url=url, behind_tls=False, demo=True), TESTING=False)
    db.release()
    databases.drop("walk")


@pytest.fixture
def demo(demo_app) -> Iterator[str]:
    """The address of a server of the demo."""
    server = make_server("127.0.0.1", 0, demo_app, threaded=True)
    worker = threading.Thread(target=server.serve_forever, daemon=True)
    worker.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    worker.join(timeout=10)
    server.server_close()


@pytest.fixture
def walk_as(browser, demo) -> Iterator[Callable[..., object]]:
    """``walk_as("probation")``: a page signed in by one click; ``walk_as("")``: a visitor's. ``phone=True``: 360 px."""
    contexts = []

    def go(username: str, *, phone: bool = False, language: str = "en-GB") -> object:
        size = {"width": 360, "height": 740} if phone else {"width": 1280, "height": 860}
        context = browser.new_context(base_url=demo, viewport=size, locale=language, service_workers="block")
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        page.on("requestfailed", lambda request: complaints.append(request.url) if demo not in request.url else None)
        if username:
            page.goto("/demo")
            button = page.locator(f"form:has(input[value='{username}']) button")
            button.click()
            page.wait_for_url(f"{demo}/")
        return page

    complaints: list[str] = []
    yield go
    for context in contexts:
        context.close()
    assert not complaints, complaints

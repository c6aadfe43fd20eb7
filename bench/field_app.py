"""How long an officer at a door waits for the field app: no network, a browser just started, an old phone.

A pack of forty people is prepared on a server, the browser is closed and the server stopped. Then the browser is
started anew and the app opened, again and again: from the address to a PIN screen that can be typed into, from the PIN
to the list, from the list to the form of a visit. Chromium slows the page down so many times (CPU throttling of its
developer tools). It slows the page's own thread only: the PIN's rounds are computed on another, so they stand apart.
"""

from __future__ import annotations

import contextlib
import logging
import os
import pathlib
import shutil
import statistics
import threading
from collections.abc import Iterator
from typing import Any

from werkzeug.serving import make_server

from app import create_app  # noqa: TID251 - the bench stands where a server would
from bench.client import signed_in_cookie
from bench.officers_day import MINE, USERNAME, caseload_of_forty
from kernel import db
from kernel.settings import Settings

PIN, ROUNDS, SLOWED = "738291", 7, (1, 4, 6)
WATCH = """self.seen = {}; new MutationObserver(() => {
  const screen = document.querySelector(".screen");
  if (!screen || screen.className in self.seen) return;
  const name = screen.className;
  self.seen[name] = -1;
  requestAnimationFrame(() => setTimeout(() => { self.seen[name] = performance.now(); }));
}).observe(document, { childList: true, subtree: true });"""
"""Notes when each screen was first painted, in milliseconds after the address was asked for."""
WAIT = "name => self.seen[name] > 0"
PRESSED = "selector => { const at = performance.now(); document.querySelector(selector).click(); return at; }"
FORTY = (
    """most => Array.from(document.querySelectorAll(".choose li input"), (box, at) => { box.checked = at < most; })"""
)
PIN_ALONE = """async (pin) => {
  const { openKey } = await import(document.querySelector('link[href$="/crypto.js"]').href);
  const kept = await self.Field.store.noted("key"), at = performance.now();
  await openKey(kept, pin);
  return [performance.now() - at, kept.rounds];
}"""


def field_app(folder: pathlib.Path, _people: int) -> None:
    """Print what opening the app without network takes on phones as fast as this machine, 4 and 6 times slower."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - the other cases do without a browser

    if not _chromium():
        print("\nField app without network: no Chromium here")
        return
    with sync_playwright() as driver:
        _measure(driver.chromium, folder)


def _measure(engine: Any, folder: pathlib.Path) -> None:
    profile = folder / "phone"
    with (
        _served(caseload_of_forty(folder / "field.sqlite"), folder) as (url, cookie),
        _browser(engine, profile) as phone,
    ):
        size = _prepare(phone, url, cookie)
    print(f"\nField app without network, {MINE} people, {size:,} characters of pack; median of {ROUNDS} (range), ms")
    print(f"{'page slowed':<12}{'to the PIN':>20}{'PIN to list':>20}{'of it rounds':>22}{'list to form':>20}")
    for slowed in SLOWED:
        rows = [_open(engine, profile, url, slowed) for _n in range(ROUNDS)]
        to_pin, to_list, rounds, to_form, counted = (list(one) for one in zip(*rows, strict=True))
        apart = f"{_spread(rounds)} of {counted[0] // 1000}k"
        print(f"{slowed:<12}{_spread(to_pin):>20}{_spread(to_list):>20}{apart:>22}{_spread(to_form):>20}", flush=True)


def _spread(found: list[float]) -> str:
    return f"{statistics.median(found):.0f} ({min(found):.0f}-{max(found):.0f})"


@contextlib.contextmanager
def _served(file: pathlib.Path, var: pathlib.Path) -> Iterator[tuple[str, str]]:
    """The address of a server and the officer's cookie."""
    app = create_app(Settings(var=var, database_url=f"sqlite:///{file}", demo=True, behind_tls=False))
    with app.app_context():
        cookie = signed_in_cookie(app, USERNAME)
        db.session.remove()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}", cookie
    finally:
        server.shutdown()
        server.server_close()
        db.release()


def _chromium() -> str | None:
    return next((path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if path), None)


@contextlib.contextmanager
def _browser(engine: Any, profile: pathlib.Path) -> Iterator[Any]:
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    size = {"width": 360, "height": 740}
    phone = engine.launch_persistent_context(str(profile), executable_path=_chromium(), args=arguments, viewport=size)
    try:
        yield phone
    finally:
        phone.close()


def _prepare(phone: Any, url: str, cookie: str) -> int:
    """Take all forty along; how large the pack is."""
    name, _is, value = cookie.partition("=")
    phone.add_cookies([{"name": name, "value": value, "url": url}])
    page = phone.new_page()
    page.goto(f"{url}/field/")
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.click("[data-do=choose]")
    page.wait_for_selector(".screen.choose li")
    page.evaluate(FORTY, MINE)
    page.click(".dock .button")
    page.fill("[name=pin]", PIN)
    page.fill("[name=again]", PIN)
    page.click(".button.big")
    page.wait_for_selector(".screen.home")
    assert page.locator(".cards .card").count() == MINE
    return int(page.evaluate("self.Field.store.get('pack', 'pack').then(kept => kept.bytes)"))


def _open(engine: Any, profile: pathlib.Path, url: str, slowed: int) -> tuple[float, float, float, float, int]:
    """Milliseconds to the PIN, from there to the list, of the rounds alone, to a visit's form; how many rounds."""
    with _browser(engine, profile) as phone:
        phone.add_init_script(WATCH)
        page = phone.new_page()
        phone.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowed})
        page.goto(f"{url}/field/")
        page.wait_for_function(WAIT, arg="screen unlock")
        page.fill("[name=pin]", PIN)
        pressed = page.evaluate(PRESSED, "form .button.big")
        page.wait_for_function(WAIT, arg="screen home")
        assert page.locator(".cards .card").count() == MINE
        written = page.evaluate(PRESSED, ".cards [data-visit]")
        page.wait_for_function(WAIT, arg="screen visit")
        seen = page.evaluate("self.seen")
        rounds, counted = page.evaluate(PIN_ALONE, PIN)
    return seen["screen unlock"], seen["screen home"] - pressed, rounds, seen["screen visit"] - written, counted

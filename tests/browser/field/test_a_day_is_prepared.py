"""Preparing: today's route is fetched, kept under a PIN, and opens without network after the browser was closed."""

from __future__ import annotations

import time

import pytest

from tests.browser.field.conftest import NAMES

pytestmark = pytest.mark.browser


def test_the_pack_opens_without_network_after_a_restart(phone, site):
    phone.prepare()
    for name in NAMES:
        assert phone.page.locator(f".card:has-text('{name}')").count() == 1
    site.cut()
    phone.close()
    start = time.monotonic()
    page = phone.open()
    page.wait_for_selector(".screen.unlock")
    shown = page.evaluate("performance.now()")
    assert shown < 2000, f"opened after {shown:.0f} ms ({time.monotonic() - start:.1f} s with the browser's own start)"
    phone.unlock()
    assert page.locator(".card").count() == len(NAMES)

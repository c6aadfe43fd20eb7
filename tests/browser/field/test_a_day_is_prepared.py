"""Preparing: today's route is fetched, kept under a PIN, and opens without network after the browser was closed."""

from __future__ import annotations

import pytest

from tests.browser.field.conftest import NAMES

pytestmark = pytest.mark.browser


def test_the_pack_opens_without_network_after_a_restart(phone, site):
    phone.prepare()
    for name in NAMES:
        assert phone.page.locator(f".card:has-text('{name}')").count() == 1
    site.cut()
    phone.close()
    page = phone.open()
    page.wait_for_selector(".screen.unlock")
    phone.unlock()
    assert page.locator(".card").count() == len(NAMES)

"""A classification officer's walk through a form on a phone and on a desk, with keys, without a mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from casework.instruments import service as instruments
from kernel.authz import Role
from kernel.db import transaction
from tests import cast
from tests.casework.assessing.conftest import ANSWERS

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [(360, 780), (1280, 800)])
def test_from_the_first_question_to_the_recommendation(page, browse_as, assert_accessible, size):
    prison = cast.make_unit()
    officer = cast.make_actor(Role.CLASSIFICATION_OFFICER, prison)
    approver = cast.make_actor(Role.CLASSIFICATION_APPROVER, prison)
    with transaction():
        instruments.activate(None, instruments.load_instrument(None), officer.human_id, approver.human_id)
    person_id = cast.make_held(prison)
    opened = browse_as(officer)
    opened.set_viewport_size({"width": size[0], "height": size[1]})
    opened.goto(f"/people/{person_id}/classification")
    opened.get_by_role("button", name="Begin an assessment").click()
    expect(opened.locator("body")).to_contain_text("Question 1 of 9")
    assert_accessible(opened)
    opened.keyboard.press("1")
    expect(opened.locator("input[value=none]"), "figures choose").to_be_checked()
    opened.get_by_role("button", name="Keep and go on").click()
    for key, value in list(ANSWERS.items())[1:]:
        opened.locator(f"input[name={key}][value={value}]").check()
        assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth"), key
        if key == "q5":
            expect(opened.locator("body")).to_contain_text("The file says:")
            assert_accessible(opened)
        name = "Keep and finish" if key == "q9" else "Keep and go on"
        opened.get_by_role("button", name=name).click()
    expect(opened).to_have_url(re.compile("/classification/recommendation$"))
    expect(opened.locator("body")).to_contain_text("Final")
    opened.get_by_role("link", name="The answers").click()
    expect(opened.locator("input[type=radio]:checked")).to_have_count(len(ANSWERS))
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(opened)

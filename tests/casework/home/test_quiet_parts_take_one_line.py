"""A part of the home page that holds nothing but noughts takes one word in one line; its lists stay one click away."""

from __future__ import annotations

from casework.home.queries import Block, Stat
from kernel.authz import Role
from tests import cast
from tests.casework.people_inside import received


def heads(page):
    """The titles that stand open on the page, above the line of what is quiet."""
    return page.partition("quiet-parts")[0]


def test_noughts_alone_are_quiet():
    nought, one = (Stat(number=number, label="x", href="/") for number in (0, 1))
    assert Block(title="a", stats=[nought, nought]).is_quiet
    assert not Block(title="a", stats=[nought, one]).is_quiet
    assert not Block(title="a", stats=[nought], template="t.html").is_quiet
    assert not Block(title="a").is_quiet


def test_the_governor_sees_what_waits_and_one_line_for_the_rest(prison, client, sign_in):
    governor = cast.make_actor(Role.GOVERNOR, prison)
    browser = sign_in(client, governor)
    page = browser.get("/").text
    assert "Nothing waits in: " in page
    assert "Receptions to finish" not in heads(page)
    assert "/receptions/unfinished" in page, "the list stays one click away"
    received(prison)
    page = browser.get("/").text
    assert "Receptions to finish" in heads(page)
    assert "<h2>Releases</h2>" not in heads(page)

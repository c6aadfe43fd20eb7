"""Everybody sees where they are signed in, and can end it there; nobody ends another's."""

from __future__ import annotations

import dataclasses

import pytest

from kernel.accounts import queries as accounts
from kernel.authz import Role
from kernel.db import transaction
from kernel.errors import NotFound
from kernel.staff import queries, service
from tests import cast


def test_a_browser_left_open_is_signed_out_from_here():
    actor = cast.make_actor(Role.GOVERNOR)
    here, there = cast.begin_session(actor), cast.begin_session(actor)
    me = accounts.signed_in_actor(here)[0]
    listed = {one.here: one.ref for one in queries.sessions_of(me)}
    assert set(listed) == {True, False}
    with transaction():
        service.end_session(me, listed[False])
    assert accounts.signed_in_actor(there) is None
    assert accounts.signed_in_actor(here)


def test_nobody_ends_the_session_of_another():
    actor, other = cast.make_actor(Role.GOVERNOR), cast.make_actor(Role.GOVERNOR)
    token = cast.begin_session(other)
    theirs = queries.sessions_of(dataclasses.replace(other))[0].ref
    for ref in (theirs, "", "no such"):
        with pytest.raises(NotFound), transaction():
            service.end_session(actor, ref)
    assert accounts.signed_in_actor(token)


def test_the_page_ends_one(client, sign_in, app):
    actor = cast.make_actor(Role.INSTRUCTOR)
    sign_in(client, actor)
    left = app.test_client()
    sign_in(left, actor)
    ref = next(one.ref for one in queries.sessions_of(actor) if one.ref in left.get("/my/sessions").text)
    assert client.get("/my/sessions").status_code == 200
    assert client.post("/my/sessions/end", data={"ref": ref}).status_code == 303

"""Amara, who signs in with two steps; what the pages show her once."""

from __future__ import annotations

import re

import pytest

from kernel.authz import Role
from tests import cast

PASSWORD = "four blue tram seats"
SEED = re.compile(r"<code>([A-Z2-7 ]{39})</code>")
CODES = re.compile(r'<li><bdi dir="ltr">([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</bdi></li>')


@pytest.fixture
def amara(real_db):
    return cast.make_actor(Role.GOVERNOR, username="amara", password=PASSWORD)


@pytest.fixture
def desk(real_db, amara, sign_in):
    return sign_in(real_db.test_client(), amara)


@pytest.fixture
def given(real_db, amara):
    """(the seed of Amara's app, the codes of her card), set up before."""
    return cast.make_factor(amara, secret=real_db.secret_key.encode())


def begin(desk, wanted="app", proof=PASSWORD):
    return desk.post("/my/sign-in", data={"wanted": wanted, "proof": proof})


def seed_on(desk):
    return SEED.search(desk.get("/my/sign-in/new").text)[1].replace(" ", "")


def type_password(app, username="amara"):
    client = app.test_client()
    client.post("/sign-in", data={"username": username, "password": PASSWORD})
    return client

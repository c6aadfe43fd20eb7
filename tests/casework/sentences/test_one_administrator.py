"""An administrator alone invents nobody: whatever they register, grant, hand out or try, no account that is not
their own ever opens, no release date moves forward and nobody is let out. With a second human the same walk gets there.
"""

from __future__ import annotations

import random
import re

import pytest
import sqlalchemy as sa

from kernel.accounts.models import Account
from kernel.authz import Role
from kernel.confirmations.queries import waiting_on
from kernel.db import session
from kernel.ids import new_id
from tests import cast
from tests.casework.sentences.people_sentenced import sentenced
from tests.casework.sentences.test_one_human import Walk, gone, picture
from tests.conftest import enter

CODE = re.compile(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}")
PASSWORD = "four blue tram seats"
WANTED = (Role.RECORDS_OFFICER, Role.GOVERNOR, Role.CASE_MANAGER)


class Inventor:
    """A human with an administrator's account, every code they were ever shown, and a mind to use them."""

    def __init__(self, app, admins, prison, seed):
        self.app, self.prison, self.rng = app, prison, random.Random(seed)
        self.admins = [enter(app.test_client(), one) for one in admins]
        self.codes, self.entered = {}, []

    def step(self):
        self.rng.choice((self.register, self.grant, self.fresh_code, self.reopen, self.confirm, self.use_codes))()

    def post(self, path, **data):
        answer = self.rng.choice(self.admins).post(path, data=data)
        assert answer.status_code < 500, path
        return answer

    def somebody(self):
        return self.rng.choice(session.execute(sa.select(Account.id, Account.username)).all())

    def noted(self, answer, username):
        if found := CODE.search(answer.text):
            self.codes[username] = found.group()

    def role(self):
        return {"role": self.rng.choice(WANTED).value, "unit": str(self.prison.id)}

    def register(self):
        name = f"inv{new_id().hex[-8:]}"
        role = {f"grants-0-{key}": value for key, value in self.role().items()}
        self.noted(self.post("/staff/new", name="Zoe Novak", staff_number=name, username=name, **role), name)

    def grant(self):
        self.post(f"/staff/{self.somebody().id}/roles", **self.role())

    def fresh_code(self):
        one = self.somebody()
        self.noted(self.post(f"/staff/{one.id}/code"), one.username)

    def reopen(self):
        one = self.somebody()
        self.post(f"/staff/{one.id}/close", reason="left")
        self.noted(self.post(f"/staff/{one.id}/reopen"), one.username)

    def confirm(self):
        one = self.somebody()
        self.post(f"/staff/confirmations/{one.id}", item=[str(row.id) for row in waiting_on(one.id)])

    def use_codes(self):
        for username, code in self.codes.items():
            browser = self.app.test_client()
            browser.post("/activate", data={"username": username, "code": code, "password": PASSWORD})
            answer = browser.post("/sign-in", data={"username": username, "password": PASSWORD})
            if answer.status_code == 302 and browser.get("/my/sessions").status_code == 200:
                self.entered.append((browser, frozenset(WANTED)))


def walk(app, seed, steps, humans):
    prison = cast.make_unit()
    people = [sentenced(prison, months=1, ago=60)[0], sentenced(prison, ago=20)[0]]
    for role in WANTED:
        cast.make_account((role, prison.id), password="six grey tram seats")
    admins = [cast.make_actor(Role.ADMINISTRATOR) for _n in range(humans)]
    before, inventor = picture(people), Inventor(app, admins, prison, seed)
    walker = Walk(app, admins, people, seed, ("sentences.", "release."))
    for _step in range(steps):
        inventor.step()
        walker.clients = [(client, frozenset()) for client in inventor.admins] + inventor.entered
        walker.step()
    return {one for one, day in picture(people).items() if day < before[one]}, gone(people), inventor.entered


@pytest.mark.parametrize("seed", range(2))
def test_one_administrator_becomes_nobody_else_and_moves_nothing(app, seed):
    earlier, out, entered = walk(app, seed, 60, humans=1)
    assert (earlier, out, entered) == (set(), set(), [])


def test_two_administrators_do_open_accounts_on_the_same_ways(app):
    assert any(walk(app, seed, 60, humans=2)[2] for seed in range(3)), "else the walk above proves nothing"

"""Two servers of one database, killed with -9 at random while five phones send 500 operations: none lost, none doubled.

A phone sends each operation until it is acknowledged, like the real one; an answer lost on the way is asked for again.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask.sessions import SecureCookieSessionInterface

from kernel import audit, db
from kernel.audit import AuditEntry
from kernel.authz import Role
from kernel.settings import ROOT
from probation.contacts.models import Contact
from probation.field_ops.models import FieldOperation
from probation.orders import service as orders
from tests import cast
from tests.probation.conftest import make_person, new_order
from tests.probation.field import Phone

PHONES, EACH = 5, 100


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One server process on a port that it keeps over its lives."""

    def __init__(self, url: str, var: str) -> None:
        self.port, self.kills, self.up = free_port(), 0, False
        self.command = [sys.executable, str(ROOT / "tests" / "faults" / "field_server.py"), url, var, str(self.port)]
        self.begin()

    def begin(self) -> None:
        self.process = subprocess.Popen(
            self.command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        self.up = self.process.stdout.readline() == b"ready\n"

    def kill(self) -> None:
        self.up = False
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.kills += 1


@dataclass
class Answer:
    status_code: int
    json: Any


class Line:
    """A phone's line to whichever server answers. It speaks like the test client, over real sockets."""

    def __init__(self, ports: list[int], cookie: str) -> None:
        self.ports, self.cookie, self.broken = ports, cookie, 0

    def post(self, path: str, *, json: object, headers: dict[str, str]) -> Answer:
        body = dumps(json)
        while True:
            line = http.client.HTTPConnection("127.0.0.1", random.choice(self.ports), timeout=20)
            try:
                line.request("POST", path, body, {**headers, "Content-Type": "application/json", "Cookie": self.cookie})
                answer = line.getresponse()
                return Answer(answer.status, loads(answer.read()))
            except (OSError, http.client.HTTPException):
                self.broken += 1
                time.sleep(0.02)
            finally:
                line.close()


def dumps(body: object) -> bytes:
    return json.dumps(body).encode()


def loads(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return {}


def a_phone(app: Any, ports: list[int]) -> tuple[Phone, list[dict[str, Any]]]:
    """A phone with a pack and a hundred visits in its outbox, each after the one before."""
    office = cast.make_unit(kind="probation_office")
    officer = cast.make_actor(Role.PROBATION_OFFICER, office)
    with cast.deed():
        order = orders.prepare_order(officer, new_order(office, make_person(office)))
    carried = {"_user_id": cast.begin_session(officer), "_fresh": True}
    value = SecureCookieSessionInterface().get_signing_serializer(app).dumps(carried)
    db.session.remove()
    phone = Phone(Line(ports, f"{app.config['SESSION_COOKIE_NAME']}={value}"))
    assert phone.register().status_code == 201
    assert phone.prepare(people=[str(order.id)]).status_code == 201
    return phone, [phone.visit(order.id, note=f"visit {n}") for n in range(EACH)]


def send_all(phone: Phone, outbox: list[dict[str, Any]], told: list[tuple[str, int]]) -> None:
    """In order, each until it is acknowledged; a 5xx is tried again like silence."""
    for operation in outbox:
        while (answer := phone.send(operation)).status_code >= 500:
            time.sleep(0.02)
        told.append((operation["op_id"], answer.status_code))


def fight(servers: list[Server], senders: list[threading.Thread], told: list[tuple[str, int]]) -> None:
    """After every few acknowledgements one server is killed at a random moment and begun again beside the other."""
    chance, next_at, risen = random.Random(7), 10, list[threading.Thread]()
    for sender in senders:
        sender.start()
    while any(sender.is_alive() for sender in senders):
        time.sleep(chance.uniform(0, 0.05))
        up = [server for server in servers if server.up]
        assert up or any(thread.is_alive() for thread in risen), "no server rises any more"
        if len(told) < next_at or not up:
            continue
        victim, next_at = chance.choice(up), len(told) + chance.randrange(10, 40)
        victim.kill()
        risen.append(threading.Thread(target=victim.begin))
        risen[-1].start()
    for thread in risen:
        thread.join()


@pytest.mark.slow
def test_none_of_five_hundred_is_lost_and_none_is_doubled(real_db):
    given = real_db.extensions["throughcare_settings"]
    servers = [Server(given.database_url, str(given.var)) for _n in range(2)]
    try:
        ports = [server.port for server in servers]
        boxes = [a_phone(real_db, ports) for _n in range(PHONES)]
        told: list[tuple[str, int]] = []
        senders = [threading.Thread(target=send_all, args=(*box, told), daemon=True) for box in boxes]
        fight(servers, senders, told)
    finally:
        for server in servers:
            server.kill()
    check(told, [operation["op_id"] for _phone, outbox in boxes for operation in outbox])
    assert sum(server.kills for server in servers) > 10
    assert sum(phone.client.broken for phone, _box in boxes) > 0, "no answer was ever lost: the test proves nothing"


def check(told: list[tuple[str, int]], sent: list[str]) -> None:
    db.session.remove()
    kept = [str(one) for one in db.session.scalars(sa.select(FieldOperation.id))]
    made = db.session.execute(sa.select(FieldOperation.made_id, FieldOperation.status)).all()
    contacts = db.session.scalars(sa.select(Contact.id).where(Contact.outcome.is_not(None))).all()
    logged = db.session.scalars(sa.select(AuditEntry.subject_id).where(AuditEntry.action == "visit.recorded")).all()
    assert Counter(kept) == Counter(sent), "an operation is lost or doubled"
    assert Counter(contacts) == Counter(row.made_id for row in made) == Counter(logged)
    assert {str(row.status) for row in made} == {"applied"}
    assert {code for _op, code in told} <= {200, 201}
    assert Counter(op for op, _code in told) == Counter(sent)
    assert audit.verify().first_bad is None

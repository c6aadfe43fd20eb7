"""A coordinator makes a programme, opens it, and opens a group with its weekly time."""

from __future__ import annotations

import sqlalchemy as sa

from kernel.authz import Role
from kernel.db import session
from programmes.catalogue.models import Programme
from programmes.intakes.models import ClassSession


def day(name, text):
    return dict(zip((f"{name}-day", f"{name}-month", f"{name}-year"), text.split(), strict=True))


def test_the_whole_way(client, sign_in, as_actor, prison):
    boss = as_actor((Role.PROGRAMME_COORDINATOR, Role.INSTRUCTOR), prison)
    sign_in(client, boss)
    typed = {"code": "W1", "name": "Welding", "kind": "vocational", "modules": "Seams; 120", "pass_percent": "80"}
    typed |= day("valid_from", "1 1 2030")
    assert client.post("/programmes/new", data=typed | {"modules": "Seams"}).status_code == 422
    refused = client.post("/programmes/new", data=typed | {"certificate_title": "Prison welding"})
    assert refused.status_code == 422
    assert client.post("/programmes/new", data=typed).status_code == 302
    made = session.scalar(sa.select(Programme))
    assert client.post(f"/programmes/{made.id}/status", data={"status": "live"}).status_code == 302
    for path in ("/programmes", "/programmes/new", f"/programmes/{made.id}", f"/programmes/{made.id}/groups/new"):
        assert client.get(path).status_code == 200, path
    group = {
        "name": "A",
        "unit_id": str(prison.id),
        "instructor_id": str(boss.human_id),
        "capacity": "8",
        "weekday": "0",
    }
    group |= {"starts_at": "08:00", "ends_at": "10:00"} | day("starts_on", "7 1 2030") | day("ends_on", "20 1 2030")
    group["workshop_id"] = ""
    assert client.post(f"/programmes/{made.id}/groups/new", data=group).status_code == 302
    assert session.scalar(sa.select(sa.func.count()).select_from(ClassSession)) == 2

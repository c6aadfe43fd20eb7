"""Two devices, every order and every gap: what is on file in the end is the same, each visit once."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.db import session
from kernel.ids import new_id
from probation.contacts.models import Contact
from probation.field_checkins.models import FieldCheckin
from probation.field_ops.models import FieldOperation
from probation.field_proposals.models import FieldProposal
from tests.probation.conftest import NOW
from tests.probation.field import Phone
from tests.probation.field_ops.conftest import take_out

EACH = 6


def outbox(phone, world, name):
    """Six operations of one device in one line: going in, visits (two about the next appointment), back, a proposal."""
    start, planned = str(new_id()), str(new_id())
    begin = (NOW - dt.timedelta(hours=3)).isoformat()
    until = (NOW + dt.timedelta(hours=1)).isoformat()
    after = {"id": planned, "kind": "home", "at": (NOW - dt.timedelta(minutes=90)).isoformat()}
    early = (NOW - dt.timedelta(hours=2)).isoformat()
    order = str(world.order.id)
    return [
        phone.write("checkin.start", order, {"id": start, "back_by": until}, occurred_at=begin),
        phone.visit(order, note=f"{name} plans", occurred_at=early, next=after),
        phone.visit(order, note=f"{name} answers", answers_id=planned),
        phone.visit(order, note=f"{name} again", kind="phone"),
        phone.write("proposal", order, {"id": str(new_id()), "address": f"{name} Lane"}),
        phone.write("checkin.end", order, {"id": start}),
    ]


def on_file():
    notes = session.scalars(sa.select(Contact.note).where(Contact.outcome.is_not(None))).all()
    seen = session.scalars(sa.select(FieldProposal.address)).all()
    back = session.scalars(sa.select(FieldCheckin.back_at)).all()
    waiting = session.scalars(sa.select(FieldOperation.status)).all()
    return sorted(notes), sorted(seen), len(back), all(back), {str(one) for one in waiting}


DONE = (
    sorted(f"{name} {what}" for name in ("Ash", "Birch") for what in ("plans", "answers", "again")),
    ["Ash Lane", "Birch Lane"], 2, True, {"applied"},
)  # fmt: skip


@st.composite
def deliveries(draw):
    """What arrives, in which order: every operation at least once, some more often, some first lost."""
    all_of_them = [(device, n) for device in (0, 1) for n in range(EACH)]
    first = draw(st.permutations(all_of_them))
    lost = draw(st.sets(st.sampled_from(all_of_them), max_size=EACH))
    extra = draw(st.lists(st.sampled_from(all_of_them), max_size=EACH))
    last = draw(st.permutations(all_of_them))
    return [one for one in first if one not in lost] + extra + list(last)


def test_random_orders_and_gaps_of_two_devices_converge(client, sign_in, world, isolation):
    one = take_out(client, sign_in, world, world.officer)
    two = Phone(client)
    assert two.register().status_code == 201
    assert two.prepare(people=[str(world.order.id)]).status_code == 201
    phones = (one, two)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(plan=deliveries())
    def run(plan):
        savepoint = isolation.begin_nested()
        try:
            boxes = [outbox(phone, world, name) for phone, name in zip(phones, ("Ash", "Birch"), strict=True)]
            for device, n in plan:
                phones[device].last.clear()
                answer = phones[device].send(boxes[device][n])
                assert answer.status_code in (200, 201, 202), answer.json
            assert on_file() == DONE
        finally:
            session.remove()
            for phone in phones:
                phone.last.clear()
            savepoint.rollback()

    run()

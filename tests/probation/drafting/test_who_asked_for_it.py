"""A variation says who asked for it and whether it was talked over; the person is never told that a victim asked."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import sqlalchemy as sa
from pypdf import PdfReader
from sqlalchemy.exc import IntegrityError

from casework.people.queries import person_for
from casework.public import Redactor
from kernel.db import session
from kernel.errors import DomainError
from probation.conditions import service as conditions
from probation.conditions.models import Asker
from probation.copied.queries import sections
from probation.drafting import service as drafting
from probation.orders.models import ConditionSet
from probation.orders.queries import sets_of
from tests import cast

GOOD = {
    "reason": "The work begins earlier now.", "asked_by": "victim", "talked": "no",
    "not_talked": "The victim is moving first.",
}  # fmt: skip
DAY = {"talked_on-day": "27", "talked_on-month": "2", "talked_on-year": "2026"}


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "short"}, "reason"),
        ({"asked_by": ""}, "asked_by"),
        ({"asked_by": "neighbour"}, "asked_by"),
        ({"talked": ""}, "talked"),
        ({"talked": "yes"}, "talked_on"),
        ({"talked": "yes", **DAY, "talked_on-day": "31"}, "talked_on"),
        ({"talked": "yes", **DAY, "talked_on-year": "2027"}, "talked_on"),
        ({"not_talked": ""}, "not_talked"),
        ({"not_talked": "no time"}, "not_talked"),
    ],
)
def test_each_refusal_stands_beside_its_field_and_what_was_typed_stays(client, sign_in, world, over, field):
    data = {**GOOD, **over}
    answer = sign_in(client, world.officer).post(f"/supervision/orders/{world.order.id}/conditions/new", data=data)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    for name in {"reason", "not_talked"} - set(over):
        assert data[name] in answer.text
    assert len(sets_of(world.order.id)) == 1


@pytest.mark.parametrize(
    ("over", "kept"),
    [
        ({}, (Asker.VICTIM, None, GOOD["not_talked"])),
        ({"talked": "yes", **DAY}, (Asker.VICTIM, dt.date(2026, 2, 27), "")),
        ({**DAY}, (Asker.VICTIM, None, GOOD["not_talked"])),
    ],
)
def test_what_is_kept(client, sign_in, world, over, kept):
    answer = sign_in(client, world.officer).post(
        f"/supervision/orders/{world.order.id}/conditions/new", data={**GOOD, **over}
    )
    assert answer.status_code == 303, answer.text
    made = sets_of(world.order.id)[0]
    assert (made.asked_by, made.talked_on, made.not_talked) == kept


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"asked_by": None}, "asked_by"),
        ({"talked_on": dt.date(2026, 3, 3)}, "talked_on"),
        ({"talked_on": None}, "not_talked"),
        ({"talked_on": None, "not_talked": "no time"}, "not_talked"),
        ({"not_talked": "It was talked over, and why not."}, "not_talked"),
    ],
)
def test_the_command_refuses_the_same(world, over, field):
    with pytest.raises(DomainError) as refused, cast.deed():
        conditions.vary_conditions(world.officer, world.order.id, None, cast.make_variation(**over))
    assert refused.value.field == field


def test_the_database_itself_refuses_an_asker_without_a_talk_or_a_reason(world):
    with cast.deed():
        made = conditions.vary_conditions(world.officer, world.order.id, None, cast.make_variation())
    with pytest.raises(IntegrityError, match="talked_over_or_why_not"), cast.deed():
        session.connection().execute(sa.update(ConditionSet).where(ConditionSet.id == made.id).values(talked_on=None))


def vary(world, **over):
    with cast.deed():
        made = conditions.vary_conditions(world.officer, world.order.id, None, cast.make_variation(**over))
        drafting.add_condition(world.officer, made.id, cast.make_extra())
        conditions.submit_conditions(world.officer, world.order.id)
    return made


def test_it_stands_in_the_history_and_where_the_supervisor_decides(client, sign_in, world):
    made = vary(world, asked_by=Asker.VICTIM, talked_on=None, not_talked="The victim is moving first.")
    page = sign_in(client, world.supervisor).get(f"/supervision/orders/{world.order.id}").text
    words = "Asked for by: The victim, or who speaks for the victim."
    assert page.count(words) == 2, "in the history, and beside what is to be approved"
    assert page.rindex(words) < page.index('id="decide"')
    assert page.count("The victim is moving first.") == 2
    assert words in client.get(f"/supervision/versions/{made.id}").text


def test_a_talk_stands_with_its_day(client, sign_in, world):
    vary(world, asked_by=Asker.COURT)
    page = sign_in(client, world.supervisor).get(f"/supervision/orders/{world.order.id}").text
    assert "Asked for by: The court or board." in page
    assert "Talked over with the person on Mon 2 Mar 2026." in page


def test_what_was_written_before_anybody_asked_is_not_recorded(client, sign_in, world):
    made = vary(world)
    with cast.deed():
        session.connection().execute(
            sa.update(ConditionSet).where(ConditionSet.id == made.id).values(asked_by=None, talked_on=None)
        )
    page = sign_in(client, world.supervisor).get(f"/supervision/orders/{world.order.id}").text
    assert "Who asked for it: not recorded." in page
    assert "Talked over with the person: not recorded." in page


def test_no_paper_of_the_person_says_who_asked(client, sign_in, world):
    made = vary(world, asked_by=Asker.VICTIM, talked_on=None, not_talked="The victim is moving first.")
    with cast.deed():
        conditions.decide_conditions(world.supervisor, world.order.id, approve=True)
    sign_in(client, world.officer)
    address = f"/supervision/orders/{world.order.id}/conditions.pdf?version={made.id}"
    said = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(client.get(address).data)).pages)
    assert "4 Mill Row" in said
    own = str(sections(person_for(world.officer, world.person.id), Redactor({}, {})))
    for secret in ("sked for by", "victim", "moving first"):
        assert secret not in said
        assert secret not in own

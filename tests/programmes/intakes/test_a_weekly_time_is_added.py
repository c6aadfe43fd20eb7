"""One more weekly time for a group that runs: from today on, and within the legal hours."""

from __future__ import annotations

import datetime as dt

from kernel import clock
from kernel.ids import new_id
from programmes.intakes.queries import sessions_of

LATER = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)


def test_it_is_planned_from_today_on(boss, group, client, sign_in):
    page = f"/intakes/{group.id}"
    typed = {"id": str(new_id()), "weekday": "1", "starts_at": "8:00", "ends_at": "10:00"}
    with clock.held_at(LATER):
        sign_in(client, boss)
        assert client.post(f"{page}/times", data=typed).status_code == 302
        assert client.post(f"{page}/times", data=typed).status_code == 302
        assert "Tuesday" in client.get(page).text
    days = [row.held_on for row in sessions_of(group.id)]
    assert days == [dt.date(2026, 11, 23), dt.date(2026, 11, 30), dt.date(2026, 12, 1)]


def test_too_many_hours_are_refused_with_the_rule(boss, group, client, sign_in):
    sign_in(client, boss)
    typed = {"id": str(new_id()), "weekday": "0", "starts_at": "10:00", "ends_at": "18:00"}
    refused = client.post(f"/intakes/{group.id}/times", data=typed)
    assert refused.status_code == 422
    assert "Mandela Rule 102" in refused.text
    assert 'value="18:00"' in refused.text

"""The timeline tells of orders, sentences, calculations, alerts and receptions beside movements, newest first."""

import datetime as dt

from casework.alerts.models import AlertCode
from casework.alerts.service import raise_alert
from casework.sentences.service import NewSentence, calculate, impose, install_sample_law
from casework.timeline.queries import timeline_of
from kernel import clock
from kernel.authz import Role
from kernel.db import transaction
from tests.casework.people_inside import received

SOON = dt.timedelta(minutes=5)


def test_every_source_speaks_and_the_role_decides(prison, as_actor, app):
    officer, person = as_actor(Role.RECORDS_OFFICER, prison), received(prison, family_informed_at=clock.now())
    with transaction():
        install_sample_law(None)
        impose(
            officer, NewSentence(person_id=person, court="Court", offence="Theft", months=12, imposed_on=clock.today())
        )
        calculate(officer, person)
        raise_alert(officer, person, AlertCode.ESCAPE, "Two officers")
    with app.test_request_context():
        entries = timeline_of(officer, person, clock.now() + SOON)
        told = {entry.title for entry in entries}
        hidden = {entry.title for entry in timeline_of(as_actor(Role.INSTRUCTOR, prison), person, clock.now() + SOON)}
    assert told >= {
        "Received",
        "Order of custody",
        "Sentenced",
        "Dates worked out",
        "Alert: Escape risk",
        "Family told of the reception",
    }
    assert [entry.at for entry in entries] == sorted((entry.at for entry in entries), reverse=True)
    assert not told & hidden


def test_the_page_shows_a_day_without_a_false_hour(prison, signed_in):
    client, person = signed_in(Role.RECORDS_OFFICER, prison), received(prison)
    shown = client.get(f"/people/{person}/timeline").text
    assert "Order of custody" in shown
    assert "00:00" not in shown.split("Order of custody")[0].rsplit("<li", 1)[1]


def test_one_topic_is_read_alone(prison, signed_in):
    client, person = signed_in(Role.CASE_MANAGER, prison), received(prison)
    page = f"/people/{person}/timeline"
    assert "Order of custody" in client.get(page).text
    assert "Order of custody" in client.get(page, query_string={"topic": "custody"}).text
    assert "Order of custody" not in client.get(page, query_string={"topic": "money"}).text
    assert client.get(page, query_string={"topic": "nonsense"}).status_code == 200

"""The list, a version with its examples, trying it without a script, the editor with its flaws and its preview."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from casework.classification.models import InstrumentVersion
from casework.instruments import service
from kernel.authz import Role
from kernel.db import session, transaction
from tests import cast

LDS = service.shipped_text("lds")


@pytest.fixture
def prison():
    return cast.make_unit()


@pytest.fixture
def officer(as_actor, prison):
    return as_actor(Role.CLASSIFICATION_OFFICER, prison)


def count():
    return session.scalar(sa.select(sa.func.count()).select_from(InstrumentVersion))


def test_written_looked_at_kept_and_put_in_force(client, sign_in, officer, as_actor, prison):
    sign_in(client, officer)
    assert "Learning screen" in client.get("/instruments").text
    assert "isCurrentlyOfNoFixedAbode" in client.get("/instruments/new?like=lds").text
    looked = client.post("/instruments/new", data={"text": LDS, "go": "look", "a-qualifications": "no_qualifications"})
    assert looked.status_code == 200
    assert "LDS-7" in looked.text
    assert "Provisional" in looked.text
    assert 'value="no_qualifications" checked' in looked.text or "checked" in looked.text
    assert count() == 0, "looking keeps nothing"
    kept = client.post("/instruments/new", data={"text": LDS, "go": "keep"})
    assert kept.status_code == 303
    page = client.get(kept.location).text
    assert "You proposed this form." in page
    assert page.count("Passed") > 2
    refused = client.post(f"{kept.location}/activate")
    assert refused.status_code == 403
    sign_in(client, as_actor(Role.CLASSIFICATION_APPROVER, prison))
    assert client.post(f"{kept.location}/activate").status_code == 303
    assert "In force" in client.get(kept.location).text


def test_a_text_with_flaws_keeps_what_was_typed_and_names_the_lines(client, sign_in, officer):
    sign_in(client, officer)
    broken = LDS.replace("{ from = 3, to = 4, give = 1", "{ from = 2, to = 4, give = 1")
    at = next(n for n, one in enumerate(broken.splitlines(), 1) if "from = 2, to = 4" in one)
    answer = client.post("/instruments/new", data={"text": broken, "go": "keep"})
    assert answer.status_code == 422
    assert f"Line {at}" in answer.text
    assert "outputs[2].bands[2]" in answer.text
    assert "from = 2, to = 4, give = 1" in answer.text
    assert count() == 0


def test_a_form_is_tried_by_its_address_alone(client, sign_in, officer):
    with transaction():
        made = service.keep(officer, service.shipped_text("psa"))
    sign_in(client, officer)
    address = f"/instruments/{made.id}/try"
    assert "Provisional" in client.get(address).text
    tried = client.get(f"{address}?a-age_at_arrest=400").text
    assert "is no answer. It takes a whole number from 10 to 110" in tried
    full = "&".join(f"a-{one.key}={'0' if one.kind == 'number' else 'no'}" for one in made_form(made).items[1:])
    assert "Final" in client.get(f"{address}?a-age_at_arrest=45&{full}").text


def made_form(version):
    from casework.definitions.rules import form_of

    return form_of(version.definition)


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.INSPECTOR, 403), (Role.GOVERNOR, 403), (Role.CASE_MANAGER, 403), (Role.ADMINISTRATOR, 200)],
)
def test_who_may_write_forms(signed_in, role, status, prison):
    assert signed_in(role, None if role is Role.ADMINISTRATOR else prison).get("/instruments/new").status_code == status


def test_an_administrator_does_not_put_forms_in_force(client, sign_in, officer, as_actor):
    with transaction():
        made = service.keep(officer, LDS)
    sign_in(client, as_actor(Role.ADMINISTRATOR))
    assert client.post(f"/instruments/{made.id}/activate").status_code == 403
    ended = client.post(f"/instruments/{made.id}/withdraw", data={"why": ""})
    assert ended.status_code == 422


def test_the_approver_ends_a_version(client, sign_in, officer, as_actor, prison):
    with transaction():
        made = service.keep(officer, LDS)
    sign_in(client, as_actor(Role.GOVERNOR, prison))
    assert client.post(f"/instruments/{made.id}/activate").status_code == 303
    day = {"last_day-day": "31", "last_day-month": "12", "last_day-year": "2026"}
    assert client.post(f"/instruments/{made.id}/end", data={"why": "Replaced"}).status_code == 422
    assert client.post(f"/instruments/{made.id}/end", data={"why": "Replaced", **day}).status_code == 303
    assert "Replaced" in client.get(f"/instruments/{made.id}").text

"""The law of release is data: proposed by one human, put in force by another, kept with every calculation."""

import datetime as dt
import json

import pytest

from casework.laws import queries
from casework.laws.models import LawState
from casework.laws.rules import Share, definition_of, fraction_of, law_of, shipped, with_change
from casework.laws.service import enact, install_shipped, propose, propose_share, withdraw
from kernel.authz import Role
from kernel.db import transaction
from kernel.errors import DomainError, Forbidden
from tests import cast
from tests.casework.sentences.people_sentenced import sentenced

PACK = """
profile = "here"
title = "Our law"
source = "Penal Code"
[[shares]]
kind = "standard"
from = 2010-01-01
share = "3/4"
citation = "Penal Code, article 12"
"""
FORTY = Share(kind="standard", from_on=dt.date(2020, 1, 1), share=fraction_of("2/5"), citation="Act of 2024")
WHY = "Act of 2024, Gazette 12"


def test_a_pack_is_read_and_asked_by_kind_and_day():
    law = law_of(definition_of(PACK))
    assert str(law.share_for("standard", dt.date(2010, 1, 1)).share) == "3/4"
    assert law.share_for("standard", dt.date(2009, 12, 31)) is None
    assert law.share_for("serious", dt.date(2012, 1, 1)) is None
    assert "sds-50" in shipped()


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("3/4", "4/3", "fraction"), ("3/4", "1/0", "fraction"), ("standard", "strange", "kind"),
        ("from =", "form =", "share"),
        ("2010-01-01", '"soon"', "day"), ("citation", "quotation", "share"), ("title", "tittle", "word"),
        ('"Our law"', '""', "title"), ("[[shares]]", "[[shares", "read"),
    ],
    ids=lambda value: None,
)  # fmt: skip
def test_a_pack_that_is_wrong_says_what_to_mend(old, new, why):
    with pytest.raises(DomainError, match=why):
        definition_of(PACK.replace(old, new, 1))


def test_two_shares_never_hold_on_one_day():
    twice = PACK + PACK[PACK.index("[[shares]]") :].replace("2010", "2012")
    with pytest.raises(DomainError, match="same day"):
        definition_of(twice)


def test_a_change_ends_the_share_before_on_the_day_before():
    changed = law_of(with_change(shipped()["sds-50"], FORTY))
    found = [changed.share_for("standard", day) for day in (dt.date(2019, 12, 31), dt.date(2020, 1, 1))]
    assert [str(share.share) for share in found] == ["1/2", "2/5"]
    with pytest.raises(DomainError, match="later day"):
        with_change(changed_definition(), FORTY)


def changed_definition():
    return json.loads(json.dumps(with_change(shipped()["sds-50"], FORTY)))


def test_one_proposes_another_puts_in_force_and_nobody_is_moved(prison, as_actor):
    person_id, _officer, _colleague = sentenced(prison)
    writer, governor = as_actor(Role.ADMINISTRATOR), as_actor(Role.GOVERNOR, prison)
    with transaction():
        version = propose_share(writer, FORTY, WHY)
    cast.make_trial(version)
    assert queries.law_in_force()[0] == 1
    with pytest.raises(Forbidden), transaction():
        enact(writer, version.id)
    with transaction():
        enact(governor, version.id)
    number, law = queries.law_in_force()
    assert (number, str(law.share_for("standard", dt.date(2024, 1, 1)).share)) == (2, "2/5")
    assert [row.state for row in queries.versions()] == [LawState.IN_FORCE, LawState.REPLACED]
    with pytest.raises(DomainError, match="Only a proposed"), transaction():
        enact(governor, version.id)
    from casework.sentences.queries import calculations_of

    assert calculations_of(person_id)[0].inputs["law"]["number"] == 1
    assert calculations_of(person_id)[0].inputs["sentences"][0]["share"] == "1/2"


def test_a_proposal_may_be_withdrawn_and_must_change_something(as_actor):
    writer = as_actor(Role.ADMINISTRATOR)
    with transaction():
        install_shipped(None)
        install_shipped(None)
        version = propose_share(writer, FORTY, WHY)
        withdraw(writer, version.id)
    with pytest.raises(DomainError, match="in force already"), transaction():
        propose(writer, shipped()["sds-50"], WHY)
    with pytest.raises(DomainError, match="Say in a sentence"), transaction():
        propose_share(writer, FORTY, "because")


def test_the_page_of_the_law(prison, client, sign_in, as_actor):
    with transaction():
        install_shipped(None)
    writer, governor = as_actor(Role.ADMINISTRATOR), as_actor(Role.GOVERNOR, prison)
    sign_in(client, writer)
    day = {"from_on-day": "1", "from_on-month": "1", "from_on-year": "2020"}
    facts = {"kind": "standard", "share": "2/5", "citation": "Act of 2024", "why": WHY, **day}
    assert client.post("/sentences/law", data={**facts, "share": "5/2"}).status_code == 422
    assert client.post("/sentences/law", data=facts).status_code == 303
    version = queries.versions()[0]
    assert client.post(f"/sentences/law/{version.id}/enact").status_code == 403
    sign_in(client, governor)
    assert "Put version 2 in force" not in client.get("/sentences/law").text
    refused = client.post(f"/sentences/law/{version.id}/enact")
    assert refused.status_code == 422
    assert "Dry run over everybody" in refused.text
    cast.make_trial(queries.version_of(version.id))
    assert "Put version 2 in force" in client.get("/sentences/law").text
    assert client.post(f"/sentences/law/{version.id}/enact").status_code == 303
    assert queries.law_in_force()[0] == 2

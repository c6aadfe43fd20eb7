"""Breach and recall: nothing is filed without both sides, alternatives and a second human."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader
from sqlalchemy.exc import IntegrityError

from kernel import audit, clock
from kernel.db import session
from kernel.documents import fetch
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.ids import new_id
from probation.enforcement.queries import standing_of
from probation.orders.models import OrderState, SupervisionOrder
from probation.reports import service
from probation.reports.models import (
    AccountHow,
    Alternative,
    BreachReport,
    ReportKind,
    ReportState,
    Vulnerability,
)
from probation.reports.queries import conditions_in_force, conditions_named, waiting_for_signature
from tests import cast
from tests.probation.enforcement.conftest import Story, paper

ACCOUNT = "I had no money for the bus and nobody to watch my child."
WHY = "Three warnings and two offers of help were not taken up."


@pytest.fixture
def story(world):
    made = Story(world)
    made.to_the_top()
    with made.later(21):
        yield made


def begin(story, kind=ReportKind.BREACH):
    with cast.deed():
        return service.begin_report(story.officer, story.order_id, kind)


def write(story, report, **over):
    facts = {
        "account_how": AccountHow.GIVEN, "account": ACCOUNT, "alternatives": (Alternative.SUPPORT, Alternative.WARNING),
        "reasons": WHY,
    }  # fmt: skip
    with cast.deed():
        return service.write_report(story.officer, service.Draft(report_id=report.id, **facts | over))


def submit(story, report):
    with cast.deed():
        return service.submit_report(story.officer, report.id)


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"account_how": None}, "account"),
        ({"account": "no"}, "account"),
        ({"account_how": AccountHow.NOT_REACHED, "account": ""}, "account_how"),
        ({"alternatives": ()}, "alternatives"),
        ({"reasons": ""}, "reasons"),
    ],
)
def test_what_is_not_whole_does_not_leave_the_desk(story, over, field):
    report = begin(story)
    write(story, report, **over)
    with pytest.raises(DomainError) as refused:
        submit(story, report)
    assert refused.value.field == field
    assert report.state is ReportState.DRAFT


def test_two_logged_attempts_stand_for_an_account(story):
    report = begin(story)
    write(story, report, account_how=AccountHow.NOT_REACHED, account="")
    for how in ("Rang twice on Monday.", "Went to the flat on Tuesday."):
        with pytest.raises(DomainError):
            submit(story, report)
        with cast.deed():
            service.log_attempt(story.officer, report.id, how)
    assert submit(story, report).state is ReportState.SUBMITTED


def test_one_who_declined_was_heard(story):
    report = begin(story)
    write(story, report, account_how=AccountHow.DECLINED, account="")
    assert submit(story, report).state is ReportState.SUBMITTED


def test_nothing_known_excludes_what_is_known(story):
    report = begin(story)
    with pytest.raises(DomainError):
        write(story, report, vulnerabilities=(Vulnerability.NONE_KNOWN, Vulnerability.SELF_HARM))


def test_only_another_human_who_is_a_supervisor_signs(story):
    report = begin(story)
    write(story, report)
    with pytest.raises(DomainError), cast.deed():
        service.sign_report(story.supervisor, report.id, paper)
    submit(story, report)
    with pytest.raises(Forbidden), cast.deed():
        service.sign_report(story.officer, report.id, paper)
    assert [one.id for one in waiting_for_signature(story.supervisor)] == [report.id]
    assert waiting_for_signature(story.officer) == []
    with cast.deed():
        service.sign_report(story.supervisor, report.id, paper)
    assert story.row().state is OrderState.IN_BREACH
    with pytest.raises(DomainError), cast.deed():
        service.sign_report(story.supervisor, report.id, paper)


def test_a_supervisor_does_not_sign_what_they_wrote(story):
    with cast.deed():
        report = service.begin_report(story.supervisor, story.order_id, ReportKind.BREACH)
    write(story, report)
    submit(story, report)
    with pytest.raises(Forbidden), cast.deed():
        service.sign_report(story.supervisor, report.id, paper)


@pytest.mark.parametrize(
    "facts",
    [
        {"state": ReportState.SUBMITTED},
        {"state": ReportState.SUBMITTED, "account_how": AccountHow.NOT_REACHED, "attempts": 1},
        {"state": ReportState.SUBMITTED, "account_how": AccountHow.DECLINED, "alternatives": ""},
        {"state": ReportState.SUBMITTED, "account_how": AccountHow.DECLINED, "kind": ReportKind.RECALL},
        {"state": ReportState.FILED, "account_how": AccountHow.DECLINED},
        {"signed_by": "writer"},
        {"state": ReportState.NOT_FILED},
    ],
)
def test_the_database_refuses_it_too(story, facts):
    facts = {"kind": ReportKind.BREACH, "alternatives": "support", "reasons": WHY} | facts
    if facts.get("signed_by"):
        facts["signed_by"] = story.officer.human_id
    with pytest.raises(IntegrityError), cast.deed():
        made = BreachReport(
            order_id=story.order_id, person_id=story.world.person.id, prepared_by=story.officer.human_id,
            prepared_at=clock.now(), **facts,
        )  # fmt: skip
        session.add(made)
        audit.record(None, "breach_report.begun", made)
        session.flush()


def test_one_report_at_a_time(story):
    begin(story)
    with pytest.raises(Conflict):
        begin(story)


def test_recall_is_no_step_of_a_community_order(story):
    with pytest.raises(DomainError, match="no such step"):
        begin(story, ReportKind.RECALL)


def test_recall_names_what_the_prison_must_know(story):
    with cast.deed():
        order = session.get_one(SupervisionOrder, story.order_id)
        order.kind = "licence"
        audit.record(None, "order.level_set", order)
    report = begin(story, ReportKind.RECALL)
    write(story, report)
    with pytest.raises(DomainError, match="prison"):
        submit(story, report)
    write(story, report, vulnerabilities=(Vulnerability.SELF_HARM, Vulnerability.MEDICATION))
    submit(story, report)
    with cast.deed():
        service.sign_report(story.supervisor, report.id, paper)
    assert story.row().state is OrderState.RECALLED


def test_given_back_it_can_be_mended_or_dropped(story):
    report = begin(story)
    write(story, report)
    submit(story, report)
    with cast.deed():
        back = service.give_back(story.supervisor, report.id, "Ask about the child care once more.")
    assert back.state is ReportState.DRAFT
    with cast.deed():
        service.drop_report(story.officer, report.id)
    assert begin(story).id != report.id


def walk(story, client, sign_in):
    """The report as the pages make it; its address."""
    sign_in(client, story.officer)
    begun = client.post(f"/supervision/orders/{story.order_id}/reports/breach")
    assert begun.status_code == 303
    path = begun.location
    assert client.post(f"{path}/submitted").status_code == 422
    form = {
        "account_how": "given", "account": ACCOUNT, "alternatives": ["support"], "reasons": WHY,
        "conditions": [str(one.id) for one in conditions_in_force(story.order_id)[:1]],
    }  # fmt: skip
    assert client.post(path, data=form).status_code == 303
    for deed in ("signed", "not-filed", "given-back"):
        assert client.post(f"{path}/{deed}", data={}).status_code == 403
    assert client.post(f"{path}/submitted").status_code == 303
    assert client.get(path).status_code == 200
    return path


def test_the_court_report_links_each_fact_to_its_contact(story, client, sign_in):
    path = walk(story, client, sign_in)
    sign_in(client, story.supervisor)
    assert client.get(path).status_code == 200
    assert client.post(f"{path}/signed").status_code == 303
    pdf = client.get(f"{path}/paper.pdf")
    assert pdf.mimetype == "application/pdf"
    reader = PdfReader(io.BytesIO(pdf.data))
    links = {
        note.get_object()["/A"]["/URI"]
        for page in reader.pages
        for note in page.get("/Annots") or ()
        if "/A" in note.get_object()
    }
    failures = standing_of(story.row(), "Europe/Paris").failures
    assert len(failures) == 4
    for one in failures:
        assert any(str(link).endswith(f"/contacts/{one.contact_id}") for link in links)
    text = "".join(page.extract_text() for page in reader.pages)
    assert "money for the bus" in text
    for words in ("Conditions that were not kept", "Support review.", "Written by", "Iris Berg"):
        assert words in text


def test_a_new_report_is_about_keeping_in_touch_and_one_about_nothing_stays_on_the_desk(story):
    report = begin(story)
    assert [one.code for one in conditions_named(report)] == ["keep-in-touch"]
    write(story, report, conditions=())
    with pytest.raises(DomainError, match="which condition") as refused:
        submit(story, report)
    assert refused.value.field == "conditions"
    with pytest.raises(DomainError, match="in force"):
        write(story, report, conditions=(new_id(),))
    named = tuple(one.id for one in conditions_in_force(story.order_id)[1:3])
    write(story, report, conditions=named)
    sent = submit(story, report)
    assert [one.id for one in conditions_named(sent)] == list(named)


def test_a_decision_not_to_file_has_its_letter_and_begins_the_count_anew(story, client, sign_in):
    path = walk(story, client, sign_in)
    sign_in(client, story.supervisor)
    assert client.post(f"{path}/not-filed", data={"progress": "Work since May, clean tests."}).status_code == 422
    words = {"progress": "Work since May, clean tests.", "expectations": "Come each Tuesday; we pay the bus."}
    assert client.post(f"{path}/not-filed", data=words).status_code == 303
    assert client.get(f"{path}/paper.pdf").data.startswith(b"%PDF")
    with story.later(1):
        where = standing_of(story.row(), "Europe/Paris")
    assert (where.count, where.rung.taken) == (0, {})


def test_the_paper_kept_is_the_paper_shown(story):
    report = begin(story)
    write(story, report)
    submit(story, report)
    with cast.deed():
        filed = service.sign_report(story.supervisor, report.id, paper)
    assert fetch(filed.document_id).content == paper()

"""The copy of one's own file: what orders ask and what is done, what followed, early ends, transfers, events."""

from __future__ import annotations

import pytest

from casework.filecopy.rules import Redactor
from casework.people.queries import person_for
from kernel import clock
from kernel.authz import Role
from kernel.ids import new_id
from probation.copied.queries import sections
from probation.endings import service as endings
from probation.enforcement.queries import steps_of
from probation.enforcement.service import withdraw
from probation.happenings import service as happenings
from probation.happenings.models import Happening
from probation.reports import service as reports
from probation.reports.models import AccountHow, Alternative, ReportKind
from probation.requirements import service as requirements
from probation.requirements.models import RequirementKind
from probation.transfers import service as transfers
from probation.transfers.models import TransferReason
from tests import cast
from tests.probation.enforcement.conftest import Story, paper

ACCOUNT = "I had no money for the bus."
STAFF = {"Iris Berg": "officer of probation"}


def text_of(section):
    return " | ".join(
        f"{line.when} {line.what} {line.text} {' '.join(f'{k}: {v}' for k, v in line.facts)}" for line in section.lines
    )


def copied(officer, person_id):
    card = person_for(officer, person_id)
    return {one.title: text_of(one) for one in sections(card, Redactor({}, STAFF))}


@pytest.fixture
def asked(world):
    with cast.deed():
        made = requirements.set_requirement(
            world.officer,
            requirements.NewRequirement(
                order_id=world.order.id, kind=RequirementKind.HOURS, name="Work in the park", required=600
            ),
        )
        wrong, right = (
            requirements.credit(
                world.officer,
                requirements.NewCredit(
                    id=new_id(), requirement_id=made.id, amount=amount, on=clock.today(), note="Raked leaves"
                ),
            )
            for amount in (60, 90)
        )
        requirements.take_back(world.officer, wrong.id, "Written twice.")
    assert right
    return world


def test_what_is_asked_with_every_entry_and_what_was_taken_back(asked):
    said = copied(asked.officer, asked.person.id)["What the orders ask for, and what is done"]
    for words in ("Work in the park", "Asked for: 10 h", "Done: 1 h 30 min", "Left: 8 h 30 min", "Raked leaves"):
        assert words in said
    assert "Taken back: Written twice." in said
    assert "Iris Berg" not in said, "staff stand with their role"
    assert "officer of probation" in said


def test_a_hundred_entries_are_all_told(asked):
    with cast.deed():
        made = requirements.set_requirement(
            asked.officer,
            requirements.NewRequirement(
                order_id=asked.order.id, kind=RequirementKind.SESSIONS, name="A course", required=250
            ),
        )
        for number in range(205):
            new = requirements.NewCredit(
                id=new_id(), requirement_id=made.id, amount=1, on=clock.today(), note=f"Meeting {number:03}"
            )
            requirements.credit(asked.officer, new)
    said = copied(asked.officer, asked.person.id)["What the orders ask for, and what is done"]
    assert all(f"Meeting {number:03}" in said for number in range(205))


def test_a_transfer_with_both_hands_the_meeting_and_the_answer(world):
    there = cast.make_unit(kind="probation_office", name="Harbour Office")
    receiver = cast.make_actor(Role.PROBATION_OFFICER, there, name="Nadia Rey")
    asked = transfers.NewTransfer(
        order_id=world.order.id, to_office_id=there.id, to_officer_id=receiver.human_id, reason=TransferReason.MOVED,
        words="Works nights; call after noon.",
    )  # fmt: skip
    yes = transfers.Answer(accept=True, met_on=clock.today(), met_words="All three met at the office.")
    with cast.deed():
        made = transfers.propose(world.officer, asked)
        transfers.answer(receiver, made.id, yes)
    said = copied(receiver, world.person.id)["From one officer to another"]
    for words in ("The person moved", "Works nights", "Accepted", "Harbour Office", "All three met"):
        assert words in said
    assert "Iris Berg" not in said


@pytest.fixture
def up(world):
    made = Story(world)
    made.to_the_top()
    with made.later(21):
        with cast.deed():
            report = reports.begin_report(made.officer, made.order_id, ReportKind.BREACH)
            reports.write_report(
                made.officer,
                reports.Draft(
                    report_id=report.id, account_how=AccountHow.GIVEN, account=ACCOUNT,
                    alternatives=(Alternative.SUPPORT,), reasons="Two offers of help were not taken up.",
                ),
            )  # fmt: skip
            letter = steps_of(made.order_id)[0]
            withdraw(made.officer, letter.id, "The bus company confirms the strike.", paper)
        yield made


def test_what_followed_missed_contacts_with_the_persons_own_words(up):
    said = copied(up.officer, up.world.person.id)["What followed missed contacts"]
    for words in (
        "Support review",
        "Childcare fell through",
        "The bus company confirms",
        ACCOUNT,
        "Two offers of help",
    ):
        assert words in said


def test_an_early_end_that_was_proposed(world):
    with clock.held_at(clock.now()), cast.deed():
        endings.propose_early_end(world.officer, world.order.id, "Kept work and home for eight months.")
    assert "Kept work and home" in copied(world.officer, world.person.id)["Proposals to end early"]


def test_events_of_a_life(world):
    with cast.deed():
        happenings.note_event(
            world.officer,
            happenings.NewEvent(
                person_id=world.person.id, kind=Happening.NEW_JOB, on=clock.today(), note="At a bakery"
            ),
        )
    assert "At a bakery" in copied(world.officer, world.person.id)["Events in life"]


def test_without_an_order_every_part_says_that_nothing_is_on_file(office, held):
    from tests.probation.conftest import make_person

    officer = cast.make_actor(Role.PROBATION_OFFICER, office)
    found = copied(officer, make_person(office, officer_id=officer.human_id).id)
    assert len(found) == 7
    assert not any(found.values())

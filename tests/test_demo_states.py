"""The demo shows every state of every machine: whatever a column with labelled values can say, somebody in it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from casework.access.models import Exclusion, Restriction
from casework.alerts.models import Alert, Fitness, NonAssociation
from casework.classification.models import Classification
from casework.custody.models import Belonging, Movement, PlacementOverride, ReceptionRecord
from casework.custody.rules import OUT
from casework.people.models import Person
from casework.plans.models import Area, Plan, PlanVersion
from casework.release.models import ReleasePreparation
from casework.sentences.models import Sentence
from kernel import db
from kernel.accounts.models import Account, RoleGrant
from kernel.db.migrate import MODULES, load_models
from kernel.enums import LabelledEnum
from probation.contacts.models import Contact, NeedArea
from probation.places.models import ContactPlace
from probation.standards.models import LevelChange

ABSENT: Mapping[str, Mapping[str, str]] = {
    "kernel": {
        "Job.state queued running done failed cancelled": "a job lasts minutes; a demo begins with none",
        "Unit.kind region cell": "one service without regions, and no screen gives anybody a cell",
    },
    "casework": {
        "Witness.state failed kept sent": "no stick is in and no mail server is set up",
        "Instrument.kind needs": "needs are looked at in the plan: no scored form of them is shipped",
        "CommitmentOrder.legal_status community_order on_licence closed": "nobody is received under these",
        "TrialDifference.cause later covered refused end_only": "the draft law shortens: it makes nobody's date later",
        "OutsideDeath.cause accident homicide suicide not_known": "one death outside is told",
        "OutsideDeath.status_before civil closed on_licence convicted_unsentenced sentenced unconvicted":
            "the one who died served in the community",
        "FormTrialLine.lowest medium": "the draft form takes points off: whose range begins in the middle ends there",
        "FormTrialLine.highest medium": "the same",
        "FormTrialLine.move higher open": "the draft form makes nobody's level higher and leaves nobody's open",
        "ReviewRule.level minimum medium": "the shipped rules single out the two highest levels",
        "SecondScore.first_level minimum medium close maximum": "one score in twenty: not every level is among them",
        "SecondScore.level minimum medium close maximum": "the same",
    },
    "probation": {
        "SupervisionOrder.before_death active suspended in_breach recalled revoked completed early_terminated"
        " transferred_out died": "the one who died was about to be released",
        "SupervisionOrder.level intensive": "the house's own standard has three levels",
        "LevelChange.level intensive": "the same",
        "LevelChange.suggested intensive": "the same",
        "FieldProposal.state accepted declined open":
            "no telephone has sent anything yet",
        "LateEntry.was met overdue":
            "the same",
        "LateEntry.became met overdue":
            "the same",
        "FieldRefusal.why another_account broken_seal corrected device_revoked forged_device not_assigned "
        "not_in_pack reused too_large unknown_pack unknown_schema":
            "the same",
        "FieldOperation.kind checkin.end checkin.start contact.create proposal":
            "no telephone has sent anything yet: the field app's own tests do",
        "FieldOperation.status applied conflict fix held set_aside with_supervisor":
            "no telephone has sent anything yet: the field app's own tests do",
        "LikelyDouble.state apart linked open":
            "the same",
        "ClashDecision.keep both mine reopened theirs":
            "the same",
        "Circumstances.housing supported": "few people live like that: a small demo may have none",
        "Circumstances.point m12 m24": "the orders of a small demo are younger",
        "Referral.before_event draft sent accepted declined in_progress completed withdrawn": "nobody sent there died",
        "Referral.withdrawal not_wanted no_contact work_or_family ill moved need_met wrong_service service_ended"
        " custody order_ended died mistake": "a few were withdrawn, each for one of these reasons",
        "Reminder.state prepared sending": "these last for hours and for seconds: told of are those that are over",
        "Reminder.why not_asked refused stopped bad_address shared custody at_large hidden died order logged done"
        " same_day too_late off": "one was taken back, one returned, one lost",
    },
    "programmes": {
        "AccidentPerson.care died": "nobody in the demo died at work",
        "WageComparison.basis piece session": "the demo's private work is paid by the hour",
        "PayException.kind overpaid": "pay that was too high is taken off by the next run; old items keep the word",
    },
    "marketplace": {
        "EarningPart.role savings cash_box trust_bank order_prepayments sales wages_expense wage_grants victim_fund"
        " upkeep tax workshop treasury": "the demo's rules know spending, family, debt and release",
        "LedgerAccount.role victim_fund upkeep tax workshop treasury": "the same",
        "EarningPart.role savings cash_box trust_bank order_prepayments sales wages_expense wage_grants disputed estate"
        " prison_share clearing suspense remittances materials rounding victim_fund upkeep tax workshop treasury":
            "an earning is split over what a person may spend, family, debt and release",
        "LedgerAccount.role clearing materials rounding victim_fund upkeep tax"
        " workshop treasury": "no card company is in between, the general rules tax nothing",
        "Dispute.kind cash_received order_paid handed_over payout wage_grant transfer reversal deposit remittance "
        "disbursement difference estate wage sale_share purchase fine": "only what was taken; one kind is enough",
        "LedgerEntry.kind difference": "no count of the demo was booked as a difference",
        "RuleChange.state in_force":
            "one change waits for its second human",
        "Fine.fund prison_share cash_box clearing disputed estate family materials obligation order_prepayments "
        "release remittances rounding sales savings spendable suspense tax treasury trust_bank upkeep wage_grants "
        "wages_expense workshop":
            "a fine goes to victims or the treasury",
        "RuleStop.state in_force":
            "one stop waits for its second human",
        "ReleasePayout.state refused requested":
            "whoever went was paid",
        "FundPayment.fund prison_share cash_box clearing disputed estate family materials obligation order_prepayments "
        "release remittances rounding sales savings spendable suspense tax treasury trust_bank upkeep "
        "wage_grants wages_expense workshop":
            "the victims' fund is the one that pays",
        "Payment.method card invoice": "cards are off until they are set up; an invoice is paid by transfer",
        "ShopOrder.method card": "the same",
        "Refund.method card invoice mobile": "the same",
        "CardEvent.outcome taken ignored waits mismatch": "the same",
        "CardEvent.kind captured refunded": "the same",
        "ShopAccount.state ended refused": "one account is used and one waits",
        "BankStatement.format csv mt940": "one statement was read in",
        "BankLine.state sent_back split": "the file for the bank waits; no transfer pays two orders",
        "OrderMail.kind late ready refunded unclaimed": "the demo's buyers with an address have not come so far",
        "OrderMail.state sent failed": "no way out is set up, so none leaves",
        "EnquiryPost.state sent failed": "no way out is set up, so none leaves",
    },
}  # fmt: skip
"""By module: "Model.column value …" that a demo need not hold, and why."""


def labelled(module: str) -> Iterator[tuple[str, sa.Column, type[LabelledEnum]]]:
    """("Model.column", column, its values) of every column of a module that carries labelled values."""
    load_models()
    for mapper in db.Base.registry.mappers:
        if mapper.class_.__module__.split(".")[0] != module:
            continue
        for column in mapper.local_table.columns:
            kind = getattr(column.type, "enum_class", None)
            if kind and issubclass(kind, LabelledEnum):
                yield f"{mapper.class_.__name__}.{column.name}", column, kind


def excused(module: str) -> dict[str, set[str]]:
    """ "Model.column" → the values that may be missing."""
    found: dict[str, set[str]] = {}
    for line in ABSENT[module]:
        column, *values = line.split()
        found.setdefault(column, set()).update(values)
    return found


def unseen(module: str) -> dict[str, set[str]]:
    """ "Model.column" → the values that no row of the database at hand has."""
    found = {}
    for name, column, kind in labelled(module):
        seen = {str(value) for value in db.session.scalars(sa.select(column).distinct())}
        if missing := {member.value for member in kind} - seen:
            found[name] = missing
    return found


@pytest.mark.parametrize("module", MODULES)
def test_every_state_is_in_the_demo(module, demo_database, real_db):
    with real_db.app_context():
        missing = {name: values - excused(module).get(name, set()) for name, values in unseen(module).items()}
    assert not {name: sorted(values) for name, values in missing.items() if values}


@pytest.mark.parametrize("module", MODULES)
def test_the_excuses_name_states_that_there_are(module):
    known = {name: {member.value for member in kind} for name, _column, kind in labelled(module)}
    assert all(values and values <= known.get(name, set()) for name, values in excused(module).items())


_later = aliased(Movement)
LATER = sa.exists().where(_later.episode_id == Movement.episode_id, _later.at > Movement.at)
FACTS = (
    ("an open alert", Alert, Alert.ended_on.is_(None)),
    ("an alert that ended", Alert, Alert.ended_on.is_not(None)),
    ("two people kept apart", NonAssociation, NonAssociation.closed_on.is_(None)),
    ("two people who may meet again", NonAssociation, NonAssociation.closed_on.is_not(None)),
    ("fitness that ran out", Fitness, Fitness.valid_until < sa.func.current_date()),
    ("a place given against a rule", PlacementOverride, PlacementOverride.reason != ""),
    ("a person whom only a few may know of", Person, Person.restricted),
    ("somebody on the list of those few", Restriction, Restriction.ended_at.is_(None)),
    ("somebody who may not see a file", Exclusion, Exclusion.ended_at.is_(None)),
    ("somebody who is outside and has not come back", Movement, Movement.kind.in_(OUT) & ~LATER),
    ("an injury seen at reception", ReceptionRecord, ReceptionRecord.visible_injuries != ""),
    ("a reception to finish", ReceptionRecord, ReceptionRecord.family_informed_at.is_(None)),
    ("belongings given back", Belonging, Belonging.returned_at.is_not(None)),
    ("an identity checked before release", ReleasePreparation, ReleasePreparation.identity_checked_at.is_not(None)),
    ("a release that a court ordered", ReleasePreparation, ReleasePreparation.order_reference != ""),
    ("a sentence that follows another", Sentence, Sentence.consecutive_to_id.is_not(None)),
    ("a decision under appeal", Classification, Classification.appealed_on.is_not(None)),
    ("a plan that was never read together", Plan, Plan.agreed_at.is_(None)),
    ("a plan that changed since", Plan, Plan.agreed_at < Plan.changed_at),
    ("a plan to look at again", Plan, Plan.review_on <= sa.func.current_date()),
    ("a version with its paper", PlanVersion, PlanVersion.document_id.is_not(None)),
    ("a second version", PlanVersion, PlanVersion.number == 2),
    ("a contact logged without signal", Contact, Contact.recorded_offline),
    ("a contact that was corrected", Contact, Contact.replaces_id.is_not(None) & (Contact.reason != "")),
    ("a place that somebody left", ContactPlace, ContactPlace.ended_at.is_not(None)),
    ("a level that the officer chose", LevelChange, LevelChange.level != LevelChange.suggested),
)


def test_what_no_single_value_says_is_in_the_demo_too(demo_database, real_db):
    with real_db.app_context():
        counts = {
            words: db.session.scalar(sa.select(sa.func.count()).select_from(model).where(found))
            for words, model, found in FACTS
        }
        talked = {area for needs in db.session.scalars(sa.select(Contact.needs)) for area in needs}
    assert [words for words, count in counts.items() if not count] == []
    assert talked == {area.value for area in NeedArea}


def test_versions_of_plans_hold_the_whole_plan(demo_database, real_db):
    with real_db.app_context():
        kept = db.session.scalars(sa.select(PlanVersion.snapshot)).all()
    assert all(len(one["needs"]) == len(Area) and one["goals"] for one in kept)
    assert all(goal["steps"] and goal["state"] for one in kept for goal in one["goals"])


def test_nobody_keeps_the_file_of_a_prison_out_of_their_scope(demo_database, real_db):
    with real_db.app_context():
        held = sa.select(Person.officer_id, Person.establishment_id).where(Person.in_custody).distinct()
        scope = sa.select(Account.human_id, RoleGrant.unit_id).join(RoleGrant, RoleGrant.account_id == Account.id)
        pairs, allowed = set(db.session.execute(held)), set(db.session.execute(scope))
    assert pairs
    assert {pair for pair in pairs if pair[0]} <= allowed


def test_a_state_that_nobody_has_is_seen(real_db):
    with real_db.app_context():
        assert unseen("casework")["Movement.kind"] >= {"reception", "escape"}

"""The demo shows every state of every machine: whatever a column with labelled values can say, somebody in it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
import sqlalchemy as sa

from kernel import db
from kernel.db.migrate import MODULES, load_models
from kernel.enums import LabelledEnum

TO_FILL = "the demo does not make it yet"

ABSENT: Mapping[str, Mapping[str, str]] = {
    "kernel": {
        "Job.state queued running done failed cancelled": "a job lasts minutes; a demo begins with none",
        "Unit.kind region cell": "one service without regions, and no screen gives anybody a cell",
    },
    "casework": {
        "Instrument.kind needs": "needs are looked at in the plan: no scored form of them is shipped",
        "CommitmentOrder.legal_status community_order on_licence closed": "nobody is received under these",
        "DuplicateProposal.state merged": "two files cannot be merged yet",
        "ReleaseLaw.kind indeterminate": "no share of a sentence without an end can be law",
    },
    "programmes": {
        "Programme.kind life_skills induction": TO_FILL,
        "Programme.status draft archived": TO_FILL,
        "Completion.outcome not_completed": TO_FILL,
        "EligibilityRule.kind legal_status need_at_least days_at_least days_at_most unit fit": TO_FILL,
        "PayRate.basis session piece": TO_FILL,
        "PayException.kind no_rate overpaid": TO_FILL,
        "Application.requested_by case_manager board": TO_FILL,
        "Application.state draft expired": TO_FILL,
        "Allocation.end_reason not_completed staff health not_admitted transferred released": TO_FILL,
    },
    "probation": {},
    "marketplace": {
        "Payout.state refused": TO_FILL,
        "Mandate.kind family obligation": TO_FILL,
        "EarningPart.role savings family obligation": TO_FILL,
        "EarningPart.role cash_box trust_bank order_prepayments sales wages_expense wage_grants":
            "an earning is split over a person's own accounts",
        "EarningLine.state held": TO_FILL,
        "LedgerAccount.owner_kind party": TO_FILL,
        "LedgerAccount.role savings family obligation": TO_FILL,
        "LedgerEntry.kind cash_received transfer reversal": TO_FILL,
        "LedgerPeriod.state open closed": TO_FILL,
        "ShopOrder.step handed_over": TO_FILL,
        "Product.origin finished_inside parts_outside": TO_FILL,
        "Product.state draft withdrawn": TO_FILL,
        "StockMove.kind counted": TO_FILL,
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


def test_a_state_that_nobody_has_is_seen(real_db):
    with real_db.app_context():
        assert unseen("casework")["Movement.kind"] >= {"reception", "escape"}

"""Running a changed rule set over last year's real earnings, as long work with progress. It moves nobody's money."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from kernel import audit, clock, jobs
from kernel.authz import Actor, Role
from kernel.db import session, table_of
from kernel.i18n import _l
from kernel.ids import new_id
from marketplace.ledger.rules import period_of
from marketplace.rule_changes.queries import change_of, changed
from marketplace.rulesets.rules import RuleSet
from marketplace.simulations import queries
from marketplace.simulations.models import SimulatedPerson, Simulation
from marketplace.simulations.rules import as_if_always, outcomes

KIND = "rules.simulation"
ASKERS = (Role.FINANCE_CLERK, Role.FINANCE_APPROVER, Role.GOVERNOR)
PART, YEAR = 50, dt.timedelta(days=365)
_result = table_of(SimulatedPerson)


def ask(actor: Actor, change_id: uuid.UUID) -> Simulation:
    """Ask for a run over the last year; each asking is a run of its own."""
    made = begin(actor, change_id)
    jobs.enqueue(actor, KIND, {"simulation": str(made.id)}, key=f"{KIND}:{made.id}")
    return made


def begin(actor: Actor, change_id: uuid.UUID) -> Simulation:
    """Note what is run over which months."""
    change, today = change_of(change_id), clock.today()
    made = Simulation(
        change_id=change.id, first=period_of(today - YEAR), last=period_of(today), asked_by=actor.human_id,
        asked_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.event(
        actor, audit.Kind.WRITE, "rule_simulation.asked", subject_kind="rule_simulation", subject_id=made.id
    )  # fmt: skip
    return made


@jobs.handler(KIND, label=_l("Run of changed rules over last year's earnings"), roles=ASKERS, minutes=240)
def _run(_actor: Actor | None, payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    simulation_id = uuid.UUID(payload["simulation"])
    row = queries.simulation_of(simulation_id)
    change = change_of(row.change_id)
    first, last, rules = row.first, row.last, as_if_always(changed(change), change.begins_on)
    people = queries.everybody(first, last)
    for start in range(progress.done, len(people), PART):
        some = people[start : start + PART]
        rows = [found for one in some for found in work_out(rules, simulation_id, one, first, last)]
        progress.do(partial(_keep, rows), done=start + len(some), total=len(people))
    progress.do(partial(_finish, simulation_id, len(people)), done=len(people), total=len(people))
    return {"simulation": str(simulation_id)}


def run_now(simulation_id: uuid.UUID) -> None:
    """All of a run in the open transaction: for the command line and the demo."""
    row = queries.simulation_of(simulation_id)
    change = change_of(row.change_id)
    rules, people = as_if_always(changed(change), change.begins_on), queries.everybody(row.first, row.last)
    _keep([found for one in people for found in work_out(rules, simulation_id, one, row.first, row.last)])
    _finish(simulation_id, len(people))


def work_out(
    rules: RuleSet, simulation_id: uuid.UUID, person_id: uuid.UUID, first: str, last: str
) -> list[dict[str, Any]]:
    """The rows of one person: what they got in these months and what they would get."""
    lines = queries.lines_of(person_id, first, last)
    found = outcomes(rules, lines, queries.payees(person_id), queries.stood(person_id))
    return [
        {
            "id": new_id(), "simulation_id": simulation_id, "person_id": person_id, "currency": one.currency,
            "gross": one.gross, "before": one.before, "after": one.after, "own_change": one.own_change,
            "hits": one.hits, "refused": one.refused,
        }
        for one in found
    ]  # fmt: skip


def _keep(rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.execute(_result.insert(), rows)


def _finish(simulation_id: uuid.UUID, people: int) -> None:
    row = queries.simulation_of(simulation_id)
    row.people, row.finished_at = people, clock.now()

"""The nightly comparison: every stored date made again from its inputs, what does not hold flagged and audited."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from casework.laws.queries import law_in_force
from casework.rechecks import queries
from casework.rechecks.models import DateFlag, FlagKind
from casework.rechecks.rules import Finding, Stored, altered_row, judge, work_out
from casework.sentences.models import CalculationSource
from casework.sentences.rules import RULE_VERSION
from casework.sentences.service import present_inputs
from kernel import audit, clock, jobs
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.i18n import _l

KIND = "dates.recheck"
ASKERS = (Role.RECORDS_OFFICER, Role.GOVERNOR)


@jobs.handler(KIND, label=_l("Comparison of all dates with their inputs"), roles=ASKERS, system=True)
def _recheck_all(_actor: Actor | None, _payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    people = queries.everybody()
    progress.each(people, recheck)
    return {"people": len(people)}


jobs.every(KIND, dt.timedelta(days=1))


def ask(actor: Actor) -> uuid.UUID:
    """Compare now instead of tonight; the job's id."""
    return jobs.enqueue(actor, KIND, {})


def recheck(person_id: uuid.UUID) -> Sequence[Finding]:
    """Compare one person's dates and open or close flags. It moves no date."""
    found = list(_findings(person_id))
    standing = {flag.kind: flag for flag in queries.open_flags(person_id)}
    for finding in found:
        if finding.kind not in standing:
            _open(person_id, finding)
    for kind in standing.keys() - {finding.kind for finding in found}:
        standing[kind].closed_at = clock.now()
        audit.record(None, "date_flag.closed", standing[kind])
    session.flush()
    return found


def _open(person_id: uuid.UUID, finding: Finding) -> None:
    flag = DateFlag(
        person_id=person_id, kind=finding.kind, found_at=clock.now(), stored_release=finding.stored[0],
        stored_expiry=finding.stored[1], follows_release=finding.follows[0], follows_expiry=finding.follows[1],
        code=finding.code,
    )  # fmt: skip
    session.add(flag)
    audit.record(None, "date_flag.opened", flag)


def _findings(person_id: uuid.UUID) -> Sequence[Finding]:
    _number, law = law_in_force() or (0, None)
    present, rows, shown = present_inputs(person_id), queries.live_rows(person_id), queries.shown_dates(person_id)
    if not rows:
        follows, code = work_out(present, law)
        missing = Finding(kind=FlagKind.MISSING, stored=(None, None), follows=follows, code=code)
        return [missing] if shown.in_custody and present["sentences"] else []
    newest = _stored(rows[-1], shown if len(rows) == 1 else None)
    found = list(judge(newest, present, law))
    if len(rows) > 1:  # confirmed dates stand beside newer ones that wait: they must be unaltered, not up to date
        before = altered_row(_stored(rows[0], shown))
        return [before] if before else found
    return found


def _stored(row: Any, shown: Any) -> Stored:
    return Stored(
        by_rule=row.source is CalculationSource.RULE, inputs=row.inputs, inputs_hash=row.inputs_hash,
        repeatable=row.rule_version == RULE_VERSION and "law" in row.inputs,
        dates=(row.release_on, row.expiry_on), shown=(shown.release_on, shown.expiry_on) if shown else None,
    )  # fmt: skip

"""Try a proposed law on everybody, as long work with progress. It changes nobody's date."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa

from casework.inputs.rules import keep
from casework.laws.models import LawState
from casework.laws.queries import law_in_force, version_of
from casework.laws.rules import Law, law_of
from casework.rechecks.rules import work_out
from casework.sentences import queries as sentences
from casework.trials import queries
from casework.trials.models import Trial, TrialDifference
from casework.trials.rules import triage
from kernel import audit, clock, jobs
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _, _l

KIND = "law.trial"
ASKERS = (Role.RECORDS_OFFICER, Role.GOVERNOR)
MOST_EXPORTED = 10_000


def ask(actor: Actor, version_id: uuid.UUID) -> uuid.UUID:
    """Ask for a dry run of a proposed version; the job's id."""
    version = version_of(version_id)
    if version.state is not LawState.DRAFT:
        raise DomainError(_("Only a proposed version is tried: this one is in force, replaced or withdrawn."))
    number, _law = law_in_force() or (0, None)
    row = Trial(version_id=version.id, against=number, asked_by=actor.human_id, asked_at=clock.now())
    session.add(row)
    session.flush()
    audit.event(actor, audit.Kind.WRITE, "law.trial_asked", subject_kind="law_version", subject_id=version.id)
    return jobs.enqueue(actor, KIND, {"trial": str(row.id)}, key=f"law.trial:{row.id}")


@jobs.handler(KIND, label=_l("Dry run of a changed law"), roles=ASKERS)
def _run(_actor: Actor | None, payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    row = queries.trial(uuid.UUID(payload["trial"]))
    trial_id, after = row.id, law_of(version_of(row.version_id).definition)
    now, everybody = law_in_force(), queries.everybody()
    progress.each(everybody, partial(_try_one, trial_id, now[1] if now else None, after))
    progress.do(lambda: _finish(trial_id, len(everybody)), done=len(everybody), total=len(everybody))
    return {"trial": str(trial_id)}


def try_all(actor: Actor, version_id: uuid.UUID) -> None:
    """The same at once and in one transaction, for a service small enough: the demo."""
    number, now = law_in_force() or (0, None)
    row = Trial(version_id=version_id, against=number, asked_by=actor.human_id, asked_at=clock.now())
    session.add(row)
    session.flush()
    changed, people = law_of(version_of(version_id).definition), queries.everybody()
    for person_id in people:
        _try_one(row.id, now, changed, person_id)
    _finish(row.id, len(people))


def _finish(trial_id: uuid.UUID, people: int) -> None:
    row = queries.trial(trial_id)
    row.people, row.finished_at = people, clock.now()
    session.flush()


def _try_one(trial_id: uuid.UUID, now: Law | None, changed: Law, person_id: uuid.UUID) -> None:
    rows = [row._mapping for row in sentences.sentences_of(person_id)]  # noqa: SLF001 - SQLAlchemy's public name
    days = [row._mapping for row in sentences.adjustments_of(person_id)]  # noqa: SLF001
    before, _code = work_out(keep(rows, days, 0, now), now)
    after, code = work_out(keep(rows, days, 0, changed), changed)
    found = triage(before, after, clock.today(), held=queries.is_held(person_id))
    if found is None or session.scalar(
        sa.select(TrialDifference.id).where(
            TrialDifference.trial_id == trial_id, TrialDifference.person_id == person_id
        )
    ):
        return
    session.add(
        TrialDifference(
            trial_id=trial_id,
            person_id=person_id,
            cause=found.cause,
            priority=found.priority,
            days=found.days or 0,
            before_release=before[0],
            after_release=after[0],
            before_expiry=before[1],
            after_expiry=after[1],
            code=code,
        )
    )


def export(actor: Actor, trial_id: uuid.UUID) -> list[Sequence[object]]:
    """Every difference this actor may see as rows, capped, with the export noted in the trail."""
    row = queries.trial(trial_id)
    found = list(queries.for_export(actor, row.id, MOST_EXPORTED))
    audit.event(
        actor, audit.Kind.WRITE, "law.trial_exported", subject_kind="law_trial", subject_id=row.id,
        purpose=f"{len(found)} rows",
    )  # fmt: skip
    head = ("priority", "cause", "number", "name", "prison", "days", "release_before", "release_after", "end_before",
            "end_after", "code")  # fmt: skip
    return [head, *(
        (
            one.priority, one.cause.value, one.number, one.name, one.prison, one.days, one.before_release,
            one.after_release, one.before_expiry, one.after_expiry, one.code,
        )
        for one in found
    )]  # fmt: skip

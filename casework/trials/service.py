"""Try a proposed law on everybody, as long work with progress. It changes nobody's date."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa

from casework.inputs.rules import keep
from casework.laws.models import LawState, LawVersion
from casework.laws.queries import law_in_force, version_of
from casework.laws.rules import Law, definition_hash, law_of
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
    row = begin(actor, version)
    audit.event(actor, audit.Kind.WRITE, "law.trial_asked", subject_kind="law_version", subject_id=version.id)
    return jobs.enqueue(actor, KIND, {"trial": str(row.id)}, key=f"law.trial:{row.id}")


def begin(actor: Actor, version: LawVersion) -> Trial:
    """Note which text is tried against which law: a dry run counts for that text and that law alone."""
    number, _law = law_in_force() or (0, None)
    row = Trial(
        version_id=version.id, against=number, definition_hash=definition_hash(version.definition),
        asked_by=actor.human_id, asked_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


@jobs.handler(KIND, label=_l("Dry run of a changed law"), roles=ASKERS)
def _run(_actor: Actor | None, payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    trial_id = uuid.UUID(payload["trial"])
    now, changed = _laws(trial_id)
    everybody = queries.everybody()
    progress.each(everybody, partial(_try_one, trial_id, now, changed))
    progress.do(lambda: finish(trial_id, len(everybody)), done=len(everybody), total=len(everybody))
    return {"trial": str(trial_id)}


def _laws(trial_id: uuid.UUID) -> tuple[Law | None, Law]:
    row = queries.trial(trial_id)
    number, now = law_in_force() or (0, None)
    if number != row.against:
        raise DomainError(_("Another law came into force since this was asked for. Ask for a new dry run."))
    return now, law_of(version_of(row.version_id).definition)


def try_on(trial_id: uuid.UUID, people: Sequence[uuid.UUID]) -> None:
    """Compare these people at once: for the command line and the demo, a part of everybody at a time."""
    now, changed = _laws(trial_id)
    for person_id in people:
        _try_one(trial_id, now, changed, person_id)


def finish(trial_id: uuid.UUID, people: int) -> None:
    """Say that everybody was compared. A dry run that ended under another law than it began with never finishes."""
    _laws(trial_id)
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

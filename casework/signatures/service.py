"""Lock a scored assessment under a signature; prove every night that all that was signed scores as it did."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from casework.assessing.rules import kept_result, scored, seal_of, standing
from casework.classification.models import Assessment, AssessmentState
from casework.classification.queries import form_for, version_by_id
from casework.instruments.rules import definition_hash
from casework.signatures import queries
from casework.signatures.models import AssessmentSignature
from kernel import audit, clock, jobs
from kernel.authz import Actor
from kernel.db import session
from kernel.i18n import _l

KIND = "assessments.nightly"
CHUNK = 200


def lock(actor: Actor, sheet: Assessment) -> AssessmentSignature:
    """Lock a scored sheet with the actor's signature over all that it rests on."""
    session.flush()
    assert sheet.as_of_on
    form_hash = definition_hash(version_by_id(sheet.version_id).definition)
    made = signature(
        sheet.id, form_for(sheet.version_id), form_hash, sheet.answers, day=sheet.as_of_on, human=actor.human_id,
        at=clock.now(),
    )  # fmt: skip
    sheet.state = AssessmentState.LOCKED
    audit.record(actor, "assessment.signed", sheet)
    session.add(AssessmentSignature(**made))
    session.flush()
    found = queries.signature_of(sheet.id)
    assert found
    return found


def signature(
    assessment_id: uuid.UUID, form: Any, form_hash: str, answers: Mapping[str, Any], *, day: dt.date, human: uuid.UUID,
    at: dt.datetime,
) -> dict[str, Any]:  # fmt: skip
    """The columns of a signature, for one sheet or for many in bulk."""
    result = kept_result(scored(standing(form, answers, day)))
    return {
        "assessment_id": assessment_id, "form_hash": form_hash, "answers": dict(answers), "result": result,
        "as_of_on": day, "signed_by": human, "signed_at": at,
        "seal": seal_of(assessment_id, form_hash, answers, result, day),
    }  # fmt: skip


def prove(after: uuid.UUID | None = None) -> tuple[int, list[uuid.UUID], uuid.UUID | None]:
    """Score the next signed assessments again: (how many, those that differ, where to go on)."""
    rows = queries.signed_after(after, CHUNK)
    differ = [
        one.assessment_id for one in rows
        if not queries.scores_the_same(session.get_one(Assessment, one.assessment_id), one)
    ]  # fmt: skip
    return len(rows), differ, rows[-1].id if rows else None


@jobs.handler(KIND, label=_l("Proof that signed assessments score as they did"), system=True)
def _nightly(_actor: Actor | None, _payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    checked, differing, last = 0, 0, None
    while True:
        n, differ, last = prove(last)
        if not n:
            break
        checked, differing = checked + n, differing + len(differ)
        progress.do(lambda found=differ: _tell(found), done=checked, total=checked)  # type: ignore[misc]
    return {"checked": checked, "differing": differing}


def _tell(differ: list[uuid.UUID]) -> None:
    for key in differ:
        audit.event(None, audit.Kind.WRITE, "assessment.differs", subject_kind="assessment", subject_id=key)


jobs.every(KIND, dt.timedelta(days=1))

"""Try a proposed form on everybody, as long work with progress. It changes nobody's level.

A part is read and scored before its short write transaction, and goes on after the last person kept: work that was
killed is taken up where it stood, and nobody is kept twice.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from casework.classification.models import InstrumentKind, InstrumentVersion
from casework.classification.queries import instrument_of, version_by_id
from casework.definitions.rules import form_of
from casework.form_trials import queries
from casework.form_trials.models import FormTrial, FormTrialLine, FormTrialReason
from casework.form_trials.rules import LIMITS, Answers, Rescored, move_of, reasons, scorer
from casework.instruments.queries import standing_before, version_record
from casework.people.models import SecurityLevel
from casework.questions.rules import Form
from kernel import audit, clock, jobs
from kernel.authz import Actor, Role
from kernel.db import session, table_of
from kernel.db.bulk import insert_many
from kernel.errors import DomainError
from kernel.i18n import _, _l
from kernel.ids import new_id

KIND = "form.trial"
ASKERS = (Role.CLASSIFICATION_OFFICER, Role.CLASSIFICATION_APPROVER, Role.GOVERNOR)
MOST_EXPORTED = 10_000
PART = 500
_LINE, _REASON = table_of(FormTrialLine), table_of(FormTrialReason)


@dataclass(frozen=True, kw_only=True)
class Forms:
    """The two texts of a dry run, ready to score; ``olds`` are the forms that people were scored with, by version."""

    instrument_id: uuid.UUID
    definition: Mapping[str, Any]
    form: Form
    score: Callable[[Answers], Rescored]
    olds: dict[uuid.UUID, tuple[Form, Callable[[Answers], Rescored]]] = field(default_factory=dict)

    def old(self, version_id: uuid.UUID) -> tuple[Form, Callable[[Answers], Rescored]]:
        """The form that somebody was scored with."""
        if version_id not in self.olds:
            definition = version_by_id(version_id).definition
            self.olds[version_id] = form_of(definition), scorer(definition)
        return self.olds[version_id]


def ask(actor: Actor, version_id: uuid.UUID) -> uuid.UUID:
    """Ask for a dry run of a proposed version; the job's id."""
    row = begin(actor, version_record(version_id))
    audit.event(
        actor, audit.Kind.WRITE, "form.trial_asked", subject_kind="instrument_version", subject_id=row.version_id
    )
    return jobs.enqueue(actor, KIND, {"trial": str(row.id)}, key=f"form.trial:{row.id}")


def begin(actor: Actor, version: InstrumentVersion) -> FormTrial:
    """Note which text is tried beside which version: a dry run counts for that text and that version alone."""
    if version.activated_at or version.withdrawn_at:
        raise DomainError(_("Only a proposed version is tried: this one is in force, ended or withdrawn."))
    if instrument_of(version).kind is not InstrumentKind.SECURITY:
        raise DomainError(_("No decision stands on this form, so there is nobody to try it on."))
    before = standing_before(version)
    if before is None or not queries.how_many(version.instrument_id):
        raise DomainError(_("Nobody has a level by an earlier version of this form, so there is nobody to try it on."))
    row = FormTrial(
        version_id=version.id, against_id=before.id, definition_hash=version.definition_hash, asked_by=actor.human_id,
        asked_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


@jobs.handler(KIND, label=_l("Dry run of a new form"), roles=ASKERS, minutes=240)
def _run(_actor: Actor | None, payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    trial_id = uuid.UUID(payload["trial"])
    forms = forms_of(trial_id)
    total = queries.how_many(forms.instrument_id)
    while part := look(trial_id, forms):
        done = progress.done + len(part)
        progress.do(partial(keep, trial_id, part), done=done, total=max(total, done))
    progress.do(partial(finish, trial_id), done=progress.done, total=progress.done)
    return {"trial": str(trial_id)}


def forms_of(trial_id: uuid.UUID) -> Forms:
    """What a dry run scores with. Raises DomainError when its text or the version in force changed since."""
    row = queries.trial(trial_id)
    version = version_record(row.version_id)
    before = standing_before(version)
    if before is None or before.id != row.against_id or version.definition_hash != row.definition_hash:
        raise DomainError(_("Another version came into force since this was asked for. Ask for a new dry run."))
    return Forms(
        instrument_id=version.instrument_id, definition=version.definition, form=form_of(version.definition),
        score=scorer(version.definition),
    )  # fmt: skip


def look(trial_id: uuid.UUID, forms: Forms, most: int = PART) -> list[tuple[dict[str, Any], list[str]]]:
    """Score the next people: (line, reasons) of each; none at the end. Reads only."""
    rows = queries.next_people(forms.instrument_id, queries.last_person(trial_id), most)
    return [_one(trial_id, forms, row) for row in rows]


def _one(trial_id: uuid.UUID, forms: Forms, row: Any) -> tuple[dict[str, Any], list[str]]:
    old, score_before = forms.old(row.version_id)
    answers = {key: kept["value"] for key, kept in row.answers.items() if kept["value"]}
    before = SecurityLevel(row.suggested_level or score_before(answers).highest)
    after = forms.score(answers)
    move = move_of(before, after)
    line = {
        "id": new_id(), "trial_id": trial_id, "person_id": row.person_id, "before": before, "lowest": after.lowest,
        "highest": after.highest, "low": after.low, "high": after.high, "move": move,
    }  # fmt: skip
    return line, reasons(old, forms.form, answers, move)


def keep(trial_id: uuid.UUID, part: Sequence[tuple[dict[str, Any], list[str]]]) -> None:
    """Keep a part that was scored."""
    insert_many(_LINE, [line for line, _why in part])
    insert_many(_REASON, [
        {"id": new_id(), "trial_id": trial_id, "line_id": line["id"], "item": item} for line, why in part
        for item in why
    ])  # fmt: skip


def finish(trial_id: uuid.UUID) -> None:
    """Say that everybody was scored. A dry run that ended beside another version than it began with never finishes."""
    forms_of(trial_id)
    queries.trial(trial_id).finished_at = clock.now()
    session.flush()


def words_of(row: FormTrial) -> dict[str, Any]:
    """Question → its words, in the new form or else in the old one; the reason that is no question too."""
    old, new = (form_of(version_by_id(key).definition) for key in (row.against_id, row.version_id))
    words = {item.key: item.text for form in (old, new) for item in form.items}
    return words | {LIMITS: _("The same points; the levels begin elsewhere")}


def export(actor: Actor, trial_id: uuid.UUID) -> list[Sequence[object]]:
    """Everybody this reader may see who would not stay where they are, as rows, capped; the trail keeps who took it."""
    row = queries.trial(trial_id)
    found = queries.for_export(actor, row.id, MOST_EXPORTED)
    why = queries.reasons_of(one.id for one in found)
    audit.event(
        actor, audit.Kind.WRITE, "form.trial_exported", subject_kind="form_trial", subject_id=row.id,
        purpose=f"{len(found)} rows",
    )  # fmt: skip
    head = ("number", "name", "prison", "move", "level_before", "level_after_lowest", "level_after_highest",
            "score_lowest", "score_highest", "questions")  # fmt: skip
    return [head, *(
        (
            one.number, one.name, one.prison, one.move.value, one.before.value, one.lowest.value, one.highest.value,
            one.low, one.high, " ".join(why[one.id]),
        )
        for one in found
    )]  # fmt: skip

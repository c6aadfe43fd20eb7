"""Commands on scoring forms: keep a version, put it in force, take it back."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from casework.classification import queries
from casework.classification.models import Instrument, InstrumentKind, InstrumentVersion
from casework.definitions.rules import form_of
from casework.instruments import queries as forms
from casework.instruments.rules import definition_hash
from casework.manuscripts.schemas import read_definition
from casework.proofs.rules import Proof, proofs_of
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.i18n import _

FOLDER = Path(__file__).parent
SHIPPED = FOLDER / "tn_custody.toml"
"""The sample form that comes with the house."""


@functools.cache
def shipped() -> dict[str, dict[str, Any]]:
    """Every form that comes with the house: code → definition with its examples."""
    found = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))]
    return {one["code"]: one for one in found}


def shipped_text(code: str) -> str:
    """The text of a form that comes with the house; empty for no such code."""
    return (FOLDER / f"{code}.toml").read_text(encoding="utf-8") if code in shipped() else ""


def load_instrument(actor: Actor | None, path: Path = SHIPPED) -> InstrumentVersion:
    """Read a definition file and keep it as a version that is not in force yet; the same file twice is one version.

    Raises FormRefused with every flaw and its line, DomainError when the file changed under the same version number.
    """
    return keep(actor, path.read_text(encoding="utf-8"), name=path.name)


def keep(actor: Actor | None, text: str, *, name: str = "") -> InstrumentVersion:
    """Keep the form in a text as a version that is not in force yet; whoever keeps it proposes it.

    Of a version on file only what changes no score may be mended, and, while it is a proposal, its examples and days.
    """
    data = read_definition(text, name)
    start, end = data.pop("in_force_from"), data.pop("in_force_to", None)
    vectors = {"vectors": data.pop("vectors")}
    instrument = queries.instrument_by_code(data["code"]) or _new_instrument(actor, data)
    known = queries.version_of(instrument.id, data["version"])
    made = InstrumentVersion(
        instrument_id=instrument.id, number=data["version"], definition=data, definition_hash=definition_hash(data),
        vectors=vectors, in_force_from=dt.date.fromisoformat(start),
        in_force_to=dt.date.fromisoformat(end) if end else None, text=text,
        first_human_id=actor.human_id if actor else None,
    )  # fmt: skip
    if known is not None:
        return _mended(actor, known, made)
    session.add(made)
    audit.record(actor, "instrument_version.loaded", made)
    session.flush()
    return made


def _mended(actor: Actor | None, known: InstrumentVersion, new: InstrumentVersion) -> InstrumentVersion:
    """A version on file with what its text says now, where that may change. Raises DomainError where it may not."""
    proposal = known.activated_at is None and known.withdrawn_at is None
    same = all(getattr(known, part) == getattr(new, part) for part in ("vectors", "in_force_from"))
    if known.definition_hash != new.definition_hash or known.withdrawn_at or not (proposal or same):
        raise DomainError(_("This version is on file with another text. Give the new text a new version number."))
    if known.definition != new.definition:
        known.definition, known.text = new.definition, new.text
        audit.record(actor, "instrument_version.translated", known)
    if proposal and (not same or (actor and known.first_human_id is None)):
        known.vectors, known.in_force_from, known.in_force_to = new.vectors, new.in_force_from, new.in_force_to
        known.text, known.first_human_id = new.text, actor.human_id if actor else known.first_human_id
        audit.record(actor, "instrument_version.mended", known)
    session.flush()
    return known


def _new_instrument(actor: Actor | None, data: Mapping[str, Any]) -> Instrument:
    made = Instrument(code=data["code"], name=data["name"], kind=InstrumentKind(data["kind"]))
    session.add(made)
    audit.record(actor, "instrument.registered", made)
    return made


def proofs_for(version: InstrumentVersion) -> list[Proof]:
    """Every example of a version with what came out."""
    return proofs_of(form_of(version.definition), version.vectors["vectors"])


def activate(actor: Actor | None, version: InstrumentVersion, first_human: uuid.UUID, second_human: uuid.UUID) -> None:
    """Put a version in force. Refused unless its own examples come out and two humans stand for it."""
    proofs = proofs_for(version)
    failing = [one.id for one in proofs if not one.passed] or ([] if proofs else [_("no examples")])
    if failing:
        raise DomainError(
            _("This form does not give its own test results: %(ids)s. Mend it first.", ids=", ".join(failing))
        )
    if first_human == second_human:
        raise DomainError(_("Two different people put a form in force."))
    version.first_human_id, version.second_human_id, version.activated_at = first_human, second_human, clock.now()
    version.vectors_passed = True
    audit.record(actor, "instrument_version.activated", version)
    session.flush()


def put_in_force(actor: Actor, version: InstrumentVersion) -> None:
    """Put a proposed version in force as the second human. Raises Forbidden for the human who proposed it."""
    if version.activated_at or version.withdrawn_at:
        raise Conflict(_("Only a proposed version can be put in force."))
    if version.first_human_id in {None, actor.human_id}:
        raise Forbidden(
            _("You proposed this form yourself. Ask a colleague to check it and put it in force.")
            if version.first_human_id
            else _("Nobody stands for this version yet. Open its text in the editor and keep it under your name.")
        )
    refuse_untried(version)
    activate(actor, version, version.first_human_id, actor.human_id)


def is_untried(version: InstrumentVersion) -> bool:
    """Whether it would replace a version by which people have their level, and no dry run of its text is finished."""
    replaces = forms.standing_before(version) is not None and forms.anybody_stands_on(version.instrument_id)
    return replaces and forms.dry_run_of(version) is None


def refuse_untried(version: InstrumentVersion) -> None:
    """Refuse an untried version. Raises DomainError saying what to do first."""
    if is_untried(version):
        raise DomainError(
            _("People have their level by the version before, and nobody has seen whom this text would move. Open "
              "“Dry run over everybody” on this page, look at who would be moved, then put it in force."),
            rule=_("No new form without a dry run"),
        )  # fmt: skip


def withdraw(actor: Actor, version: InstrumentVersion, why: str) -> None:
    """Take a proposal back. It stays on the list."""
    if version.activated_at or version.withdrawn_at:
        raise Conflict(_("Only a proposed version can be withdrawn. One in force ends on a day."))
    if not why.strip():
        raise DomainError(_("Write why it is withdrawn."), field="why")
    version.withdrawn_at, version.why = clock.now(), why.strip()
    audit.record(actor, "instrument_version.withdrawn", version, reason=version.why)
    session.flush()


def end(actor: Actor, version: InstrumentVersion, last_day: dt.date, why: str) -> None:
    """Say on which day a version in force is used for the last time. What was scored with it stays as it is."""
    if not version.activated_at:
        raise Conflict(_("This version is not in force."))
    if last_day < version.in_force_from:
        raise DomainError(_("The last day lies before the first one."), field="last_day")
    if not why.strip():
        raise DomainError(_("Write why it ends."), field="why")
    version.in_force_to, version.why = last_day, why.strip()
    audit.record(actor, "instrument_version.ended", version, reason=version.why)
    session.flush()


def must_be_in_force(version: InstrumentVersion, day: dt.date) -> None:
    """Refuse a new score from a version that is not in force on a day. What was locked before stays as it is.

    Raises DomainError saying why and what to do.
    """
    if version.activated_at is None or version.in_force_from > day:
        raise DomainError(_("This version is not in force. Two people put it in force first."))
    if version.in_force_to and version.in_force_to < day:
        raise DomainError(
            _("This version expired on %(day)s. Begin a new assessment with the one in force.", day=version.in_force_to)
        )

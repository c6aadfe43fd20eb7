"""Commands on scoring forms: keep a version, put it in force."""

from __future__ import annotations

import tomllib
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from casework.classification import queries, rules
from casework.classification.models import Instrument, InstrumentKind, InstrumentVersion
from casework.instruments.rules import definition_hash, failing_vectors
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _

SHIPPED = Path(rules.__file__).with_name("tn_custody.toml")
"""The sample form that comes with the house."""


def load_instrument(actor: Actor | None, path: Path = SHIPPED) -> InstrumentVersion:
    """Read a definition file and keep it as a version that is not in force yet; the same file twice is one version.

    Translations that were added or mended since are taken over: they are no part of the version's text.

    Raises DomainError when the file changed under the same version number.
    """
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    vectors, start = data.pop("vectors", []), data.pop("in_force_from")
    hashed = definition_hash(data)
    instrument = queries.instrument_by_code(data["code"]) or _new_instrument(actor, data)
    known = queries.version_of(instrument.id, data["version"])
    if known is not None:
        if known.definition_hash != hashed:
            raise DomainError(_("This version is on file with another text. Give the new text a new version number."))
        _translate(actor, known, data)
        return known
    made = InstrumentVersion(
        instrument_id=instrument.id, number=data["version"], definition=data, definition_hash=hashed,
        vectors={"vectors": vectors}, in_force_from=start,
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "instrument_version.loaded", made)
    session.flush()
    return made


def _translate(actor: Actor | None, known: InstrumentVersion, data: Mapping[str, Any]) -> None:
    if data.get("words", {}) != known.definition.get("words", {}):
        known.definition = {**known.definition, "words": data.get("words", {})}
        audit.record(actor, "instrument_version.translated", known)
        session.flush()


def _new_instrument(actor: Actor | None, data: Mapping[str, Any]) -> Instrument:
    made = Instrument(code=data["code"], name=data["name"], kind=InstrumentKind(data["kind"]))
    session.add(made)
    audit.record(actor, "instrument.registered", made)
    return made


def activate(actor: Actor | None, version: InstrumentVersion, first_human: uuid.UUID, second_human: uuid.UUID) -> None:
    """Put a version in force. Refused unless its own test vectors pass and two humans stand for it."""
    failing = failing_vectors(rules.form_of(version.definition), version.vectors["vectors"])
    if failing:
        raise DomainError(
            _("This form does not give its own test results: %(ids)s. Mend it first.", ids=", ".join(failing))
        )
    if first_human == second_human:
        raise DomainError(_("Two different people put a form in force."))
    version.first_human_id, version.second_human_id, version.activated_at = first_human, second_human, clock.now()
    audit.record(actor, "instrument_version.activated", version)
    session.flush()

"""Keeping the catalogue: programmes, versions, workshops."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from kernel import audit
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _
from kernel.ids import new_id
from programmes.applications.service import expire_all
from programmes.catalogue.models import Programme, ProgrammeKind, ProgrammeStatus, ProgrammeVersion, Workshop
from programmes.catalogue.policies import can_manage, can_manage_catalogue, demand
from programmes.catalogue.queries import programme_of
from programmes.catalogue.rules import total_minutes
from programmes.wording.rules import refuse_custody


@dataclass(frozen=True, kw_only=True)
class ProgrammeFacts:
    """What the catalogue says of a programme. ``id`` is minted by the form, so that sending it twice is one deed."""

    code: str
    name: str
    kind: ProgrammeKind
    summary: str = ""
    certificate_title: str = ""
    awarding_body: str = ""
    need_area: str = ""
    paid: bool = False
    id: uuid.UUID = field(default_factory=new_id)


def _check(facts: ProgrammeFacts) -> None:
    for name in ("certificate_title", "awarding_body"):
        refuse_custody(getattr(facts, name), name)
    same = sa.select(Programme.id).where(Programme.code == facts.code, Programme.id != facts.id)
    if session.scalar(same):
        raise DomainError(_("Another programme has this code. Choose a different one."), field="code")


def create_programme(actor: Actor, facts: ProgrammeFacts) -> Programme:
    """Begin a programme as a draft."""
    demand(can_manage_catalogue(actor))
    existing = session.get(Programme, facts.id)
    if existing:
        return existing
    _check(facts)
    made = Programme(**vars(facts))
    session.add(made)
    audit.record(actor, "programme.created", made)
    session.flush()
    return made


def change_programme(actor: Actor, programme_id: uuid.UUID, facts: ProgrammeFacts) -> Programme:
    """Change what the catalogue says. Groups and certificates keep what they were given."""
    demand(can_manage_catalogue(actor))
    found = programme_of(programme_id)
    _check(replace(facts, id=found.id))
    for name, value in vars(facts).items():
        if name != "id" and getattr(found, name) != value:
            setattr(found, name, value)
    audit.record(actor, "programme.changed", found)
    return found


def set_status(actor: Actor, programme_id: uuid.UUID, status: ProgrammeStatus) -> Programme:
    """Open a programme for applications, or put it away. It needs a version before it goes live.

    Put away, its open applications expire: nobody waits for what does not come.
    """
    demand(can_manage_catalogue(actor))
    found = programme_of(programme_id)
    has_version = session.scalar(
        sa.select(ProgrammeVersion.id).where(ProgrammeVersion.programme_id == found.id).limit(1)
    )
    if status is ProgrammeStatus.LIVE and not has_version:
        raise DomainError(_("Add a version with its modules first, then open the programme."))
    found.status = status
    audit.record(actor, "programme.status_set", found)
    if status is ProgrammeStatus.ARCHIVED:
        expire_all(actor, found.id, _("The programme takes nobody any more."))
    return found


@dataclass(frozen=True, kw_only=True)
class NewVersion:
    """A curriculum from a day on: (name, minutes) of each module, and how much of it must be done to pass."""

    programme_id: uuid.UUID
    valid_from: dt.date
    modules: Sequence[tuple[str, int]]
    pass_percent: int = 80
    skill_codes: Sequence[str] = ()
    id: uuid.UUID = field(default_factory=new_id)


def add_version(actor: Actor, new: NewVersion) -> ProgrammeVersion:
    """Add the next version of a programme. Running groups keep theirs."""
    demand(can_manage_catalogue(actor))
    existing = session.get(ProgrammeVersion, new.id)
    if existing:
        return existing
    if not new.modules:
        raise DomainError(_("Write at least one module with its minutes."), field="modules")
    last = session.scalar(
        sa.select(sa.func.max(ProgrammeVersion.number)).where(ProgrammeVersion.programme_id == new.programme_id)
    )
    made = ProgrammeVersion(
        id=new.id,
        programme_id=new.programme_id,
        number=(last or 0) + 1,
        valid_from=new.valid_from,
        modules={"modules": [{"name": name, "minutes": minutes} for name, minutes in new.modules]},
        minutes=total_minutes(list(new.modules)),
        pass_percent=new.pass_percent,
        skill_codes=list(new.skill_codes),
    )
    session.add(made)
    audit.record(actor, "programme_version.added", made)
    session.flush()
    return made


@dataclass(frozen=True, kw_only=True)
class NewWorkshop:
    """A room with seats in an establishment."""

    unit_id: uuid.UUID
    name: str
    seats: int
    id: uuid.UUID = field(default_factory=new_id)


def open_workshop(actor: Actor, new: NewWorkshop) -> Workshop:
    """Add a workshop to an establishment."""
    demand(can_manage(actor, new.unit_id))
    existing = session.get(Workshop, new.id)
    if existing:
        return existing
    if session.scalar(sa.select(Workshop.id).where(Workshop.unit_id == new.unit_id, Workshop.name == new.name)):
        raise DomainError(_("This prison has a workshop of that name. Choose another name."), field="name")
    made = Workshop(**vars(new))
    session.add(made)
    audit.record(actor, "workshop.opened", made)
    session.flush()
    return made

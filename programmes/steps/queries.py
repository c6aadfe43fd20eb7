"""The places that a person holds, as something to tie a step to."""

from __future__ import annotations

import sqlalchemy as sa

from casework.public import LinkChoice, LinkKind, PersonCard
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.i18n import _, isolate, show_date
from programmes.catalogue.models import Programme, ProgrammeKind
from programmes.intakes.models import Intake
from programmes.places.models import Allocation, AllocationState

_place, _intake, _programme = table_of(Allocation), table_of(Intake), table_of(Programme)
_HELD = (
    sa.select(_place.c.id, _programme.c.name, _programme.c.kind, _place.c.starts_on)
    .join(_intake, _intake.c.id == _place.c.intake_id)
    .join(_programme, _programme.c.id == _intake.c.programme_id)
    .where(
        _place.c.person_id == sa.bindparam("person_id", type_=_place.c.person_id.type),
        _place.c.state != AllocationState.ENDED,
    )
    .order_by(_place.c.starts_on, _place.c.id)
)


def places_to_tie(_actor: Actor, person: PersonCard) -> list[LinkChoice]:
    """The open places of a person: work closes a step when it begins, a course when it is completed."""
    return [
        LinkChoice(
            kind=LinkKind.JOB if row.kind == ProgrammeKind.WORK else LinkKind.ALLOCATION, ref_id=row.id,
            words=_("%(name)s, from %(day)s", name=isolate(row.name), day=show_date(row.starts_on)),
        )
        for row in session.execute(_HELD, {"person_id": person.id})
    ]  # fmt: skip

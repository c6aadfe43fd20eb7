"""The appointments that lie ahead, as something to tie a step to."""

from __future__ import annotations

from casework.public import LinkChoice, LinkKind, PersonCard
from kernel.authz import Actor
from kernel.i18n import show_moment
from probation.contacts.models import ContactKind
from probation.contacts.queries import open_appointments


def appointments_to_tie(_actor: Actor, person: PersonCard) -> list[LinkChoice]:
    """The open appointments of a person."""
    return [
        LinkChoice(
            kind=LinkKind.CONTACT,
            ref_id=row.root_id,
            words=f"{ContactKind(row.kind).label}, {show_moment(row.at, person.zone)}",
        )
        for row in open_appointments(person.id)
    ]

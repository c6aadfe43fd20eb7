"""Reading passports, and what could stand on the next one."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import PersonCard, languages_of, whole_file
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from programmes.catalogue.models import Programme
from programmes.completions.queries import certificates_of
from programmes.modules.queries import courses_of
from programmes.passports.models import Passport
from programmes.passports.rules import Contents, trades_of
from programmes.skills.models import SkillLevel
from programmes.skills.queries import stories_of
from programmes.wording.rules import names_custody

_passport, _programme = table_of(Passport), table_of(Programme)
_BODIES = (
    sa.select(_programme.c.awarding_body).where(_programme.c.awarding_body != "").distinct()
    .order_by(_programme.c.awarding_body).limit(100)
)  # fmt: skip
_PUBLIC = sa.select(_passport.c.number, _passport.c.issuer, _passport.c.issued_on, _passport.c.withdrawn_on)


def offered_to(person: PersonCard) -> Contents:
    """Everything a person could show today. The caller has fetched the person."""
    stories = [one for one in stories_of(person.id) if one.now and one.now.level != SkillLevel.NOT_YET]
    return Contents(
        certificates=[one for one in certificates_of(person.id) if not one.revoked_on],
        trades=trades_of(courses_of(person.id)),
        skills=stories,
        spoken=sorted(languages_of(person.id, person.language)),
    )


def issuers(person_id: uuid.UUID) -> list[str]:
    """The bodies a passport can be issued by: those of the person's own certificates first."""
    own = [one.issuer for one in certificates_of(person_id) if not one.revoked_on]
    return [one for one in dict.fromkeys([*own, *session.scalars(_BODIES)]) if not names_custody(one)]


def passports_of(person_id: uuid.UUID) -> Sequence[Any]:
    """The passports given to a person, newest first. The caller has fetched the person."""
    of_file = _passport.c.person_id.in_(whole_file(sa.literal(person_id, _passport.c.person_id.type)))
    newest = (_passport.c.issued_on.desc(), _passport.c.id.desc())
    return session.execute(sa.select(_passport).where(of_file).order_by(*newest).limit(50)).all()


def passport_by_id(passport_id: uuid.UUID) -> Passport:
    """The passport; the caller checks that the actor may know of the person. Raises NotFound."""
    found = session.get(Passport, passport_id)
    if found is None:
        raise NotFound(_("There is no such passport."))
    return found


def public_passport(token: str) -> Any | None:
    """What anyone who holds the paper may check: number, issuer, day, whether it still holds. No name."""
    return session.execute(_PUBLIC.where(_passport.c.public_token == token)).first()

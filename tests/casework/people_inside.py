"""People who were received, for the stories of casework."""

import datetime as dt
import uuid

from casework.people.models import BirthPrecision, LegalStatus, Sex
from casework.people.service import NewPerson
from casework.reception.service import NewOrder, NewReception, receive
from kernel import clock
from kernel.authz import Role
from tests import cast


def received(prison, name="Ann Hart", *, by=None, status=LegalStatus.SENTENCED, expires_in=None, **over) -> uuid.UUID:
    """The id of somebody who came in ten days ago; ``over`` goes into the reception."""
    now = clock.now()
    order = NewOrder(
        authority="Court",
        reference="1",
        dated_on=(now - dt.timedelta(days=12)).date(),
        signatory="Judge",
        grounds="Theft",
        legal_status=status,
        expires_on=clock.today() + dt.timedelta(days=expires_in) if expires_in is not None else None,
    )
    person = NewPerson(name=name, sex=Sex.FEMALE, birth_precision=BirthPrecision.YEAR, birth_year=1990)
    facts = {"person": person, "order": order, "establishment_id": prison.id, "at": now - dt.timedelta(days=10)}
    with cast.deed():
        return receive(by or cast.make_actor(Role.RECORDS_OFFICER, prison), NewReception(**{**facts, **over})).id

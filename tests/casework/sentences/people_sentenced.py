"""People under sentence whose dates two people found, for the stories of dates."""

import datetime as dt

from casework.sentences.service import NewSentence, calculate, confirm, impose, install_sample_law
from kernel import clock
from kernel.authz import Role
from tests import cast
from tests.casework.people_inside import received

DAY = dt.timedelta(days=1)


def sentenced(prison, *, months=24, ago=10, confirmed=True, name="Ann Hart", **over):
    """(person id, officer, colleague): sentenced some days ago, with dates that the colleague confirmed."""
    officer, colleague = (cast.make_actor(Role.RECORDS_OFFICER, prison) for _n in range(2))
    person_id = received(prison, name)
    with cast.deed():
        install_sample_law(None)
        imposed = clock.today() - ago * DAY
        new = {"court": "Court", "offence": "Theft", "months": months, "imposed_on": imposed, **over}
        impose(officer, NewSentence(person_id=person_id, **new))
        found = calculate(officer, person_id)
        if confirmed:
            confirm(colleague, found.id)
    return person_id, officer, colleague

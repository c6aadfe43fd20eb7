"""What the workshops have that needs a human, as numbers that open their list."""

from __future__ import annotations

import uuid

from casework.public import Stat
from kernel import clock
from kernel.authz import Actor
from kernel.i18n import _
from programmes.accidents.queries import open_measures, to_notify
from programmes.catalogue.forms import prisons_of
from programmes.limits.queries import weeks_in
from programmes.limits.rules import week_of
from programmes.tools.queries import missing_tools


def watch_of(actor: Actor) -> list[Stat]:
    """Missing tools, accidents to notify, measures overdue, people over or near a limit this week: what there is."""
    today = clock.today()
    late = sum(one.due_on < today for one in open_measures(actor))
    prisons = [uuid.UUID(one.value) for one in prisons_of(actor)]
    weeks = [one for prison in prisons for one in weeks_in(actor, prison, week_of(today))]
    over, near = sum(one.tone == "bad" for one in weeks), sum(one.tone == "warn" for one in weeks)
    found = (
        (len(missing_tools(actor)), _("Missing tools"), "/tools/missing", "danger"),
        (len(to_notify(actor)), _("Accidents an authority has to hear of"), "/accidents", "danger"),
        (late, _("Measures after accidents overdue"), "/accidents", "warning"),
        (over, _("People over a limit on hours"), "/hours?near=1", "danger"),
        (near, _("People near a limit on hours"), "/hours?near=1", "warning"),
    )
    return [Stat(number=number, label=label, href=href, tone=tone) for number, label, href, tone in found if number]

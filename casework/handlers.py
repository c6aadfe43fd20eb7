"""What casework itself adds to its own pages: tabs, panels, timeline, checks, homes. Called once by ``create_app``."""

from __future__ import annotations

from casework.access.rules import FILE_READERS
from casework.casefile.queries import Tab, contribute_tab
from casework.plans import views as plans
from kernel.i18n import _l


def connect() -> None:
    """Contribute the hub's own part to the registries that every module shares."""
    contribute_tab(Tab(key="overview", label=_l("Overview"), endpoint="casefile.overview", roles=FILE_READERS, order=10))
    contribute_tab(Tab(key="plan", label=_l("Plan"), endpoint="plans.page", roles=frozenset(plans.READERS), order=50))

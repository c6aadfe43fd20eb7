"""What the workshops add to places, registers and homes. Called once by the module."""

from __future__ import annotations

from casework.public import Block, HomeSection, contribute_home
from kernel.authz import Actor, Role
from kernel.i18n import _
from programmes.limits import service as limits
from programmes.private_work import service as private_work
from programmes.tools import service as tools
from programmes.tools.queries import missing_tools
from programmes.workshop_page.queries import watch_of

ROLES = frozenset({Role.GOVERNOR, Role.INSPECTOR})


def connect() -> None:
    """Ask limits, consents and tools where they count; tell the governor and the inspector what is open."""
    limits.connect()
    private_work.connect()
    tools.connect()
    contribute_home(HomeSection(key="programmes.workshops", roles=ROLES, order=35, load=watch_block))
    contribute_home(HomeSection(key="programmes.tools", roles=frozenset({Role.GOVERNOR}), order=8, load=tools_block))


def watch_block(actor: Actor) -> Block | None:
    """What is open about the workshops, for who watches over them."""
    stats = watch_of(actor)
    return Block(title=_("Workshops"), stats=stats) if stats else None


def tools_block(actor: Actor) -> Block | None:
    """The notes to security: missing tools, with what was written about each."""
    rows = missing_tools(actor)
    return Block(title=_("Missing tools"), template="programmes/tools/_missing.html", data=rows[:10]) if rows else None

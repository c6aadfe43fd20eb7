"""The first page: for visitors a welcome, for staff what needs them now."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.home.queries import NavItem, blocks_for, navigation_for
from kernel import clock
from kernel.authz import actor_or_none, public
from kernel.i18n import _

bp = Blueprint("home", __name__)


@bp.get("/")
@public
def page() -> ResponseReturnValue:
    """Visitors see the welcome; staff see the blocks of their roles, most urgent first."""
    who = actor_or_none()
    if who is None:
        return render_template(
            "casework/home/welcome.html",
            shop=_address("shop.page"),
            gallery=_address("gallery.page"),
            demo=_address("demo.page"),
        )
    blocks = blocks_for(who)
    return render_template(
        "casework/home/page.html",
        blocks=[block for block in blocks if not block.is_quiet],
        quiet=[block for block in blocks if block.is_quiet],
        today=clock.today(),
    )


def _address(endpoint: str) -> str:
    """The address of a page that some installations do not have, or nothing."""
    return url_for(endpoint) if endpoint in current_app.view_functions else ""


def navigation() -> list[tuple[Any, str, bool]]:
    """(label, address, whether we are there) of the main navigation for whoever is signed in; the Jinja global."""
    who = actor_or_none()
    if who is None:
        return []
    places = navigation_for(who)
    here = max(places, key=_nearness, default=None)
    home = (_("Home"), url_for("home.page"), request.path == "/")
    return [home, *((one.label, url_for(one.endpoint), one is here and _nearness(one) > 0) for one in places)]


def _nearness(item: NavItem) -> int:
    """How much of this page's address the entry's own part of the house covers; 0 when the page lies elsewhere."""
    part = item.prefix or url_for(item.endpoint)
    return len(part) if f"{request.path}/".startswith(f"{part}/") else 0

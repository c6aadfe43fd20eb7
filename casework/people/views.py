"""Finding people."""

from __future__ import annotations

import uuid

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from casework.access.rules import FILE_READERS
from casework.people import queries
from casework.people.forms import SearchForm
from casework.search.rules import SHORTEST
from kernel.authz import actor, actor_or_none, allows

bp = Blueprint("people", __name__)


@bp.get("/people")
@allows(*FILE_READERS)
def listing() -> ResponseReturnValue:
    """Everyone in the reader's scope, by name."""
    after = request.args.get("after", default=None, type=uuid.UUID)
    found = queries.people_page(actor(), after=after)
    return render_template("casework/people/listing.html", form=SearchForm(), found=found, asked="")


@bp.post("/people/search")
@allows(*FILE_READERS)
def search() -> ResponseReturnValue:
    """The same list, of those whose names or numbers match. Nothing of the search stands in an address."""
    form = SearchForm()
    if not form.validate():
        return render_template(
            "casework/people/listing.html", form=form, found=queries.people_page(actor()), asked=""
        ), 422
    asked = form.asked.data or ""
    found = queries.find_people(actor(), asked, after=request.form.get("after", default=None, type=uuid.UUID))
    return render_template("casework/people/listing.html", form=form, found=found, asked=asked)


@bp.post("/people/suggest")
@allows(*FILE_READERS)
def suggest() -> ResponseReturnValue:
    """The first few who answer to what is being typed, as a piece of a page. Nothing is noted: it is a list."""
    form = SearchForm()
    asked = form.asked.data or ""
    found = queries.suggestions(actor(), asked) if form.validate() and len(asked.strip()) >= SHORTEST else []
    return render_template("casework/people/_suggestions.html", found=found)


@bp.app_template_global()
def may_search() -> bool:
    """Whether the reader of this page has people to search for."""
    who = actor_or_none()
    return who is not None and who.has(*FILE_READERS)

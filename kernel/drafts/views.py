"""What a form sends when its session ran out is kept for the human who typed it, and shown again after signing in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import current_app, flash, request, session
from werkzeug.datastructures import MultiDict

from kernel.db import transaction
from kernel.drafts.queries import human_behind
from kernel.drafts.service import keep
from kernel.i18n import _

Key = Callable[[], str]
_NOT_TYPED = frozenset({"csrf_token", "step"})


def keeps_typed(key: Key) -> Callable[[Any], Any]:
    """What is posted to the view without a living session is kept as a draft under the key, not thrown away."""

    def mark(view: Any) -> Any:
        view.__keeps__ = key
        return view

    return mark


def typed() -> dict[str, list[str]]:
    """The fields of the form that was sent, as typed."""
    return {name: request.form.getlist(name) for name in request.form if name not in _NOT_TYPED}


def as_multidict(fields: Mapping[str, Sequence[str]]) -> MultiDict[str, str]:
    """A draft as a form reads it."""
    return MultiDict([(name, value) for name, values in fields.items() for value in values])


def keep_unsent() -> bool:
    """Whether this request of nobody's was kept: the view keeps drafts, and the browser's session only lay idle."""
    key = getattr(current_app.view_functions[request.endpoint or ""], "__keeps__", None)
    human_id = human_behind(str(session.get("_user_id", ""))) if key and request.method == "POST" else None
    if key is None or human_id is None:
        return False
    with transaction():
        keep(human_id, key(), typed())
    flash(_("You were signed out. What you typed was kept: sign in to go on."), "info")
    return True

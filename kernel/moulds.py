"""Form fields made once and copied for each form: to read a declaration anew cost more than to read the answers."""

from __future__ import annotations

from typing import Any

from wtforms import Field, FieldList, FormField
from wtforms.fields.core import Flags, UnboundField


def bind(form: Any, unbound: UnboundField, name: str, prefix: str | None = None, **more: Any) -> Field:
    """The field ``name`` of ``form``, as ``UnboundField.bind`` makes it with ``more``, which every form says alike.

    What a field decides when it is made must not change between requests. Rows of a list are named by whoever sends
    them, fields that hold fields keep their form's parts, and offered choices may be asked for: those are made anew.
    """
    mould = unbound.__dict__.get("mould") if prefix == "" else None
    if mould is None or mould.name != name:
        made: Field = unbound.bind(form=form, name=name, prefix=prefix or "", **more)
        if prefix != "" or not _is_plain(unbound):
            return made
        mould = unbound.mould = _copy(made, None)  # nothing of one request stays with the next
    return _copy(mould, form)


def _copy(mould: Field, form: Any) -> Field:
    made: Field = object.__new__(type(mould))
    made.__dict__.update(mould.__dict__)
    made._form, made.meta = form, form and form.meta  # noqa: SLF001 - as it does itself
    made.flags = Flags()
    made.flags.__dict__.update(mould.flags.__dict__)
    return made


def _is_plain(unbound: UnboundField) -> bool:
    settings = unbound.kwargs
    holds = issubclass(unbound.field_class, FieldList | FormField) or "csrf_impl" in settings
    return not holds and not callable(settings.get("choices"))

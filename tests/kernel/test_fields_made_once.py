"""A form's fields are made once and copied: nothing that one form was told shows in the next."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FormField, SelectField, StringField
from wtforms.validators import InputRequired

from kernel.enums import LabelledEnum
from kernel.fields import EnumSelectField
from kernel.forms import BaseForm, RowForm
from kernel.i18n import _l


class _Way(LabelledEnum):
    BUS = "bus", _l("Bus")
    TRAIN = "train", _l("Train")


offered = [("a", "A")]


class _Row(RowForm):
    word = StringField(_l("Word"))


class _Form(BaseForm):
    name = StringField(_l("Name"), [InputRequired()], default="nobody")
    way = EnumSelectField(_l("Way"), kind=_Way)
    asked = SelectField(_l("Asked"), choices=lambda: list(offered))
    rows = FieldList(FormField(_Row), min_entries=1)


@pytest.fixture(autouse=True)
def _request(app: Flask) -> Any:
    with app.test_request_context():
        yield


def _form(**typed: str) -> _Form:
    return _Form(MultiDict(typed), meta={"csrf": False})


def test_what_was_typed_and_what_was_wrong_stays_with_its_form() -> None:
    first, second = _form(name="", way="bus"), _form(name=" Amina ")
    assert not first.validate()
    assert first.name.errors
    assert (second.name.data, second.name.errors, second.way.data) == ("Amina", (), None)
    assert _form().name.data == "nobody"


def test_what_a_view_changes_on_a_field_changes_one_form() -> None:
    first = _form()
    first.way.choices = first.way.choices[:1]
    first.name.flags.required = None
    first.name.render_kw = {"disabled": True}
    first.name.validators = ()
    second = _form()
    assert len(second.way.choices) == len(_Way) + 1
    assert second.name.flags.required
    assert second.name.render_kw is None
    assert not second.validate()


def test_offered_choices_are_asked_for_each_time() -> None:
    assert [value for value, *_rest in _form().asked.choices] == ["a"]
    offered.append(("b", "B"))
    assert [value for value, *_rest in _form().asked.choices] == ["a", "b"]


def test_rows_keep_their_own_names() -> None:
    form = _form(**{"rows-0-word": "one", "rows-1-word": "two"})
    assert [row.word.data for row in form.rows] == ["one", "two"]
    assert [row.word.name for row in form.rows] == ["rows-0-word", "rows-1-word"]


def test_nothing_holds_a_form_after_its_request() -> None:
    seen = weakref.ref(_form(name="secret"))
    gc.collect()
    assert seen() is None

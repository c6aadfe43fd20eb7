"""The shape of a definition as its author writes it. Unknown keys and missing parts are told with their place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from casework.definitions.rules import WAYS
from kernel.i18n import _, _l

KEY = validate.Regexp(r"^[a-z][a-z0-9_]*$", error=_l("Use small letters, digits and _."))
FILLED = validate.Regexp(r"\S", error=_l("This must not be empty."))
KINDS = ("security", "needs", "risk", "screening", "pretrial", "earned_time", "supervision")
NUMBER = (int, float)
ABOUT = ("security", "needs")
FACTS = ("sex", "born_on", "age", "today", "escapes", "sentences")
"""What a form may ask the file for: see casework.file_facts."""


def _number(value: Any) -> None:
    if not isinstance(value, NUMBER) or isinstance(value, bool):
        raise ValidationError(_("Write a number."))


def _points(value: Any) -> None:
    for one in value.values() if isinstance(value, Mapping) else (value,):
        _number(one)


def _when(value: Any) -> None:
    for name, test in value.items() if isinstance(value, Mapping) else ():
        if isinstance(test, Mapping) and (not test or set(test) - {"from", "to", "below"}):
            raise ValidationError(_("A range has from, to or below: %(name)s.", name=name))


class _Allowed(Schema):
    from_ = fields.Raw(data_key="from", validate=_number)
    to = fields.Raw(validate=_number)
    below = fields.Raw(validate=_number)
    is_ = fields.Raw(data_key="is")
    answers = fields.List(fields.Raw(), required=True, validate=validate.Length(min=1))


class _Record(Schema):
    fact = fields.String(required=True, validate=validate.OneOf(FACTS))
    months = fields.Integer(strict=True, validate=validate.Range(min=1))
    cases = fields.List(fields.Nested(_Allowed), validate=validate.Length(min=1))


_AreaOfLife = Schema.from_dict({
    "of": fields.String(required=True), "strength": fields.String(),
    "levels": fields.Dict(keys=fields.String(), values=fields.Integer(strict=True)),
    "from": fields.List(fields.Raw(validate=_number), validate=validate.Length(equal=3)),
})  # fmt: skip


class _Step(Schema):
    after_months = fields.Integer(strict=True, validate=validate.Range(min=1))
    at_age = fields.Integer(strict=True, validate=validate.Range(min=1))
    months_to_release = fields.Integer(strict=True, validate=validate.Range(min=1))
    value = fields.String(required=True)

    @validates_schema
    def _one_clock(self, data: Mapping[str, Any], **_given: Any) -> None:
        if len(data.keys() & {"after_months", "at_age", "months_to_release"}) != 1:
            raise ValidationError(_("Write one of after_months, at_age or months_to_release."), "after_months")


class _Option(Schema):
    value = fields.String(required=True, validate=FILLED)
    text = fields.String(required=True, validate=FILLED)
    points = fields.Raw(validate=_points)
    becomes = fields.List(fields.Nested(_Step))
    earned = fields.Boolean()


class _Item(Schema):
    key = fields.String(required=True, validate=KEY)
    text = fields.String(required=True, validate=FILLED)
    help = fields.String()
    answer = fields.String(validate=validate.OneOf(("choice", "yes_no", "number", "date")))
    alias = fields.Raw()
    options = fields.List(fields.Nested(_Option))
    points = fields.Raw(validate=_points)
    whole = fields.Boolean()
    if_silent = fields.String()
    provisional_when = fields.Dict(keys=fields.String())
    fresh_months = fields.Integer(strict=True, validate=validate.Range(min=1))
    about = fields.String(validate=validate.OneOf(ABOUT))
    from_ = fields.Raw(data_key="from")
    to = fields.Raw()

    @validates_schema
    def _ends(self, data: Mapping[str, Any], **_given: Any) -> None:
        if data.get("answer") == "number":
            for name in ("from_", "to"):
                if not isinstance(data.get(name), NUMBER):
                    raise ValidationError(_("A number needs its lowest and highest: from and to."), name.strip("_"))


class _Case(Schema):
    when = fields.Dict(keys=fields.String(), validate=_when)
    give = fields.Raw(required=True)
    text = fields.String()


class _Band(_Case):
    from_ = fields.Raw(data_key="from", validate=_number)
    to = fields.Raw(validate=_number)
    below = fields.Raw(validate=_number)


_Side = Schema.from_dict(
    {"of": fields.String(required=True), "from": fields.List(fields.Raw(validate=_number), required=True)}
)


class _Matrix(Schema):
    rows = fields.Nested(_Side, required=True)
    columns = fields.Nested(_Side, required=True)
    cells = fields.List(fields.List(fields.Raw()), required=True)

    @validates_schema
    def _sizes(self, data: Mapping[str, Any], **_given: Any) -> None:
        width, height = len(data["columns"]["from"]), len(data["rows"]["from"])
        if len(data["cells"]) != height or any(len(row) != width for row in data["cells"]):
            raise ValidationError(_("The cells must fill the rows and columns."), "cells")


class _Log(Schema):
    times = fields.Raw(validate=_number)
    over = fields.List(fields.Raw(), required=True)
    under = fields.List(fields.Raw(), required=True)


_Logistic = Schema.from_dict(
    {"of": fields.String(required=True), "intercept": fields.Raw(required=True, validate=_number)}
    | {key: fields.Raw(validate=_number) for key in ("slope", "share_decimals", "decimals", "least", "most")}
)


class _Output(Schema):
    key = fields.String(required=True, validate=KEY)
    text = fields.String(validate=FILLED)
    alias = fields.String()
    unless = fields.Dict(keys=fields.String(), validate=_when)
    sum = fields.List(fields.String())
    constant = fields.Raw(validate=_number)
    of = fields.String()
    bands = fields.List(fields.Nested(_Band), validate=validate.Length(min=1))
    cases = fields.List(fields.Nested(_Case), validate=validate.Length(min=1))
    matrix = fields.Nested(_Matrix)
    highest = fields.List(fields.String(), validate=validate.Length(min=1))
    first = fields.List(fields.String(), validate=validate.Length(min=1))
    logistic = fields.Nested(_Logistic)
    log = fields.Nested(_Log)
    years = fields.List(fields.String(), validate=validate.Length(equal=2))
    after_anniversary = fields.Boolean()

    @validates_schema
    def _one_way(self, data: Mapping[str, Any], **_given: Any) -> None:
        ways = [way for way in WAYS if way in data]
        if len(ways) != 1:
            raise ValidationError(_("A result comes about in one way: %(ways)s.", ways=", ".join(WAYS)), "key")
        if ("bands" in data) != ("of" in data):
            raise ValidationError(_("Bands say of which number they are: of."), "bands")


class _Override(Schema):
    code = fields.String(required=True, validate=KEY)
    text = fields.String(required=True, validate=FILLED)
    when = fields.Dict(keys=fields.String(), required=True, validate=(_when, validate.Length(min=1)))
    at_least = fields.String()
    exactly = fields.String()

    @validates_schema
    def _one_level(self, data: Mapping[str, Any], **_given: Any) -> None:
        if ("at_least" in data) == ("exactly" in data):
            raise ValidationError(_("Say at_least or exactly, with the level."), "code")


class _Population(Schema):
    text = fields.String(required=True, validate=FILLED)
    sex = fields.List(fields.String(validate=validate.OneOf(("female", "male", "other", "unknown"))))
    status = fields.List(fields.String())
    age_from = fields.Integer(strict=True)
    age_to = fields.Integer(strict=True)


class _Vector(Schema):
    id = fields.String(required=True, validate=FILLED)
    given = fields.Dict(keys=fields.String(), required=True)
    expect = fields.Dict(keys=fields.String(), required=True, validate=validate.Length(min=1))


class DefinitionSchema(Schema):
    """A whole definition."""

    format = fields.Integer(required=True, strict=True, validate=validate.Equal(2))
    code = fields.String(required=True, validate=(KEY, validate.Length(max=40)))
    known_as = fields.List(fields.String())
    name = fields.String(required=True, validate=(FILLED, validate.Length(max=120)))
    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    source = fields.String(required=True, validate=FILLED)
    licence = fields.String(required=True, validate=FILLED)
    population = fields.Nested(_Population, required=True)
    in_force_from = fields.Raw(required=True)
    in_force_to = fields.Raw()
    result = fields.String(required=True)
    number = fields.String()
    levels = fields.List(fields.String())
    also = fields.List(fields.String())
    report = fields.List(fields.String())
    required = fields.List(fields.String())
    without = fields.String()
    until_known = fields.String(validate=validate.OneOf(("lowest", "none")))
    day = fields.String()
    items = fields.List(fields.Nested(_Item), required=True, validate=validate.Length(min=1))
    outputs = fields.List(fields.Nested(_Output), required=True, validate=validate.Length(min=1))
    overrides = fields.List(fields.Nested(_Override))
    vectors = fields.List(fields.Nested(_Vector))
    words = fields.Dict(keys=fields.String(), values=fields.Dict())
    record = fields.Dict(keys=fields.String(), values=fields.Nested(_Record))
    areas = fields.Dict(keys=fields.String(validate=KEY), values=fields.Nested(_AreaOfLife))

    @validates_schema
    def _asks_the_file(self, data: Mapping[str, Any], **_given: Any) -> None:
        offered = {one["key"]: {each["value"] for each in one.get("options", ())} for one in data["items"]}
        for key, declared in data.get("record", {}).items():
            if key not in offered:
                raise ValidationError(_("“%(name)s” is no question of this form.", name=key), f"record.{key}")
            named = {answer for case in declared.get("cases", ()) for answer in case["answers"]}
            if offered[key] and not (declared.get("cases") and named <= offered[key]):
                raise ValidationError(_("Say which options agree with the file, by their names."), f"record.{key}")
        for name, area in data.get("areas", {}).items():
            if area["of"] not in offered:
                raise ValidationError(_("“%(name)s” is no question of this form.", name=area["of"]), f"areas.{name}")

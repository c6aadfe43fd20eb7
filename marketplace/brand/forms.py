"""What a brand says of itself."""

from __future__ import annotations

import uuid

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from kernel.forms import BaseForm
from kernel.i18n import _l
from kernel.ids import new_id
from marketplace.brand.service import NewBrand


class BrandForm(BaseForm):
    """The name, who stands behind it, and what a buyer may rely on."""

    id = HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])
    name = StringField(_l("Name"), [InputRequired(_l("Enter the name buyers see.")), Length(max=80)])
    code = StringField(
        _l("Code"), [InputRequired(_l("Enter a short code.")), Length(max=20)], description=_l("For lists and labels.")
    )
    owner = StringField(_l("Who owns the name"), [InputRequired(_l("Enter who owns the name.")), Length(max=160)])
    operator = StringField(_l("Who runs the shop"), [InputRequired(_l("Enter who runs the shop.")), Length(max=160)])
    producers = StringField(
        _l("Who makes it"),
        [Optional(), Length(max=300)],
        description=_l("Workshops and places, never people. For example: four workshops of the service."),
    )
    story = TextAreaField(_l("Story for visitors"), [Optional(), Length(max=2000)])
    policies = TextAreaField(
        _l("What a buyer may rely on"), [Optional(), Length(max=2000)], description=_l("Returns, repairs, delivery.")
    )
    complaints = StringField(_l("Where to write when something is wrong"), [Optional(), Length(max=300)])

    def to_brand(self) -> NewBrand:
        """What ``open_brand`` and ``change_brand`` take."""
        names = ("name", "code", "owner", "operator", "producers", "story", "policies", "complaints")
        return NewBrand(id=uuid.UUID(self.id.data), **{name: self[name].data or "" for name in names})

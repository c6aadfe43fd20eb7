"""What is typed about an appeal."""

from __future__ import annotations

from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from kernel.forms import BaseForm
from kernel.i18n import _l
from programmes.catalogue.forms import id_field


class AppealForm(BaseForm):
    """The person's own words."""

    id = id_field()
    words = TextAreaField(
        _l("Why the answer is wrong, in the person's own words"), [InputRequired(), Length(min=10, max=2000)]
    )


class DecisionForm(BaseForm):
    """What somebody else decides."""

    decision = RadioField(
        _l("What you decide"),
        [InputRequired()],
        choices=[
            SelectChoice(value="upheld", label=_l("The person is right: they wait again, from the day they asked")),
            SelectChoice(value="dismissed", label=_l("The answer stands")),
        ],
    )
    answer = TextAreaField(_l("Reason, in words the person will read"), [InputRequired(), Length(min=10, max=2000)])

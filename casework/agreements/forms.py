"""What the person said when the plan was read together, how they stood by it, and the signed page."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from flask_wtf.file import FileField
from wtforms import HiddenField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from casework.agreements.rules import ASKED, Reading
from casework.plans.models import Agreement, Signed
from kernel.fields import EnumRadioField, enum_options
from kernel.forms import BaseForm
from kernel.i18n import LOCALES, _l
from kernel.ids import new_id


class AgreeForm(BaseForm):
    """What the person said when the plan was read together."""

    id = HiddenField(default=lambda: str(new_id()))
    agreement = EnumRadioField(_l("What did the person say?"), [InputRequired()], kind=Agreement)
    words = TextAreaField(
        _l("In their words"), [Optional(), Length(max=1000)],
        description=_l("Needed when the person does not agree or could not answer."),
    )  # fmt: skip
    signed = EnumRadioField(_l("How did the person sign?"), [InputRequired()], kind=Signed, default=Signed.NOT)
    signed_name = StringField(_l("The person types their name"), [Optional(), Length(max=200)])
    witness = StringField(_l("Who saw it"), [Optional(), Length(max=200)])
    language = SelectField(_l("Language of the paper"), [InputRequired()])

    def offer(self, own: str) -> None:
        """Fill in what is asked, and the languages; the person's ``own`` stands chosen."""
        asked = {one.value for one in ASKED}
        self.agreement.choices = [one for one in enum_options(Agreement) if one.value in asked]
        self.language.choices = [SelectChoice(value=code, label=name) for code, name in LOCALES.items()]
        self.language.data = self.language.data or own

    def to_reading(self, paper: bytes | None, token: str, whys: Mapping[str, str]) -> Reading:
        """How it was read."""
        on_screen = self.signed.data is Signed.SCREEN
        return Reading(
            id=uuid.UUID(self.id.data), paper=paper, language=self.language.data, token=token, whys=whys,
            signed=self.signed.data, signed_name=(self.signed_name.data or "").strip() if on_screen else "",
            witness=(self.witness.data or "").strip() if on_screen else "",
        )  # fmt: skip


class ScanForm(BaseForm):
    """The page that was signed by hand."""

    id = HiddenField(default=lambda: str(new_id()))
    paper = FileField(
        _l("The signed page"), description=_l("PDF, photograph (JPEG, PNG, WebP) or plain text, up to 15 MB.")
    )

"""Asking for many pieces, and answering."""

from __future__ import annotations

import uuid

from wtforms import EmailField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from kernel.forms import BaseForm, EnumRadioField, id_field
from kernel.i18n import _l, language
from marketplace.enquiries.models import Asker
from marketplace.enquiries.service import NewEnquiry


class EnquiryForm(BaseForm):
    """What somebody asks who wants many pieces. ``website`` is a decoy: only programs fill it in."""

    id = id_field()
    product = HiddenField(validators=[Optional(), Regexp(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")])
    asker = EnumRadioField(_l("For whom do you ask?"), [InputRequired(_l("Choose one."))], kind=Asker)
    organisation = StringField(_l("Name of the organisation"), [InputRequired(_l("Enter its name.")), Length(max=160)])
    name = StringField(_l("Your name"), [InputRequired(_l("Enter your name.")), Length(max=120)])
    email = EmailField(_l("E-mail address"), [
        InputRequired(_l("Enter an e-mail address such as name@example.org.")), Length(max=200),
        Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", message=_l("Enter an e-mail address such as name@example.org.")),
    ])  # fmt: skip
    pieces = IntegerField(_l("About how many pieces?"), [
        InputRequired(_l("Enter a whole number, such as 12.")), NumberRange(1, 100_000),
    ])  # fmt: skip
    words = TextAreaField(
        _l("What do you need, and by when?"),
        [InputRequired(_l("Say what you need.")), Length(min=10, max=4000)],
        description=_l("Sizes, colours, where it goes, whether you need an offer or an invoice for public buyers."),
    )  # fmt: skip
    website = StringField(_l("Leave this empty"))

    def is_from_a_program(self) -> bool:
        """Whether the decoy was filled in."""
        return bool(self.website.data)

    def to_enquiry(self) -> NewEnquiry:
        """The command behind the form."""
        return NewEnquiry(
            id=self.id.data, asker=self.asker.data, organisation=self.organisation.data, name=self.name.data,
            email=self.email.data, words=self.words.data, pieces=self.pieces.data, language=language(),
            product_id=uuid.UUID(self.product.data) if self.product.data else None,
        )  # fmt: skip


class AnswerForm(BaseForm):
    """What the shop answers."""

    words = TextAreaField(_l("Answer"), [InputRequired(_l("Write an answer.")), Length(min=10, max=6000)])

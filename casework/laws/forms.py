"""Forms on the law of release."""

from __future__ import annotations

from wtforms import StringField, TextAreaField
from wtforms.fields import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from casework.laws.rules import KINDS, Share, fraction_of
from casework.sentences.models import SentenceKind
from kernel.forms import BaseForm, DateField
from kernel.i18n import _l


class ShareForm(BaseForm):
    """A share that shall hold from a day on."""

    kind = SelectField(_l("Kind of sentence"), [InputRequired(_l("Choose the kind."))], choices=[])
    from_on = DateField(_l("For sentences imposed from this day on"), [InputRequired(_l("Write the day."))])
    share = StringField(
        _l("Share served inside"),
        [InputRequired(_l("Write the share as a fraction like 1/2.")), Length(max=9)],
        description=_l("As a fraction: 1/2, 2/3, 2/5."),
    )
    citation = StringField(_l("Law that fixes it"), [InputRequired(_l("Name the law.")), Length(max=200)])
    why = TextAreaField(
        _l("Why, and where is it published?"), [InputRequired(_l("Say why the law changes.")), Length(max=2000)]
    )

    def offer(self) -> None:
        """The kinds that have a share."""
        self.kind.choices = [SelectChoice(kind, str(SentenceKind(kind).label)) for kind in KINDS]

    def to_share(self) -> Share:
        """The command behind the form. Raises DomainError for a share that is none."""
        assert self.from_on.data
        return Share(
            kind=self.kind.data, from_on=self.from_on.data, share=fraction_of(self.share.data),
            citation=self.citation.data,
        )  # fmt: skip

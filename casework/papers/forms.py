"""Forms on papers."""

from __future__ import annotations

import uuid

from flask_wtf.file import FileField
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length, Optional

from casework.papers.models import PaperKind
from casework.papers.service import NewPaper
from kernel.forms import BaseForm, DateField, EnumSelectField
from kernel.i18n import _l
from kernel.ids import new_id


class PaperForm(BaseForm):
    """A paper that came in."""

    id = HiddenField(default=lambda: str(new_id()))
    paper = FileField(_l("The paper"), description=_l("PDF, photograph (JPEG, PNG, WebP) or plain text, up to 15 MB."))
    kind = EnumSelectField(_l("What is it?"), [InputRequired(_l("Choose one."))], kind=PaperKind)
    title = StringField(_l("Its name on the list"), [InputRequired(_l("Write a name for it.")), Length(max=200)])
    dated_on = DateField(_l("Date on the paper"), [Optional()])

    def to_paper(self, person_id: uuid.UUID) -> NewPaper:
        """The command behind the form."""
        return NewPaper(
            id=uuid.UUID(self.id.data), person_id=person_id, kind=self.kind.data, title=self.title.data,
            content=self.paper.data.read() if self.paper.data else b"", dated_on=self.dated_on.data,
        )  # fmt: skip

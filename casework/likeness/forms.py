"""Forms on photographs and marks."""

from __future__ import annotations

import uuid

from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from casework.likeness.models import MarkKind, Part, Side, View
from casework.likeness.service import NewMark, NewPhoto
from kernel.errors import DomainError
from kernel.forms import BaseForm, DateField, EnumRadioField, EnumSelectField
from kernel.i18n import _, _l
from kernel.ids import new_id


class PhotoForm(BaseForm):
    """A photograph from a camera or a telephone."""

    id = HiddenField(default=lambda: str(new_id()))
    picture = FileField(
        _l("Photograph"),
        description=_l("JPEG, PNG or WebP, up to 12 MB. What is hidden in the file, such as the place, is dropped."),
    )
    view = EnumRadioField(_l("What does it show?"), [InputRequired(_l("Choose one."))], kind=View, default=View.FACE)
    taken_on = DateField(_l("Taken on"), [InputRequired(_l("Write the day it was taken."))])

    def to_photo(self, person_id: uuid.UUID) -> NewPhoto:
        """The command behind the form. Raises DomainError where no file was chosen."""
        content = self.picture.data.read() if self.picture.data else b""
        if not content:
            raise DomainError(_("Choose the file with the photograph."), field="picture")
        assert self.taken_on.data
        return NewPhoto(
            id=uuid.UUID(self.id.data), person_id=person_id, view=self.view.data, taken_on=self.taken_on.data,
            picture=content,
        )  # fmt: skip


class MarkForm(BaseForm):
    """A mark as it looks."""

    id = HiddenField(default=lambda: str(new_id()))
    kind = EnumSelectField(_l("What is it?"), [InputRequired(_l("Choose one."))], kind=MarkKind)
    part = EnumSelectField(_l("Where on the body?"), [InputRequired(_l("Choose one."))], kind=Part)
    side = EnumRadioField(_l("On which side?"), [InputRequired(_l("Choose one."))], kind=Side)
    words = StringField(
        _l("How does it look?"),
        [InputRequired(_l("Say in a few words how it looks.")), Length(max=300)],
        description=_l("Its shape, size and colour. Never how it came about."),
    )
    photo_id = SelectField(_l("Photograph of it"), [Optional()], choices=list)

    def offer(self, photos: list[tuple[str, str]]) -> None:
        """Fill the photographs that show a mark: (id, words)."""
        self.photo_id.choices = [SelectChoice("", ""), *(SelectChoice(key, words) for key, words in photos)]

    def to_mark(self, person_id: uuid.UUID) -> NewMark:
        """The command behind the form."""
        return NewMark(
            id=uuid.UUID(self.id.data), person_id=person_id, kind=self.kind.data, part=self.part.data,
            side=self.side.data, words=self.words.data,
            photo_id=uuid.UUID(self.photo_id.data) if self.photo_id.data else None,
        )  # fmt: skip

"""Bringing a photograph, saying what it shows, deciding on it."""

from __future__ import annotations

import uuid

from flask_wtf.file import FileField
from wtforms import StringField
from wtforms.validators import InputRequired, Length, Optional

from kernel.errors import DomainError
from kernel.forms import BaseForm, EnumCheckboxField, id_field
from kernel.i18n import LOCALES, _, _l
from marketplace.photos.rules import LookFor
from marketplace.photos.service import NewPhoto

_MORE = [Optional(), Length(max=200)]


class WordsForm(BaseForm):
    """What a photograph shows, in each language. The first is needed."""

    alt_en = StringField(
        LOCALES["en"], [InputRequired(_l("Say what it shows, for whoever does not see it.")), Length(max=200)],
        description=_l("One sentence, such as: a low oak bench beside a door. Nobody is named or pitied."),
    )  # fmt: skip
    alt_ar = StringField(LOCALES["ar"], _MORE)
    alt_zh = StringField(LOCALES["zh"], _MORE)
    alt_fr = StringField(LOCALES["fr"], _MORE)
    alt_ru = StringField(LOCALES["ru"], _MORE)
    alt_es = StringField(LOCALES["es"], _MORE)

    def words(self) -> dict[str, str]:
        """Language to what it shows."""
        return {language: self[f"alt_{language}"].data or "" for language in LOCALES}


class PhotoForm(WordsForm):
    """A photograph from a camera or a telephone."""

    id = id_field()
    picture = FileField(
        _l("Photograph"),
        description=_l("JPEG, PNG or WebP, up to 12 MB. What is hidden in the file, such as the place, is dropped."),
    )

    def to_photo(self, product_id: uuid.UUID) -> NewPhoto:
        """The command behind the form. Raises DomainError where no file was chosen."""
        content = self.picture.data.read() if self.picture.data else b""
        if not content:
            raise DomainError(_("Choose the file with the photograph."), field="picture")
        return NewPhoto(id=self.id.data, product_id=product_id, picture=content, words=self.words())


class CheckForm(BaseForm):
    """What a second human looked for."""

    looked_for = EnumCheckboxField(_l("I looked at all of it and saw"), kind=LookFor)


class RefuseForm(BaseForm):
    """Why a photograph may not be shown."""

    reason = StringField(
        _l("Why it may not be shown"), [InputRequired(_l("Say why it may not be shown.")), Length(min=5, max=300)]
    )

"""Writing a product's or a brand's words in another language."""

from __future__ import annotations

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from kernel.forms import BaseForm
from kernel.i18n import _l
from marketplace.texts.service import BrandWords, ProductWords


class ProductTextForm(BaseForm):
    """A product in one language."""

    title = StringField(_l("Name"), [InputRequired(_l("Enter the name buyers see.")), Length(max=120)])
    description = TextAreaField(
        _l("Description"), [InputRequired(_l("Describe it in two or three sentences.")), Length(max=4000)]
    )
    safety = TextAreaField(_l("Safety notes"), [Optional(), Length(max=2000)])

    def to_words(self, language: str) -> ProductWords:
        """What ``say_product`` takes."""
        return ProductWords(
            language=language, title=self.title.data, description=self.description.data, safety=self.safety.data or ""
        )


class BrandTextForm(BaseForm):
    """A brand in one language."""

    story = TextAreaField(
        _l("Story for visitors"), [InputRequired(_l("Write the story in this language.")), Length(max=2000)]
    )
    policies = TextAreaField(_l("What a buyer may rely on"), [Optional(), Length(max=2000)])

    def to_words(self, language: str) -> BrandWords:
        """What ``say_brand`` takes."""
        return BrandWords(language=language, story=self.story.data, policies=self.policies.data or "")

"""What a coordinator types into the catalogue."""

from __future__ import annotations

from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from kernel.errors import DomainError
from kernel.forms import BaseForm, DateField, EnumSelectField
from kernel.i18n import _, _l
from programmes.catalogue.models import ProgrammeKind
from programmes.catalogue.service import ProgrammeFacts


class ProgrammeForm(BaseForm):
    """A new programme with its first version."""

    code = StringField(_l("Code"), [InputRequired(), Length(max=20)])
    name = StringField(_l("Name"), [InputRequired(), Length(max=120)])
    kind = EnumSelectField(_l("Kind"), kind=ProgrammeKind)
    summary = TextAreaField(_l("What people learn or do"), [Optional(), Length(max=2000)])
    certificate_title = StringField(
        _l("Title on the certificate"),
        [Optional(), Length(max=160)],
        description=_l("Use no word that tells where it was earned."),
    )
    awarding_body = StringField(_l("Awarding body"), [Optional(), Length(max=120)])
    need_area = StringField(_l("Need it answers"), [Optional(), Length(max=40)])
    paid = BooleanField(_l("It is paid"))
    valid_from = DateField(_l("First version from"), [InputRequired()])
    modules = TextAreaField(
        _l("Modules"), [InputRequired()], description=_l("One on each line with its minutes, such as: Safe tools; 120")
    )
    pass_percent = IntegerField(
        _l("Share of the minutes needed to complete, in percent"), [NumberRange(1, 100)], default=80
    )

    def to_facts(self) -> ProgrammeFacts:
        """What ``create_programme`` takes."""
        texts = ("code", "name", "summary", "certificate_title", "awarding_body", "need_area")
        said = {name: self[name].data or "" for name in texts}
        return ProgrammeFacts(kind=ProgrammeKind(self.kind.data), paid=bool(self.paid.data), **said)

    def to_modules(self) -> list[tuple[str, int]]:
        """(name, minutes) of each line. Raises DomainError naming the line that cannot be read."""
        found = []
        for line in filter(None, map(str.strip, self.modules.data.splitlines())):
            name, _sep, minutes = line.rpartition(";")
            if not name.strip() or not minutes.strip().isdecimal() or not int(minutes):
                raise DomainError(_("Write “%(line)s” as a name, a semicolon and minutes.", line=line), field="modules")
            found.append((name.strip()[:120], int(minutes)))
        return found

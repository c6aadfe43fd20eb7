"""What a coordinator types into the catalogue."""

from __future__ import annotations

import uuid

from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from kernel.authz import Actor
from kernel.errors import DomainError
from kernel.forms import BaseForm, DateField, EnumSelectField, id_field
from kernel.i18n import _, _l
from kernel.units.models import UnitKind
from kernel.units.queries import establishments
from programmes.catalogue.models import ProgrammeKind
from programmes.catalogue.service import NewVersion, NewWorkshop, ProgrammeFacts

__all__ = ["FactsForm", "ProgrammeForm", "VersionForm", "WorkshopForm", "id_field", "prisons_of"]


def prisons_of(actor: Actor) -> list[SelectChoice]:
    """The prisons in the actor's scope, as choices."""
    return [SelectChoice(value=str(row.id), label=row.name) for row in establishments(actor, UnitKind.PRISON)]


def modules_from(typed: str) -> list[tuple[str, int]]:
    """(name, minutes) of each line. Raises DomainError naming the line that cannot be read."""
    found = []
    for line in filter(None, map(str.strip, typed.splitlines())):
        name, _sep, minutes = line.rpartition(";")
        if not name.strip() or not minutes.strip().isdecimal() or not int(minutes):
            raise DomainError(_("Write “%(line)s” as a name, a semicolon and minutes.", line=line), field="modules")
        found.append((name.strip()[:120], int(minutes)))
    return found


class FactsForm(BaseForm):
    """What the catalogue says of a programme."""

    id = id_field()
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

    def to_facts(self) -> ProgrammeFacts:
        """What ``create_programme`` and ``change_programme`` take."""
        texts = ("code", "name", "summary", "certificate_title", "awarding_body", "need_area")
        said = {name: self[name].data or "" for name in texts}
        return ProgrammeFacts(id=self.id.data, kind=ProgrammeKind(self.kind.data), paid=bool(self.paid.data), **said)


class VersionForm(BaseForm):
    """A curriculum from a day on."""

    version_id = id_field()
    valid_from = DateField(_l("In force from"), [InputRequired()])
    modules = TextAreaField(
        _l("Modules"), [InputRequired()], description=_l("One on each line with its minutes, such as: Safe tools; 120")
    )
    pass_percent = IntegerField(
        _l("Share of the minutes needed to complete, in percent"), [NumberRange(1, 100)], default=80
    )

    def to_version(self, programme_id: uuid.UUID) -> NewVersion:
        """What ``add_version`` takes. Raises DomainError naming the line that cannot be read."""
        assert self.valid_from.data is not None
        return NewVersion(
            id=self.version_id.data,
            programme_id=programme_id,
            valid_from=self.valid_from.data,
            modules=modules_from(self.modules.data),
            pass_percent=self.pass_percent.data,
        )


class ProgrammeForm(FactsForm, VersionForm):
    """A new programme with its first version."""


class WorkshopForm(BaseForm):
    """A room with seats."""

    id = id_field()
    unit_id = SelectField(_l("Prison"), [InputRequired()])
    name = StringField(_l("Name of the workshop"), [InputRequired(), Length(max=120)])
    seats = IntegerField(_l("Seats"), [NumberRange(1, 500)])

    def offer(self, actor: Actor) -> None:
        """Fill the list with the prisons in the actor's scope."""
        self.unit_id.choices = prisons_of(actor)

    def to_workshop(self) -> NewWorkshop:
        """What ``open_workshop`` takes."""
        return NewWorkshop(
            id=self.id.data, unit_id=uuid.UUID(self.unit_id.data), name=self.name.data, seats=self.seats.data
        )

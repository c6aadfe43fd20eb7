"""Forms of the administrator, and the one for choosing one's own password."""

from __future__ import annotations

import uuid
from typing import Any

from wtforms import FieldList, FormField, HiddenField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from kernel.accounts.service import NewAccount
from kernel.authz import Role
from kernel.forms import BaseForm, EnumSelectField, RowForm
from kernel.i18n import _, _l
from kernel.ids import new_id
from kernel.staff.service import NewGrant


def _key(typed: Any) -> uuid.UUID | None:
    return uuid.UUID(str(typed)) if typed not in {None, "", "None"} else None


class _Granting:
    """A role and the place it counts for."""

    role = EnumSelectField(_l("Role"), [InputRequired(_l("Choose a role."))], kind=Role)
    unit = SelectField(_l("Where it counts"), coerce=_key, choices=())

    def offer(self, units: list[tuple[uuid.UUID, str]], *, everywhere: bool) -> None:
        """Put the places to choose from in the list."""
        whole = [SelectChoice(value="", label=_("The whole service"))] if everywhere else []
        self.unit.choices = [*whole, *(SelectChoice(value=str(key), label=name) for key, name in units)]


class GrantRow(_Granting, RowForm):
    """One role of a new account."""


class GrantForm(_Granting, BaseForm):
    """One more role for an account."""

    def to_new_grant(self, account_id: uuid.UUID) -> NewGrant:
        """The command behind the form."""
        return NewGrant(account_id=account_id, role=self.role.data, unit_id=self.unit.data)


class NewAccountForm(BaseForm):
    """An account for somebody new. Nobody but its owner ever chooses its password."""

    id = HiddenField(default=lambda: str(new_id()))
    name = StringField(_l("Name"), [InputRequired(_l("Enter the person's name.")), Length(max=120)])
    staff_number = StringField(
        _l("Staff number"),
        [InputRequired(_l("Enter the staff number.")), Length(max=30)],
        description=_l("It stands on papers that a prisoner may hold, in place of the name."),
    )
    username = StringField(_l("User name"), [InputRequired(_l("Choose a user name.")), Length(max=80)])
    grants = FieldList(FormField(GrantRow), label=_l("Role"), min_entries=1)

    def offer(self, units: list[tuple[uuid.UUID, str]], *, everywhere: bool) -> None:
        """Put the places to choose from in each row."""
        for row in self.grants:
            row.form.offer(units, everywhere=everywhere)

    def to_new_account(self) -> NewAccount:
        """The command behind the form."""
        return NewAccount(
            id=_key(self.id.data) or new_id(),
            name=self.name.data,
            staff_number=self.staff_number.data,
            username=self.username.data,
            grants=tuple(dict.fromkeys((row.form.role.data, row.form.unit.data) for row in self.grants)),
        )


class CloseForm(BaseForm):
    """Why an account is closed."""

    reason = TextAreaField(_l("Why"), [InputRequired(_l("Say why, for those who look at it later.")), Length(max=500)])


class SearchForm(BaseForm):
    """Part of a name, user name or staff number. Sent by POST: names do not belong in addresses."""

    asked = StringField(_l("Name, user name or staff number"), [Length(max=120)])


class ActivateForm(BaseForm):
    """A start code and the password one chooses with it."""

    username = StringField(_l("User name"), [InputRequired(_l("Enter your user name.")), Length(max=80)])
    code = StringField(_l("Start code"), [InputRequired(_l("Enter the code you were given.")), Length(max=40)])
    password = PasswordField(
        _l("Your new password"),
        [InputRequired(_l("Choose a password of 12 characters or more.")), Length(max=200)],
    )

"""Forms for signing in and for the first account."""

from __future__ import annotations

import secrets

from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from kernel.accounts.service import NewAccount
from kernel.authz import Role
from kernel.errors import DomainError
from kernel.forms import BaseForm
from kernel.i18n import _, _l


class SignInForm(BaseForm):
    """User name and password."""

    username = StringField(_l("User name"), [InputRequired(_l("Enter your user name.")), Length(max=80)])
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password.")), Length(max=200)])


class FirstRunForm(BaseForm):
    """The first administrator, proven by the code printed on the server's console."""

    code = StringField(_l("Start code"), [InputRequired(_l("Enter the code that the server printed."))],
                       description=_l("It stands in the terminal where the server was started."))  # fmt: skip
    name = StringField(_l("Your name"), [InputRequired(_l("Enter your name.")), Length(max=120)])
    staff_number = StringField(_l("Staff number"), [InputRequired(_l("Enter your staff number.")), Length(max=30)])
    username = StringField(_l("User name"), [InputRequired(_l("Choose a user name.")), Length(max=80)])
    password = PasswordField(_l("Password"), [InputRequired(_l("Choose a password of 12 characters or more."))])

    def check_code(self, expected: str) -> None:
        """Raises DomainError when the typed code is not the printed one."""
        if not secrets.compare_digest((self.code.data or "").strip(), expected):
            raise DomainError(_("That is not the code the server printed."), field="code")

    def to_new_account(self) -> NewAccount:
        """The command behind the form: an administrator over the whole service."""
        return NewAccount(
            name=self.name.data,
            staff_number=self.staff_number.data,
            username=self.username.data,
            password=self.password.data,
            grants=((Role.ADMINISTRATOR, None),),
        )

"""Which pieces a buyer takes instead."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping

from wtforms import HiddenField
from wtforms.validators import Regexp

from kernel.errors import DomainError
from kernel.forms import BaseForm
from kernel.i18n import _
from kernel.ids import new_id
from marketplace.other_goods.service import OtherGoods


class OtherForm(BaseForm):
    """The new order's key and secret; the pieces stand in fields named after their product."""

    id = HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")])
    token = HiddenField(default=lambda: secrets.token_urlsafe(24), validators=[Regexp(r"^[\w-]{32}$")])

    def to_goods(self, typed: Mapping[str, str], link: str) -> OtherGoods:
        """What ``give_other`` takes. Raises DomainError unless each number is a whole one."""
        named = {key.removeprefix("take-"): value.strip() for key, value in typed.items() if key.startswith("take-")}
        if not all(value.isdecimal() and len(value) < 4 for value in named.values() if value):  # noqa: PLR2004
            raise DomainError(_("Enter a whole number of pieces, such as 2."), field="pieces")
        pieces = {uuid.UUID(key): int(value) for key, value in named.items() if value and int(value)}
        return OtherGoods(id=uuid.UUID(self.id.data), token=self.token.data or "", pieces=pieces, link=link)

"""Choosing the doors of a product."""

from __future__ import annotations

import datetime as dt

from wtforms import BooleanField

from kernel.errors import DomainError
from kernel.forms import BaseForm, DateField
from kernel.i18n import _, _l
from marketplace.listings.models import Channel


class DoorsForm(BaseForm):
    """Each door with the day from which the product is seen there."""

    web = BooleanField(Channel.WEB.label)
    web_from = DateField(_l("From"))
    gate = BooleanField(Channel.GATE.label)
    gate_from = DateField(_l("From"))
    fair = BooleanField(Channel.FAIR.label)
    fair_from = DateField(_l("From"))
    family = BooleanField(Channel.FAMILY.label)
    family_from = DateField(_l("From"))

    def to_doors(self) -> dict[Channel, dt.date]:
        """What ``set_doors`` takes. Raises DomainError for a chosen door without a day."""
        chosen = {door: self[f"{door}_from"].data for door in Channel if self[door.value].data}
        for door, day in chosen.items():
            if day is None:
                raise DomainError(_("Write from which day it is sold there."), field=f"{door}_from")
        return chosen

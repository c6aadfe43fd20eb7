"""Through which doors a product is sold."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.enums import LabelledEnum
from kernel.i18n import _l


class Channel(LabelledEnum):
    """A door of the shop."""

    WEB = "web", _l("The public shop")
    GATE = "gate", _l("The counter at the gate")
    FAIR = "fair", _l("Fairs and markets")
    FAMILY = "family", _l("Families of the makers")


class Listing(Base):
    """A product is sold through this door from this day on (UTC). It must be in the shop as well."""

    __tablename__ = "product_listing"

    product_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("product.id"), primary_key=True)
    channel: Mapped[Channel] = mapped_column(primary_key=True)
    visible_from: Mapped[dt.date]

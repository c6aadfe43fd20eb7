"""The name under which work is sold: who owns it, who runs it, and what it stands for."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.ids import new_id


class Brand(Audited, Base):
    """A brand. ``owner`` holds the name, ``operator`` runs the shop, ``producers`` make what is sold.

    ``policies`` is what a buyer may rely on: returns, repairs, delivery.
    """

    __tablename__ = "brand"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    owner: Mapped[str] = mapped_column(sa.String(160))
    operator: Mapped[str] = mapped_column(sa.String(160))
    producers: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    story: Mapped[str] = mapped_column(sa.Text, default="")
    policies: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    complaints: Mapped[str] = mapped_column(sa.String(300), default="")


class BrandText(Base):
    """What a brand says of itself in another language."""

    __tablename__ = "brand_text"

    brand_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("brand.id"), primary_key=True)
    language: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    story: Mapped[str] = mapped_column(sa.Text)
    policies: Mapped[str] = mapped_column(sa.Text, default="")

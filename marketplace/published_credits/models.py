"""A credit as the public reads it. No row here leads to a person or to a consent: it is written anew at each change."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class CreditForm(LabelledEnum):
    """The forms in which a maker may be credited; there is no other, and none holds a name of anybody."""

    PSEUDONYM = "pseudonym", _l("Under a name chosen by lot")
    TEAM = "team", _l("As one of a team, by number")


class PublishedCredit(Base):
    """A name chosen by lot, or the size of a team, on a product until a day."""

    __tablename__ = "published_credit"
    __table_args__ = (
        sa.CheckConstraint("(form = 'team') = (people IS NOT NULL)", name="team_has_a_size"),
        sa.CheckConstraint("people IS NULL OR people >= 5", name="small_teams_are_not_counted"),
        sa.CheckConstraint("(form = 'pseudonym') = (words <> '')", name="pseudonym_has_words"),
        sa.Index("ix_published_credit_product", "product_id", "shown_until"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    product_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("product.id"))
    form: Mapped[CreditForm]
    words: Mapped[str] = mapped_column(sa.String(60), default="")
    people: Mapped[int | None] = mapped_column(default=None)
    shown_until: Mapped[dt.date]

"""The rules of admission, as rows with dates."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class RuleKind(LabelledEnum):
    """What a rule looks at. Nationality, religion and complaints are not here, and must never be."""

    LEVEL_AT_MOST = "level_at_most", _l("Security level, at most")
    LEGAL_STATUS = "legal_status", _l("Legal status, one of")
    NEED_AT_LEAST = "need_at_least", _l("Assessed need, at least")
    DAYS_AT_LEAST = "days_at_least", _l("Days to release, at least")
    DAYS_AT_MOST = "days_at_most", _l("Days to release, at most")
    UNIT = "unit", _l("Held in one of these prisons")
    FIT = "fit", _l("Found fit by the health service")
    LANGUAGE = "language", _l("Speaks one of these languages")
    AGE_AT_LEAST = "age_at_least", _l("Age, at least")
    COMPLETED = "completed", _l("Has completed another programme")
    FIRST_TIME = "first_time", _l("Has not completed this programme before")


class Severity(LabelledEnum):
    """What a rule that is not met does: it stands in the way until somebody gives a reason, or it only warns."""

    BLOCK = "block", _l("Stands in the way; a reason is needed")
    WARN = "warn", _l("Only warns")


class EligibilityRule(Audited, Base):
    """One rule of one programme. ``given`` holds its values; ``legal_ref`` what it rests on. Ended, never deleted."""

    __tablename__ = "eligibility_rule"
    __table_args__ = (
        sa.Index("ix_eligibility_rule_programme", "programme_id"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="in_order"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    programme_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("programme.id"))
    kind: Mapped[RuleKind]
    given: Mapped[dict[str, Any]]
    legal_ref: Mapped[str] = mapped_column(sa.String(120), default="")
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None] = mapped_column(default=None)
    severity: Mapped[Severity] = mapped_column(default=Severity.BLOCK)

"""Where a mail in an outbox stands."""

from __future__ import annotations

from kernel.enums import LabelledEnum
from kernel.i18n import _l

MOST_TRIES = 5


class MailState(LabelledEnum):
    """Where a mail stands."""

    PREPARED = "prepared", _l("Prepared")
    SENT = "sent", _l("Sent")
    FAILED = "failed", _l("Not delivered")

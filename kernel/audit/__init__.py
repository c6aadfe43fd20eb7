"""The audit trail: in the deed's own transaction, chained, append-only, and impossible to forget.

``record`` explains a change; a change to an ``Audited`` record without it aborts the commit.
``note_read`` leaves one row for each look into a person's file.
"""

from kernel.audit.chain import FACTS, Mark, all_rows, facts_of, heads, verify
from kernel.audit.guard import AUDITS, Audited, insert_rows, touch_unaudited
from kernel.audit.history import SEALED
from kernel.audit.models import AuditEntry, FieldChange, Kind
from kernel.audit.record import INSPECTION, event, flush_reads, note_read, note_refusal, record, record_many

__all__ = [
    "AUDITS",
    "FACTS",
    "INSPECTION",
    "SEALED",
    "AuditEntry",
    "Audited",
    "FieldChange",
    "Kind",
    "Mark",
    "all_rows",
    "event",
    "facts_of",
    "flush_reads",
    "heads",
    "insert_rows",
    "note_read",
    "note_refusal",
    "record",
    "record_many",
    "touch_unaudited",
    "verify",
]

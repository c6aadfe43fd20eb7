"""The database: one declarative base, one session, read and write transactions, append-only tables."""

from kernel.db.append_only import append_only, lock_rows
from kernel.db.base import Base, Id, UtcDateTime, table_of
from kernel.db.bulk import insert_many
from kernel.db.engine import bind, driver_errors, engine, release, schema_connection, writer
from kernel.db.prepared import Prepared
from kernel.db.session import after_commit, attempt, in_transaction, is_writing, session, transaction

__all__ = [
    "Base",
    "Id",
    "Prepared",
    "UtcDateTime",
    "after_commit",
    "append_only",
    "attempt",
    "bind",
    "driver_errors",
    "engine",
    "in_transaction",
    "insert_many",
    "is_writing",
    "lock_rows",
    "release",
    "schema_connection",
    "session",
    "table_of",
    "transaction",
    "writer",
]

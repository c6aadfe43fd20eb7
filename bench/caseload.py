"""Orders as a probation officer has them: each with the history of a running order of the demo, none used twice.

Orders on which contact is overdue are left out: a visit there also writes down that it came late, so it is another deed
than the one that was recorded for the floor.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from bench.floor import connect
from kernel.ids import new_id

OFFICER = "probation"
_RUNNING = """
    SELECT o.id FROM supervision_order o JOIN person p ON p.id = o.person_id AND p.office_id = o.office_id
    JOIN role_grant g ON g.unit_id = o.office_id JOIN account a ON a.id = g.account_id
    WHERE a.username = ? AND o.state = 'active' AND g.role = 'probation_officer'
        AND NOT EXISTS (SELECT 1 FROM contact_due d WHERE d.order_id = o.id AND d.due_on <= date('now', '+1 day'))
    ORDER BY o.id"""


@dataclass(frozen=True)
class Order:
    """An order and whose it is."""

    id: uuid.UUID
    person_id: uuid.UUID


def fresh_orders(many: int) -> list[Order]:
    """Copies of the orders that run at this officer's office, contacts and all: in life no order has hundreds."""
    connection = connect()
    running = [row[0] for row in connection.execute(_RUNNING, (OFFICER,))]
    connection.execute("BEGIN IMMEDIATE")
    made = [_copy(connection, running[n % len(running)]) for n in range(many)]
    connection.execute("COMMIT")
    connection.close()
    return made


def _copy(connection: Any, order_id: bytes) -> Order:
    made = new_id()
    order = _rows(connection, "supervision_order", "id", order_id)[0]
    _insert(connection, "supervision_order", [order | {"id": made.bytes, "reference": str(made)}])
    contacts = _rows(connection, "contact", "order_id", order_id)
    new = {row["id"]: new_id().bytes for row in contacts} | {order_id: made.bytes}
    for table, rows in (("contact", contacts), ("contact_due", _rows(connection, "contact_due", "order_id", order_id))):
        _insert(connection, table, [{name: _mapped(new, value) for name, value in row.items()} for row in rows])
    return Order(made, uuid.UUID(bytes=order["person_id"]))


def _mapped(new: dict[bytes, bytes], value: Any) -> Any:
    return new.get(value, value) if isinstance(value, bytes) else value


def _rows(connection: Any, table: str, column: str, key: bytes) -> list[dict[str, Any]]:
    found = connection.execute(f"SELECT * FROM {table} WHERE {column} = ?", (key,))
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def _insert(connection: Any, table: str, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        marks = ", ".join("?" * len(row))
        connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))

"""The declarative base and the column types every module shares."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from typing import Any, dataclass_transform

import sqlalchemy as sa
from sqlalchemy import event, orm
from sqlalchemy.dialects import postgresql
from typing_extensions import override


def _check_name(constraint: sa.CheckConstraint, _table: sa.Table) -> str:
    """An enum's CHECK is named after its column, since a table may have two of one enum; others keep their name."""
    column = next(iter(constraint.columns), None)
    return column.name if constraint._type_bound and column is not None else str(constraint.name)  # noqa: SLF001


NAMING: dict[str, Any] = {
    "own_constraint_name": _check_name,
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(own_constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Id(sa.types.TypeDecorator[uuid.UUID]):
    """A UUID: PostgreSQL's own type there, 16 bytes in SQLite."""

    impl = sa.LargeBinary(16)
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """The column type on each engine."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.UUID(as_uuid=True))
        return dialect.type_descriptor(sa.LargeBinary(16))

    @override
    def process_bind_param(self, value: uuid.UUID | None, dialect: sa.Dialect) -> Any:
        """Bytes for SQLite; PostgreSQL takes the UUID itself."""
        return value if value is None or dialect.name == "postgresql" else value.bytes

    @override
    def process_result_value(self, value: Any, dialect: sa.Dialect) -> uuid.UUID | None:
        """A UUID whichever engine answered."""
        return value if value is None or isinstance(value, uuid.UUID) else uuid.UUID(bytes=value)


NAIVE = "a moment needs its time zone: use kernel.clock.now()"


class UtcDateTime(sa.types.TypeDecorator[dt.datetime]):
    """An aware instant. Naive values are refused, because nobody can say which hour they mean."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """UTC; without its zone for SQLite, which stores none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(NAIVE)
        utc = value.astimezone(dt.UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    @override
    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def _values(kind: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in kind]


@dataclass_transform(kw_only_default=True, field_specifiers=(orm.mapped_column, orm.relationship))
class Base(orm.MappedAsDataclass, orm.DeclarativeBase, kw_only=True, repr=False, eq=False):
    """Every table's parent. No repr: names and case notes stay out of logs."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads this name from the class
        uuid.UUID: Id(),
        dt.datetime: UtcDateTime(),
        enum.StrEnum: sa.Enum(
            enum.StrEnum, native_enum=False, create_constraint=True, length=40, values_callable=_values
        ),
        dict[str, Any]: sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
        list[str]: sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
    }


@event.listens_for(sa.ForeignKeyConstraint, "after_parent_attach")
def _check_at_commit(constraint: sa.ForeignKeyConstraint, _table: object) -> None:
    """Checked at commit: modules name each other's tables by string, so the unit of work cannot order them."""
    constraint.deferrable, constraint.initially = True, "DEFERRED"


def table_of(model: type[Base]) -> sa.Table:
    """The Core table behind a model, for statements that are built once and read as rows."""
    table = model.__table__
    assert isinstance(table, sa.Table)
    return table

"""What makes a name findable. Both tables are derived from the names and can be made anew from them at any time."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base


class NameWord(Base):
    """One folded word that stands in somebody's name. The vocabulary is small and hardly grows with the people.

    ``id`` only ever grows, so that a process sees by the highest one whether its copy is whole. ``sounds`` are the keys
    under which other spellings and scripts meet. ``uses`` is how many people carry it, counted anew every night.
    """

    __tablename__ = "name_word"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    text: Mapped[str] = mapped_column(sa.String(60), unique=True)
    sounds: Mapped[str] = mapped_column(sa.String(200))
    uses: Mapped[int] = mapped_column(default=1)


class NamePair(Base):
    """A person carries these two words, in any order and in any of their names; one word alone is a pair with itself.

    ``pair`` is computed from the two words (``names.rules.pair_of``): the lookup needs no vocabulary and no join.
    """

    __tablename__ = "name_pair"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - read by SQLAlchemy

    pair: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)

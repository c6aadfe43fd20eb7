"""Pure reading of a mapping: what each column of an office's register means. Refused before a single row is read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kernel.errors import DomainError
from kernel.i18n import _

CUSTODY = ("establishment", "order_authority", "order_reference", "order_date", "order_signatory", "received_on")
"""Nobody is in custody without a commitment order (Mandela Rule 7): these columns come together or not at all."""
FIELDS = (
    "key", "name", "other_name", "alias", "sex", "gender", "born_on", "nationality", "language", "legal_status",
    "order_grounds", "order_expires", *CUSTODY,
)  # fmt: skip
_TOKENS = {"%d": r"(?P<d>\d{1,2})", "%m": r"(?P<m>\d{1,2})", "%Y": r"(?P<Y>\d{4})"}


@dataclass(frozen=True, kw_only=True)
class RegisterMapping:
    """How one office writes its register. ``source`` names the register; with a row's key it makes re-runs safe."""

    source: str
    columns: Mapping[str, tuple[str, ...]]
    ignored: frozenset[str]
    formats: tuple[re.Pattern[str], ...]
    unknown: frozenset[str]
    values: Mapping[str, Mapping[str, str]]
    defaults: Mapping[str, str]
    encoding: str = "utf-8-sig"
    delimiter: str = ""
    sheet: str = ""
    header_line: int = 1


def _pattern(text: str) -> re.Pattern[str]:
    pattern = re.escape(text)
    for token, group in _TOKENS.items():
        pattern = pattern.replace(re.escape(token), group)
    if "%" in pattern or "(?P<Y>" not in pattern:
        raise DomainError(_("Date format %(text)s: use %%d, %%m and %%Y with the signs between them.", text=text))
    return re.compile(pattern)


def read_mapping(raw: Mapping[str, Any]) -> RegisterMapping:
    """The mapping from its parsed TOML. Raises DomainError naming what it lacks or does not know."""
    columns = {name: (c,) if isinstance(c, str) else tuple(c) for name, c in raw.get("columns", {}).items()}
    file, dates = raw.get("file", {}), raw.get("dates", {})
    if strangers := sorted(set(columns) - set(FIELDS)):
        told = {"names": ", ".join(strangers), "known": ", ".join(FIELDS)}
        raise DomainError(_("The mapping names unknown fields: %(names)s. Known are: %(known)s.", **told))
    if missing := [name for name in ("key", "name") if name not in columns]:
        raise DomainError(_("The mapping must say which column holds: %(names)s.", names=", ".join(missing)))
    if not file.get("source"):
        raise DomainError(
            _("The mapping must name the register in [file] source: it keeps a second run from doubling.")
        )
    return RegisterMapping(
        source=str(file["source"]),
        columns=columns,
        ignored=frozenset(raw.get("ignore", {}).get("columns", ())),
        formats=tuple(_pattern(text) for text in dates.get("formats", ["%Y-%m-%d"])),
        unknown=frozenset(str(word).casefold() for word in ("", *dates.get("unknown", ()))),
        values={name: {k.casefold(): v for k, v in words.items()} for name, words in raw.get("values", {}).items()},
        defaults=raw.get("defaults", {}),
        encoding=file.get("encoding", "utf-8-sig"),
        delimiter=file.get("delimiter", ""),
        sheet=file.get("sheet", ""),
        header_line=int(file.get("header_line", 1)),
    )


def bind_columns(mapping: RegisterMapping, header: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Field → positions of its columns in this file. Raises DomainError naming columns that are missing or unknown."""
    positions = {name.strip(): i for i, name in enumerate(header) if name.strip()}
    wanted = {column for columns in mapping.columns.values() for column in columns}
    if missing := sorted(wanted - set(positions)):
        raise DomainError(_("The file has no column %(names)s. Its columns are: %(known)s.",
                            names=", ".join(missing), known=", ".join(positions)))  # fmt: skip
    if unknown := sorted(set(positions) - wanted - mapping.ignored):
        raise DomainError(_("Unknown column %(names)s. Map it under [columns] or list it under [ignore] columns.",
                            names=", ".join(unknown)))  # fmt: skip
    return {name: tuple(positions[c] for c in columns) for name, columns in mapping.columns.items()}

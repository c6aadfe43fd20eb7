"""Typed identity numbers and their check digits; the Latin reading of a name. Pure."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

from anyascii import anyascii
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength, ValidationError

from kernel.enums import LabelledEnum
from kernel.errors import DomainError
from kernel.i18n import _, _l

NATIONAL = {
    "AR": "ar.dni", "BE": "be.nn", "BG": "bg.egn", "BR": "br.cpf", "CH": "ch.ssn", "CL": "cl.rut", "CN": "cn.ric",
    "CZ": "cz.rc", "DK": "dk.cpr", "EC": "ec.ci", "EE": "ee.ik", "ES": "es.dni", "FI": "fi.hetu", "FR": "fr.nir",
    "GR": "gr.amka", "HR": "hr.oib", "ID": "id.nik", "IE": "ie.pps", "IL": "il.idnr", "IN": "in_.aadhaar",
    "IT": "it.codicefiscale", "KR": "kr.rrn", "LT": "lt.asmens", "MX": "mx.curp", "MY": "my.nric",
    "NL": "nl.bsn", "NO": "no.fodselsnummer", "PK": "pk.cnic", "PL": "pl.pesel", "RO": "ro.cnp",
    "SE": "se.personnummer", "SI": "si.emso", "SK": "sk.rc", "TH": "th.pin", "TR": "tr.tckimlik", "ZA": "za.idnr",
}  # fmt: skip
"""Country → the module of python-stdnum that knows its personal number. Others are kept as they are written."""
END_OF_LATIN = 0x250
SHORTEST_REASON = 5
_BLANKS = re.compile(r"[\s./-]+")


class NumberKind(LabelledEnum):
    """What a number is, and so who gave it."""

    NATIONAL = "national", _l("National personal number")
    PASSPORT = "passport", _l("Passport")
    RESIDENCE = "residence", _l("Residence permit")
    REFUGEE = "refugee", _l("Refugee registration")
    POLICE = "police", _l("Police number")
    COURT = "court", _l("Court number")
    DRIVING = "driving", _l("Driving licence")
    OLD_FILE = "old_file", _l("Number of an older file")


WITH_COUNTRY = frozenset({NumberKind.NATIONAL, NumberKind.PASSPORT, NumberKind.RESIDENCE, NumberKind.DRIVING})


def stored_kind(kind: NumberKind, country: str) -> str:
    """The kind as it is stored: with the country that gave the number, where two countries could give the same."""
    return f"{kind.value}:{country.lower()}" if kind in WITH_COUNTRY and country else kind.value


def shown_kind(stored: str) -> str:
    """The stored kind in words; one that an import brought and nobody typed stays as it is."""
    kind, _colon, country = stored.partition(":")
    known = next((member for member in NumberKind if member.value == kind.removesuffix("_id")), None)
    words = str(known.label) if known else kind.replace("_", " ")
    return f"{words} ({country.upper()})" if country else words


def plain_number(kind: NumberKind, country: str, typed: str) -> str:
    """The number without the blanks, dots and dashes people write, checked by its own check digit where it has one.

    Raises DomainError, saying what does not fit, for a wrong length, form or check digit.
    """
    value = _BLANKS.sub("", typed).upper()
    if not value:
        raise DomainError(_("Write the number."), field="value")
    if kind in WITH_COUNTRY and not country:
        raise DomainError(_("Write the country that gave this number, such as FR."), field="country")
    module = NATIONAL.get(country.upper()) if kind is NumberKind.NATIONAL else None
    return _checked(import_module(f"stdnum.{module}"), typed.strip()) if module else value


def _checked(module: Any, typed: str) -> str:
    try:
        return str(module.validate(typed))
    except InvalidChecksum:
        sentence = _("The check digit of this number does not fit. Compare it with the paper, digit by digit.")
    except InvalidLength:
        sentence = _("This number has too many or too few digits for that country.")
    except InvalidFormat:
        sentence = _("This number has characters that numbers of that country do not have.")
    except ValidationError:
        sentence = _("A part of this number cannot be, such as a birth date that does not exist. Compare it again.")
    raise DomainError(sentence, field="value")


def latin_reading(name: str) -> str:
    """How a name of any script is read in Latin letters; "" where it is written in them already."""
    if all(ord(letter) < END_OF_LATIN for letter in name):
        return ""
    return " ".join(part.capitalize() for part in anyascii(name).split())


def reasoned(reason: str) -> str:
    """The reason of a correction, trimmed. Raises DomainError where nothing is said."""
    said = reason.strip()
    if len(said) < SHORTEST_REASON:
        raise DomainError(_("Say in a few words why, such as: passport seen."), field="reason")
    return said

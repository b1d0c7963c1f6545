"""What a row of an ormas's member list must be: a KTA number and a name; everything else may be missing.

An ormas knows its people by KTA. A NIK that is missing is nothing to speak of, and one that cannot be is left out
with a warning: the member stands on the roster all the same, for a meeting will bring the right one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from portal.rules import cells
from portal.rules.examination import Examined, RowReading
from portal.values.fault import Fault, Severity

LONGEST_KTA = 40
LONGEST_OCCUPATION = 60
#: What the column "PU/karyawan" says of those whom an employer insures, and of those whom nobody does.
_YES = (
    frozenset({"ya", "y", "yes", "iya", "v", "√", "✓", "✔", "x", "1", "sudah"})
    | {"pu", "ppu", "peserta pu", "penerima upah", "pekerja penerima upah"}
    | {"karyawan", "karyawan swasta", "pegawai", "pegawai swasta", "pegawai negeri", "buruh"}
    | {"pns", "asn", "tni", "polri"}
)
_NO = (
    frozenset({"tidak", "t", "tdk", "no", "n", "bukan", "belum", "0"})
    | {"bpu", "bukan pu", "bukan penerima upah"}
    | {"mandiri", "pekerja mandiri", "wiraswasta", "wirausaha"}
)

_KTA = re.compile(r"[0-9A-Z](?:[0-9A-Z ./_\-]*[0-9A-Z])?")
_NOISE = re.compile(r"[^0-9A-Z]+")
_EXAMINED = frozenset(("kta", "nik", "name", "birth_date", "phone", "occupation", "wage_earner"))
_ABSENT = frozenset(("", "-", "–", "0", "belum ada", "belum", "tidak ada"))


def examine(texts: Mapping[str, str], *, today: date) -> Examined:
    """Examines one row: field → raw text. Fields are those of the profile of members; days are WIB.

    `values` holds, beside the shared ones, ``kta`` as it is written, ``wage_earner`` (``ya``, ``tidak`` or left out)
    and ``unit`` as it stands in the sheet.
    """
    row = RowReading(texts, today)
    _kta(row)
    row.name()
    by_nik = _nik(row)
    row.birth_date(by_nik)
    row.phone()
    _occupation(row)
    _wage_earner(row)
    row.others(_EXAMINED)
    return row.examined


def folded_kta(text: str) -> str:
    """A KTA number as it is compared: upper case, without spaces and signs, so that 31.74-01 and 317401 are one."""
    return _NOISE.sub("", text.upper())


def _kta(row: RowReading) -> None:
    text = row.texts.get("kta", "")
    kta = cells.tidy(text).lstrip("'`’").upper()
    if not kta.strip(" ./_-–"):
        row.error("kta.empty", "kta")
    elif len(kta) <= LONGEST_KTA and _KTA.fullmatch(kta):
        row.values["kta"] = kta
    elif cells.is_rounded(text):
        row.error("kta.rounded", "kta")
    else:
        mend = " ".join(re.sub(r"[^0-9A-Z ./_\-]", " ", kta).split()).strip(" ./_-")
        row.error("kta.form", "kta", mend if mend != kta and len(mend) <= LONGEST_KTA else None, most=LONGEST_KTA)


def _nik(row: RowReading) -> date | None:
    """The birth date that the NIK states. What speaks against the number warns, and leaves it out."""
    text = row.texts.get("nik", "")
    if not text or text.strip().casefold() in _ABSENT:
        return None
    _, born = row.nik()
    if row.faults:
        row.faults[:] = [_lighter(fault) if fault.field == "nik" else fault for fault in row.faults]
    return born


def _lighter(fault: Fault) -> Fault:
    return replace(fault, severity=Severity.WARNING)


def _occupation(row: RowReading) -> None:
    if text := cells.tidy(row.texts.get("occupation", "")).strip("-"):
        row.values["occupation"] = text[:LONGEST_OCCUPATION]


def _wage_earner(row: RowReading) -> None:
    text = row.texts.get("wage_earner", "").casefold().strip(" .")
    if text in _YES or text in _NO:
        row.values["wage_earner"] = "ya" if text in _YES else "tidak"
    elif text.strip("-–"):
        row.warn("wage_earner.form", "wage_earner")

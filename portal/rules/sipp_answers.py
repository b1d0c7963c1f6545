"""What SIPP says of one person: taken, with or without a number of the card yet, or refused with a reason.

Its lists come in several shapes (valid ones, refused ones, numbers by NIK, all in one), so each row says by itself
what it is, and a row that does not is left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from portal.rules import cells
from portal.values.fault import Fault, Invalid, Severity
from portal.values.nik import Nik


class About(StrEnum):
    """Whom a list is of, as who loads it says: a mixture that tells in its columns, the valid, or the refused."""

    MIXED = "mixed"
    VALID = "valid"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """A row read: `number` in the file, who, whether taken, their KPJ ("" for none), why refused, what is wrong."""

    number: int
    nik: Nik | None = None
    taken: bool = False
    kpj: str = ""
    reason: str = ""
    fault: Fault | None = None
    #: Worth a look, and no hindrance.
    warning: Fault | None = None


#: KPJ of 8 to 13 digits are met; which length is usual is the branch's to say.
SHORTEST, LONGEST = 8, 13
LONGEST_REASON = 300
_NOISE = re.compile(r"[\s.\-'`’]+")
_LONG_NUMBER = re.compile(r"[0-9]{12,}")
_GOOD = re.compile(r"(?:data )?(?:valid|sukses|berhasil|diterima|lolos|ok(?:e)?|y(?:a)?|sesuai)", re.IGNORECASE)
_BAD = re.compile(r".*(?:tidak|tdk|invalid|tolak|gagal|error|reject|salah|belum).*", re.IGNORECASE)


def answer(number: int, texts: Mapping[str, str], *, about: About, usual: int) -> Answer:
    """What a row says. `texts`: field → cell; `usual`: how many digits a KPJ has here."""
    said = Answer(number)
    try:
        said = replace(said, nik=Nik.parse(texts.get("nik", "")))
    except Invalid as invalid:
        rounded = cells.is_rounded(texts.get("nik", ""))
        return replace(said, fault=Fault("nik.rounded", "nik") if rounded else invalid.fault)
    kpj, verdict, reason = _NOISE.sub("", texts.get("kpj", "")), texts.get("verdict", ""), texts.get("reason", "")
    if _GOOD.fullmatch(reason.strip()):
        verdict, reason = verdict or reason, ""
    taken = _taken(verdict, about, bool(kpj), bool(reason))
    if taken is None:
        return replace(said, fault=Fault("sipp.unclear"))
    if not taken:
        why = " ".join((reason or verdict).split())[:LONGEST_REASON]
        if not why:
            return replace(said, fault=Fault("sipp.no_reason", "reason"))
        return replace(said, reason=_LONG_NUMBER.sub("••••", why))
    if kpj and not (kpj.isascii() and kpj.isdigit() and SHORTEST <= len(kpj) <= LONGEST):
        return replace(said, fault=Fault("sipp.kpj_form", "kpj", params={"least": SHORTEST, "most": LONGEST}))
    unusual = bool(kpj) and len(kpj) != usual
    params = {"found": len(kpj), "usual": usual}
    warning = Fault("sipp.kpj_length", "kpj", Severity.WARNING, params) if unusual else None
    return replace(said, taken=True, kpj=kpj, warning=warning)


def _taken(verdict: str, about: About, has_kpj: bool, has_reason: bool) -> bool | None:
    verdict = verdict.strip()
    if verdict and _BAD.fullmatch(verdict):
        return False
    if verdict and _GOOD.fullmatch(verdict):
        return True
    if about is not About.MIXED:
        return about is About.VALID
    return has_kpj if has_kpj is not has_reason else None


def compared(answers: Sequence[Answer]) -> list[Answer]:
    """The answers as they stand beside each other: nobody twice, and no number of the card for two people. Of such
    rows none is believed."""
    people = Counter(each.nik for each in answers if each.nik)
    numbers = Counter(each.kpj for each in answers if each.kpj and not each.fault)
    rows: dict[Nik | str, list[int]] = {}
    for each in answers:
        if each.nik:
            rows.setdefault(each.nik, []).append(each.number)
        if each.kpj:
            rows.setdefault(each.kpj, []).append(each.number)

    def told(each: Answer) -> Answer:
        if not each.fault and each.nik and people[each.nik] > 1:
            return replace(each, fault=Fault("sipp.nik_twice", "nik", params={"rows": _some(rows[each.nik])}))
        if not each.fault and each.kpj and numbers[each.kpj] > 1:
            return replace(each, fault=Fault("sipp.kpj_twice", "kpj", params={"rows": _some(rows[each.kpj])}))
        return each

    return [told(each) for each in answers]


def _some(rows: Sequence[int]) -> str:
    return ", ".join(map(str, rows[:5])) + (" …" if len(rows) > 5 else "")

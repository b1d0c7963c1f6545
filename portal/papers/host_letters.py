"""The letter to a host firm (DU/DI): who comes, whom to call, and what to do when one of them is hurt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.papers.days import day as told
from portal.papers.days import span
from portal.papers.press import press
from portal.papers.qr import ink
from portal.values.phone import Phone


@dataclass(frozen=True, slots=True)
class Intern:
    """Who comes. By the code of their card a clinic finds them; no number of theirs stands on the paper."""

    name: str
    class_name: str
    code: str


@dataclass(frozen=True, slots=True)
class Clinic:
    name: str
    address: str
    phone: str


def letter(
    *,
    host: str,
    interns: Sequence[Intern],
    clinics: Sequence[Clinic],
    day: date,
    start: date,
    end: date,
    url: str,
    school_phone: str,
    **others: Any,
) -> bytes:
    """One PDF, of as many pages as there are interns for; days are WIB and included."""
    return press(
        "host",
        others
        | {
            "title": f"Surat penempatan PKL di {host}",
            "host": host,
            "day": told(day),
            "period": span(start, end),
            "school_phone": _local(school_phone),
            "interns": [
                {"name": each.name, "class": each.class_name or "–", "code": _gapped(each.code)} for each in interns
            ],
            "clinics": [
                {"name": each.name, "address": each.address, "phone": _local(each.phone)} for each in clinics
            ],
            "url": url,
            "ink": ink(url),
        },
    )


def _gapped(code: str) -> str:
    return " ".join((code[:4], code[4:8], code[8:]))


def _local(phone: str) -> str:
    return Phone(phone).local if phone.startswith("+62") else phone

"""The forms of an accident, filled in as far as the portal knows: 3 KK1, 3a KK2, 3b KK3. What is not known is a line.

They follow the field's forms in what they ask, and are the portal's own in how they look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from portal.papers.press import press
from portal.papers.qr import ink

#: By the short name of a form: code, title, what it is for, who signs.
_HEADS: Mapping[str, tuple[str, str, str, tuple[str, ...]]] = {
    "kk1": (
        "Formulir 3 KK1",
        "Laporan kasus kecelakaan kerja tahap I",
        "Disampaikan ke BPJS Ketenagakerjaan dalam 2 × 24 jam sejak kecelakaan.",
        ("Peserta atau yang mewakili", "Wadah, sekolah, atau pemberi kerja"),
    ),
    "kk2": (
        "Formulir 3a KK2",
        "Laporan kasus kecelakaan kerja tahap II",
        "Disampaikan sesudah dokter menyatakan sembuh, cacat, atau meninggal dunia.",
        ("Peserta atau yang mewakili", "Wadah, sekolah, atau pemberi kerja"),
    ),
    "kk3": (
        "Formulir 3b KK3",
        "Surat keterangan dokter",
        "Diisi dan ditandatangani dokter yang merawat.",
        ("Dokter yang merawat",),
    ),
}


#: As the forms say it; what is not known is left to be written.
WHERE: Mapping[str, str] = {
    "at_work": "Di tempat kerja atau tempat PKL",
    "on_the_way": "Dalam perjalanan berangkat atau pulang",
    "errand": "Di tempat lain, karena tugas",
    "unsure": "",
}
OUTCOME: Mapping[str, str] = {
    "treated": "Masih dirawat",
    "healed": "Sembuh",
    "partial": "Cacat sebagian",
    "total": "Cacat total tetap",
    "died": "Meninggal dunia",
}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a form: labels and what is known, in words; empty where somebody has to write."""

    title: str
    lines: Sequence[tuple[str, str]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form (``kk1``, ``kk2``, ``kk3``) as it is printed; `url` is that of the person's card."""

    form: str
    number: str
    printed: str
    url: str
    sections: Sequence[Section]


def sheet(given: Sheet) -> bytes:
    """One PDF of A4 pages, numbered."""
    return press("accident", data(given))


def data(given: Sheet) -> dict[str, object]:
    """What the layout is given: everything as text."""
    code, title, lead, signatures = _HEADS[given.form]
    return {
        "code": code,
        "title": title,
        "lead": lead,
        "number": given.number,
        "printed": given.printed,
        "url": given.url,
        "ink": ink(given.url),
        "signatures": list(signatures),
        "sections": [
            {"title": each.title, "lines": [{"label": label, "words": words} for label, words in each.lines]}
            for each in given.sections
        ],
    }

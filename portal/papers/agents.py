"""Papers of a Perisai agent: the certificate, and the letter of assignment by which they go about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.papers.days import day, instant, span
from portal.papers.press import press
from portal.papers.qr import ink


@dataclass(frozen=True, slots=True)
class Paper:
    """What both say. Days are WIB and included; `off` crosses the page, since the agent is none any more."""

    name: str
    number: str
    wadah: str
    npw: str
    branch: str
    training: str
    score: int | None
    certificate_number: str
    certificate_until: date
    assignment_number: str
    assignment_start: date
    assignment_end: date
    approved_by: str
    approved_at: datetime
    url: str
    off: bool = False


def certificate(paper: Paper) -> bytes:
    """One page: who passed what, until when."""
    passed = f"dengan nilai {paper.score}" if paper.score is not None else ""
    return press(
        "agent",
        _given(paper)
        | {
            "title": "Sertifikat Agen Perisai",
            "paper_number": paper.certificate_number,
            "says": " ".join(
                f"telah mengikuti pelatihan dan lulus ujian agen Perisai {passed}, "
                "dan memenuhi syarat sebagai agen.".split()
            ),
            "facts": [
                ["Pelatihan", paper.training or "–"],
                ["Wadah", f"{paper.wadah} (NPW {paper.npw})"],
                ["Berlaku sampai", day(paper.certificate_until)],
            ],
        },
    )


def assignment(paper: Paper) -> bytes:
    """One page: who may bring people in for whom, and from when to when."""
    return press(
        "agent",
        _given(paper)
        | {
            "title": "Surat Tugas Agen Perisai",
            "paper_number": paper.assignment_number,
            "says": "bertugas mengajak, mendaftarkan, dan mendampingi pekerja bukan penerima upah menjadi peserta "
            "BPJS Ketenagakerjaan, serta mengurus iurannya.",
            "facts": [
                ["Wadah", f"{paper.wadah} (NPW {paper.npw})"],
                ["Sertifikat", f"{paper.certificate_number}, sampai {day(paper.certificate_until)}"],
                ["Masa tugas", span(paper.assignment_start, paper.assignment_end)],
            ],
        },
    )


def _given(paper: Paper) -> dict[str, object]:
    return {
        "name": paper.name,
        "number": paper.number,
        "branch": paper.branch,
        "approved_by": paper.approved_by,
        "approved_at": instant(paper.approved_at),
        "off": paper.off,
        "url": paper.url,
        "ink": ink(paper.url),
    }

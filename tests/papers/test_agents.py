"""Certificate and letter of assignment: what they say, and that nothing a person typed breaks them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from portal.papers.agents import Paper, assignment, certificate
from tests.papers.people import AWKWARD
from tests.papers.reading import opened, pictures, scanned, text

pytestmark = pytest.mark.unit

PAPER = Paper(
    name="Dewi Anggraini",
    number="AG-0042",
    wadah="Wadah Sinar Mandiri",
    npw="NPW-32-0001",
    branch="Kantor Cabang Bandung",
    training="Pelatihan dasar Bandung",
    score=80,
    certificate_number="SERT/42/2026",
    certificate_until=date(2027, 11, 20),
    assignment_number="ST/42/2026",
    assignment_start=date(2026, 11, 21),
    assignment_end=date(2027, 10, 1),
    approved_by="Hasan Basri",
    approved_at=datetime(2026, 11, 21, 3, tzinfo=UTC),
    url="http://127.0.0.1:8000/agen/ABCDEFGHJKMN",
)


def test_each_says_what_it_is_for() -> None:
    said = text(certificate(PAPER))
    for words in (
        "Sertifikat Agen Perisai",
        "SERT/42/2026",
        "lulus ujian agen Perisai dengan nilai 80",
        "20 November 2027",
    ):
        assert words in said
    said = text(assignment(PAPER))
    for words in ("Surat Tugas Agen Perisai", "ST/42/2026", "21 November 2026 – 1 Oktober 2027", "Hasan Basri"):
        assert words in said
    for words in ("Dewi Anggraini", "AG-0042", "NPW NPW-32-0001", "Kantor Cabang Bandung", "bukan produk resmi"):
        assert words in said
        assert words in text(certificate(PAPER))


def test_of_somebody_who_is_none_any_more_it_is_crossed() -> None:
    assert "NONAKTIF" not in text(assignment(PAPER))
    crossed = assignment(replace(PAPER, off=True))
    assert "NONAKTIF" in text(crossed)
    assert "tidak berlaku" in text(crossed)


@pytest.mark.parametrize(("typed", "printed"), AWKWARD.items(), ids=[ascii(each) for each in AWKWARD])
def test_what_people_typed_is_text_on_one_page(typed: str, printed: str | None) -> None:
    odd = replace(PAPER, name=typed, wadah=typed, branch=typed, training=typed, approved_by=typed)
    for paper in (certificate(odd), assignment(odd)):
        assert (printed or typed) in text(paper)
        assert len(opened(paper).pages) == 1


def test_the_code_leads_to_the_check_and_the_same_paper_is_the_same_bytes() -> None:
    from portal.papers.agents import _given

    facts = {"title": "Surat Tugas", "paper_number": "1", "says": "bertugas.", "facts": [["Wadah", "Sinar"]]}
    (page,) = pictures("agent", _given(PAPER) | facts, ppi=110)
    assert scanned(page) == [PAPER.url]
    assert assignment(PAPER) == assignment(PAPER)

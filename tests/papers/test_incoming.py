"""PDFs that come in: their pages and nothing else, or a sentence."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from portal.papers.incoming import LARGEST, MOST_PAGES, is_pdf, rewritten
from portal.values.fault import Refused
from tests.make.accidents import pdf

pytestmark = pytest.mark.unit


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        rewritten(content)
    return refused.value.faults[0].code


def test_pages_come_through_and_scripts_attachments_and_names_stay_behind() -> None:
    sent = pdf(3, script=True)
    assert b"/JavaScript" in sent
    made = rewritten(sent)
    assert (made.media, made.pages) == ("application/pdf", 3)
    for left in (
        b"/JavaScript",
        b"/JS",
        b"halo",
        b"/EmbeddedFile",
        b"rahasia.txt",
        b"lampiran",
        b"Orang Dalam",
    ):
        assert left not in made.content, left
    again = PdfReader(io.BytesIO(made.content))
    assert len(again.pages) == 3
    assert made.origin != rewritten(pdf(1)).origin


def test_what_cannot_be_kept_gets_a_sentence() -> None:
    assert refusal(pdf(password="rahasia")) == "paper.password"
    assert refusal(pdf(MOST_PAGES + 1)) == "paper.pages"
    assert refusal(b"%PDF-1.7\n" + b"0" * LARGEST) == "paper.too_large"
    for broken in (b"%PDF-1.7\n<script>alert(1)</script>", pdf()[:200], b"%PDF-", b"%PDF-1.7\n" + bytes(5000)):
        assert refusal(broken) == "paper.broken"


def test_a_page_that_unpacks_without_end_is_refused_and_nobody_falls_over() -> None:
    """A stream of a hundred megabytes of blanks, as one asks a reader to lay out."""
    import zlib

    body = zlib.compress(b" " * 100_000_000)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(body), body),
    ]
    made, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj %s endobj\n" % (number, each)
    start = len(made)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    made += (
        b"xref\n0 5\n0000000000 65535 f \n" + rows + b"trailer<</Root 1 0 R/Size 5>>\nstartxref\n%d\n%%%%EOF" % start
    )
    kept = rewritten(made)
    assert len(kept.content) < 300_000, "it is never unpacked"


def test_a_pdf_is_known_by_its_first_bytes() -> None:
    assert is_pdf(b"\xef\xbb\xbf%PDF-1.4")
    assert not is_pdf(b"<script>%PD")

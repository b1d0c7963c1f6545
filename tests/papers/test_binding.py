from __future__ import annotations

import io

import pytest
from pypdf import PdfReader, PdfWriter

from portal.papers import cards
from portal.papers.binding import bind
from tests.papers.people import PAID, crowd
from tests.papers.reading import opened, tagged_words, text

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def parts() -> list[bytes]:
    people = list(crowd(25))
    return [next(cards.batches(people[start : start + 10], "Kartu SMKN 1")) for start in (0, 10, 20)]


@pytest.fixture(scope="module")
def book(parts: list[bytes]) -> bytes:
    file = io.BytesIO()
    assert bind(parts, file) == 3
    return file.getvalue()


def test_pages_words_and_title_are_those_of_the_parts(parts: list[bytes], book: bytes) -> None:
    assert text(book) == " ".join(text(part) for part in parts)
    assert opened(book).metadata["/Title"] == "Kartu SMKN 1"


def test_a_strict_reader_finds_nothing_to_mend(book: bytes) -> None:
    reader = PdfReader(io.BytesIO(book), strict=True)
    for number in range(1, reader.trailer["/Size"]):
        assert reader.get_object(number) is not None


def test_the_tags_reach_every_piece_of_every_part(parts: list[bytes], book: bytes) -> None:
    def tags(pdf: bytes) -> int:
        return tagged_words(opened(pdf).trailer["/Root"]["/StructTreeRoot"]["/K"])

    assert tags(book) == sum(tags(part) for part in parts) > 25 * 10
    root = opened(book).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "id"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_every_page_and_link_finds_its_own_tag(book: bytes) -> None:
    reader = opened(book)
    tree = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    indexes = list(tree[::2])
    assert indexes == sorted(set(indexes))
    owner = dict(zip(indexes, tree[1::2], strict=True))
    for page in reader.pages:
        for tag in owner[page["/StructParents"]].get_object():
            assert tag.get_object()["/Pg"] == page
        for link in page["/Annots"]:
            tag = owner[link.get_object()["/StructParent"]].get_object()
            assert tag["/S"] == "/Link"
            pieces = [each.get_object() for each in tag["/K"]]
            assert [piece.raw_get("/Obj") for piece in pieces if "/Obj" in piece] == [link]


def test_what_it_cannot_join_it_refuses() -> None:
    from portal.papers.receipts import receipt

    writer = PdfWriter(clone_from=io.BytesIO(receipt(PAID)))
    writer.add_named_destination("sini", 0)
    strange = io.BytesIO()
    writer.write(strange)
    with pytest.raises(ValueError, match="cannot join"):
        bind([strange.getvalue()], io.BytesIO())


def test_nothing_is_not_a_book() -> None:
    with pytest.raises(ValueError, match="nothing to bind"):
        bind([], io.BytesIO())

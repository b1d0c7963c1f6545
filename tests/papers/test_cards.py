from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.papers import cards
from tests.papers.people import AWKWARD, SARI, crowd
from tests.papers.reading import opened, pictures, scanned, text, unbroken

pytestmark = pytest.mark.unit


def test_a_card_says_what_it_must_and_what_it_is_not() -> None:
    said = text(cards.cards([SARI]))
    for words in (
        "Sari Wulandari",
        "3273••••••••0001",
        "SMK Negeri 1 Bandung",
        "Gelombang 1 2027",
        "4 Januari – 30 Juni 2027",
        "JKK, JKM",
        "26000000001",
        "Terlindungi",
        "GD7K-0001",
        "Bukan kartu resmi BPJS Ketenagakerjaan",
    ):
        assert words in said


def test_a_card_without_a_number_or_cover_says_so_plainly() -> None:
    said = text(cards.cards([replace(SARI, number=None, covered=False, state="Belum aktif – menunggu pembayaran")]))
    assert "Belum aktif – menunggu pembayaran" in said
    assert "Nomor peserta" not in said


def test_a_nik_in_the_clear_is_refused_and_not_repeated() -> None:
    with pytest.raises(ValueError) as refused:
        replace(SARI, nik="3273014101080001")
    assert "3273" not in str(refused.value)


def test_a_camera_reads_every_code_of_a_sheet() -> None:
    people = list(crowd(14))
    sheets = pictures("cards", cards.given(people, "Kartu"))
    assert [scanned(sheet) for sheet in sheets] == [
        [card.url for card in people[:10]],
        [card.url for card in people[10:]],
    ]


def test_a_finger_follows_the_code_on_a_screen() -> None:
    (page,) = opened(cards.cards(crowd(3))).pages
    assert [link.get_object()["/A"]["/URI"] for link in page["/Annots"]] == [card.url for card in crowd(3)]


@pytest.mark.parametrize(("typed", "printed"), AWKWARD.items(), ids=[ascii(each) for each in AWKWARD])
def test_names_are_text_and_nothing_else(typed: str, printed: str | None) -> None:
    said = text(cards.cards([replace(SARI, name=typed, sponsor=typed, wave=typed)]))
    assert said.count(printed or typed) == 3
    assert "root:" not in said


@pytest.mark.parametrize(
    "name",
    ["Raden Mas Haryo Soeprapto Kusumodiningrat Wiryoatmodjo bin Abdurrahman", "x" * 120, "Ny. " * 30 + "A"],
    ids=["long", "one word of 120", "many words"],
)
def test_a_long_name_is_printed_whole(name: str) -> None:
    assert name.replace(" ", "") in unbroken(cards.cards([replace(SARI, name=name)]))


@pytest.mark.parametrize("field", ["name", "sponsor", "wave", "state", "code", "number", "nik"])
@pytest.mark.parametrize("words", ["W" * 400, "kata " * 200], ids=["one word", "many words"])
def test_nothing_leaves_its_place_on_the_card(field: str, words: str) -> None:
    """Too much in one field changes no ink outside the card, nor on the code that is scanned."""
    others = list(crowd(4))
    usual = pictures("cards", cards.given([SARI, *others], "Kartu"))
    full = pictures("cards", cards.given([replace(SARI, **{field: words}), *others], "Kartu"))
    assert len(usual) == len(full) == 1
    assert scanned(full[0]) == [card.url for card in [SARI, *others]]
    beside = (round(full[0].width * 0.51), 0, full[0].width, full[0].height)
    below = (0, round(full[0].height * 0.23), full[0].width, full[0].height)
    for part in (beside, below):
        assert usual[0].crop(part).tobytes() == full[0].crop(part).tobytes()
    assert "…" in text(cards.cards([replace(SARI, **{field: words})]))


@settings(max_examples=20, deadline=None)
@given(st.text(), st.text(max_size=2000))
def test_no_words_whatever_stop_a_card(name: str, words: str) -> None:
    card = replace(SARI, name=name, sponsor=words, wave=words, state=name, number=words, programmes=(words, name))
    assert "Bukan kartu resmi" in text(cards.cards([card]))


def test_the_same_cards_are_the_same_bytes() -> None:
    once, again = (cards.cards(crowd(12)) for _ in range(2))
    assert once == again
    assert not {"/CreationDate", "/ModDate"} & set(opened(once).metadata or {})
    assert b"xmp:CreateDate" not in once


def test_a_date_span_names_the_year_once_unless_it_turns() -> None:
    assert "4 Januari 2027 Program" in text(cards.cards([replace(SARI, end=date(2027, 1, 4))]))
    assert "1 November 2026 – 30 Juni 2027" in text(cards.cards([replace(SARI, start=date(2026, 11, 1))]))


def test_a_batch_fills_whole_sheets() -> None:
    assert cards.BATCH % 10 == 0
    assert [len(opened(each).pages) for each in cards.batches(crowd(cards.BATCH + 1))] == [cards.BATCH // 10, 1]


def test_writing_returns_the_number_of_pages() -> None:
    file = io.BytesIO()
    assert cards.write(crowd(21), file) == len(opened(file.getvalue()).pages) == 3


def test_no_cards_are_no_paper() -> None:
    with pytest.raises(ValueError):
        cards.cards([])


PEAK = """
import os, resource, sys
from portal.papers import cards
from tests.papers.people import crowd
with open(os.devnull, "wb") as file:
    cards.write(crowd(int(sys.argv[1])), file)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_five_times_as_many_cards_need_hardly_more_memory() -> None:
    few, many = (
        int(subprocess.run([sys.executable, "-c", PEAK, str(n)], check=True, capture_output=True, text=True).stdout)
        for n in (cards.BATCH, 5 * cards.BATCH)
    )
    assert many < few * 1.3

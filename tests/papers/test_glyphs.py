from __future__ import annotations

import pytest

from portal.papers.glyphs import MISSING, printable
from portal.papers.press import press
from tests.papers.people import AWKWARD

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(("typed", "printed"), AWKWARD.items(), ids=[ascii(each) for each in AWKWARD])
def test_what_is_typed_becomes_what_the_font_can_print(typed: str, printed: str | None) -> None:
    assert printable(typed) == (printed or typed)


def test_the_font_has_the_sign_for_what_it_has_not() -> None:
    assert printable(MISSING) == MISSING


def test_the_font_draws_every_letter_this_says_it_draws() -> None:
    # PDF/UA refuses a missing glyph, so a wrong reading of the font's tables fails here.
    letters = " ".join(printable(chr(point)) for point in range(0x20, 0x3000) if not 0xD800 <= point < 0xE000)
    assert press("receipt", RECEIPT | {"received_from": letters})[:5] == b"%PDF-"


RECEIPT = {
    "number": "1", "received_from": "", "amount": "", "in_words": "", "kode_iuran": "", "paid_at": "", "channel": "",
    "reference": "", "branch": "", "recorded_by": "", "void": None, "lines": [], "remainder": None,
    "url": "https://gandeng.example", "ink": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
}  # fmt: skip

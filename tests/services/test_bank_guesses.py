"""The bills offered for money that names none: by a slip in the code, the very amount, the partner's name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from portal.models import BankRow
from portal.services import bank_guesses
from tests.browser import Browser
from tests.cast import Cast
from tests.make import bank, journey
from tests.make.bank import EACH, line

TEXTS = ("satu angka lain", "satu angka kurang", "dua angka tertukar", "dua angka lain")


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):
        yield


def slipped(code: str) -> list[str]:
    """The code as `TEXTS` say, each a way that a hand slips; of the last there are two."""
    at = next(place for place in range(3, 11) if code[place] != code[place + 1])
    other = [str((int(digit) + 5) % 10) for digit in code]
    return [
        code[:4] + other[4] + code[5:],
        code[:6] + code[7:],
        code[:at] + code[at + 1] + code[at] + code[at + 2 :],
        code[:2] + other[2] + code[3:8] + other[8] + code[9:],
    ]


def offered(cast: Cast, row: BankRow) -> list[tuple[str, bool, bool, bool]]:
    """(kode iuran, looks alike, same amount, partner named) of each bill offered."""
    found = bank_guesses.likeliest(cast.hasan.actor(), row)
    return [(str(each.invoice.kode_iuran), each.near_code, each.same_amount, each.named) for each in found]


def test_the_likeliest_bills_are_offered_with_what_speaks_for_them(cast: Cast, hasan: Browser) -> None:
    two = str(bank.bill(cast, range(2)).kode_iuran)
    three = str(bank.bill(cast, range(2, 5)).kode_iuran)
    rina = str(bank.bill(cast, [7], by=cast.rina).kode_iuran)
    journey.covered(cast.sari, cast.hasan, range(10, 14), name="Lunas")  # paid: never offered again
    slips = slipped(two)
    content = bank.file(
        [
            *(line("50.000", f"{words} {code}") for words, code in zip(TEXTS, slips, strict=True)),
            line(f"{3 * EACH}", "SETORAN TUNAI"),
            line(f"{3 * EACH}", f"KODE {slips[0]}"),
            line("50.000", "SETOR SMK NEGERI 2 BANDUNG"),
            line("50.000", "SETOR SMK NEGRI 2 BANDUNG"),
        ]
    )
    statement = bank.received(cast.hasan, content)
    rows = bank.rows(cast.hasan, statement)
    assert [row.invoice_id for row in rows] == [None] * len(rows), "nothing is paid by a likeness"
    alike, same, neither = (two, True, False, False), (three, False, True, False), []
    named = [(rina, False, False, True)]
    found = [offered(cast, row) for row in rows]
    assert found == [[alike], [alike], [alike], neither, [same], [alike, same], named, named]
    page = hasan.get(f"/cabang/uang-masuk/baris/{rows[5].id}").words
    assert page.index(two) < page.index("kodenya mirip") < page.index(three) < page.index("jumlahnya sama")
    assert "namanya disebut" in hasan.get(f"/cabang/uang-masuk/baris/{rows[6].id}").words
    assert "Tidak ada tagihan yang mirip" in hasan.get(f"/cabang/uang-masuk/baris/{rows[3].id}").words

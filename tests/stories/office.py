"""What an officer of the branch does with a bill, from its page: gives it a code, and records what came in for it."""

from __future__ import annotations

import re

from portal.values import clock
from tests.stories.visitor import Visitor

BILL = re.compile("^Tagihan ")


def opens_the_bill(hasan: Visitor, of: str) -> None:
    """The one bill of this payer."""
    hasan.goes_to("Tagihan")
    hasan.row(of).get_by_role("link").first.click()
    hasan.arrives(BILL)


def gives_the_code(hasan: Visitor, code: str) -> None:
    hasan.follows("Isi kode iuran")
    hasan.arrives("Isi kode iuran")
    types_the_code(hasan, code)


def types_the_code(hasan: Visitor, code: str) -> None:
    hasan.fills(re.compile("^Kode iuran"), code)
    hasan.presses("Terbitkan tagihan")
    hasan.arrives(BILL)


def asks_for_the_payment_form(hasan: Visitor) -> None:
    hasan.follows("Catat pembayaran")
    hasan.arrives("Catat pembayaran")


def fills_in_the_payment(hasan: Visitor, amount: str, reference: str, channel: str = "Teller bank") -> None:
    """Paid just now; the amount as somebody types it."""
    hasan.fills("Jumlah yang masuk", amount)
    now = clock.in_wib(clock.now())
    hasan.fills("Tanggal bayar", now.date().isoformat())
    hasan.fills(re.compile("^Jam bayar"), f"{now:%H:%M}")
    hasan.chooses("Dibayar lewat", channel)
    hasan.fills("Nomor referensi", reference)


def records_the_payment(hasan: Visitor, amount: str, reference: str) -> None:
    """From the form to the bill, where the receipt is."""
    fills_in_the_payment(hasan, amount, reference)
    hasan.presses("Catat pembayaran")
    hasan.arrives(BILL)
    hasan.sees("Pembayaran dicatat dengan kuitansi")

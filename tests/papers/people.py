"""Cards and receipts to print: the cast of SMKN 1 and the names that break papers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

from portal.papers.cards import Card
from portal.papers.receipts import Line, Receipt
from portal.values.month import Month
from portal.values.rupiah import Rupiah

SARI = Card(
    name="Sari Wulandari",
    nik="3273••••••••0001",
    sponsor="SMK Negeri 1 Bandung",
    wave="Gelombang 1 2027",
    start=date(2027, 1, 4),
    end=date(2027, 6, 30),
    programmes=("JKK", "JKM"),
    state="Terlindungi",
    covered=True,
    code="GD7K-0001",
    url="https://gandeng.example/v/0192f3c07a1e7c119a102a8f2c91d77b",
    number="26000000001",
)

BEFORE = Line(
    what="Iuran JKK dan JKM siswa PKL",
    months=(Month(2026, 11), Month(2026, 12)),
    people=37,
    each=Rupiah(5_600),
    because="Keringanan 50% sampai 31 Desember 2026.",
)
AFTER = Line(
    what="Iuran JKK dan JKM siswa PKL",
    months=(Month(2027, 1), Month(2027, 2), Month(2027, 3)),
    people=37,
    each=Rupiah(8_400),
    because="Keringanan berakhir 31 Desember 2026.",
)

PAID = Receipt(
    number="KW-2026-11-000123",
    received_from="SMK Negeri 1 Bandung",
    amount=Rupiah(1_346_800),
    lines=(BEFORE, AFTER),
    kode_iuran="261100012345",
    paid_at=datetime(2026, 11, 20, 17, 5, tzinfo=UTC),
    channel="Transfer bank",
    reference="FT26324XYZ",
    branch="Kantor Cabang Bandung",
    recorded_by="Hasan",
    url="https://gandeng.example/k/0192f3c07a1e7c119a102a8f2c91d77b",
)

#: What was typed, and what is printed where that differs.
AWKWARD = {
    '#read("/etc/passwd")': None,
    "#import sys: inputs": None,
    "*tebal* _miring_ $x^2$ `kode` <label> @rujuk \\u{41}": None,
    "]} #panic() //": None,
    "Ma'ruf D'Angelo O’Neil": None,
    "Budi": None,
    "Żółć Ñandú Đặng": None,
    "🎓 Budi 👩‍👩‍👧 👍🏽": "Budi",
    "محمد": None,
    "李小龍 Lee": "LiXiaoLong Lee",
    "Владимир": None,
    "მარი ᮞᮤᮒᮤ": "mari siti",
    "\u202eiduB\u202c Sari\u200f": "iduB Sari",
    "𝐁𝐮𝐝𝐢 Ｓａｒｉ": "Budi Sari",
    "Budi\x00\n\tSari": "Budi Sari",
    "\ud83d lone": "□ lone",
}


def crowd(count: int) -> Iterator[Card]:
    """`count` cards that differ in name and address."""
    for n in range(count):
        yield replace(SARI, name=f"Siswa {n:05}", url=f"https://gandeng.example/v/{n:032}", code=f"GD7K-{n:05}")

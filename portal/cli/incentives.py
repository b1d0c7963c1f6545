"""``flask incentives recompute``: whether what the ledger says is what counting from nothing comes to."""

from __future__ import annotations

import sys

import click
from flask import Flask
from flask.cli import AppGroup

from portal.models import db, engine
from portal.services import recounts
from portal.services.recounts import Difference
from portal.values.month import Month

commands = AppGroup("incentives", help="Insentif Perisai.")

#: Differences told one by one; the rest is a number.
_MOST = 20
_WORDS = {
    "not_written": "belum dibukukan",
    "not_earned": "dibukukan tanpa dasar",
    "paid_month": "bulan iuran berbeda",
    "month_end_acquisition": "bagian akuisisi berbeda",
    "month_end_wadah": "bagian wadah berbeda",
    "month_end_tax": "pajak berbeda",
    "own_text": "tidak sesuai dengan aturan yang tertulis di barisnya",
    "paid_out": "pembayaran tidak sama dengan jumlah barisnya",
}


@commands.command("recompute")
@click.option("--month", default="", help="Hanya bulan ini, misalnya 2026-11.")
def recompute(month: str) -> None:
    """Hitung ulang insentif dari pembayaran yang tersimpan, dan bandingkan dengan buku insentif."""
    wanted = _month(month)
    wrong = lines = 0
    with engine.reading():
        engine.one_moment(db.session())
        for wadah in recounts.wadahs():
            for each in [wanted] if wanted else recounts.months(wadah):
                found = recounts.recount(wadah, each)
                lines += found.lines
                wrong += not found.agrees
                agrees = "cocok" if found.agrees else f"TIDAK COCOK, dihitung {found.counted}"
                print(f"{found.wadah}, {each}: {found.kept} dari {found.lines} baris: {agrees}")
                for difference in found.differences[:_MOST]:
                    print(f"  {_told(difference)}")
                if (more := len(found.differences) - _MOST) > 0:
                    print(f"  dan {more} lagi")
    if wrong:
        print(f"{wrong} bulan tidak cocok.")
        sys.exit(1)
    print(f"Semua cocok ({lines} baris).")


def _told(difference: Difference) -> str:
    whose = f" ({difference.whose})" if difference.whose else ""
    return f"{_WORDS[difference.what]}{whose}: tercatat {difference.kept}, dihitung {difference.counted}"


def _month(text: str) -> Month | None:
    if not text:
        return None
    try:
        return Month.parse(text)
    except ValueError:
        print("Tulis bulan sebagai tahun-bulan, misalnya 2026-11.")
        sys.exit(2)


def init_app(app: Flask) -> None:
    app.cli.add_command(commands)

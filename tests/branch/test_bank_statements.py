"""Statements of a bank on the pages: loaded, looked at, recorded, the rest settled by hand."""

from __future__ import annotations

from io import BytesIO

from sqlalchemy import text

from portal.models import BankRow, BankStatement, Credit, Invoice, InvoiceState, StatementState, db, engine
from portal.services import bank_statements
from portal.values import clock
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Hand
from tests.make import bank, people
from tests.make.bank import line

PLACE = "/cabang/uang-masuk/"


def upload(content: bytes, name: str = "mutasi.csv", channel: str = bank.CHANNEL) -> dict[str, object]:
    return {"channel": channel, "file": (BytesIO(content), name)}


def test_from_the_file_to_the_last_row(cast: Cast, hasan: Browser, sari: Browser) -> None:
    bill, other = bank.bill(cast, range(2)), bank.bill(cast, range(2, 4))
    bill_id, code, number, other_id = bill.id, bill.kode_iuran, bill.number, other.id
    assert "Belum ada rekening koran" in hasan.get(PLACE).words
    page = hasan.get(f"{PLACE}baru")
    refused = hasan.submit(page, PLACE, {"channel": "", "file": (BytesIO(b""), "")}, status=422)
    assert "Bank atau kanal wajib diisi" in refused.words
    content = bank.file(
        [
            line("134.400,00", f"TRSF {code} ANI", reference="N1"),
            line("134.400", f"LAGI {number}", reference="N2"),
            line("140.000", "SETORAN SMK NEGERI 1 BANDUNG"),
            line("seribu", "rusak"),
            line("5.000", "nyasar"),
        ]
    )
    done = hasan.submit(page, PLACE, upload(content))
    place = done.location
    shown = hasan.follow(done)
    assert "Catat 1 pembayaran" in shown.words
    again = hasan.submit(hasan.get(f"{PLACE}baru"), PLACE, upload(content, "nama lain.csv"), status=422)
    assert "Berkas ini sudah dimasukkan sebagai “mutasi.csv”" in again.words
    assert "Jumlahnya tidak terbaca" in hasan.get(f"{place}?saring=rusak").words
    paid = hasan.follow(hasan.submit(shown, "/pembayaran", {}))
    assert "Uang yang cocok sudah dicatat" in paid.words
    assert cast.hasan.actor().find(Invoice, bill_id).state is InvoiceState.PAID
    assert "Lunas" in sari.get(f"/sekolah/tagihan/{bill_id}").words

    home = hasan.get("/cabang/")
    assert "3 uang masuk belum cocok" in home.words
    odd = hasan.get(f"{PLACE}baris/")
    assert f'href="{PLACE}baris/"' in home.text
    assert "Belum ketemu 2" in odd.words
    assert "nyasar" in odd.words
    assert f"LAGI {number}" not in odd.words
    assert f"LAGI {number}" in hasan.get(f"{PLACE}baris/?saring=ganda").words
    assert "Semua uang masuk yang seperti ini sudah beres" in hasan.get(f"{PLACE}baris/?saring=lebih").words

    double, named, _, stray = db.session.scalars(
        cast.hasan.actor().sees(BankRow).where(BankRow.number > 2).order_by(BankRow.number)
    ).all()
    ids = double.id, named.id, stray.id
    page = hasan.get(f"{PLACE}baris/{ids[0]}")
    assert "sudah terbayar oleh baris lain" in page.words
    hasan.submit(page, "/titipan", {})
    kept = db.session.scalars(cast.hasan.actor().sees(Credit)).one()
    assert str(kept.amount) == "Rp134.400"
    back = f"/cabang/uang-masuk/titipan/{kept.id}"
    assert "SMK Negeri 1 Bandung" in hasan.get("/cabang/uang-masuk/titipan/").words
    hasan.submit(hasan.get(back), "/pengembalian/", {"reason": ""}, status=422)
    hasan.submit(hasan.get(back), "/pengembalian/", {"reason": "transfer ganda, ke rekening sekolah"})
    hasan.submit(hasan.get(back), "/pengembalian/batal", {})
    hasan.submit(hasan.get(back), "/pengembalian/", {"reason": "transfer ganda, ke rekening sekolah"})
    assert "transfer ganda" in hasan.get("/cabang/uang-masuk/titipan/?keadaan=kembalikan").words
    hasan.submit(hasan.get(back), "/selesai", {"reference": ""}, status=422)
    hasan.submit(hasan.get(back), "/selesai", {"reference": "TRF 77"})
    assert "TRF 77" in hasan.get("/cabang/uang-masuk/titipan/?keadaan=sudah").words

    page = hasan.get(f"{PLACE}baris/{ids[1]}")
    assert "namanya disebut" in page.words
    found = hasan.get(f"{PLACE}baris/{ids[1]}?q=smk negeri 1")
    assert other.number in found.words
    hasan.post(f"{PLACE}baris/{ids[1]}", {"tagihan": "bukan"}, status=422)
    hasan.post(f"{PLACE}baris/{ids[1]}", {"tagihan": str(other_id)})
    assert cast.hasan.actor().find(Invoice, other_id).state is InvoiceState.PAID
    page = hasan.get(f"{PLACE}baris/{ids[2]}")
    refused = hasan.submit(page, "/sisihkan", {"reason": "x"}, status=422)
    assert "alasan" in refused.words.casefold()
    hasan.submit(page, "/sisihkan", {"reason": "milik kantor cabang lain"})
    assert "milik kantor cabang lain" in hasan.get(f"{place}?saring=selesai").words


def test_columns_are_shown_once_and_a_file_is_taken_back(cast: Cast, hasan: Browser) -> None:
    content = bank.file([f"{clock.today():%d/%m/%Y};apa saja;5.000"], "Hari;Cerita;Uang")
    done = hasan.submit(hasan.get(f"{PLACE}baru"), PLACE, upload(content, channel="Kanal Uji"))
    page = hasan.follow(hasan.get(done.location, status=303))
    assert "Tunjukkan kolom" in page.words
    refused = hasan.submit(page, "/kolom/", {"kolom-0": "date", "kolom-1": "date", "kolom-2": "amount"}, status=422)
    assert "Satu isian hanya boleh dari satu kolom" in refused.words
    done = hasan.submit(page, "/kolom/", {"kolom-0": "date", "kolom-1": "text", "kolom-2": "amount"})
    shown = hasan.follow(done)
    assert "Belum ketemu" in shown.words
    assert "Kanal Uji" in hasan.get(f"{PLACE}baru").words
    taken = hasan.follow(hasan.submit(shown, "/batal", {}))
    assert "Belum ada rekening koran" in taken.words


def test_long_work_can_be_left_stopped_and_gone_on_with(cast: Cast, hasan: Browser, worker: Hand) -> None:
    lines = [line("1.000", f"setoran {at} {'x' * 2_000}") for at in range(260)]
    done = hasan.submit(hasan.get(f"{PLACE}baru"), PLACE, upload(bank.file(lines)))
    statement_id = done.location.rsplit("/", 1)[1]
    waiting = hasan.follow(done)
    assert "Anda boleh meninggalkan halaman ini" in waiting.words
    hasan.htmx_get(f"{PLACE}{statement_id}/kemajuan/")
    hasan.submit(waiting, "/henti", {})
    worker.drain()
    stopped = hasan.get(done.location)
    assert "Lanjutkan" in stopped.words
    hasan.submit(stopped, "/lanjut", {})
    worker.drain()
    assert "Belum ketemu" in hasan.get(done.location).words
    db.session.rollback()
    [statement] = db.session.scalars(cast.hasan.actor().sees(BankStatement)).all()
    assert (statement.state, statement.row_count) == (StatementState.OPEN, 260)
    assert bank_statements.figures(cast.hasan.actor(), statement)


def test_another_branch_and_a_school_see_nothing_of_it(cast: Cast, mira: Browser, sari: Browser) -> None:
    statement = bank.received(cast.hasan, bank.file([line("5.000", "nyasar")]))
    [row] = bank.rows(cast.hasan, statement)
    for stranger in (mira, sari):
        for place in (f"{PLACE}{statement}", f"{PLACE}{statement}/kolom/", f"{PLACE}baris/{row.id}"):
            stranger.get(place, status=404)
    assert "Belum ada rekening koran" in mira.get(PLACE).words
    assert "nyasar" not in mira.get(f"{PLACE}baris/").words


def test_a_nik_in_the_words_of_a_row_is_masked_and_nowhere_in_the_clear(cast: Cast, hasan: Browser) -> None:
    nik = people.nik(4711)
    spelt = f"{nik.digits[:6]} {nik.digits[6:12]} {nik.digits[12:]}"
    content = bank.file(
        [
            line("5.000", f"iuran ANI {spelt} wali", reference=nik.digits),
            line("seribu", f"rusak {nik.digits}"),
            line("6.000", "VA 8801999999999999"),
        ]
    )
    statement = bank.received(cast.hasan, content)
    row, broken, _ = bank.rows(cast.hasan, statement)
    for place in (f"{PLACE}{statement}?saring=cari", f"{PLACE}{statement}?saring=rusak", f"{PLACE}baris/{row.id}"):
        page = hasan.get(place)
        assert nik.masked in page.words
        assert nik.digits not in page.words
        assert spelt not in page.words
    assert "VA 8801••••••••9999" in hasan.get(f"{PLACE}{statement}?saring=cari").words, "nobody asks whose it is"
    assert row.reference == nik.masked
    with engine.reading(), db.engine.connect() as connection:
        kept = repr(connection.execute(text("select * from bank_row")).all())
        kept += repr(connection.execute(text("select * from audit_event")).all())
    assert nik.digits not in kept
    assert broken.content["cells"][1] == f"rusak {nik.digits}", "what the bank wrote rests sealed, whole"

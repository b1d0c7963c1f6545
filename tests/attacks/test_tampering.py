"""Honest doors with dishonest parameters: ids of something else, fields nobody asked for, impossible values."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.actor import everyone
from portal.models import Enrolment, Invoice, Organisation, RosterRow, User, Wave, db
from portal.values import clock
from portal.values.clock import in_wib
from tests.attacks.knocks import knock, multipart
from tests.attacks.order import counted, disorder
from tests.browser import Browser
from tests.cast import Cast
from tests.make import journey, people

WAVE = {"name": "PKL", "start": "2027-01-04", "end": "2027-03-31"}


def rows_of(cast: Cast, roster: UUID | None) -> list[UUID]:
    db.session.rollback()
    rows = cast.sari.actor().sees(RosterRow).where(RosterRow.roster_id == roster).order_by(RosterRow.number)
    return [row.id for row in db.session.scalars(rows)]


def kept(model: Any, id_: UUID | None) -> dict[str, Any]:
    """All columns of a row as they are."""
    db.session.rollback()
    found = db.session.scalars(everyone(model, because="the test looks").where(model.id == id_)).one()
    values = {column.key: getattr(found, column.key) for column in model.__mapper__.column_attrs}
    db.session.rollback()
    return values


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    return {name for name in before if before[name] != after[name]}


# Ids of something else that is one's own.


def test_a_row_under_another_list_is_not_there(cast: Cast, sari: Browser) -> None:
    here, there = (
        journey.listed(cast.sari, range(2), name="PKL A"),
        journey.listed(cast.sari, range(2, 4), name="PKL B"),
    )
    row = rows_of(cast, there.roster)[0]
    before = kept(RosterRow, row)
    for tail in ("", "lewati", "pulihkan"):
        url = f"/sekolah/daftar/{here.roster}/baris/{row}/{tail}"
        assert knock(sari, url, {"name": "Lain"}).status == 404
    sari.get(f"/sekolah/daftar/{here.roster}/baris/{row}/ubah", status=404)
    assert not changed(before, kept(RosterRow, row))


def test_people_of_another_submission_cannot_be_returned_with_it(cast: Cast, hasan: Browser) -> None:
    here, there = journey.sent(cast.sari, range(2), name="PKL A"), journey.sent(cast.sari, range(2, 4), name="PKL B")
    for rows in (rows_of(cast, there.roster), [*rows_of(cast, here.roster), *rows_of(cast, there.roster)], [uuid4()]):
        data = {"baris_dicentang": [str(row) for row in rows], "reason": "salah"}
        answer = knock(hasan, f"/cabang/pengajuan/{here.submission}/pengembalian", data)
        assert answer.status == 422
        assert "tidak lagi menunggu keputusan" in answer.words
    hasan.get(f"/cabang/pengajuan/{here.submission}/baris/{rows_of(cast, there.roster)[0]}", status=404)
    assert not disorder()


def test_people_of_another_bill_are_neither_split_nor_paid_with_it(cast: Cast, sari: Browser, hasan: Browser) -> None:
    here = journey.approved(cast.sari, cast.hasan, range(2), name="PKL A")
    there = journey.approved(cast.sari, cast.hasan, range(2, 4), name="PKL B")
    theirs = [str(row) for row in rows_of(cast, there.roster)]
    before = counted()
    for chosen in (theirs[:1], [str(rows_of(cast, here.roster)[0]), theirs[0]], ["x" * 36], [str(uuid4())] * 3_000):
        assert knock(sari, f"/sekolah/tagihan/{here.invoice}/pisah", {"orang": chosen}).status == 422
        money = payment(cast, here.invoice) | {"sebagian": "1", "orang": chosen}
        assert knock(hasan, f"/cabang/tagihan/{here.invoice}/pembayaran", money).status == 422
    assert counted() == before
    assert not disorder()


def payment(cast: Cast, invoice: UUID | None, **more: str) -> dict[str, Any]:
    assert invoice
    bill, now = cast.hasan.actor().find(Invoice, invoice), in_wib(clock.now())
    return {
        "amount": str(bill.total.amount),
        "paid_on": f"{now:%d/%m/%Y}",
        "paid_time": f"{now:%H:%M}",
        "channel": "ATM",
        "reference": "NTB 1",
        **more,
    }


def test_another_school_s_wave_in_a_form_of_one_s_own(cast: Cast, rina: Browser) -> None:
    theirs = str(journey.wave(cast.sari).wave)
    before = counted()
    for wave in (theirs, "", "null", "1", f"{{{theirs}}}", f"urn:uuid:{theirs}", theirs.upper(), "٣" * 32):
        file = {"gelombang": wave, "file": (b"NIK;Nama\n1;A\n", "a.csv")}
        assert knock(rina, "/sekolah/daftar/", file).status == 404
        assert knock(rina, "/sekolah/siswa-baru/", {"gelombang": wave, "name": "A"}).status == 404
    for url in ("/sekolah/daftar/baru", "/sekolah/siswa-baru/", "/sekolah/peserta/"):
        assert rina.get(f"{url}?gelombang={theirs}", status=404)
    assert counted() == before


def test_a_school_invites_nobody_into_another_place_or_into_the_branch(cast: Cast, sari: Browser) -> None:
    before = counted()
    for more in (
        {"role": "branch_officer"},
        {"role": "BRANCH_OFFICER"},
        {"role": ""},
        {"role": ["school_reader", "branch_officer"][1:]},
        {"role": "admin"},
    ):
        data = {"name": "Tuti", "email": "tuti@contoh.sch.id", **more}
        assert knock(sari, "/sekolah/rekan/undang", data).status == 422
    assert counted() == before
    data = {
        "name": "Tuti",
        "email": "tuti@contoh.sch.id",
        "role": "school_reader",
        "organisation_id": str(cast.smkn2),
    }
    assert knock(sari, f"/sekolah/rekan/undang?organisation_id={cast.smkn2}", data, unmasked=True).status == 200
    assert "Tuti" in sari.get("/sekolah/rekan/").words


# Fields nobody asked for.

EXTRA = {
    "id": str(uuid4()),
    "organisation_id": str(uuid4()),
    "branch_id": str(uuid4()),
    "state": "paid",
    "kind": "perisai",
    "path": "/",
    "role": "branch_officer",
    "total": "1",
    "paid": "999999999",
    "people": "0",
    "covered_from": "2020-01-01",
    "paid_through": "2030-12",
    "nik": "3273010101080001",
    "password_hash": "x",
    "email": "jahat@contoh.id",
    "disabled_at": "",
    "created_at": "2000-01-01",
    "card_code": "AAAAAAAAAAAA",
    "is_admin": "1",
    "__class__": "x",
}


def test_what_a_form_does_not_ask_for_is_not_taken(cast: Cast, sari: Browser, hasan: Browser) -> None:
    way = journey.covered(cast.sari, cast.hasan, range(2))
    person = rows_of(cast, way.roster)[0]
    school = {"name": "SMKN Satu", "npsn": "20219158", "funding": "own", "stage": "active"}
    for who, url, data, model, id_, allowed in (
        (sari, f"/sekolah/gelombang/{way.wave}", WAVE | {"name": "Baru"}, Wave, way.wave, {"name"}),
        (sari, "/akun", {"name": "Sari W"}, User, cast.sari.user_id, {"name"}),
        (sari, "/sekolah/pengaturan/", {}, Organisation, cast.smkn1, set()),
        (hasan, f"/cabang/mitra/{cast.smkn1}", school, Organisation, cast.smkn1,
         {"name", "name_key", "stage", "funding"}),
        (sari, f"/sekolah/peserta/{person}", {"name": "Asep B", "class_name": "XII", "sex": "L", "sure": "y"},
         Enrolment, person, {"name_key", "class_name"}),
    ):  # fmt: skip
        before = kept(model, id_)
        fields = {name: value for name, value in EXTRA.items() if model is not Enrolment or name != "email"} | data
        answer = knock(who, url, fields)
        assert answer.status in {303, 422}, (url, answer.status)
        unasked = changed(before, kept(model, id_)) - allowed
        assert not unasked, f"{url}: {unasked}"
    assert not disorder()


# Impossible values.


@pytest.mark.parametrize(
    "amount",
    ["-201600", "0", "1e9", "NaN", "Infinity", "0x10", "٢٠١٦٠٠", "9" * 13, "9" * 5_000, "134400,50", "134400;1", " "],
)
def test_no_money_that_is_no_money(cast: Cast, hasan: Browser, amount: str) -> None:
    way = journey.approved(cast.sari, cast.hasan, range(2))
    answer = knock(hasan, f"/cabang/tagihan/{way.invoice}/pembayaran", payment(cast, way.invoice, amount=amount))
    assert answer.status == 422
    assert counted()["payment"] == 0


def test_no_day_that_is_no_day(cast: Cast, sari: Browser, hasan: Browser) -> None:
    days = [
        "2027-02-30",
        "31/11/2026",
        "2027",
        "0",
        "-1",
        "9999-99-99",
        "2027-01-04T00:00",
        "besok",
        "1/1/1",
        "\u0662",
    ]
    for day in days:
        assert knock(sari, "/sekolah/gelombang/", WAVE | {"start": day}).status == 422, day
        assert knock(sari, "/sekolah/gelombang/", WAVE | {"end": day}).status == 422, day
    for start, end in (
        ("0001-01-01", "9999-12-31"),
        ("0001-01-01", "0001-03-31"),
        ("1900-01-01", "1900-02-01"),
        ("9999-10-01", "9999-12-31"),
        ("2027-03-31", "2027-01-04"),
        ("9998-01-01", "9999-12-31"),
    ):
        assert knock(sari, "/sekolah/gelombang/", WAVE | {"start": start, "end": end}).status == 422
    assert counted()["wave"] == 0
    way = journey.approved(cast.sari, cast.hasan, range(2))
    for day in ("0001-01-01", "9999-12-31", "2000-01-01", "2027-02-30"):
        data = payment(cast, way.invoice, paid_on=day)
        assert knock(hasan, f"/cabang/tagihan/{way.invoice}/pembayaran", data).status == 422, day
    for at in ("25:00", "99.99", "-1:00", "pagi", "٠٨:٠٠", "8" * 400):
        data = payment(cast, way.invoice, paid_time=at)
        assert knock(hasan, f"/cabang/tagihan/{way.invoice}/pembayaran", data).status in {303, 422}, at
    for day in ("0001-01-01", "9999-12-31", "2000-01-01"):
        data = {"value": "", "valid_from": day, "reason": "alasan yang panjang"}
        for key in ("kode_iuran_pattern", "pkl_relief"):
            assert knock(hasan, f"/cabang/kebijakan/{key}", data).status in {303, 404, 422}, day
    assert not disorder()


def test_a_row_from_another_time_is_a_mistake_and_breaks_no_page(cast: Cast, sari: Browser, wave: UUID) -> None:
    """It would be billed for years, or before there was a law."""
    for at, (start, end) in enumerate(
        (("01/01/1900", ""), ("", "31/12/2099"), ("01/01/0001", "31/12/9999"), ("31/12/9999", "31/12/9999"))
    ):
        text = f"Nama\tNIK\tJK\tMulai PKL\tSelesai PKL\nAsep Suryana\t{people.nik(at).digits}\tL\t{start}\t{end}\n"
        done = knock(sari, "/sekolah/daftar/", {"gelombang": str(wave), "text": text}, unmasked=True)
        page = sari.follow(done)
        assert "1 salah" in page.words, (start, end, page.words)
        sari.get(f"{done.location}/ajukan/")
        assert knock(sari, f"{done.location}/ajukan/").status == 422
        sari.get("/sekolah/")
    assert not disorder()


NUMBERS = ["-1", "0", "1" * 30, "9" * 400, "1.5", "Infinity", "٣", "0x1", "", "a", "\0", "1 or 1=1", "%00"]


def test_pages_and_filters_with_impossible_numbers(cast: Cast, sari: Browser, hasan: Browser) -> None:
    way = journey.listed(cast.sari)
    journey.sent(cast.sari, range(3, 6), name="PKL Kedua")
    for text in NUMBERS:
        for url in (
            f"/sekolah/daftar/{way.roster}?setelah={text}",
            f"/sekolah/daftar/{way.roster}?q={text}&saring={text}",
            f"/sekolah/daftar/?sebelum={text}",
            f"/sekolah/peserta/?sesudah={text}&sebelum={text}",
            f"/sekolah/peserta/?keadaan={text}&gelombang={text}",
            f"/sekolah/pengajuan/?sebelum={text}",
            f"/sekolah/tagihan/?keadaan={text}&sesudah={text}",
            f"/sekolah/daftar/{way.roster}/ganti/?kolom={text}",
        ):
            assert knock(sari, url, method="GET", unmasked=True).status in {200, 303, 400, 404}, url
        for url in (
            f"/cabang/peserta/?mitra={text}&q={text}",
            f"/cabang/pengajuan/?keadaan={text}",
            f"/cabang/mitra/?q={text}",
        ):
            assert knock(hasan, url, method="GET").status in {200, 303, 400, 404}, url
        assert knock(sari, "/sekolah/peserta/cari/", {"q": text}).status in {200, 303, 404, 422}


def test_nul_in_every_text_a_form_takes(cast: Cast, sari: Browser, hasan: Browser, wahyu: Browser) -> None:
    """PostgreSQL stores no NUL; nobody should see a broken page for one."""
    listed, sent = journey.listed(cast.sari), journey.sent(cast.sari, range(3, 6), name="PKL B")
    bill = journey.approved(cast.sari, cast.hasan, range(6, 9), name="PKL C")
    row, rows = rows_of(cast, listed.roster)[0], rows_of(cast, sent.roster)
    fine = {200, 303, 404, 422}
    for who, url, data in (
        (sari, "/sekolah/gelombang/", WAVE | {"name": "P\0KL"}),
        (sari, "/sekolah/rekan/undang", {"name": "T\0uti", "email": "t\0@contoh.id", "role": "school_reader\0"}),
        (sari, f"/sekolah/daftar/{listed.roster}/baris/{row}/", {"class_name": "X\0I", "mother_name": "I\0bu"}),
        (sari, f"/sekolah/daftar/{listed.roster}/ganti/", {"field": "class_name", "old": "X\0I", "new": "X\0"}),
        (sari, f"/sekolah/daftar/{listed.roster}/kolom/",
         {"kolom-0": "name", "kolom-1": "nik", "isi-class_name": "X\0I"}),
        (sari, f"/sekolah/daftar/{listed.roster}/ajukan/", {}),
        (sari, f"/sekolah/tagihan/{bill.invoice}/pisah", {"kelas": "X\0I", "semua_kelas": "1"}),
        (sari, f"/sekolah/peserta/{rows[0]}", {"name": "A\0sep", "class_name": "X\0I", "sure": "y"}),
        (sari, f"/sekolah/peserta/{rows[0]}/data-lengkap/", {"reason": "untuk\0 dicocokkan"}),
        (sari, "/sekolah/peserta/cari/", {"q": "as\0ep"}),
        (wahyu, f"/sekolah/pengajuan/{sent.submission}/persetujuan/tolak", {"reason": "b\0elum"}),
        (hasan, f"/cabang/tagihan/{bill.invoice}/pembayaran", payment(cast, bill.invoice, reference="N\0TB")),
        (hasan, f"/cabang/pengajuan/{sent.submission}/pengembalian",
         {"baris_dicentang": str(rows[0]), f"alasan-{rows[0]}": "nama\0 salah", "reason": "\0"}),
        (hasan, f"/cabang/pengajuan/{sent.submission}/persetujuan", {"kode_iuran": "2612\0345"}),
        (hasan, "/cabang/mitra/", {"name": "SMK\0", "npsn": "2021\01111", "funding": "own", "stage": "registered"}),
        (Browser(sari.app), "/masuk", {"identifier": "sari\0@contoh.sch.id", "password": "\0"}),
        (Browser(sari.app), "/lupa-sandi", {"identifier": "\0"}),
    ):  # fmt: skip
        assert knock(who, url, data, unmasked=True).status in fine, url
    for url in ("/kartu/%00", "/undangan/%00", "/sandi-baru/%00", "/kuitansi/%00", "/%00"):
        assert knock(Browser(sari.app), url, method="GET").status in {404, 400}, url
    assert not disorder()


# Requests bent out of shape.


def test_thousands_of_fields(cast: Cast, sari: Browser, hasan: Browser) -> None:
    many = {f"f{number}": "x" for number in range(5_000)}
    assert knock(sari, "/sekolah/gelombang/", many | WAVE).status == 303
    body = multipart({"csrf_token": sari.csrf_token(), **many, **WAVE, "name": "PKL 2", "file": (b"", "")})
    assert knock(sari, "/sekolah/gelombang/", body=body).status == 413
    sent = journey.sent(cast.sari, range(3), name="PKL B")
    data = {"baris_dicentang": [str(uuid4()) for _ in range(4_000)], "reason": "x"}
    assert knock(hasan, f"/cabang/pengajuan/{sent.submission}/pengembalian", data).status == 422
    twice = [
        ("name", "PKL 3"),
        ("name", "PKL 4"),
        ("start", "2027-01-04"),
        ("start", "1900-01-01"),
        ("end", "2027-02-01"),
    ]
    text = "&".join(f"{name}={value}" for name, value in twice) + f"&csrf_token={sari.csrf_token()}"
    assert knock(sari, "/sekolah/gelombang/", body=(text.encode(), "application/x-www-form-urlencoded")).status == 303
    assert {wave.name for wave in db.session.scalars(cast.sari.actor().sees(Wave))} >= {"PKL", "PKL 3"}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"[" * 100_000, "application/json"),
        (json.dumps({"name": "x", **WAVE}).encode(), "application/json"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "application/xml"),
        (b"name=x", "text/plain"),
        (b"name=x", ""),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"name=x", "multipart/form-data"),
        (b"\xff\xfe\xfa=\xc3\x28", "application/x-www-form-urlencoded; charset=utf-7"),
        (b"\x80\x04\x95", "application/x-python-pickle"),
    ],
)
@pytest.mark.once
def test_other_languages_than_forms_are_not_understood(sari: Browser, body: bytes, kind: str) -> None:
    assert knock(sari, "/sekolah/gelombang/", body=(body, kind)).status == 400
    assert counted()["wave"] == 0


@pytest.mark.once
def test_no_method_but_those_that_are_offered(cast: Cast, sari: Browser) -> None:
    wave = journey.wave(cast.sari).wave
    for method in ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
        assert knock(sari, f"/sekolah/gelombang/{wave}", method=method).status in {400, 404, 405}
        assert knock(sari, f"/sekolah/gelombang/{wave}/hapus", method=method).status in {400, 404, 405}
    for method in ("GET", "HEAD", "OPTIONS"):
        assert knock(sari, f"/sekolah/gelombang/{wave}/hapus", method=method).status in {200, 404, 405}
    for header in ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"):
        knock(sari, f"/sekolah/gelombang/{wave}/hapus", method="GET", headers={header: "POST"})
    knock(sari, f"/sekolah/gelombang/{wave}/hapus?_method=POST&method=DELETE", method="GET")
    assert counted()["wave"] == 1


@pytest.mark.once
def test_headers_that_only_a_proxy_may_set_are_not_believed(cast: Cast, app: Flask, sari: Browser) -> None:
    lies = {
        "X-Forwarded-Host": "jahat.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "10.9.8.7",
        "X-Forwarded-Prefix": "/jahat",
        "X-Original-URL": "/cabang/",
        "X-Rewrite-URL": "/cabang/",
        "Forwarded": "host=jahat.example;for=10.9.8.7",
        "Host": "jahat.example",
    }
    for url in ("/", "/masuk", "/lupa-sandi", "/sekolah/", "/sekolah/gelombang/baru", "/tidak-ada"):
        for who in (sari, Browser(app)):
            answer = knock(who, url, method="GET", headers=lies)
            assert "jahat" not in answer.text, url
            assert "jahat.example" not in str(answer.headers), url
    del lies["Host"]  # a browser that is lied to about the host sends no cookie there
    invited = knock(sari, "/sekolah/rekan/undang", {"name": "T", "email": "t@contoh.id", "role": "school_reader"},
                    headers=lies, unmasked=True)  # fmt: skip
    assert invited.status == 200
    assert "jahat.example" not in invited.text, "the link would lead the guest to somebody else's house"
    entering = Browser(app)
    entering.post(
        "/masuk", {"identifier": "rina@contoh.sch.id", "password": "kuda-lumping-menari-pagi"}, headers=lies
    )
    from portal.models import LoginSession

    db.session.rollback()
    assert "10.9.8.7" not in {each.address for each in db.session.scalars(select(LoginSession))}


ELSEWHERE = (
    "https://jahat.example/",
    "//jahat.example",
    "/\\jahat.example",
    "\\\\jahat.example",
    "javascript:alert(1)",
    "/%2f%2fjahat.example",
    "/@jahat.example",
    "https:jahat.example",
    "/sekolah/\r\nSet-Cookie: a=b",
)


@pytest.mark.once
def test_nobody_is_sent_to_another_house(app: Flask, cast: Cast) -> None:
    for place in ELSEWHERE:
        guest = Browser(app)
        for name in ("lanjut", "next", "way_back", "url", "return_to"):
            knock(guest, "/masuk", method="GET", query_string={name: place})
        if "\r" not in place:
            knock(guest, "/sekolah/", method="GET", headers={"HX-Request": "true", "HX-Current-URL": place})
        else:
            knock(guest, f"/sekolah/?x={place}", method="GET")
        entered = knock(guest, "/masuk", {"identifier": "sari@contoh.sch.id", "password": "kuda-lumping-menari-pagi",
                                          "next": place, "lanjut": place})  # fmt: skip
        assert entered.status == 303
        to = entered.headers["Location"]
        assert to.startswith("/"), to
        assert not to.startswith(("//", "/\\")), to
        assert "jahat" not in to
        assert "Set-Cookie: a=b" not in str(entered.headers)


# Cookies.


def test_a_cookie_from_before_signing_in_opens_nothing_afterwards(app: Flask, cast: Cast) -> None:
    """Session fixation: somebody plants their own cookie in a browser, and waits for its owner to sign in."""
    attacker = Browser(app)
    attacker.get("/masuk")
    victim = attacker.twin()
    victim.post("/masuk", {"identifier": "sari@contoh.sch.id", "password": "kuda-lumping-menari-pagi"})
    victim.get("/sekolah/")
    assert attacker.get("/sekolah/", status=303).location == "/masuk"


def test_a_cookie_copied_before_signing_out_is_dead(sari: Browser) -> None:
    thief = sari.twin()
    thief.get("/sekolah/")
    sari.post("/keluar")
    assert thief.get("/sekolah/", status=303).location == "/masuk"
    assert knock(thief, "/sekolah/gelombang/", WAVE).location == "/masuk"
    assert counted()["wave"] == 0


@pytest.mark.parametrize("value", ["", "x", "a.b.c", "eyJfdXNlcl9pZCI6IjEifQ.Z.x", "\u0660" * 4, "A" * 4_000])
def test_a_cookie_of_one_s_own_making_is_nobody(app: Flask, cast: Cast, value: str) -> None:
    for name in ("gandeng", "gandeng_kenal", "session", "remember_token"):
        guest = Browser(app)
        guest.client.set_cookie(name, value)
        assert knock(guest, "/sekolah/", method="GET").location == "/masuk"
        assert knock(guest, "/masuk", method="GET").status == 200


# Work that is not lost.


def test_the_session_ends_while_mending_and_the_work_is_still_there(cast: Cast, sari: Browser, app: Flask) -> None:
    way = journey.listed(cast.sari, range(3))
    first, second, _ = rows_of(cast, way.roster)
    mended = f"/sekolah/daftar/{way.roster}/baris/{first}/"
    assert knock(sari, mended, {"class_name": "XII TKJ 9"}).status == 303
    other_window = sari.twin()
    sari.post("/keluar")
    htmx = {"HX-Request": "true", "HX-Current-URL": f"http://localhost/sekolah/daftar/{way.roster}"}
    url = f"/sekolah/daftar/{way.roster}/baris/{second}/"
    late = knock(other_window, url, {"class_name": "XII TKJ 8"}, headers=htmx)
    assert late.location == "/masuk", "htmx is sent to sign in, not shown a sign-in page in a table row"
    door = other_window.get("/masuk")
    assert "pekerjaan yang sudah disimpan tidak hilang" in door.words
    back = other_window.post("/masuk", {"identifier": "sari@contoh.sch.id", "password": "kuda-lumping-menari-pagi"})
    assert back.location == f"/sekolah/daftar/{way.roster}", "back to where the work is"
    assert "XII TKJ 9" in other_window.get(f"{back.location}?saring=siap").words
    contents = [
        row.content for row in db.session.scalars(cast.sari.actor().sees(RosterRow).order_by(RosterRow.number))
    ]
    assert [content["values"]["class_name"] for content in contents] == ["XII TKJ 9", "XI RPL 1", "XI RPL 1"]

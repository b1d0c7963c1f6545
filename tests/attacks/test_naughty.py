"""Strange texts through every form: kept and shown as text, or refused with a sentence; no page breaks for one."""

from __future__ import annotations

import html
from uuid import UUID

from flask import Flask

from portal.models import Fate, Invoice, RosterRow, Wave, db
from portal.values import clock
from portal.values.clock import in_wib
from tests.attacks.knocks import knock
from tests.attacks.naughty import ALL, CODE, MARKUP, WORST
from tests.attacks.order import disorder
from tests.browser import Answer, Browser
from tests.cast import Cast
from tests.conftest import Hand
from tests.make import journey, people

WAVE = {"start": "2027-01-04", "end": "2027-03-31"}
FINE = {200, 303, 404, 422}


def shown_as_text(answer: Answer, typed: str) -> None:
    """What was typed stands in the page as it was typed, and has become nothing else."""
    assert "<script>alert" not in answer.text.lower()
    assert 'onmouseover="alert' not in answer.text
    for tag in answer.soup.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on")], tag
    assert answer.soup.find(id="judul") is None
    if "{{7*7}}" in typed:
        assert "{{7*7}}" in html.unescape(answer.text)


def test_some_of_them_as_the_name_of_a_wave(cast: Cast, sari: Browser) -> None:
    kept = 0
    for text in ALL[::6]:
        done = knock(sari, "/sekolah/gelombang/", {"name": text, **WAVE})
        assert done.status in {303, 422}, repr(text)
        if done.status == 303:
            kept += 1
            shown_as_text(sari.get(done.location), text)
            db.session.rollback()
            wave = cast.sari.actor().find(Wave, UUID(done.location.rsplit("/", 1)[1]))
            assert wave.name == " ".join(text.replace("\0", "").split()), "as it was typed, but for white space"
            db.session.rollback()
            assert knock(sari, f"{done.location}/hapus").status == 303
    assert kept > 20


def test_every_text_in_every_cell_of_a_list(
    cast: Cast, sari: Browser, hasan: Browser, wave: UUID, worker: Hand
) -> None:
    """One list with all of them as name, mother, class and place; whoever can be sent is sent, billed and printed."""
    clean = [text.replace("\t", " ").replace("\r", " ").replace("\n", " ")[:2_000] for text in ALL]
    lines = ["\t".join(("NIK", "Nama", "JK", "Nama Ibu Kandung", "Kelas", "Tempat Lahir", "Alamat"))]
    lines += ["\t".join((people.nik(at).digits, text, "", text, text, text, text)) for at, text in enumerate(clean)]
    file = ("\n".join(lines).encode("utf-8", "replace"), "aneh.tsv")
    done = knock(sari, "/sekolah/daftar/", {"gelombang": str(wave), "file": file}, unmasked=True)
    assert done.status == 303, done.words
    for sieve in ("salah", "lihat", "siap"):
        after = 0
        while True:
            page = knock(sari, f"{done.location}?saring={sieve}&setelah={after}", method="GET")
            assert page.status == 200
            shown_as_text(page, "")
            numbers = [row.number for row in rows(cast) if f"baris-{row.id}" in page.text]
            if not numbers or max(numbers) <= after:
                break
            after = max(numbers)
    assert sari.post(f"{done.location}/salah.xlsx", status=200).body.startswith(b"PK")
    sent = sari.post(f"{done.location}/ajukan/")
    submission = sent.location.rsplit("/", 1)[1]
    assert sum(row.fate is Fate.SENT for row in rows(cast)) > 20
    shown_as_text(sari.get(sent.location), "")
    shown_as_text(hasan.get(f"/cabang/pengajuan/{submission}?baris=semua"), "")
    hasan.post(f"/cabang/pengajuan/{submission}/persetujuan", {"kode_iuran": "261234567890"})
    shown_as_text(sari.get("/sekolah/peserta/"), "")
    worker.drain()
    paper = knock(sari, f"/sekolah/gelombang/{wave}/kartu")
    assert paper.status == 303
    worker.drain()
    assert sari.get(f"{paper.location}kartu.pdf").body.startswith(b"%PDF"), "names are data to the press too"
    assert not disorder()


def rows(cast: Cast) -> list[RosterRow]:
    db.session.rollback()
    return list(db.session.scalars(cast.sari.actor().sees(RosterRow).order_by(RosterRow.number)))


def test_some_of_them_are_looked_for(cast: Cast, sari: Browser, hasan: Browser) -> None:
    way = journey.covered(cast.sari, cast.hasan, range(3))
    places = ((sari, "/sekolah/peserta/"), (sari, f"/sekolah/daftar/{way.roster}"), (hasan, "/cabang/mitra/"))
    for at, text in enumerate(ALL[::5]):
        who, url = places[at % len(places)]
        found = knock(who, url, method="GET", query_string={"q": text, "saring": "kirim"}, judged=len(text) < 300)
        assert found.status in {200, 303}, (url, text)
        shown_as_text(found, "")
        asked = (hasan, "/cabang/peserta/cari/") if at % 2 else (sari, "/sekolah/peserta/cari/")
        assert knock(*asked, {"q": text}).status in FINE, text


def test_a_sign_of_a_search_is_looked_for_as_it_is(cast: Cast, sari: Browser) -> None:
    journey.covered(cast.sari, cast.hasan, range(3))
    name = people.name(0)
    assert name in sari.get("/sekolah/peserta/", query_string={"q": name.split()[0]}).words
    for sign in ("%", "_", "a%", "%a", "As_p"):
        assert name not in (
            sari.get("/sekolah/peserta/", query_string={"q": sign}).soup.select("main")[0].get_text()
        ), sign


def test_the_worst_of_them_in_every_other_form(cast: Cast, sari: Browser, hasan: Browser, wahyu: Browser) -> None:
    """Each is kept and the page that shows it is read; what is refused says so."""
    listed = journey.listed(cast.sari, range(3), name="PKL A")
    bill = journey.approved(cast.sari, cast.hasan, range(3, 15), name="PKL B")
    sent = journey.sent(cast.sari, range(20, 20 + len(WORST) + 1), name="PKL C")
    by_roster: dict[UUID, list[UUID]] = {}
    for row in rows(cast):
        by_roster.setdefault(row.roster_id, []).append(row.id)
    first, people_sent, billed = (by_roster[each] for each in (listed.roster, sent.roster, bill.roster))
    school = {"npsn": "20219158", "funding": "own", "stage": "active"}
    for at, text in enumerate(WORST):
        tries = (
            (sari, "/akun", {"name": text}, "/akun"),
            (sari, "/sekolah/rekan/undang", {"name": text, "email": f"t{at}@contoh.id", "role": "school_reader"},
             "/sekolah/rekan/"),
            (sari, f"/sekolah/daftar/{listed.roster}/baris/{first[0]}/", {"name": text, "class_name": text[:60]},
             f"/sekolah/daftar/{listed.roster}?saring=lihat"),
            (sari, f"/sekolah/daftar/{listed.roster}/ganti/",
             {"field": "class_name", "old": "XI RPL 1", "new": text[:50]}, f"/sekolah/daftar/{listed.roster}"),
            (sari, f"/sekolah/daftar/{listed.roster}/kolom/", {"kolom-0": text, "isi-host": text},
             f"/sekolah/daftar/{listed.roster}/kolom/"),
            (sari, f"/sekolah/peserta/{billed[0]}", {"name": text, "class_name": text[:60], "address": text,
                                                      "sure": "y"}, f"/sekolah/peserta/{billed[0]}"),
            (sari, f"/sekolah/peserta/{billed[0]}/data-lengkap/", {"reason": text}, f"/sekolah/peserta/{billed[0]}"),
            (hasan, f"/cabang/mitra/{cast.smkn1}", {"name": text, "address": text, "contact_name": text,
                                                     "agreement_number": text[:80], **school},
             f"/cabang/mitra/{cast.smkn1}"),
            (hasan, f"/cabang/pengajuan/{sent.submission}/pengembalian",
             {"baris_dicentang": str(people_sent[at]), "reason": text}, f"/cabang/pengajuan/{sent.submission}"),
            (hasan, f"/cabang/tagihan/{bill.invoice}/pembayaran", money(cast, bill.invoice, text),
             f"/cabang/tagihan/{bill.invoice}"),
            (hasan, "/cabang/kebijakan/pkl_relief", {"value": text[:40], "valid_from": "1/1/2030", "reason": text},
             "/cabang/kebijakan/"),
        )  # fmt: skip
        for who, url, data, then in tries:
            done = knock(who, url, data, unmasked=True)
            assert done.status in FINE, (url, text, done.status)
            if done.status != 303:
                shown_as_text(done, "")
            shown_as_text(who.get(then, unmasked=True), "")
    shown_as_text(sari.get(f"/sekolah/daftar/{sent.roster}?saring=kembali"), "")
    for payment in payments(cast):
        paper = hasan.get(f"/cabang/kuitansi/{payment}.pdf")
        assert paper.body.startswith(b"%PDF")
    assert not disorder()


def money(cast: Cast, invoice: UUID | None, reference: str) -> dict[str, str]:
    """One more person of the bill pays."""
    from portal.services import invoice_lines

    assert invoice
    bill, now = cast.hasan.actor().find(Invoice, invoice), in_wib(clock.now())
    classes = [name for name, _, _ in invoice_lines.classes_owing(cast.hasan.actor(), bill)]
    owing = invoice_lines.owing(cast.hasan.actor(), bill, classes, 1) if classes else []
    each = bill.total.amount // bill.people
    db.session.rollback()
    return {
        "amount": str(each),
        "paid_on": f"{now:%d/%m/%Y}",
        "paid_time": f"{now:%H:%M}",
        "channel": "ATM",
        "reference": reference[:80],
        "sebagian": "1",
        "orang": str(owing[0].id) if owing else "",
    }


def payments(cast: Cast) -> list[UUID]:
    from portal.models import Payment

    db.session.rollback()
    found = [payment.id for payment in db.session.scalars(cast.hasan.actor().sees(Payment))]
    assert found
    return found


def test_at_the_door(app: Flask, cast: Cast) -> None:
    guest = Browser(app)
    for text in [*MARKUP, *CODE][::8]:
        for url, data in (
            ("/masuk", {"identifier": text, "password": text}),
            ("/lupa-sandi", {"identifier": text}),
            ("/sandi-baru/abc", {"password": text, "repeated": text}),
        ):
            answer = knock(guest, url, data)
            assert answer.status in FINE | {429}
            shown_as_text(answer, "")

"""A branch words its messages: tried on an example, refused with the cure, undone to the house's text."""

from __future__ import annotations

from urllib.parse import unquote_plus
from uuid import uuid4

from portal.models import MessageState
from portal.models.transaction import transaction
from portal.services import message_texts, messages
from tests.browser import Browser
from tests.cast import Cast
from tests.make import journey

KIND = "invitation_by_whatsapp"
OWN = "Halo {nama}, {pengundang} dari {tempat} mengajak Anda sebagai {peran}: {tautan}"


def test_own_words_are_tried_kept_sent_and_undone(cast: Cast, hasan: Browser, mira: Browser, sari: Browser) -> None:
    page = hasan.get(f"/cabang/pesan/naskah/{KIND}")
    assert "{tautan} harus ada" in page.words
    tried = hasan.submit(page, f"/naskah/{KIND}", {"text": OWN})
    assert "Naskah sendiri" in hasan.follow(tried).words
    preview = hasan.post(f"/cabang/pesan/naskah/{KIND}/contoh/", {"text": OWN + " {jam}"}, status=422)
    assert "{jam} tidak dikenal" in preview.words
    shown = hasan.htmx_post(f"/cabang/pesan/naskah/{KIND}/contoh/", {"text": OWN})
    assert "Halo Sari Wulandari, Hasan Basri dari" in shown.words

    invited = {"name": "Tuti", "phone": "081234567890", "role": "school_reader"}
    sent = sari.post("/sekolah/rekan/undang", invited, status=200)
    [handed_over] = [unquote_plus(str(a["href"])) for a in sent.soup.find_all("a") if "wa.me" in str(a.get("href"))]
    assert "Halo Tuti, Sari Wulandari dari SMK Negeri 1 Bandung mengajak Anda sebagai Rekan" in handed_over
    assert "Naskah sendiri" not in mira.get("/cabang/pesan/naskah/").words
    with transaction():
        assert message_texts.own(cast.garut, KIND) is None

    hasan.submit(hasan.get(f"/cabang/pesan/naskah/{KIND}"), "/asli")
    with transaction():
        assert message_texts.own(cast.bandung, KIND) is None


def test_a_text_that_would_go_wrong_is_refused_with_the_cure(cast: Cast, hasan: Browser, sari: Browser) -> None:
    for text, told in (
        ("", "Naskahnya kosong"),
        ("x" * 1_501, "Terlalu panjang"),
        (OWN.replace("{tautan}", ""), "{tautan} tidak boleh hilang"),
        (OWN + " {", "kurung kurawal yang tidak berpasangan"),
        (OWN + " {{nama}}", "kurung kurawal yang tidak berpasangan"),
        (OWN + " 3273 0101 0101 0001", "16 angka"),
    ):
        url, typed = f"/cabang/pesan/naskah/{KIND}", {"text": text}
        assert told in hasan.post(url, typed, status=422, unmasked="16" in told).words
    long = "x" * 121 + "\n{daftar}"
    assert "judul e-mail" in hasan.post("/cabang/pesan/naskah/reminder", {"text": long}, status=422).words
    hasan.get("/cabang/pesan/naskah/reset", status=404)
    sari.get("/cabang/pesan/naskah/", status=404)


def test_what_went_out_and_what_did_not_for_all_partners(cast: Cast, hasan: Browser, mira: Browser) -> None:
    journey.covered(cast.sari, cast.hasan)
    with transaction():
        for at, state in enumerate((MessageState.SENT, MessageState.FAILED)):
            message = messages.queue(
                kind="transfer_asked",
                recipient="sari@contoh.sch.id",
                subject=f"Kabar {at}",
                body="Rahasia",
                branch_id=cast.bandung,
                id_=uuid4(),
            )
            message.organisation_id, message.state = cast.smkn1, state
    every = hasan.get("/cabang/pesan/keluar/")
    assert "Kabar 0" in every.words
    assert "Rahasia" not in every.words
    failed = hasan.get("/cabang/pesan/keluar/", query_string={"keadaan": "gagal", "mitra": str(cast.smkn1)}).words
    assert "Kabar 1" in failed
    assert "Kabar 0" not in failed
    assert "Tidak ada pesan" in hasan.get("/cabang/pesan/keluar/", query_string={"keadaan": "menunggu"}).words
    hasan.get("/cabang/pesan/keluar/", query_string={"mitra": str(uuid4())}, status=404)
    assert "Kabar" not in mira.get("/cabang/pesan/keluar/").words

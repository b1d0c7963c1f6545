"""Work queues: what waits by kind, age, partner and officer; taken, handed on, let go, taken along."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
import time_machine

from portal.access.permissions import Role
from portal.models import Errand, db
from portal.models.transaction import transaction
from portal.values import clock
from tests.browser import Browser
from tests.cast import Cast, newcomer
from tests.make import agents, bank, journey, signals, workers
from tests.make.bank import line

URL = "/cabang/antrean/"


def test_what_waits_is_found_and_divided(cast: Cast, hasan: Browser, mira: Browser, sari: Browser, browser) -> None:  # type: ignore[no-untyped-def]
    sent = journey.sent(cast.sari, range(3), name="Satu")
    other = journey.sent(cast.rina, range(3, 5), name="Dua")
    journey.approved(cast.sari, cast.hasan, range(5, 7), name="Tiga")
    with transaction():
        dedi = newcomer("Dedi Mulyana", Role.BRANCH_OFFICER, cast.bandung, None)
    shown = hasan.get(URL)
    assert "SMK Negeri 1 Bandung Sari" in shown.words
    assert "SMK Negeri 2 Bandung" in shown.words
    found = hasan.get(f"{URL}pengajuan?q=negeri+2").words
    assert "SMK Negeri 1" not in found
    give = f"{URL}pengajuan/petugas"
    assert "Centang dahulu" in hasan.submit(shown, give, status=422).words
    assert (
        "tidak lagi bertugas"
        in hasan.post(
            give, {"baris": str(sent.submission), "petugas": str(cast.sari.membership_id)}, status=422
        ).words
    )
    done = hasan.follow(hasan.post(give, {"baris": str(sent.submission), "petugas": str(cast.hasan.membership_id)}))
    assert "1 baris dibagi" in done.words
    mine = hasan.get(f"{URL}pengajuan?milik={cast.hasan.membership_id}").words
    assert "SMK Negeri 1" in mine
    assert "SMK Negeri 2" not in mine
    assert "SMK Negeri 1" not in hasan.get(f"{URL}pengajuan?milik=bebas").words
    hasan.post(give, {"baris": [str(sent.submission), str(other.submission)], "petugas": str(dedi.membership_id)})
    assert {each.officer_name for each in db.session.scalars(cast.hasan.actor().sees(Errand))} == {"Dedi Mulyana"}
    lines = hasan.get(f"{URL}pengajuan.csv?q=negeri").body.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "Dedi Mulyana" in lines[1]
    assert hasan.get(f"{URL}pengajuan.xlsx").body.startswith(b"PK")
    with pytest.MonkeyPatch.context() as few:
        few.setattr(import_module("portal.branch.queues"), "MOST", 1)
        assert "Lebih dari 1 baris menunggu. Saring dahulu" in hasan.get(f"{URL}pengajuan.csv", status=422).words
        assert "Dedi" in hasan.get(f"{URL}pengajuan.csv?q=negeri+2").body.decode("utf-8-sig")
    assert "SMK Negeri 2" not in hasan.get(f"{URL}pengajuan?q=sari").words, "who sent it is found, too"
    assert "Tidak ada yang cocok" in hasan.get(f"{URL}pengajuan?umur=2").words
    hasan.post(give, {"baris": str(sent.submission), "petugas": ""})
    assert len(db.session.scalars(cast.hasan.actor().sees(Errand)).all()) == 1
    for queue in (
        "tanpa-kode",
        "terlambat",
        "pindah",
        "kasus",
        "sanggahan",
        "uang-masuk",
        "agen",
        "isyarat",
        "nik",
        "orang-sama",
    ):
        hasan.get(f"{URL}{queue}")
    hasan.get(f"{URL}rahasia", status=404)
    hasan.get(f"{URL}pengajuan.exe", status=404)
    assert "SMK Negeri" not in mira.get(URL).words
    mira.post(give, {"baris": str(sent.submission), "petugas": str(cast.mira.membership_id)})
    assert db.session.scalars(cast.mira.actor().sees(Errand)).all() == []
    sari.get(URL, status=404)
    with time_machine.travel(clock.now() + timedelta(days=70)):
        later = browser(cast.hasan)
        assert "SMK Negeri 1" in later.get(f"{URL}terlambat?umur=7").words
        assert "SMK Negeri 1" in later.get(f"{URL}pengajuan?umur=30").words


def test_money_candidates_and_signals_wait_here_and_are_counted_on_the_front_page(cast: Cast, hasan: Browser) -> None:
    day = f"{clock.today():%d/%m/%Y}"
    statement = bank.received(cast.hasan, bank.file([line("5.000", "nyasar", day=day), line("0", "INFO", day=day)]))
    citra = agents.candidate(cast)
    assert "Tidak ada yang menunggu" in hasan.get(f"{URL}agen").words, "the wadah has said nothing of her yet"
    agents.described(cast.ratna, citra.membership_id, agents.description(12))
    workers.registered(cast.agus, range(1, 5), phone="081233334444")
    signals.counted(cast.bandung)
    home = hasan.get("/cabang/").words
    for words in ("1 uang masuk belum cocok", "1 calon agen menunggu persetujuan", "1 isyarat belum dijawab"):
        assert words in home
    [row, _] = bank.rows(cast.hasan, statement)
    shown = hasan.get(f"{URL}uang-masuk")
    assert f"belum diketahui {bank.CHANNEL}" in shown.words
    assert f"/cabang/uang-masuk/baris/{row.id}" in str(shown.soup)
    assert "Citra Lestari" in hasan.get(f"{URL}agen").words
    stands = hasan.get(f"{URL}isyarat")
    assert "Tentang" in stands.words
    give = {"baris": str(row.id), "petugas": str(cast.hasan.membership_id)}
    assert "1 baris dibagi" in hasan.follow(hasan.post(f"{URL}uang-masuk/petugas", give)).words
    assert "Hasan Basri" in hasan.get(f"{URL}uang-masuk.csv").body.decode("utf-8-sig")

"""Work queues: what waits by kind, age, partner and officer; taken, handed on, let go, taken along."""

from __future__ import annotations

from datetime import timedelta

import time_machine

from portal.access.permissions import Role
from portal.models import Errand, db
from portal.models.transaction import transaction
from portal.values import clock
from tests.browser import Browser
from tests.cast import Cast, newcomer
from tests.make import journey

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
    assert "Tidak ada yang cocok" in hasan.get(f"{URL}pengajuan?umur=2").words
    hasan.post(give, {"baris": str(sent.submission), "petugas": ""})
    assert len(db.session.scalars(cast.hasan.actor().sees(Errand)).all()) == 1
    for queue in ("tanpa-kode", "terlambat", "pindah", "kasus", "sanggahan"):
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
